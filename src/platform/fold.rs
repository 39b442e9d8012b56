//! Text folded for comparison by the browser's own tables: none of them are downloaded.

use js_sys::{JsString, RegExp};

/// Decomposes by compatibility, leaves out marks, then makes lower case and after it upper case: what
/// [`journey::view::fold::Fold`] asks for.
#[must_use]
pub fn fold(text: &str) -> String {
    let decomposed = JsString::from(text).normalize("NFKD");
    let bare = decomposed.replace_by_pattern(&RegExp::new(r"\p{M}", "gu"), "");
    bare.to_lower_case().to_upper_case().into()
}
