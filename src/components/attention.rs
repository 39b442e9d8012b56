//! New signs of friction while the agent looks elsewhere: counted to the host page, which shows the number at the tab's name.

use journey::view::attention::Attention;
use journey::view::friction::Sign;
use leptos::prelude::*;

use super::memo::{Memo, leave_in_the_end};
use crate::desk::Desk;

/// Counts for as long as the calling component lives.
pub(super) fn call_attention(desk: Desk, signs: Memo<Vec<Sign>>) {
    let is_away = desk.is_away();
    Effect::new(move |before: Option<Attention>| {
        // What is there when the page begins is no news.
        let is_first = before.is_none();
        let mut attention = before.unwrap_or_default();
        leave_in_the_end(&is_away);
        let is_away = is_away.get() && !is_first;
        desk.call_attention(signs.with(|signs| attention.look(signs, is_away)));
        attention
    });
}
