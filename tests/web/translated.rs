//! A page whose text nodes others replace, as a translator does: whatever changes next is shown all the same.

use js_sys::{Function, Reflect};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, name_of, settle, text_of};
use crate::records::{CONTACT, event_frame, frame, visit, web};

/// How a translator of ours takes text nodes out; all of them leave the words as they are.
const WAYS: &[&str] = &[
    // Chromium's.
    "const outer = document.createElement('font'); const inner = document.createElement('font');
     inner.append(node.data); outer.append(inner); node.parentNode.replaceChild(outer, node);",
    "const other = document.createElement('x-words'); other.append(node.data); node.replaceWith(other);",
    "const outer = document.createElement('font'); const inner = document.createElement('font');
     node.before(outer); outer.append(inner); inner.append(node);",
    "const outer = document.createElement('font'); outer.append(node.data); node.after(outer); node.remove();",
    // All of an element that holds nothing but text.
    "const parent = node.parentNode;
     if (parent.children.length) return;
     parent.setAttribute('data-done', '');
     parent.textContent = parent.textContent;",
    // Words of its own, which come and go.
    "const outer = document.createElement('font'); outer.append('…'); node.replaceWith(outer);
     const other = document.createElement('font'); other.append(node.data); outer.replaceWith(other);",
];

/// Translates all below `root`; `again` also whatever changes later, until what is given back is disconnected.
const TRANSLATE: &str = "
    const done = 'font, x-words, [data-done], script, style';
    const run = () => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) found.push(walker.currentNode);
        for (const node of found) {
            if (node.data.trim() && !node.parentElement.closest(done)) take(node);
        }
        return found.length;
    };
    run();
    const watcher = new MutationObserver(run);
    if (again) watcher.observe(root, {childList: true, characterData: true, subtree: true});
    return watcher;";

/// A mutation observer of a script; it ends when this is dropped.
struct Watcher(JsValue);

impl Drop for Watcher {
    fn drop(&mut self) {
        let end: Function = Reflect::get(&self.0, &"disconnect".into()).expect("an end").unchecked_into();
        end.call0(&self.0).expect("it ends");
    }
}

/// What the page loads beside the program.
fn keeper() -> Watcher {
    let script = format!("{}\nreturn watcher;", include_str!("../../texts.js"));
    Watcher(Function::new_no_args(&script).call0(&JsValue::UNDEFINED).expect("it runs"))
}

fn translator(page: &Page, way: &str, again: bool) -> Watcher {
    let take = Function::new_with_args("node", way);
    let translate = Function::new_with_args("root, take, again", TRANSLATE);
    Watcher(translate.call3(&JsValue::UNDEFINED, &page.root, &take, &again.into()).expect("it runs"))
}

/// What the page reads after each of the things that happen to it. `translate` is called on it before them.
async fn read(translate: impl FnOnce(&Page) -> Option<Watcher>) -> Vec<String> {
    let page = Page::open().await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    let _translator = translate(&page);
    settle().await;
    let mut texts = vec![text_of(&page.root)];
    let mut note = |what: &str| texts.push(format!("{what}: {}", text_of(&page.root)));
    let view = web("e26", "14:20:30", "page_viewed", "/contact", "Contact us", json!({}));
    page.frame(event_frame(&view)).await;
    note("a page");
    let more = json!({ "attributes": { "form_name": { "dataType": "STRING", "value": "Address" } } });
    page.frame(event_frame(&web("e27", "14:20:31", "form_abandoned", "/checkout", "Checkout", more))).await;
    note("a sign");
    page.pass(125).await;
    note("the clock");
    let mut record = visit(1, "new", "14:20:33");
    record["id"] = json!("5e55-new");
    record["createdDate"] = json!("2026-11-17T14:20:33.000Z");
    page.frame(frame(&format!("v2.externalcontacts.contacts.{CONTACT}.journey.sessions"), &record)).await;
    note("a card");
    let first = name_of(&page.all("article")[1]);
    page.press("button", &first).await;
    note("collapsed");
    page.press("button", &first).await;
    note("expanded");
    page.pass(60 * 21).await;
    note("inactive");
    page.lose_socket().await;
    note("a lost socket");
    assert_eq!(text_of(&page.get("status", "Connection")), "Reconnecting");
    texts
}

#[wasm_bindgen_test]
async fn whatever_replaced_its_text_nodes_the_next_change_is_shown() {
    let plain = read(|_| None).await;
    assert!(plain.iter().all(|text| !text.is_empty()));
    let _keeper = keeper();
    for way in WAYS {
        for again in [false, true] {
            let translated = read(|page| Some(translator(page, way, again))).await;
            for (read, wanted) in translated.iter().zip(&plain) {
                assert_eq!(read, wanted, "again: {again}, {way}");
            }
        }
    }
    assert_eq!(read(|_| None).await, plain, "and nothing else changes");
}

#[wasm_bindgen_test]
async fn a_translator_that_takes_even_empty_text_is_not_followed_for_ever() {
    let _keeper = keeper();
    let page = Page::open().await;
    let take = "const outer = document.createElement('font'); outer.append(node.data); node.replaceWith(outer);";
    let translate = TRANSLATE.replace("node.data.trim() && ", "");
    let translate = Function::new_with_args("root, take, again", &translate);
    let take = Function::new_with_args("node", take);
    let _translator = Watcher(translate.call3(&JsValue::UNDEFINED, &page.root, &take, &true.into()).expect("it runs"));
    settle().await;
    page.lose_socket().await;
    assert_eq!(text_of(&page.get("status", "Connection")), "Reconnecting");
}

#[wasm_bindgen_test]
async fn what_is_shown_in_the_original_again_is_there() {
    let _keeper = keeper();
    let page = Page::open().await;
    let before = text_of(&page.root);
    let translation = translator(&page, WAYS[0], false);
    settle().await;
    drop(translation);
    let back = "for (const font of root.querySelectorAll('font')) if (font.isConnected) font.remove();";
    Function::new_with_args("root", back).call1(&JsValue::UNDEFINED, &page.root).expect("it runs");
    settle().await;
    assert_eq!(text_of(&page.root), before);
}
