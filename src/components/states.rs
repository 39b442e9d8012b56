//! What stands in for content: a notice, an error with a way out, and the bones of a page that loads.

use journey::problem::Problem;
use journey::view::page::Notice;
use leptos::prelude::*;

use super::copy_button::CopyButton;
use super::icon::icon;
use super::memo::Memo;

/// A page or a section that has nothing to show, and why.
#[component]
pub(super) fn EmptyNotice(
    /// What is the matter, and what helps.
    notice: Notice,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let Notice { icon: glyph, title, advice } = notice;
    view! {
        <div class="notice">
            <span class="glyph">{icon(glyph)}</span>
            <h2>{title}</h2>
            <p>{advice}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> }.into_any())}
        </div>
    }
}

/// An error that takes the place of a whole page or section.
#[component]
pub(super) fn ProblemNotice(
    /// What went wrong.
    problem: Problem,
    /// Tries it again.
    retry: Callback<()>,
) -> impl IntoView {
    let Problem { title, advice, can_retry, correlation_id } = problem;
    view! {
        <div class="notice" data-tone="bad" role="alert">
            <span class="glyph">{icon("cloud-off")}</span>
            <h2>{title.to_string()}</h2>
            <p>{advice.to_string()}</p>
            <Reference id=correlation_id.as_deref().map(str::to_owned)/>
            {can_retry
                .then(|| {
                    view! {
                        <div class="actions">
                            <button type="button" class="button primary" on:click=move |_| retry.run(())>
                                {icon("rotate-ccw")}
                                "Try again"
                            </button>
                        </div>
                    }.into_any()
                })}
        </div>
    }
}

/// An error in one line, for a part of a page whose rest is well.
#[component]
pub(super) fn ProblemLine(
    /// What went wrong.
    problem: Problem,
    /// Tries it again.
    retry: Callback<()>,
) -> impl IntoView {
    let Problem { title, advice, can_retry, correlation_id } = problem;
    view! {
        <div class="problem" role="alert">
            {icon("triangle-alert")}
            <p>
                <strong>{title.to_string()}</strong>
                " "
                {advice.to_string()}
            </p>
            <Reference id=correlation_id.as_deref().map(str::to_owned)/>
            {can_retry
                .then(|| {
                    view! {
                        <button type="button" class="button" on:click=move |_| retry.run(())>
                            {icon("rotate-ccw")}
                            "Try again"
                        </button>
                    }.into_any()
                })}
        </div>
    }
}

/// The cloud's id of the failed request, for support.
#[component]
fn Reference(
    /// The id, when there is one.
    id: Option<String>,
) -> impl IntoView {
    id.map(|id| {
        view! {
            <p class="reference">
                "Reference "
                <bdi>{id.clone()}</bdi>
                <CopyButton label="Reference".to_owned() value=id/>
            </p>
        }
        .into_any()
    })
}

/// The bones of the list of sessions while the first page is on its way.
#[component]
pub(super) fn SessionBones(
    /// It takes longer than usual.
    slow: Memo<bool>,
) -> impl IntoView {
    let bone = || {
        view! {
            <div class="session-card" data-state="ended">
                <div class="summary">
                    <span class="tile"><span class="bone bone-tile"></span></span>
                    <div class="title"><span class="bone bone-title"></span><span class="bone bone-badge"></span></div>
                    <p class="when"><span class="bone bone-when"></span></p>
                    <p class="lead"><span class="bone bone-lead"></span></p>
                    <div class="facts">
                        <span class="bone bone-fact"></span>
                        <span class="bone bone-fact"></span>
                        <span class="bone bone-fact"></span>
                    </div>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <p class="loading" class:visually-hidden=move || !slow.get()>
            {move || if slow.get() { "Still loading the journey …" } else { "Loading journey" }}
        </p>
        <div class="skeleton" aria-hidden="true">{bone()} {bone()} {bone()}</div>
    }
}
