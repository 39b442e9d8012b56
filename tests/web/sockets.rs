//! The tab's socket over a browser whose WebSockets are played: nothing of it stays behind, and frames keep their order.

use std::task::{Context, Poll};

use customer_journey::api::socket::WebSockets;
use customer_journey::live::services::{Socket, SocketNews, Sockets};
use futures_util::task::noop_waker_ref;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// Plays WebSockets: keeps them in `played`, counts their listeners, and readers of files.
const PLAY: &str = r"
const own = {played: [], nListeners: 0, nReaders: 0, errors: []};
class Played extends EventTarget {
  constructor(url) { super(); this.url = url; this.readyState = 0; this.binaryType = 'blob'; this.told = new Map(); own.played.push(this); }
  addEventListener(type, heard, options) {
    own.nListeners++;
    const once = options && options.once;
    const run = event => { if (once) this.removeEventListener(type, heard); heard(event); };
    this.told.set(heard, run);
    super.addEventListener(type, run);
  }
  removeEventListener(type, heard) {
    const run = this.told.get(heard);
    if (!run) return;
    this.told.delete(heard);
    own.nListeners--;
    super.removeEventListener(type, run);
  }
  send() {}
  close() { this.readyState = 3; }
  open() { this.readyState = 1; this.dispatchEvent(new Event('open')); }
  say(data) { this.dispatchEvent(new MessageEvent('message', {data})); }
  sayBytes() {
    const bytes = new Uint8Array([1, 2, 3]);
    this.say(this.binaryType === 'arraybuffer' ? bytes.buffer : new Blob([bytes]));
  }
  end() { this.readyState = 3; this.dispatchEvent(new CloseEvent('close', {code: 1006})); }
}
own.real = [window.WebSocket, window.FileReader];
window.WebSocket = Played;
window.FileReader = class { constructor() { own.nReaders++; } };
window.addEventListener('error', event => own.errors.push(String(event.message)));
return own;
";

/// The played browser, until it is dropped.
struct Played(JsValue);

impl Played {
    fn begin() -> Self {
        Self(Function::new_no_args(PLAY).call0(&JsValue::UNDEFINED).expect("the browser is played"))
    }

    /// Runs a script with the played part as `own`.
    fn run(&self, script: &str) -> JsValue {
        Function::new_with_args("own", script).call1(&JsValue::UNDEFINED, &self.0).expect("the script runs")
    }

    fn number(&self, name: &str) -> f64 {
        Reflect::get(&self.0, &name.into()).expect("a property").as_f64().expect("a number")
    }
}

impl Drop for Played {
    fn drop(&mut self) {
        self.run("[window.WebSocket, window.FileReader] = own.real");
    }
}

fn news(socket: &mut Box<dyn Socket>) -> Vec<SocketNews> {
    let mut context = Context::from_waker(noop_waker_ref());
    let mut all = Vec::new();
    while let Poll::Ready(one) = socket.poll_news(&mut context) {
        all.push(one);
    }
    all
}

fn text(text: &str) -> SocketNews {
    SocketNews::Text(text.to_owned())
}

/// Pages of 64 KiB that the program has.
pub fn pages() -> u32 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length() / 65_536
}

/// Connects, hears something, loses the connection or lets it go.
fn connect_once(browser: &Played, n: usize) {
    let mut socket = WebSockets.open("wss://streaming.example/channels/c");
    browser.run("own.played.at(-1).open()");
    assert_eq!(news(&mut socket), [SocketNews::Opened]);
    browser.run("own.played.at(-1).say('x'.repeat(500))");
    assert_eq!(news(&mut socket), [text(&"x".repeat(500))]);
    socket.send("ping".to_owned());
    if n.is_multiple_of(2) {
        browser.run("own.played.at(-1).end()");
        assert_eq!(news(&mut socket), [SocketNews::Closed]);
    }
    drop(socket);
    browser.run("own.played.length = 0");
}

#[wasm_bindgen_test]
fn fifteen_hundred_connections_leave_no_listener_and_no_memory() {
    let browser = Played::begin();
    (0..200).for_each(|n| connect_once(&browser, n));
    let before = pages();
    (0..1_500).for_each(|n| connect_once(&browser, n));
    assert_eq!(pages() - before, 0, "pages of memory more");
    assert_eq!(browser.number("nListeners"), 0.0, "listeners left");
}

#[wasm_bindgen_test]
fn twenty_thousand_frames_leave_no_memory_and_no_reader() {
    let browser = Played::begin();
    let mut socket = WebSockets.open("wss://streaming.example/channels/c");
    browser.run("own.played[0].open()");
    assert_eq!(news(&mut socket), [SocketNews::Opened]);
    let mut hear = |n: usize| {
        browser.run("for (let n = 0; n < 100; n++) { own.played[0].say('y'.repeat(300)); own.played[0].sayBytes(); }");
        assert_eq!(news(&mut socket).len(), 100, "round {n}");
    };
    (0..20).for_each(&mut hear);
    let before = pages();
    (0..200).for_each(&mut hear);
    assert_eq!(pages() - before, 0, "pages of memory more");
    assert_eq!(browser.number("nReaders"), 0.0);
    assert_eq!(browser.number("nListeners"), 3.0, "those of one socket");
}

#[wasm_bindgen_test]
fn bytes_that_come_between_texts_cost_neither_them_nor_their_order() {
    let browser = Played::begin();
    let mut socket = WebSockets.open("wss://streaming.example/channels/c");
    browser.run("own.played[0].open()");
    assert_eq!(news(&mut socket), [SocketNews::Opened]);
    browser.run("own.played[0].say('one'); own.played[0].sayBytes(); own.played[0].say('two'); own.played[0].say('')");
    browser.run("own.played[0].say('three'); own.played[0].end()");
    assert_eq!(news(&mut socket), [text("one"), text("two"), text(""), text("three"), SocketNews::Closed]);
    assert_eq!(news(&mut socket), [], "nothing comes after the end");
    assert_eq!(browser.run("return own.errors.join()").as_string().as_deref(), Some(""));
}

#[wasm_bindgen_test]
fn a_socket_that_was_let_go_is_closed_and_deaf() {
    let browser = Played::begin();
    let socket = WebSockets.open("wss://streaming.example/channels/c");
    drop(socket);
    assert_eq!(browser.run("return own.played[0].readyState").as_f64(), Some(3.0));
    browser.run("own.played[0].open(); own.played[0].say('late'); own.played[0].end()");
    assert_eq!(browser.run("return own.errors.join()").as_string().as_deref(), Some(""));
}
