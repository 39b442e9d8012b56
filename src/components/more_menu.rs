//! The menu "More options": the contact, the theme, the keyboard, the way out.

use journey::input::Command;
use journey::model::ContactFlow;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html::{Button, Div};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, Node};

use super::icon::icon;
use super::map_keys::focus;
use super::memo::{Memo, leave_in_the_end};
use super::shortcuts::ShortcutsShown;
use crate::desk::{Desk, Theme};
use crate::live::{Dispatch, Live};

/// The button and, while it is open, the menu.
#[component]
pub(super) fn MoreMenu() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let (button, menu) = (NodeRef::<Button>::new(), NodeRef::<Div>::new());
    let close = Callback::new(move |()| {
        is_open.set(false);
        if let Some(button) = button.get_untracked() {
            focus(&button);
        }
    });
    Effect::new(move |_| {
        if let Some(menu) = menu.get() {
            focus_entry(&menu, |_, _| 0);
        }
    });
    let on_keydown = move |event: KeyboardEvent| {
        let Some(menu) = menu.get_untracked() else { return };
        match event.key().as_str() {
            "Escape" => close.run(()),
            "Tab" => {
                is_open.set(false);
                return;
            }
            "ArrowDown" => focus_entry(&menu, |at, n| (at + 1) % n),
            "ArrowUp" => focus_entry(&menu, |at, n| (at + n - 1) % n),
            "Home" => focus_entry(&menu, |_, _| 0),
            "End" => focus_entry(&menu, |_, n| n - 1),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_focusout = move |event: FocusEvent| {
        let next = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let is_inside = menu.get_untracked().is_some_and(|menu| menu.contains(next.as_ref()));
        let is_button = button.get_untracked().is_some_and(|button| button.contains(next.as_ref()));
        if !is_inside && !is_button {
            is_open.set(false);
        }
    };
    view! {
        <div class="more">
            <button
                type="button"
                class="icon-button"
                aria-label="More options"
                aria-haspopup="menu"
                aria-expanded=move || is_open.get().to_string()
                node_ref=button
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                {icon("ellipsis-vertical")}
            </button>
            {move || {
                is_open
                    .get()
                    .then(|| {
                        view! {
                            <div
                                class="menu"
                                role="menu"
                                aria-label="More options"
                                node_ref=menu
                                on:keydown=on_keydown
                                on:focusout=on_focusout
                            >
                                <Entries close/>
                            </div>
                        }.into_any()
                    })
            }}
        </div>
    }
}

/// Moves the focus among the entries: given the place of the focus and the number of entries, the next place.
fn focus_entry(menu: &HtmlElement, next: impl Fn(usize, usize) -> usize) {
    let Ok(entries) = menu.query_selector_all("[role^=menuitem]") else { return };
    let n = entries.length() as usize;
    let Some(document) = menu.owner_document() else { return };
    if n == 0 {
        return;
    }
    let entry = |at: usize| entries.item(u32::try_from(at).ok()?)?.dyn_into::<HtmlElement>().ok();
    let active = document.active_element();
    let at = (0..n).find(|at| active.is_some() && entry(*at).map(Into::into) == active).unwrap_or(0);
    if let Some(entry) = entry(next(at, n)) {
        focus(&entry);
    }
}

/// The entries of the menu.
#[component]
fn Entries(
    /// Closes the menu.
    close: Callback<()>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let dispatch = expect_context::<Dispatch>();
    let shortcuts = expect_context::<ShortcutsShown>();
    let flow = expect_context::<Live>().contact();
    let is_verified = Memo::new(move |_| flow.with(|flow| matches!(flow, ContactFlow::Verified(_))));
    let send = move |command: Command| {
        close.run(());
        dispatch.send(command);
    };
    let theme_entry = move |theme: Theme, words: &'static str| {
        view! {
            <button
                type="button"
                role="menuitemradio"
                tabindex="-1"
                aria-checked=move || (told(desk.theme()) == theme).to_string()
                on:click=move |_| desk.set_theme(theme)
            >
                <span class="check">{icon("check")}</span>
                {words}
            </button>
        }
        .into_any()
    };
    view! {
        {move || {
            is_verified
                .get()
                .then(|| {
                    view! {
                        <button
                            type="button"
                            role="menuitem"
                            tabindex="-1"
                            on:click=move |_| send(Command::CancelVerification)
                        >
                            {icon("user-round-x")}
                            "Cancel verification"
                        </button>
                        <div role="separator"></div>
                    }.into_any()
                })
        }}
        <div role="group" aria-label="Theme">
            {theme_entry(Theme::Auto, "Theme of the system")}
            {theme_entry(Theme::Light, "Light theme")}
            {theme_entry(Theme::Dark, "Dark theme")}
        </div>
        <div role="separator"></div>
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            on:click=move |_| {
                close.run(());
                shortcuts.show();
            }
        >
            {icon("keyboard")}
            "Keyboard shortcuts"
        </button>
        <button
            type="button"
            role="menuitemcheckbox"
            tabindex="-1"
            aria-checked=move || told(desk.shortcuts()).to_string()
            on:click=move |_| desk.set_shortcuts(!desk.shortcuts().get_untracked())
        >
            <span class="check">{icon("check")}</span>
            "Single-key shortcuts"
        </button>
        <button
            type="button"
            role="menuitemcheckbox"
            tabindex="-1"
            aria-checked=move || told(desk.masked()).to_string()
            on:click=move |_| desk.set_masked(!desk.masked().get_untracked())
        >
            <span class="check">{icon("check")}</span>
            "Mask personal data"
        </button>
        <div role="separator"></div>
        <button type="button" role="menuitem" tabindex="-1" on:click=move |_| send(Command::SignOut)>
            {icon("log-out")}
            "Sign out"
        </button>
    }
}

/// A choice of the agent's, told to an entry for as long as the entry is there.
fn told<T: Clone + Send + Sync + 'static>(choice: ReadSignal<T>) -> T {
    leave_in_the_end(&choice);
    choice.get()
}
