//! Outcome predictions: one bar per outcome, achieved ones first.

use journey::model::OutcomeId;
use journey::view::predictions::Prediction;
use leptos::prelude::*;

use super::follow::follow;
use super::ids::unique_id;
use super::memo::Memo;
use super::outcome_bar::OutcomeBar;
use super::rows::rows;
use super::segments_matched::SectionHeading;

/// Region "Outcome predictions": absent without outcomes.
///
/// Nothing changes places while the pointer or the focus is inside: what the agent reads never moves under their eyes.
#[component]
pub(super) fn OutcomePredictions(
    /// The bars, in order.
    predictions: Memo<Vec<Prediction>>,
    /// Id of the heading that completes the region's name; empty for the page's own band.
    #[prop(into)]
    title_id: String,
    /// Class of the region.
    class: &'static str,
) -> impl IntoView {
    let is_read = RwSignal::new(false);
    let order = Memo::new(move |before: Option<&Vec<OutcomeId>>| {
        let order = predictions.with(|bars| bars.iter().map(|bar| bar.outcome.clone()).collect::<Vec<_>>());
        match before {
            Some(before) if is_read.get() => held_order(before, order),
            _ => order,
        }
    });
    let has_bars = Memo::new(move |_| order.with(|order| !order.is_empty()));
    let heading_id = unique_id("outcomes");
    follow(move || {
        let (heading_id, is_page_level) = (heading_id.clone(), title_id.is_empty());
        let labelled_by = format!("{heading_id} {title_id}").trim_end().to_owned();
        has_bars.get().then(|| {
            view! {
                <section
                    class=class
                    aria-labelledby=labelled_by
                    on:mouseenter=move |_| is_read.set(true)
                    on:mouseleave=move |_| is_read.set(false)
                >
                    <SectionHeading id=heading_id words="Outcome predictions" is_page_level/>
                    <ul class="outcomes" role="list">
                        {rows(
                            move || order.get(),
                            Clone::clone,
                            move |outcome| view! { <OutcomeBar predictions outcome/> }.into_any(),
                        )}
                    </ul>
                </section>
            }
            .into_any()
        })
    })
}

/// The new set in the old order, newcomers last.
fn held_order(before: &[OutcomeId], order: Vec<OutcomeId>) -> Vec<OutcomeId> {
    let mut held: Vec<OutcomeId> = before.iter().filter(|id| order.contains(id)).cloned().collect();
    held.extend(order.into_iter().filter(|id| !before.contains(id)));
    held
}
