//! A button that copies one value, and says what came of it.

use std::sync::Arc;

use leptos::prelude::*;

use super::icon::icon;
use crate::desk::Desk;

/// How far a copy has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copying {
    Prompt,
    Copied,
    Failed,
}

/// Gives what is copied.
pub(super) struct Copied(Arc<dyn Fn() -> String>);

impl Copied {
    /// Made anew with each copy.
    pub(super) fn new(make: impl Fn() -> String + 'static) -> Self {
        Self(Arc::new(make))
    }
}

impl From<String> for Copied {
    fn from(text: String) -> Self {
        Self::new(move || text.clone())
    }
}

/// Copies a value: prompt, copied (for two seconds, or until pointer or focus leave), failed.
#[component]
pub(super) fn CopyButton(
    /// What is copied, as the button's name says it: "Email".
    label: String,
    /// The whole value, made when it is copied.
    #[prop(into)]
    value: Copied,
    /// Words on the button; without them the icon stands alone.
    #[prop(optional)]
    words: Option<&'static str>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    let copying = RwSignal::new(Copying::Prompt);
    let named = label.clone();
    let copy = move || {
        desk.copy(&named, (value.0)(), move |is_copied| {
            // The card may have gone while the clipboard was asked.
            copying.try_set(if is_copied { Copying::Copied } else { Copying::Failed });
        });
    };
    let rest = move || {
        if copying.get_untracked() == Copying::Copied {
            copying.set(Copying::Prompt);
        }
    };
    view! {
        <button
            type="button"
            class="copy"
            data-copied=move || (copying.get() == Copying::Copied).then_some("")
            data-failed=move || (copying.get() == Copying::Failed).then_some("")
            aria-label=move || {
                match copying.get() {
                    Copying::Prompt => format!("Copy {label}"),
                    Copying::Copied => format!("Copied {label}"),
                    Copying::Failed => format!("Retry: Copy {label}"),
                }
            }
            on:click=move |_| copy()
            on:blur=move |_| rest()
            on:mouseleave=move |_| rest()
            on:animationend=move |_| rest()
        >
            {move || match copying.get() {
                Copying::Prompt => icon("copy"),
                Copying::Copied => icon("check"),
                Copying::Failed => icon("rotate-ccw"),
            }}
            {move || {
                let words = match copying.get() {
                    Copying::Prompt => words,
                    Copying::Copied => Some("Copied"),
                    Copying::Failed => Some("Retry"),
                };
                words.map(|words| view! { <span class="copy-words">{words}</span> }.into_any())
            }}
        </button>
    }
}
