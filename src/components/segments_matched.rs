//! The segments that were matched, each in its own colour.

use journey::view::segments::SegmentChip;
use leptos::prelude::*;

use super::follow::follow;
use super::icon::icon;
use super::ids::unique_id;
use super::marked::marked;
use super::memo::Memo;
use super::rows::rows;

/// Region "Segments matched": absent without segments.
#[component]
pub(super) fn SegmentsMatched(
    /// The segments, in the order of assignment.
    chips: Memo<Vec<SegmentChip>>,
    /// Id of the heading that completes the region's name; empty for the page's own band.
    #[prop(into)]
    title_id: String,
    /// Class of the region.
    class: &'static str,
) -> impl IntoView {
    let has_chips = Memo::new(move |_| chips.with(|chips| !chips.is_empty()));
    let heading_id = unique_id("segments");
    follow(move || {
        let (heading_id, is_page_level) = (heading_id.clone(), title_id.is_empty());
        let labelled_by = format!("{heading_id} {title_id}").trim_end().to_owned();
        has_chips.get().then(|| {
            view! {
                <section class=class aria-labelledby=labelled_by>
                    <SectionHeading id=heading_id words="Segments matched" is_page_level/>
                    <SegmentChips chips is_compact=false has_times=!is_page_level/>
                </section>
            }
            .into_any()
        })
    })
}

/// The heading of a section: one level up where no card stands above it.
#[component]
pub(super) fn SectionHeading(
    /// Its id.
    id: String,
    /// Its words.
    words: &'static str,
    /// It belongs to the page, not to a card.
    is_page_level: bool,
) -> impl IntoView {
    if is_page_level {
        view! { <h2 class="section-title" id=id>{words}</h2> }.into_any()
    } else {
        view! { <h3 id=id>{words}</h3> }.into_any()
    }
}

/// The list of chips.
#[component]
pub(super) fn SegmentChips(
    /// The segments, in the order of assignment.
    chips: Memo<Vec<SegmentChip>>,
    /// On a collapsed card.
    is_compact: bool,
    /// Each says when it was assigned.
    has_times: bool,
) -> impl IntoView {
    view! {
        <ul
            class=if is_compact { "segments compact" } else { "segments" }
            role="list"
            aria-label=is_compact.then_some("Segments matched")
        >
            {rows(
                move || chips.get(),
                |chip| (chip.id.clone(), chip.name.clone(), chip.paint.color.clone(), chip.time.clone(), chip.ended),
                move |chip| view! { <Chip chip has_times/> }.into_any(),
            )}
        </ul>
    }
}

/// One segment.
#[component]
fn Chip(
    /// The segment.
    chip: SegmentChip,
    /// It says when it was assigned.
    has_times: bool,
) -> impl IntoView {
    let SegmentChip { name, paint, time, ended, title, .. } = chip;
    view! {
        <li
            class="segment"
            data-ended=ended.then_some("")
            title=title
            style:--seg=paint.color
            style:--seg-ink=paint.ink
        >
            <span class="swatch">{icon("chart-pie")}</span>
            <span class="text">
                <bdi>{marked(move || name.clone())}</bdi>
                {ended.then(|| view! { <span class="visually-hidden">", no longer"</span> }.into_any())}
                {time.filter(|_| has_times).map(|time| view! { <time>{time}</time> }.into_any())}
            </span>
        </li>
    }
}
