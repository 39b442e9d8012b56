//! The page that embeds the tab: the client-app protocol of Genesys Cloud, spoken directly.
//!
//! Only the parent window with exactly the accepted origin is listened to, and only it is spoken to.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{Listener, is_from, window};

const PROTOCOL: &str = "purecloud-client-apps";
const AGENT: &str = "customer-journey";

/// What the host page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// Loaded: it waits for an answer.
    Bootstrap,
    /// The agent looks at the tab.
    Focus,
    /// The agent looks elsewhere.
    Blur,
    /// The tab is about to be removed: it waits for an answer.
    Stop,
}

impl Hook {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "bootstrap" => Some(Self::Bootstrap),
            "focus" => Some(Self::Focus),
            "blur" => Some(Self::Blur),
            "stop" => Some(Self::Stop),
            _ => None,
        }
    }
}

/// The way to the host page.
#[derive(Clone)]
pub struct Host {
    parent: web_sys::Window,
    origin: Rc<str>,
}

impl Host {
    /// The host page, when there is one and its origin is accepted.
    #[must_use]
    pub fn find(accepted_origin: Option<&str>) -> Option<Self> {
        let window = window()?;
        let parent = window.parent().ok()??;
        let is_framed = !Object::is(&parent, &window);
        is_framed.then_some(Self { parent, origin: accepted_origin?.into() })
    }

    /// Listens until the listener is dropped.
    #[must_use]
    pub fn listen(&self, told: impl Fn(Hook) + 'static) -> Option<Listener> {
        let host = self.clone();
        let heard = move |event: web_sys::Event| {
            if let Some(hook) = event.dyn_ref::<web_sys::MessageEvent>().and_then(|event| host.hook(event)) {
                told(hook);
            }
        };
        Some(Listener::new(window()?.as_ref(), "message", heard))
    }

    /// The hook in a message, when it is from the host page.
    fn hook(&self, event: &web_sys::MessageEvent) -> Option<Hook> {
        if !is_from(event, &self.parent, &self.origin) {
            return None;
        }
        let data = event.data();
        let text = |key: &str| data.is_object().then(|| Reflect::get(&data, &key.into()).ok()?.as_string()).flatten();
        (text("purecloudEventType")? == "appLifecycleHook").then(|| Hook::from_name(&text("hook")?)).flatten()
    }

    /// Ready: the host page may show the tab.
    pub fn bootstrapped(&self) {
        self.send("bootstrapped", &[]);
    }

    /// Cleaned up: the host page may remove the tab.
    pub fn stopped(&self) {
        self.send("stopped", &[]);
    }

    /// A toast that stays until it is closed.
    pub fn show_error(&self, message: &str) {
        self.send(
            "showToast",
            &[
                ("title", "Customer Journey".into()),
                ("message", message.into()),
                ("type", "error".into()),
                ("showCloseButton", true.into()),
            ],
        );
    }

    /// The number at the tab's name; 0 takes it away.
    pub fn set_attention_count(&self, count: u32) {
        self.send("setAttentionCount", &[("count", count.into())]);
    }

    fn send(&self, action: &str, payload: &[(&str, JsValue)]) {
        let message = Object::new();
        let own = [
            ("action", action.into()),
            ("protocol", PROTOCOL.into()),
            ("protocolAgentName", AGENT.into()),
            ("protocolAgentVersion", env!("CARGO_PKG_VERSION").into()),
        ];
        for (key, value) in own.iter().chain(payload) {
            // A fresh plain object takes every key.
            Reflect::set(&message, &(*key).into(), value).ok();
        }
        self.parent.post_message(&message, &self.origin).ok();
    }
}
