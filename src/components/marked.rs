//! A text in which what is looked for is marked in place. The elements are made by the view, never from the text.

use journey::view::find::Segment;
use leptos::prelude::*;

use super::finder::Finder;
use super::follow::follow;

/// The text, with a `mark` around each part that "Find in journey" looks for. A name made of it stays as it is.
pub(super) fn marked(text: impl FnMut() -> String + Send + 'static) -> AnyView {
    draw(Box::new(text))
}

fn draw(mut text: Box<dyn FnMut() -> String + Send>) -> AnyView {
    let finder = expect_context::<Finder>();
    let part = |Segment { text, is_match }| {
        if is_match { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    follow(move || {
        let text = text();
        let segments = finder.segments(&text);
        if segments.is_empty() {
            return text.into_any();
        }
        segments.into_iter().map(part).collect::<Vec<_>>().into_any()
    })
}
