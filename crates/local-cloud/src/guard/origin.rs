//! Where the local cloud is found, and which pages may call it: exact lists, no patterns, no reflection.

use std::sync::atomic::{AtomicU16, Ordering};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Uri, header};

/// The host and port under which a request asked; one of [`Place`]'s own.
#[derive(Clone, Debug)]
pub(crate) struct Host(pub(crate) String);

/// The addresses of one local cloud and of the pages that belong to it.
#[derive(Debug)]
pub(crate) struct Place {
    port: AtomicU16,
    /// Port of a proxy on the loopback through which this cloud is reached as well.
    proxy: Option<u16>,
    /// Redirect addresses beyond our own, e.g. of a dev server.
    redirects: Vec<String>,
}

impl Place {
    /// `redirects` are full addresses on the loopback; their origins may call too.
    pub(crate) fn new(port: u16, proxy: Option<u16>, redirects: Vec<String>) -> Self {
        Self { port: AtomicU16::new(port), proxy, redirects }
    }

    /// The port becomes known when the socket is bound.
    pub(crate) fn bound(&self, port: u16) {
        self.port.store(port, Ordering::Relaxed);
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.load(Ordering::Relaxed)
    }

    fn hosts(&self) -> impl Iterator<Item = String> {
        let on = |port: u16| ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
        std::iter::once(self.port()).chain(self.proxy).flat_map(on)
    }

    /// The Host of a request when it is one of ours.
    pub(crate) fn host(&self, request: &Request) -> Option<Host> {
        let mut named = request.headers().get_all(header::HOST).iter();
        let host = named.next()?.to_str().ok()?;
        if named.next().is_some() || request.uri().authority().is_some_and(|other| other.as_str() != host) {
            return None;
        }
        self.hosts().find(|own| own == host).map(Host)
    }

    /// The Origin of a request: absent, or one of ours; anything else is an error.
    pub(crate) fn origin(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, ()> {
        let mut named = headers.get_all(header::ORIGIN).iter();
        let Some(origin) = named.next() else { return Ok(None) };
        let known = origin.to_str().is_ok_and(|origin| self.is_own(origin) || self.is_guest(origin));
        if named.next().is_some() || !known {
            return Err(());
        }
        Ok(Some(origin.clone()))
    }

    /// Whether `origin` is that of our own pages.
    pub(crate) fn is_own(&self, origin: &str) -> bool {
        self.hosts().any(|host| origin.strip_prefix("http://") == Some(&host))
    }

    fn is_guest(&self, origin: &str) -> bool {
        self.redirects.iter().any(|redirect| origin_of(redirect).as_deref() == Some(origin))
    }

    /// Whether a sign-in may return to `address`: the tab's own, or one named at the start. Exact, never by prefix.
    pub(crate) fn is_redirect(&self, address: &str) -> bool {
        let own = |host: String| {
            [format!("http://{host}/journey/"), format!("http://{host}/journey/index.html")]
                .iter()
                .any(|own| own == address)
        };
        self.hosts().any(own) || self.redirects.iter().any(|redirect| redirect == address)
    }
}

/// Scheme, host and port of an address on the loopback; `None` for all others.
pub(crate) fn origin_of(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let authority = uri.authority()?;
    let on_loopback = ["127.0.0.1", "localhost", "[::1]"].contains(&authority.host());
    (on_loopback && uri.scheme_str()? == "http" && !authority.as_str().contains('@'))
        .then(|| format!("http://{authority}"))
}
