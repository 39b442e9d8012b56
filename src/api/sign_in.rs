//! Signing in with authorization code and PKCE: by leaving the page, or by a pop-up where the page is embedded.
//!
//! The token goes into the [`Keyring`] and nowhere else. Codes are redeemed once and never again.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use super::attempt::{self, Answer, Attempt};
use super::rest;
use super::token::Keyring;
use crate::config::Config;
use crate::live::services::{Access, SignIn, Task};
use crate::platform::storage::BrowserStorage;
use crate::platform::{clock, crypto, page};

/// How long a pop-up may take, as the host's own library has it.
const POPUP_MS: u32 = 120_000;

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
    /// With an answer that belongs to nothing: it is dropped.
    Foreign,
    /// As the pop-up of another page, which has the answer now.
    HandedOver,
}

/// Looks at the address once, first of all: an answer of the sign-in page is out of it before any request is made.
#[must_use]
pub fn arrive() -> Arrival {
    let query = page::query();
    let Some(answer) = Answer::parse(&query) else { return Arrival::Plain(query) };
    if let Some(attempt) = Attempt::take(&BrowserStorage::Tab, &answer.state) {
        page::replace_query(attempt.query());
        return Arrival::Answered(attempt, answer);
    }
    page::replace_query("");
    if page::hand_to_opener(&query) { Arrival::HandedOver } else { Arrival::Foreign }
}

impl Arrival {
    /// The page's own query.
    #[must_use]
    pub fn query(&self) -> &str {
        match self {
            Self::Plain(query) => query,
            Self::Answered(attempt, _) => attempt.query(),
            Self::Foreign | Self::HandedOver => "",
        }
    }
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
    by_popup: bool,
    keyring: Keyring,
}

impl BrowserAccess {
    /// For a page with this query.
    #[must_use]
    pub fn new(config: &Config, query: &str, by_popup: bool, keyring: Keyring) -> Self {
        Self(Rc::new(Shared {
            api_base: config.api_base.clone(),
            login_base: config.login_base.clone(),
            client: config.client_id.clone(),
            redirect: page::bare_address(),
            query: query.to_owned(),
            by_popup,
            keyring,
        }))
    }

    /// What comes of the way the page was come to; `None` when it has still to sign in.
    pub async fn begin(&self, arrival: Arrival) -> Option<SignIn> {
        match arrival {
            Arrival::Answered(attempt, answer) => Some(self.0.redeem(&attempt, answer).await),
            Arrival::Foreign => Some(SignIn::Failed(NOT_OURS.into())),
            Arrival::Plain(_) | Arrival::HandedOver if self.0.by_popup => None,
            Arrival::Plain(_) | Arrival::HandedOver => {
                if attempt::may_redirect(&BrowserStorage::Tab, clock::now()) {
                    Some(self.sign_in().await)
                } else {
                    None
                }
            }
        }
    }
}

impl Access for BrowserAccess {
    fn sign_in(&self) -> Task<SignIn> {
        let shared = Rc::clone(&self.0);
        attempt::forget_sign_out(&BrowserStorage::Tab);
        if shared.by_popup {
            // Opened here and now, while the click counts.
            let popup = page::Popup::open();
            Box::pin(async move { shared.by_popup(popup).await })
        } else {
            Box::pin(async move { shared.by_leaving().await })
        }
    }

    fn sign_out(&self) -> Task<()> {
        let shared = Rc::clone(&self.0);
        let authorization = shared.keyring.authorization();
        shared.keyring.forget();
        attempt::remember_sign_out(&BrowserStorage::Tab);
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

    async fn by_leaving(&self) -> SignIn {
        let Some((attempt, address)) = self.attempt().await else { return SignIn::Failed(NO_CRYPTO.into()) };
        if attempt.keep(&BrowserStorage::Tab) {
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
        let sender = std::cell::Cell::new(Some(sender));
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
        match Answer::parse(&query) {
            Some(answer) if attempt.is_answered_by(&answer) => self.redeem(&attempt, answer).await,
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
                SignIn::Done
            }
            None => SignIn::Failed(NOT_REDEEMED.into()),
        }
    }
}
