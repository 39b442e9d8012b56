//! The facts of a card as definition lists: when, where the customer is, and the rest.

use journey::view::card::{CardView, Fact, Lead as LeadView};
use journey::view::page::THIS_CONVERSATION;
use leptos::prelude::*;

use super::follow::{follow, following};
use super::icon::icon;
use super::marked::marked;
use super::memo::Memo;
use super::rows::rows;

/// Start and length.
#[component]
pub(super) fn When(
    /// The card.
    view: Memo<CardView>,
) -> impl IntoView {
    let duration = Memo::new(move |_| view.with(|view| view.duration.clone()));
    let has_duration = Memo::new(move |_| duration.with(Option::is_some));
    view! {
        <dl class="when">
            <div>
                <dt class="visually-hidden">"Started"</dt>
                <dd>
                    <time datetime=move || view.with(|view| view.started.iso.clone())>
                        {move || view.with(|view| view.started.text.clone())}
                    </time>
                </dd>
            </div>
            {move || {
                has_duration
                    .get()
                    .then(|| {
                        view! {
                            <div class="duration">
                                <dt class="visually-hidden">"Duration"</dt>
                                <dd>{move || duration.get().unwrap_or_default()}</dd>
                            </div>
                        }.into_any()
                    })
            }}
        </dl>
    }
}

/// Where the customer is or was: page, screen, queue.
#[component]
pub(super) fn Lead(
    /// The card.
    view: Memo<CardView>,
) -> impl IntoView {
    let lead = Memo::new(move |_| view.with(|view| view.lead.clone()));
    let has_lead = Memo::new(move |_| lead.with(Option::is_some));
    let has_tick = Memo::new(move |_| lead.with(|lead| lead.as_ref().is_some_and(|lead| lead.tick.is_some())));
    let is_current = Memo::new(move |_| view.with(|view| view.is_current));
    let part = move |read: fn(&LeadView) -> String| {
        following(move || lead.with(|lead| lead.as_ref().map(read).unwrap_or_default()))
    };
    let what = move || lead.with(|lead| lead.as_ref().map(|lead| lead.what.clone()).unwrap_or_default());
    follow(move || {
        (has_lead.get() || is_current.get()).then(|| {
            view! {
                <div class="lead">
                    {move || is_current.get().then(|| view! { <span class="here">{THIS_CONVERSATION}</span> }.into_any())}
                    {move || {
                        has_lead
                            .get()
                            .then(|| {
                                view! {
                                    <dl>
                                        <div>
                                            <dt class="label">{part(|lead| lead.label.to_owned())}</dt>
                                            <dd class="what"><bdi>{marked(what)}</bdi></dd>
                                            {move || {
                                                has_tick
                                                    .get()
                                                    .then(|| {
                                                        view! {
                                                            <dd class="tick">
                                                                {part(|lead| lead.tick.clone().unwrap_or_default())}
                                                            </dd>
                                                        }.into_any()
                                                    })
                                            }}
                                        </div>
                                    </dl>
                                }.into_any()
                            })
                    }}
                </div>
            }.into_any()
        })
    })
}

/// A list of facts. A value that changes touches its own text and nothing else.
#[component]
pub(super) fn Facts(
    /// The facts, in order.
    facts: Memo<Vec<Fact>>,
    /// Class of the list: `facts` shows icons for labels, `details-strip` the labels.
    class: &'static str,
) -> impl IntoView {
    let keys = Memo::new(move |_| facts.with(|facts| numbered(facts)));
    let has_facts = Memo::new(move |_| keys.with(|keys| !keys.is_empty()));
    follow(move || {
        has_facts.get().then(|| {
            view! {
                <dl class=class>
                    {rows(
                        move || keys.get(),
                        Clone::clone,
                        move |key| view! { <FactRow facts key is_strip=class == "details-strip"/> }.into_any(),
                    )}
                </dl>
            }
            .into_any()
        })
    })
}

/// What tells one fact from the others: label, icon, and which of that label it is.
type FactKey = (String, Option<&'static str>, usize);

/// The keys of the facts.
fn numbered(facts: &[Fact]) -> Vec<FactKey> {
    let nth = |at: usize, fact: &Fact| facts.iter().take(at).filter(|other| other.label == fact.label).count();
    facts.iter().enumerate().map(|(at, fact)| (fact.label.clone(), fact.icon, nth(at, fact))).collect()
}

/// One fact.
#[component]
fn FactRow(
    /// All facts of the list.
    facts: Memo<Vec<Fact>>,
    /// Which one this is.
    key: FactKey,
    /// Labels are shown in any case.
    is_strip: bool,
) -> impl IntoView {
    let (label, icon_name, nth) = key;
    let icon_name = icon_name.filter(|_| !is_strip);
    let value = {
        let label = label.clone();
        move || {
            facts.with(|facts| {
                let mut same = facts.iter().filter(|fact| fact.label == label);
                same.nth(nth).map(|fact| fact.value.clone()).unwrap_or_default()
            })
        }
    };
    view! {
        <div>
            <dt>
                {icon_name.map(icon)}
                <bdi class=icon_name.map(|_| "visually-hidden")>{label}</bdi>
            </dt>
            <dd><bdi>{marked(value)}</bdi></dd>
        </div>
    }
}
