//! Counts what changes in a part of the page.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, MutationObserver, MutationObserverInit};

use crate::page::settle;

/// The number of changes in an element while something happens.
pub async fn changes_in(element: &Element, happen: impl Future<Output = ()>) -> usize {
    settle().await;
    let calls = Rc::new(Cell::new(0_usize));
    let counted = Rc::clone(&calls);
    let callback = Closure::<dyn FnMut(js_sys::Array)>::new(move |records: js_sys::Array| {
        counted.set(counted.get() + records.length() as usize);
    });
    let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).expect("an observer");
    let options = MutationObserverInit::new();
    options.set_attributes(true);
    options.set_character_data(true);
    options.set_child_list(true);
    options.set_subtree(true);
    observer.observe_with_options(element, &options).expect("to observe");
    happen.await;
    settle().await;
    let rest = observer.take_records().length() as usize;
    observer.disconnect();
    calls.get() + rest
}
