//! New signs of friction while the agent looks elsewhere: counted to the host page, which shows the number at the tab's name.

use std::sync::Arc;

use journey::view::friction::Sign;
use leptos::prelude::*;

use super::memo::{Memo, leave_in_the_end};
use crate::desk::Desk;

/// Counts for as long as the calling component lives.
pub(super) fn call_attention(desk: Desk, signs: Memo<Vec<Sign>>) {
    let is_away = desk.is_away();
    Effect::new(move |seen: Option<Arc<[String]>>| {
        let facts: Arc<[String]> = signs.with(|signs| signs.iter().map(|sign| sign.fact.clone()).collect());
        // What is there when the page begins is no news.
        leave_in_the_end(&is_away);
        let is_away = is_away.get();
        let seen = seen.filter(|_| is_away).unwrap_or_else(|| Arc::clone(&facts));
        let n = facts.iter().filter(|fact| !seen.contains(fact)).count();
        desk.call_attention(u32::try_from(n).unwrap_or(u32::MAX));
        seen
    });
}
