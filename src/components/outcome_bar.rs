//! One outcome: how likely it is, its peak, where it is going, or that it is achieved.

use journey::model::OutcomeId;
use journey::view::predictions::{Direction, Kind, Prediction};
use leptos::prelude::*;

use super::follow::{follow, following};
use super::icon::icon;
use super::memo::Memo;

/// A bar whose words, length and peak move each on their own.
#[component]
pub(super) fn OutcomeBar(
    /// All bars of the section.
    predictions: Memo<Vec<Prediction>>,
    /// Which one this is.
    outcome: OutcomeId,
) -> impl IntoView {
    let own = Memo::new(move |_| predictions.with(|bars| bars.iter().find(|bar| bar.outcome == outcome).cloned()));
    let kind = Memo::new(move |_| own.with(|bar| bar.as_ref().map_or(Kind::Goal, |bar| bar.kind)));
    let is_achieved = Memo::new(move |_| own.with(|bar| bar.as_ref().is_some_and(|bar| bar.achieved.is_some())));
    let text = move |read: fn(&Prediction) -> String| {
        following(move || own.with(|bar| bar.as_ref().map(read).unwrap_or_default()))
    };
    let peak = Memo::new(move |_| own.with(|bar| bar.as_ref().and_then(|bar| bar.peak)));
    let glyph = Memo::new(move |_| match (is_achieved.get(), kind.get()) {
        (true, _) => "circle-check",
        (false, Kind::Goal) => "target",
        (false, Kind::Risk) => "shield-alert",
    });
    let has_peak = Memo::new(move |_| peak.get().is_some() && !is_achieved.get());
    view! {
        <li
            class="outcome"
            data-kind=move || kind.get().data()
            data-state=move || if is_achieved.get() { "achieved" } else { "predicted" }
            title=text(|bar| bar.title.clone())
        >
            <div class="outcome-head">
                {move || icon(glyph.get())}
                <bdi class="name">{text(|bar| bar.name.clone())}</bdi>
                <span class="sort"><bdi>
                    {move || kind.get().word()}
                    {move || {
                        has_peak
                            .get()
                            .then(|| {
                                let peak = move || peak.get().map(|peak| format!(" · peak {peak} %"));
                                view! { <span class="peak-text">{following(peak)}</span> }
                            })
                    }}
                </bdi></span>
                {move || {
                    if is_achieved.get() {
                        view! {
                            <span class="achieved">
                                {icon("check")}
                                "Achieved "
                                <time>{text(|bar| bar.achieved.clone().unwrap_or_default())}</time>
                            </span>
                        }
                            .into_any()
                    } else {
                        view! {
                            <Trend own/>
                            <span class="value"><bdi>{text(|bar| bar.percent.to_string())} <small>" %"</small></bdi></span>
                        }
                            .into_any()
                    }
                }}
            </div>
            <div
                class="bar"
                role="meter"
                aria-label=text(|bar| bar.name.clone())
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=text(|bar| bar.percent.to_string())
                aria-valuetext=text(|bar| bar.value_text.clone())
                style:--p=text(|bar| bar.percent.to_string())
                style:--peak=move || peak.get().unwrap_or_default().to_string()
            >
                <span class="share"></span>
                {move || has_peak.get().then(|| view! { <span class="peak"></span> }.into_any())}
            </div>
        </li>
    }
}

/// The last movement: points, direction, and whether it is good news.
#[component]
fn Trend(
    /// The bar.
    own: Memo<Option<Prediction>>,
) -> impl IntoView {
    let trend = Memo::new(move |_| own.with(|bar| bar.as_ref().and_then(|bar| bar.trend)));
    let tone = move || {
        own.with(|bar| bar.as_ref().and_then(|bar| bar.favourable)).map(|good| if good { "good" } else { "bad" })
    };
    let glyph = Memo::new(move |_| {
        trend.get().map(|trend| match trend.direction {
            Direction::Rising => "trending-up",
            Direction::Falling => "trending-down",
            Direction::Steady => "minus",
        })
    });
    // The sign is a minus, not a hyphen; a plus is written out.
    let points = move || {
        trend.get().map(|trend| match trend.points {
            0 => "0".to_owned(),
            points if points > 0 => format!("+{points}"),
            points => format!("−{}", points.unsigned_abs()),
        })
    };
    follow(move || {
        glyph.get().map(|glyph| {
            view! { <span class="trend" data-tone=following(tone)>{icon(glyph)} {following(points)}</span> }.into_any()
        })
    })
}
