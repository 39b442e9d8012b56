//! Details of one event: a dialog that does not block the page, with every value to copy.

use journey::view::details::{Details, Row};
use leptos::html::Div;
use leptos::prelude::*;

use super::copy_button::{Copied, CopyButton};
use super::follow::{follow, following};
use super::icon::icon;
use super::ids::unique_id;
use super::map_keys::focus;
use super::memo::Memo;
use super::rows::rows;

/// The dialog, while there is something to show. One at a time per card.
#[component]
pub(super) fn EventDetails(
    /// The details of the open event.
    details: Memo<Option<Details>>,
    /// Closes them.
    close: Callback<()>,
) -> impl IntoView {
    let is_open = Memo::new(move |_| details.with(Option::is_some));
    follow(move || is_open.get().then(|| view! { <Dialog details close/> }.into_any()))
}

/// The dialog itself; its content follows the event that is open.
#[component]
fn Dialog(
    /// The details of the open event.
    details: Memo<Option<Details>>,
    /// Closes them.
    close: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Div>::new();
    let title_id = unique_id("event");
    let labelled_by = title_id.clone();
    let title = Memo::new(move |_| details.with(|details| details.as_ref().map(|details| details.title.clone())));
    // The focus goes to the dialog whenever another event is shown in it, so that its name is read.
    Effect::new(move |_| {
        title.with(|_| ());
        if let Some(dialog) = dialog.get() {
            focus(&dialog);
        }
    });
    let face = Memo::new(move |_| {
        details.with(|details| details.as_ref().map(|details| (details.icon, details.tone, details.segment.clone())))
    });
    let subtitle = move || details.with(|details| details.as_ref().map(|details| details.subtitle.clone()));
    let all = move || details.with(|details| details.as_ref().map(Details::copy_all).unwrap_or_default());
    let lines = move || {
        details.with(|details| {
            details.iter().flat_map(|details| details.rows.iter().cloned().enumerate()).collect::<Vec<_>>()
        })
    };
    view! {
        <div class="details" role="dialog" aria-labelledby=labelled_by tabindex="-1" node_ref=dialog>
            <header>
                {move || {
                    face.get()
                        .map(|(glyph, tone, segment)| {
                            let (color, ink) = segment.map_or((None, None), |paint| (Some(paint.color), Some(paint.ink)));
                            view! {
                                <span
                                    class="mark"
                                    data-tone=tone
                                    data-seg=color.is_some().then_some("")
                                    style:--seg=color
                                    style:--seg-ink=ink
                                >
                                    {icon(glyph)}
                                </span>
                            }
                        })
                }}
                <p class="details-title" id=title_id>
                    <bdi>{move || title.get()}</bdi>
                </p>
                <button type="button" class="icon-button" aria-label="Close" on:click=move |_| close.run(())>
                    {icon("x")}
                </button>
                <p class="sub said">{following(subtitle)}</p>
            </header>
            <dl>
                {rows(
                    lines,
                    |(at, row)| (*at, row.label.clone(), row.value.clone(), row.copy.clone()),
                    |(_, row)| view! { <DetailRow row/> }.into_any(),
                )}
            </dl>
            <footer>
                <CopyButton label="all".to_owned() value=Copied::new(all) words="Copy all"/>
            </footer>
        </div>
    }
}

/// One value with its copy button; a link where it leads somewhere safe.
#[component]
fn DetailRow(
    /// The row.
    row: Row,
) -> impl IntoView {
    let Row { label, value, copy, href } = row;
    let value = match href {
        Some(href) => {
            view! { <a href=href target="_blank" rel="noopener noreferrer"><bdi>{value}</bdi></a> }.into_any()
        }
        None => view! { <bdi>{value}</bdi> }.into_any(),
    };
    view! {
        <div>
            <dt><bdi>{label.clone()}</bdi></dt>
            <dd>{value} {copy.map(|copy| view! { <CopyButton label=label value=copy/> }.into_any())}</dd>
        </div>
    }
}
