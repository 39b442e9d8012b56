//! What a form is called, when somebody gave it a name: what a program made up (`form-8f3a`, `:r1:`) is none.

/// Words that say nothing of a form.
const EMPTY: &[&str] = &[
    "form",
    "forms",
    "frm",
    "formular",
    "formulario",
    "formulaire",
    "formulier",
    "id",
    "field",
    "input",
    "element",
    "el",
    "block",
    "widget",
    "section",
    "node",
    "item",
    "component",
    "container",
    "content",
    "main",
    "default",
    "untitled",
    "unnamed",
    "null",
    "undefined",
    "none",
    "new",
    "react",
    "aria",
    "radix",
    "mui",
    "ember",
    "yui",
    "gform",
    "wpforms",
    "nf",
    "hs",
    "hsform",
    "mktoform",
    "jotform",
    "webform",
    "elementor",
    "aspnetform",
    "headlessui",
    "div",
    "object",
];

/// Whether a form's name is one that a person gave it.
pub(super) fn is_named(name: &str) -> bool {
    let is_made = name.starts_with([':', '«']) && name.ends_with([':', '»']);
    !is_made && name.split(|c: char| !c.is_alphanumeric()).any(is_word)
}

/// Whether a part of a name is a word: letters with a vowel among them, with a short number at most.
fn is_word(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let n_digits = part.len() - letters.len();
    if letters.is_empty() || n_digits > 2 || letters.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if !letters.is_ascii() {
        return true;
    }
    let lower = letters.to_ascii_lowercase();
    let is_acronym =
        n_digits == 0 && (2..=5).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let is_hex = lower.bytes().all(|byte| byte.is_ascii_hexdigit()) && (lower.len() >= 6 || n_digits > 0);
    let is_said = lower.len() > 2 && lower.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    !EMPTY.contains(&&*lower) && !is_hex && (is_said || is_acronym)
}
