//! Single-key shortcuts, and the dialog that lists them.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use super::finder::Finder;
use super::follow::follow;
use super::header::toggle_size;
use super::icon::icon;
use super::ids::unique_id;
use super::map_keys::focus;
use crate::desk::Desk;

/// Keys and what they do.
const SHORTCUTS: &[(&str, &str)] = &[
    ("/", "Find in journey"),
    ("f", "Full-size or half-size view"),
    ("?", "This list"),
    ("← →", "In a journey map: the event before, the event after"),
    ("Home End", "In a journey map: the first event, the last event"),
    ("Enter", "In a journey map: details of the event"),
    ("Esc", "Close what is open"),
];

/// Whether the list is shown, and where the focus was before.
#[derive(Clone, Copy)]
pub(super) struct ShortcutsShown {
    is_shown: RwSignal<bool>,
    focused: StoredValue<Option<HtmlElement>, LocalStorage>,
}

impl ShortcutsShown {
    /// Not shown.
    pub(super) fn new() -> Self {
        Self { is_shown: RwSignal::new(false), focused: StoredValue::new_local(None) }
    }

    /// Shows the list.
    pub(super) fn show(self) {
        let active = document().active_element().and_then(|element| element.dyn_into().ok());
        self.focused.set_value(active);
        self.is_shown.set(true);
    }

    /// Hides it; the focus goes back.
    fn hide(self) {
        self.is_shown.set(false);
        self.focused.with_value(|element| {
            if let Some(element) = element {
                focus(element);
            }
        });
    }
}

/// Listens to single keys for as long as the calling component lives.
pub(super) fn listen(desk: Desk, shown: ShortcutsShown, finder: Finder) {
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if !desk.shortcuts().get_untracked() || !is_single_key(&event) {
            return;
        }
        match event.key().as_str() {
            "f" => toggle_size(desk),
            "/" => finder.enter(),
            "?" if shown.is_shown.get_untracked() => shown.hide(),
            "?" => shown.show(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// A key pressed alone, and not into a text field.
fn is_single_key(event: &KeyboardEvent) -> bool {
    let is_text = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.closest("[contenteditable]").is_ok_and(|editable| editable.is_some())
    });
    let is_modified = event.ctrl_key() || event.alt_key() || event.meta_key();
    !is_text && !is_modified && !event.repeat() && !event.default_prevented() && !event.is_composing()
}

/// The list, while it is shown.
#[component]
pub(super) fn ShortcutsDialog() -> impl IntoView {
    let shown = expect_context::<ShortcutsShown>();
    follow(move || shown.is_shown.get().then(|| view! { <List shown/> }.into_any()))
}

/// The dialog itself.
#[component]
fn List(
    /// Whether it is shown.
    shown: ShortcutsShown,
) -> impl IntoView {
    let dialog = NodeRef::<Div>::new();
    let title_id = unique_id("shortcuts");
    let labelled_by = title_id.clone();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            focus(&dialog);
        }
    });
    view! {
        <div
            class="details shortcuts"
            role="dialog"
            aria-labelledby=labelled_by
            tabindex="-1"
            node_ref=dialog
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    shown.hide();
                }
            }
        >
            <header>
                <span class="mark">{icon("keyboard")}</span>
                <h2 class="details-title" id=title_id>"Keyboard shortcuts"</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=move |_| shown.hide()>
                    {icon("x")}
                </button>
            </header>
            <dl>
                {SHORTCUTS
                    .iter()
                    .map(|(keys, words)| view! { <div><dt><kbd>{*keys}</kbd></dt><dd>{*words}</dd></div> }.into_any())
                    .collect_view()}
            </dl>
        </div>
    }
}
