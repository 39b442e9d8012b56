//! Signing in with authorization code and PKCE: by leaving the page, by a pop-up, or by a hidden frame where the page is
//! embedded.
//!
//! The token goes into the [`Keyring`] and nowhere else. Codes are redeemed once and never again.

use std::cell::Cell;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use super::attempt::{self, Answer, Attempt};
use super::frame::{self, Tried};
use super::rest;
use super::token::Keyring;
use crate::config::Config;
use crate::live::services::{Access, SignIn, Task};
use crate::platform::storage::BrowserStorage;
use crate::platform::{clock, crypto, page};

/// How long a pop-up may take, as the host's own library has it.
const POPUP_MS: u32 = 120_000;

/// The storage of this tab.
const TAB: BrowserStorage = BrowserStorage::Tab;

const NO_CRYPTO: &str = "This page must be served over https to sign in.";
const NO_POPUP: &str = "The browser blocked the sign-in window. Allow pop-ups for this page, then sign in.";
const TOO_LATE: &str = "The sign-in took too long.";
const NOT_OURS: &str = "The sign-in answer did not belong to this page.";
const NOT_REDEEMED: &str = "The sign-in could not be completed.";

/// How the page was come to.
pub enum Arrival {
    /// In the ordinary way, with this query.
    Plain(String),
    /// Back from the sign-in page; the page's own query is in the attempt.
    Answered(Attempt, Answer),
    /// With an answer that belongs to nothing: it is dropped, and the page's own query stays.
    Foreign(String),
    /// As the pop-up of another page, which has the answer now.
    HandedOver,
}

/// Looks at the address once, first of all: `boot.js` took an answer of the sign-in page out of it before anything else
/// was loaded.
#[must_use]
pub fn arrive() -> Arrival {
    let own = page::query();
    let Some(said) = page::take_answer() else { return Arrival::Plain(own) };
    let answer = Answer::parse(&said);
    let before = match (Attempt::take(&TAB, answer.as_ref().map_or("", |answer| &answer.state)), answer) {
        (Ok(attempt), Some(answer)) => {
            page::replace_query(attempt.query());
            return Arrival::Answered(attempt, answer);
        }
        (Ok(attempt), None) => attempt.query().to_owned(),
        (Err(before), _) => before,
    };
    if page::hand_to_opener(&said) {
        return Arrival::HandedOver;
    }
    // It went out by the bare address, so what it was there for is only in the attempt.
    let own = if own.is_empty() { before } else { own };
    page::replace_query(&own);
    Arrival::Foreign(own)
}

impl Arrival {
    /// The page's own query.
    #[must_use]
    pub fn query(&self) -> &str {
        match self {
            Self::Plain(query) | Self::Foreign(query) => query,
            Self::Answered(attempt, _) => attempt.query(),
            Self::HandedOver => "",
        }
    }
}

/// By which way a page signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It leaves for the sign-in page and comes back.
    Leaving,
    /// By a window, which the agent's click opens.
    Window,
    /// It is inside another page: by itself where that can be, else by a window.
    Frame,
}

/// Signing in and out of this page; clones are the same.
#[derive(Clone)]
pub struct BrowserAccess(Rc<Shared>);

struct Shared {
    api_base: String,
    login_base: String,
    client: String,
    /// The page's own address without query and fragment.
    redirect: String,
    /// The page's own query.
    query: String,
    way: Way,
    keyring: Keyring,
}

impl BrowserAccess {
    /// For a page with this query.
    #[must_use]
    pub fn new(config: &Config, query: &str, way: Way, keyring: Keyring) -> Self {
        Self(Rc::new(Shared {
            api_base: config.api_base.clone(),
            login_base: config.login_base.clone(),
            client: config.client_id.clone(),
            redirect: page::bare_address(),
            query: query.to_owned(),
            way,
            keyring,
        }))
    }

    /// What comes of the way the page was come to; `None` when it has still to sign in.
    pub async fn begin(&self, arrival: Arrival) -> Option<SignIn> {
        let shared = &self.0;
        match arrival {
            Arrival::Answered(attempt, answer) => {
                let signed_in = shared.redeem(&attempt, answer).await;
                if shared.way == Way::Frame {
                    let is_done = signed_in == SignIn::Done;
                    if is_done { Tried::Leaving } else { Tried::Window }.remember(&TAB);
                }
                Some(signed_in)
            }
            Arrival::Foreign(_) => Some(SignIn::Failed(NOT_OURS.into())),
            Arrival::Plain(_) | Arrival::HandedOver => match shared.way {
                Way::Leaving if attempt::may_redirect(&TAB, &shared.query, clock::now()) => {
                    Some(shared.by_leaving().await)
                }
                Way::Window | Way::Leaving => None,
                Way::Frame => shared.in_frame().await,
            },
        }
    }
}

impl Access for BrowserAccess {
    fn sign_in(&self) -> Task<SignIn> {
        let shared = Rc::clone(&self.0);
        attempt::forget_sign_out(&TAB);
        if shared.way == Way::Leaving {
            return Box::pin(async move { shared.by_leaving().await });
        }
        // Opened here and now, while the click counts.
        let popup = page::Popup::open();
        Box::pin(async move { shared.by_popup(popup).await })
    }

    fn sign_out(&self) -> Task<()> {
        let shared = Rc::clone(&self.0);
        let authorization = shared.keyring.authorization();
        shared.keyring.forget();
        attempt::remember_sign_out(&TAB);
        Box::pin(async move {
            if let Some(authorization) = authorization {
                rest::end_token(&shared.api_base, &authorization).await;
            }
        })
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.keyring.expires_at()
    }

    fn forget(&self) {
        self.0.keyring.forget();
    }
}

impl Shared {
    /// A new attempt and the address of the sign-in page for it.
    async fn attempt(&self) -> Option<(Attempt, String)> {
        let attempt = Attempt::new(crypto::random()?, crypto::random()?, &self.query);
        let challenge = crypto::sha256(attempt.verifier().as_bytes()).await?;
        let address = attempt.authorize_address(&self.login_base, &self.client, &self.redirect, &challenge);
        Some((attempt, address))
    }

    /// Inside another page, without a click; `None` when that has to be.
    async fn in_frame(&self) -> Option<SignIn> {
        if attempt::is_signed_out(&TAB) {
            return None;
        }
        let tried = match Tried::remembered(&TAB, clock::now()) {
            // It was loaded anew, and not by the sign-in page.
            Tried::Nothing | Tried::Leaving if attempt::went_in_vain(&TAB, &self.query) => Tried::Window,
            tried => tried,
        };
        if tried != Tried::Leaving {
            let (attempt, address) = self.attempt().await?;
            let inner = page::Inner::open(&address, tried == Tried::Window).await;
            if inner != page::Inner::Forbidden {
                let signed_in = match inner {
                    page::Inner::Answered(query) => Some(self.answered(&attempt, &query).await),
                    _ => None,
                };
                let is_done = signed_in == Some(SignIn::Done);
                if is_done { Tried::Inner } else { Tried::Window }.remember(&TAB);
                return signed_in;
            }
        }
        if tried == Tried::Window || !attempt::may_redirect(&TAB, &self.query, clock::now()) {
            Tried::Window.remember(&TAB);
            return None;
        }
        frame::remember_leaving(&TAB, clock::now());
        Some(self.by_leaving().await)
    }

    async fn by_leaving(&self) -> SignIn {
        let Some((attempt, address)) = self.attempt().await else { return SignIn::Failed(NO_CRYPTO.into()) };
        if attempt.keep(&TAB, clock::now()) {
            page::leave_for(&address);
            SignIn::Leaving
        } else {
            // Nothing can be remembered over a round trip: the page must stay.
            self.by_popup(page::Popup::open()).await
        }
    }

    async fn by_popup(&self, popup: Option<page::Popup>) -> SignIn {
        let Some(popup) = popup else { return SignIn::Failed(NO_POPUP.into()) };
        let Some((attempt, address)) = self.attempt().await else { return SignIn::Failed(NO_CRYPTO.into()) };
        let (sender, receiver) = oneshot::channel();
        let sender = Cell::new(Some(sender));
        let listener = popup.on_answer(move |query| {
            // The first answer counts; what it is worth is decided below.
            if let Some(sender) = sender.take() {
                sender.send(query).ok();
            }
        });
        popup.go(&address);
        let query = match select(receiver, TimeoutFuture::new(POPUP_MS)).await {
            Either::Left((query, _)) => query.unwrap_or_default(),
            Either::Right(_) => return SignIn::Failed(TOO_LATE.into()),
        };
        drop(listener);
        self.answered(&attempt, &query).await
    }

    /// What comes of the query that a window or a frame handed over.
    async fn answered(&self, attempt: &Attempt, query: &str) -> SignIn {
        match Answer::parse(query) {
            Some(answer) if attempt.is_answered_by(&answer) => self.redeem(attempt, answer).await,
            _ => SignIn::Failed(NOT_OURS.into()),
        }
    }

    async fn redeem(&self, attempt: &Attempt, answer: Answer) -> SignIn {
        let code = match answer.outcome {
            Ok(code) => code,
            Err(error) => return SignIn::Failed(attempt::refusal(&error).into()),
        };
        let form = attempt.token_form(&code, &self.client, &self.redirect);
        let answer = rest::post_form(&format!("{}/oauth/token", self.login_base), form).await;
        match answer.filter(|(status, _)| *status == 200).and_then(|(_, body)| attempt::token_of(&body)) {
            Some((token, lifetime)) => {
                self.keyring.hold(token, lifetime, clock::now());
                attempt::succeeded(&TAB, &self.query);
                SignIn::Done
            }
            None => SignIn::Failed(NOT_REDEEMED.into()),
        }
    }
}
