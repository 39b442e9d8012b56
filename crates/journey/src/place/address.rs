//! The address of a page in its parts, and what of it tells the page from others.

use std::sync::Arc;

use super::host;
use super::parameters::{is_naming, is_noise, parameters};
use super::readable::{each_byte, readable};
use crate::model::Page;

/// The parts of an address as they are written: of the page's URL, else of the fields that repeat it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address<'a> {
    /// Without user, port and `www.`; empty when it is not known.
    host: &'a str,
    /// Without its slash at the end; empty for the root.
    path: &'a str,
    query: &'a str,
    /// `shop/boots` of `#/shop/boots?size=8` and of `#!/shop/boots`: what a page that changes itself shows.
    route: &'a str,
    /// `size=8` of `#/shop/boots?size=8`.
    route_query: &'a str,
    /// Nothing is known of it.
    is_blank: bool,
}

/// Sums that tell one address from another. Two that differ having the same sum is not to be expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The host; `None` when it is not known.
    pub(super) host: Option<u64>,
    /// Path and route.
    pub(super) path: u64,
    /// The parameters that are no noise.
    pub(super) parameters: u64,
    /// The parameters that name what the page shows, such as `product_id=41`.
    pub(super) naming: u64,
}

impl Key {
    /// Same path and route, on the same host as far as both are known.
    pub(super) fn is_same_path(&self, other: &Self) -> bool {
        let is_other_host = self.host.zip(other.host).is_some_and(|(one, other)| one != other);
        !is_other_host && self.path == other.path
    }
}

impl<'a> Address<'a> {
    /// The address of a page.
    pub(crate) fn of(page: &'a Page) -> Self {
        let field = |text: &'a Option<Arc<str>>| text.as_deref().unwrap_or_default().trim();
        let (authority, path, query, fragment) = split(field(&page.url));
        let or = |own: &'a str, other: &'a str| if own.is_empty() { other } else { own };
        let authority = or(authority, field(&page.host));
        let path = or(path, field(&page.path));
        let query = or(query, field(&page.query).trim_start_matches('?'));
        let (route, route_query) = route(or(fragment, field(&page.fragment).trim_start_matches('#')));
        let is_blank = [authority, path, query, route].iter().all(|part| part.is_empty());
        Self { host: host::bare(authority), path: path.trim_matches('/'), query, route, route_query, is_blank }
    }

    /// What tells it from others; `None` when nothing is known. `noise` are the administrator's parameters.
    pub(crate) fn key(&self, noise: &[Arc<str>]) -> Option<Key> {
        if self.is_blank {
            return None;
        }
        let host = (!self.host.is_empty()).then(|| {
            let mut sum = Sum::default();
            host::each_letter(self.host, |letter| sum.number(letter.into()));
            sum.0
        });
        let mut path = Sum::default();
        each_byte(without_index(self.path), false, |byte| path.number(byte.into()));
        path.number(u32::MAX);
        each_byte(self.route, false, |byte| path.number(byte.into()));
        let (mut all, mut naming) = (0_u64, 0_u64);
        for (name, value) in self.telling(noise) {
            let mut sum = Sum::default();
            each_byte(name, true, |byte| sum.number(byte.into()));
            sum.number(u32::MAX);
            each_byte(value, true, |byte| sum.number(byte.into()));
            // Added up, so that their order does not matter.
            all = all.wrapping_add(sum.0);
            if is_naming(name, value) {
                naming = naming.wrapping_add(sum.0);
            }
        }
        Some(Key { host, path: path.0, parameters: all, naming })
    }

    /// The parameters that are no noise.
    fn telling(self, noise: &'a [Arc<str>]) -> impl Iterator<Item = (&'a str, &'a str)> {
        let all = parameters(self.query).chain(parameters(self.route_query));
        all.filter(move |(name, _)| !is_noise(name, noise))
    }

    /// Segments of path and route as they are written, without those that are empty.
    pub(crate) fn segments(&self) -> impl DoubleEndedIterator<Item = &'a str> + Clone + use<'a> {
        self.path.split('/').chain(self.route.split('/')).filter(|segment| !segment.is_empty())
    }

    /// Values of the query that may say where in a flow the page is: `?step=shipping`.
    pub(crate) fn values(&self) -> impl Iterator<Item = &'a str> {
        parameters(self.query).chain(parameters(self.route_query)).map(|(_, value)| value)
    }

    /// Path and route alone: "/shop", "/shop#/boots".
    pub(crate) fn bare_path(&self) -> String {
        let mut out = format!("/{}", readable(self.path));
        if !self.route.is_empty() {
            out.push_str("#/");
            out.push_str(&readable(self.route));
        }
        out
    }

    /// The path as it reads with what else tells the page: "/bücher", "/index.php?product_id=41", "/#/shop".
    pub(crate) fn readable_path(&self, noise: &[Arc<str>]) -> String {
        if self.is_blank {
            return String::new();
        }
        let mut out = format!("/{}", readable(self.path));
        add_query(&mut out, self.query, noise);
        if !self.route.is_empty() {
            out.push_str("#/");
            out.push_str(&readable(self.route));
            add_query(&mut out, self.route_query, noise);
        }
        out
    }

    /// Host and path as they read: "fernwell.example/bücher".
    pub(crate) fn readable(&self, noise: &[Arc<str>]) -> String {
        host::shown(self.host) + &self.readable_path(noise)
    }
}

/// Host, path, query and fragment of an address, which may be a part of one.
fn split(url: &str) -> (&str, &str, &str, &str) {
    let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let authority = match rest.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.strip_suffix(':').is_some_and(is_scheme) => Some(rest),
        _ => None,
    };
    match authority {
        Some(rest) => {
            let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
            (host, path, query, fragment)
        }
        None => ("", rest, query, fragment),
    }
}

/// A whole address as it reads, with nothing left out: "https://münchen.example/bücher?utm_source=news".
pub(crate) fn readable_url(url: &str) -> String {
    let (authority, ..) = split(url);
    match url.split_once(authority).filter(|_| !authority.is_empty()) {
        // User, port and `www.` stay where they are.
        Some((scheme, rest)) => {
            let host = host::bare(authority);
            let authority = authority.replacen(host, &host::shown(host), 1);
            format!("{scheme}{authority}{}", readable(rest))
        }
        None => readable(url),
    }
}

/// Path and query of a hash route; empty for an anchor.
fn route(fragment: &str) -> (&str, &str) {
    let rest = match fragment.strip_prefix('!') {
        Some(rest) => rest,
        None if fragment.starts_with('/') => fragment,
        None => return ("", ""),
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    (path.trim_matches('/'), query)
}

/// The path without `index.html` and its like at the end.
fn without_index(path: &str) -> &str {
    let (folder, last) = path.rsplit_once('/').unwrap_or(("", path));
    let is_index = last.len() > 6 && last.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("index."));
    if is_index { folder.trim_end_matches('/') } else { path }
}

/// Puts the parameters that are no noise behind an address.
fn add_query(out: &mut String, query: &str, noise: &[Arc<str>]) {
    let mut mark = '?';
    for (name, value) in parameters(query).filter(|(name, _)| !is_noise(name, noise)) {
        out.push(std::mem::replace(&mut mark, '&'));
        out.push_str(&readable(&name.replace('+', " ")));
        if !value.is_empty() {
            out.push('=');
            out.push_str(&readable(&value.replace('+', " ")));
        }
    }
}

/// A sum over numbers in their order (FNV-1a).
pub(super) struct Sum(pub(super) u64);

impl Default for Sum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Sum {
    pub(super) fn number(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x0100_0000_01b3);
    }

    /// The sum over a text.
    pub(super) fn of(text: &str) -> u64 {
        let mut sum = Self::default();
        text.bytes().for_each(|byte| sum.number(byte.into()));
        sum.0
    }

    /// Two sums as one.
    pub(super) fn join(one: u64, other: u64) -> u64 {
        (one.rotate_left(29) ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}
