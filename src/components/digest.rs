//! The catch-up digest: what matters, in a sentence or two, and the facts it rests on.

use journey::model::SessionId;
use journey::view::digest::{Digest, DigestFact, FACTS};
use leptos::prelude::*;

use super::finder::{Finder, Goal, lead_to};
use super::follow::{follow, following};
use super::icon::icon;
use super::ids::unique_id;
use super::memo::Memo;
use super::rows::rows;
use crate::live::{Dispatch, Live};

/// Absent when there is nothing to say.
#[component]
pub(super) fn DigestPart(
    /// The digest.
    digest: Memo<Option<Digest>>,
    /// The visit it is about.
    visit: Memo<Option<SessionId>>,
) -> impl IntoView {
    let has_digest = Memo::new(move |_| digest.with(Option::is_some));
    let part = move |read: fn(&Digest) -> String| {
        following(move || digest.with(|digest| digest.as_ref().map(read).unwrap_or_default()))
    };
    let all = RwSignal::new(false);
    let facts = move || {
        let n = if all.get() { usize::MAX } else { FACTS };
        digest.with(|digest| digest.iter().flat_map(|digest| digest.facts.iter().take(n).cloned()).collect::<Vec<_>>())
    };
    let n_more = Memo::new(move |_| {
        digest.with(|digest| digest.as_ref().map_or(0, |digest| digest.facts.len().saturating_sub(FACTS)))
    });
    let list_id = unique_id("facts");
    follow(move || {
        let list_id = list_id.clone();
        has_digest.get().then(|| {
            view! {
                <div class="digest">
                    <p class="headline">
                        <span class="said">{part(|digest| digest.headline.clone())}</span>
                        " "
                        <span class="said why">{part(|digest| digest.why.clone())}</span>
                    </p>
                    <ul class="fact-chips" role="list" aria-label="Facts" id=list_id.clone()>
                        {rows(
                            facts,
                            |fact| (fact.text.clone(), fact.evidence.clone()),
                            move |fact| view! { <FactChip fact visit/> }.into_any(),
                        )}
                    </ul>
                    <MoreFacts n_more all list_id/>
                </div>
            }
            .into_any()
        })
    })
}

/// Shows the facts that are too many to be read at a glance, and hides them again.
#[component]
fn MoreFacts(
    /// How many they are.
    n_more: Memo<usize>,
    /// They are shown.
    all: RwSignal<bool>,
    /// Id of the list.
    list_id: String,
) -> impl IntoView {
    let has_more = Memo::new(move |_| n_more.get() > 0);
    follow(move || {
        let list_id = list_id.clone();
        has_more.get().then(|| {
            view! {
                <button
                    type="button"
                    class="more-facts"
                    aria-expanded=move || all.get().to_string()
                    aria-controls=list_id
                    on:click=move |_| all.update(|all| *all = !*all)
                >
                    {move || format!("{} more", n_more.get())}
                    {icon("chevron-down")}
                </button>
            }
            .into_any()
        })
    })
}

/// One fact; a button where an event shows it.
#[component]
fn FactChip(
    /// The fact.
    fact: DigestFact,
    /// The visit it is about.
    visit: Memo<Option<SessionId>>,
) -> impl IntoView {
    let finder = expect_context::<Finder>();
    let (live, dispatch) = (expect_context::<Live>(), expect_context::<Dispatch>());
    let DigestFact { icon: glyph, text, signal, evidence } = fact;
    let face = view! {
        {icon(glyph)}
        <span class="said">{text}</span>
    }
    .into_any();
    view! {
        <li class="fact-chip" data-signal=signal>
            {match evidence {
                None => face,
                Some(event) => {
                    let show = move |_| {
                        if let Some(session) = visit.get_untracked() {
                            lead_to(finder, &live, &dispatch, Goal { session, event: event.clone(), takes_focus: true });
                        }
                    };
                    view! { <button type="button" title="Show on the map" on:click=show>{face}</button> }.into_any()
                }
            }}
        </li>
    }
}
