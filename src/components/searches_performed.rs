//! The words that were searched for in a session.

use journey::view::searches::Search;
use leptos::prelude::*;

use super::follow::follow;
use super::icon::icon;
use super::ids::unique_id;
use super::marked::marked;
use super::memo::Memo;
use super::rows::rows;

/// Region "Searches performed": absent without searches.
#[component]
pub(super) fn SearchesPerformed(
    /// The terms, in the order of first use.
    searches: Memo<Vec<Search>>,
    /// Id of the card's heading: it completes the region's name.
    title_id: String,
) -> impl IntoView {
    let has_searches = Memo::new(move |_| searches.with(|searches| !searches.is_empty()));
    let terms = move || searches.with(|searches| searches.iter().map(|search| search.term.clone()).collect::<Vec<_>>());
    let heading_id = unique_id("searches");
    follow(move || {
        let heading_id = heading_id.clone();
        let labelled_by = format!("{heading_id} {title_id}");
        has_searches.get().then(|| {
            view! {
                <section class="panel" aria-labelledby=labelled_by>
                    <h3 id=heading_id>"Searches performed"</h3>
                    <ol class="searches" role="list">
                        {rows(
                            terms,
                            Clone::clone,
                            move |term| view! { <Term searches term/> }.into_any(),
                        )}
                    </ol>
                </section>
            }
            .into_any()
        })
    })
}

/// One term.
#[component]
fn Term(
    /// All terms.
    searches: Memo<Vec<Search>>,
    /// Which one this is.
    term: String,
) -> impl IntoView {
    let own = {
        let term = term.clone();
        Memo::new(move |_| searches.with(|searches| searches.iter().find(|search| search.term == term).cloned()))
    };
    let times = Memo::new(move |_| own.with(|own| own.as_ref().map_or(1, |own| own.times)));
    let at = Memo::new(move |_| own.with(|own| own.as_ref().and_then(|own| own.at.clone())));
    view! {
        <li>
            {icon("search")}
            <bdi class="term">{marked(move || term.clone())}</bdi>
            {move || {
                let n = times.get();
                (n > 1)
                    .then(|| {
                        view! {
                            <span class="times">
                                {format!("×{n}")} <span class="visually-hidden">" times"</span>
                            </span>
                        }.into_any()
                    })
            }}
            {move || at.get().map(|at| view! { <time>{at}</time> }.into_any())}
        </li>
    }
}
