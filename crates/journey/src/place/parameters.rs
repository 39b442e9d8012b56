//! Parameters of a query: which of them make no other page, and which name one.

use std::sync::Arc;

/// Parameters that say how somebody came and not where they are; `*` stands for the rest of a name.
const NOISE: &str = "utm_* gclid gclsrc gbraid wbraid gad_* dclid srsltid fbclid msclkid ttclid twclid igshid igsh \
    li_fat_id yclid ysclid epik mc_* mkt_tok _ga _ga_* _gac* _gl _gid _hs* hsa_* hsctatracking pk_* mtm_* matomo_* \
    piwik_* vero_* oly_* s_kwcid ef_id _openstat _branch_* _kx wickedid phpsessid jsessionid sessionid session_id";

/// Parameters that name what a page shows, whatever its title says.
const NAMING: &str = "id product item article sku post topic category";

/// Parameters that name a page by a word: `?page=help` does, `?page=2` is a later part of a list.
const ROUTING: &str = "page p route r path screen";

/// What an id may be of without being that of what the page shows.
const OTHERS: &str = "session visitor click client user customer ref campaign ad affiliate tracking request";

/// The parameters of a query, in its order.
pub(super) fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Whether a parameter makes no other page; `own` are the administrator's.
pub(super) fn is_noise(name: &str, own: &[Arc<str>]) -> bool {
    let is_it = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)),
        None => name.eq_ignore_ascii_case(pattern),
    };
    NOISE.split_ascii_whitespace().any(is_it) || own.iter().any(|pattern| is_it(pattern))
}

/// "visitor", "last_visitor", "lastvisitor"; not "thread", which only ends like "ad".
fn is_of_other(of: &str) -> bool {
    let last = of.rsplit(['_', '-']).next().unwrap_or_default();
    OTHERS.split(' ').any(|other| last == other || (other.len() > 4 && last.ends_with(other)))
}

/// Whether a parameter names what the page shows: two products of one shop may have the shop's title.
pub(super) fn is_naming(name: &str, value: &str) -> bool {
    let is_in = |names: &str, name: &str| names.split(' ').any(|known| known.eq_ignore_ascii_case(name));
    let of = ["_id", "-id", "Id", "ID"].iter().find_map(|end| name.strip_suffix(end)).filter(|of| !of.is_empty());
    is_in(NAMING, name)
        || of.is_some_and(|of| !is_of_other(&of.to_ascii_lowercase()))
        || (is_in(ROUTING, name) && value.chars().any(char::is_alphabetic))
}
