//! An icon: one stroked outline out of the table, beside words and never instead of them.
//!
//! The outline is part of the element: no sprite to fetch or to mount, nothing for a policy to refuse.

use leptos::prelude::*;

use super::icon_paths::PATHS;

/// What stands for a name that the table does not hold (a name out of the configuration).
const DEFAULT_NAME: &str = "circle-star";

/// The icon of this name, hidden from assistive technology.
pub(super) fn icon(name: &str) -> AnyView {
    icon_with_class(name, "icon")
}

/// The same with classes of its own.
pub(super) fn icon_with_class(name: &str, class: &'static str) -> AnyView {
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <path d=outline(name)></path>
        </svg>
    }
    .into_any()
}

/// The outline of this name, or the default one.
fn outline(name: &str) -> &'static str {
    let find = |wanted: &str| {
        let at = PATHS.binary_search_by(|(held, _)| (*held).cmp(wanted)).ok()?;
        PATHS.get(at).map(|(_, outline)| *outline)
    };
    find(name).or_else(|| find(DEFAULT_NAME)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_holds_every_icon_that_the_views_name() {
        assert!(PATHS.is_sorted_by(|(one, _), (next, _)| one < next));
        let missing: Vec<_> = journey::view::icon::ALL
            .iter()
            .filter(|name| PATHS.binary_search_by(|(held, _)| held.cmp(name)).is_err())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn an_unknown_name_gets_the_default_icon() {
        assert_eq!(outline("no-such-icon"), outline(DEFAULT_NAME));
        assert!(!outline(DEFAULT_NAME).is_empty());
    }
}
