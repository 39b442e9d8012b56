//! The way to a verified contact: suggestions, search, verify.

use journey::input::Command;
use journey::model::{ContactFlow, ContactId, Results};
use journey::view::header::{ChoiceView, choice};
use journey::view::page::{Notice, contact_notice};
use leptos::prelude::*;

use super::follow::{follow, following};
use super::icon::{icon, icon_with_class};
use super::ids::unique_id;
use super::memo::Memo;
use super::rows::rows;
use super::sight::Sight;
use super::states::ProblemLine;
use crate::live::{Dispatch, Live};

/// Region "Contact": present while the customer of a call is not verified.
#[component]
pub(super) fn ContactPanel() -> impl IntoView {
    let flow = expect_context::<Live>().contact();
    let notice = Memo::new(move |_| flow.with(contact_notice));
    let is_open = Memo::new(move |_| notice.with(Option::is_some));
    let part = move |read: fn(&Notice) -> String| {
        following(move || notice.with(|notice| notice.as_ref().map(read).unwrap_or_default()))
    };
    let is_busy = Memo::new(move |_| flow.with(|flow| !matches!(flow, ContactFlow::Choose(_))));
    let results = Memo::new(move |before: Option<&Results>| {
        flow.with(|flow| match flow {
            ContactFlow::Choose(results) => results.clone(),
            // While the choice is on its way, the page keeps what was chosen from.
            ContactFlow::Associating(_) => before.cloned().unwrap_or_default(),
            _ => Results::default(),
        })
    });
    let is_looking_up = Memo::new(move |_| flow.with(|flow| *flow == ContactFlow::LookingUp));
    follow(move || {
        is_open.get().then(|| {
            view! {
                <section class="notice contact-panel" aria-label="Contact">
                    <span class="glyph">{icon("user-round-search")}</span>
                    <h2>{part(|notice| notice.title.clone())}</h2>
                    <p>{part(|notice| notice.advice.clone())}</p>
                    <Suggestions results is_busy/>
                    {move || (!is_looking_up.get()).then(|| view! { <ContactSearch results/> }.into_any())}
                </section>
            }
            .into_any()
        })
    })
}

/// List "Suggestions".
#[component]
fn Suggestions(
    /// What can be chosen.
    results: Memo<Results>,
    /// A choice is on its way.
    is_busy: Memo<bool>,
) -> impl IntoView {
    let dispatch = expect_context::<Dispatch>();
    let has_any = Memo::new(move |_| results.with(|results| !results.contacts.is_empty()));
    let can_verify = Memo::new(move |_| results.with(|results| results.can_verify));
    let verify = Callback::new(move |id: ContactId| {
        if !is_busy.get_untracked() {
            dispatch.send(Command::Verify(id));
        }
    });
    let sight = expect_context::<Sight>();
    let choices = Memo::new(move |_| {
        sight.look(|lens| {
            results.with(|results| {
                results.contacts.iter().map(|card| (card.id.clone(), choice(card, lens))).collect::<Vec<_>>()
            })
        })
    });
    let problem = Memo::new(move |_| results.with(|results| results.problem.clone()));
    let retry = Callback::new(move |()| dispatch.send(Command::Retry));
    view! {
        {move || {
            has_any
                .get()
                .then(|| {
                    view! {
                        <ul class="suggestions" role="list" aria-label="Suggestions" aria-busy=move || is_busy.get().then_some("true")>
                            {rows(
                                move || choices.get(),
                                |(id, choice)| (id.clone(), choice.name.clone(), choice.detail.clone()),
                                move |(id, choice)| view! { <Suggestion id choice can_verify verify/> }.into_any(),
                            )}
                        </ul>
                    }.into_any()
                })
        }}
        {move || problem.get().map(|problem| view! { <ProblemLine problem retry/> }.into_any())}
    }
}

/// One contact to choose.
#[component]
fn Suggestion(
    /// The contact.
    id: ContactId,
    /// As it is shown.
    choice: ChoiceView,
    /// The agent may choose.
    can_verify: Memo<bool>,
    /// Chooses.
    verify: Callback<ContactId>,
) -> impl IntoView {
    let ChoiceView { name, detail } = choice;
    let name_id = unique_id("contact");
    let label = format!("Verify {name}");
    view! {
        <li class="suggestion">
            <span class="avatar" aria-hidden="true">{icon("user-round")}</span>
            <b id=name_id><bdi>{name}</bdi></b>
            {move || {
                let (id, label) = (id.clone(), label.clone());
                can_verify
                    .get()
                    .then(|| {
                        view! {
                            <button type="button" class="button" aria-label=label on:click=move |_| verify.run(id.clone())>
                                "Verify"
                            </button>
                        }.into_any()
                    })
            }}
            <small><bdi>{detail}</bdi></small>
        </li>
    }
}

/// Search box "Search contacts".
#[component]
fn ContactSearch(
    /// What was found.
    results: Memo<Results>,
) -> impl IntoView {
    let dispatch = expect_context::<Dispatch>();
    let words = RwSignal::new(String::new());
    let is_searching = Memo::new(move |_| results.with(|results| results.searching));
    let search = move |n_least: usize| {
        let words = words.get_untracked();
        let words = words.trim();
        if words.chars().count() >= n_least {
            dispatch.send(Command::SearchContacts(words.into()));
        }
    };
    view! {
        <form
            class="contact-search"
            role="search"
            on:submit=move |event| {
                event.prevent_default();
                search(1);
            }
        >
            <label class="find">
                <span class="visually-hidden">"Search contacts"</span>
                {icon("search")}
                <input
                    type="search"
                    placeholder="Name, e-mail or number"
                    autocomplete="off"
                    prop:value=move || words.get()
                    on:input=move |event| {
                        words.set(event_target_value(&event));
                        // While typing: one letter finds everybody. The core drops answers that come too late.
                        search(2);
                    }
                />
            </label>
            <button type="submit" class="button">
                {move || is_searching.get().then(|| icon_with_class("refresh-cw", "icon spin"))}
                "Search"
            </button>
        </form>
    }
}
