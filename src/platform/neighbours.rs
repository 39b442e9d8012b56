//! The other pages of this origin in this browser: heard by a `BroadcastChannel`, and told apart by Web Locks.
//!
//! Where a page has no origin of its own, or the browser has none of the two, there are no neighbours.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use super::{Listener, window};
use crate::live::services::{Lock, Neighbours};

/// The pages that listen to the same name.
pub struct BrowserNeighbours {
    name: String,
    joined: RefCell<Option<Joined>>,
}

/// From listening to leaving.
struct Joined {
    channel: BroadcastChannel,
    /// Ends the waiting for locks.
    waiting: AbortController,
    /// Resolves what the held ones hang on.
    held: Rc<RefCell<Vec<Function>>>,
    _listener: Listener,
}

impl BrowserNeighbours {
    /// Nobody is heard yet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), joined: RefCell::default() }
    }
}

impl Neighbours for BrowserNeighbours {
    fn listen(&self, heard: Rc<dyn Fn(String)>) -> bool {
        let Some(waiting) = locks().and_then(|_| AbortController::new().ok()) else { return false };
        let Ok(channel) = BroadcastChannel::new(&self.name) else { return false };
        let listener = Listener::new(channel.as_ref(), "message", move |event| {
            if let Some(text) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
                heard(text);
            }
        });
        *self.joined.borrow_mut() = Some(Joined { channel, waiting, held: Rc::default(), _listener: listener });
        true
    }

    fn say(&self, text: &str) {
        if let Some(joined) = &*self.joined.borrow() {
            joined.channel.post_message(&text.into()).ok();
        }
    }

    fn lock(&self, name: &str, how: Lock, told: Box<dyn FnOnce(bool)>) {
        let joined = self.joined.borrow();
        let Some(joined) = &*joined else { return };
        let options = Object::new();
        let (key, value) = match how {
            Lock::Try => ("ifAvailable", JsValue::TRUE),
            Lock::Wait | Lock::Watch => ("signal", joined.waiting.signal().into()),
        };
        // A fresh plain object takes every key.
        Reflect::set(&options, &key.into(), &value).ok();
        let (held, waiting) = (Rc::clone(&joined.held), joined.waiting.signal());
        let told = Rc::new(Cell::new(Some(told)));
        let untold = Rc::clone(&told);
        let granted = Closure::once_into_js(move |lock: JsValue| {
            // A page that has left meanwhile holds nothing.
            let Some(told) = told.take().filter(|_| !waiting.aborted()) else { return Promise::resolve(&lock) };
            let is_held = !lock.is_null();
            let held_on = if is_held && how != Lock::Watch {
                Promise::new(&mut |resolve, _| held.borrow_mut().push(resolve))
            } else {
                Promise::resolve(&JsValue::NULL)
            };
            told(is_held);
            held_on
        });
        let asked = locks().and_then(|locks| {
            let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
            request.call3(&locks, &name.into(), &options, &granted).ok()?.dyn_into::<Promise>().ok()
        });
        // Where nobody can be asked who leads, each page is alone.
        let refused = Closure::once_into_js(move |_: JsValue| {
            if let Some(told) = untold.take().filter(|_| how == Lock::Try) {
                told(true);
            }
        });
        let asked = asked.unwrap_or_else(|| Promise::reject(&JsValue::NULL));
        then(&asked, &refused);
    }

    fn leave(&self) {
        let Some(joined) = self.joined.borrow_mut().take() else { return };
        joined.waiting.abort();
        for release in joined.held.take() {
            release.call0(&JsValue::UNDEFINED).ok();
        }
        joined.channel.close();
    }
}

/// Calls when a promise is rejected.
fn then(promise: &Promise, refused: &JsValue) {
    let catch: Option<Function> = Reflect::get(promise, &"catch".into()).ok().and_then(|catch| catch.dyn_into().ok());
    if let Some(catch) = catch {
        catch.call1(promise, refused).ok();
    }
}

fn locks() -> Option<JsValue> {
    let navigator = window()?.navigator();
    Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)
}
