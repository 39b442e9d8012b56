//! A sign-in page on the host's own site, which stands before the local cloud's: who is signed in there, and whether it
//! is shown in frames, is up to the story.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use url::Url;

use crate::web_host::{Asked, Reply, serve};

/// What it answers to an agent who is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A page to sign in on, in frames too.
    Page,
    /// The same, for the host's own pages only.
    PageOfTheHost,
    /// The same, and never in a frame.
    RefusesFrames,
    /// The page's script knows the agent and leads on by itself; it is shown to the host's own pages only.
    ScriptOfTheHost,
    /// Back at once, with an error.
    Unsigned,
}

/// The running page.
#[derive(Clone)]
pub(crate) struct LoginHost {
    shared: Arc<Shared>,
}

struct Shared {
    manner: Manner,
    cloud: String,
    agent: String,
    host: String,
    is_signed_in: AtomicBool,
    n_asked: AtomicUsize,
}

impl LoginHost {
    /// For one agent of a cloud; `host` is the origin of the host's pages.
    pub(crate) fn start(listener: TcpListener, cloud: &str, agent: &str, host: &str, manner: Manner) -> Self {
        let shared = Arc::new(Shared {
            manner,
            cloud: cloud.trim_end_matches('/').to_owned(),
            agent: agent.to_owned(),
            host: host.to_owned(),
            is_signed_in: AtomicBool::new(false),
            n_asked: AtomicUsize::new(0),
        });
        let answering = Arc::clone(&shared);
        serve(listener, move |asked| answering.answer(asked));
        Self { shared }
    }

    /// The agent has signed in at the host: from now on the page leads on without a word.
    pub(crate) fn sign_in(&self) {
        self.shared.is_signed_in.store(true, Ordering::SeqCst);
    }

    /// How often somebody was sent here to sign in.
    pub(crate) fn n_asked(&self) -> usize {
        self.shared.n_asked.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn answer(&self, asked: &Asked) -> Reply {
        let target = asked.target.as_str();
        if let Some(query) = target.strip_prefix("/oauth/authorize?") {
            self.n_asked.fetch_add(1, Ordering::SeqCst);
            if self.is_signed_in.load(Ordering::SeqCst) {
                return Reply::to(&self.code(query));
            }
            return self.page(query);
        }
        if let Some(query) = target.strip_prefix("/continue?") {
            self.is_signed_in.store(true, Ordering::SeqCst);
            return Reply::to(&self.code(query));
        }
        if target == "/oauth/token" {
            return self.token(&asked.body);
        }
        Reply::missing()
    }

    fn page(&self, query: &str) -> Reply {
        let script = match self.manner {
            Manner::ScriptOfTheHost => "<script>setTimeout(() => document.querySelector('a').click(), 100)</script>",
            _ => "",
        };
        let reply = Reply::html(format!(
            "<!doctype html><html lang=\"en\"><title>Sign in</title><body><h1>Sign in</h1>\
             <input autofocus aria-label=\"Password\"><a href=\"/continue?{query}\">Continue</a>{script}</body></html>"
        ));
        match self.manner {
            Manner::Page => reply,
            Manner::PageOfTheHost | Manner::ScriptOfTheHost => {
                reply.with("Content-Security-Policy", &format!("frame-ancestors {}", self.host))
            }
            Manner::RefusesFrames => reply.with("X-Frame-Options", "DENY"),
            Manner::Unsigned => {
                let (back, state) = (parameter(query, "redirect_uri"), parameter(query, "state"));
                Reply::to(&format!("{back}?error=login_required&state={state}"))
            }
        }
    }

    /// Where the cloud's own sign-in page sends an agent who chose to be this one.
    fn code(&self, query: &str) -> String {
        let config = ureq::Agent::config_builder().max_redirects(0).max_redirects_will_error(false);
        let agent: ureq::Agent = config.build().into();
        let answer = agent
            .post(format!("{}/login/oauth/authorize", self.cloud))
            .header("Origin", &self.cloud)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .send(format!("{query}&agent={}", self.agent))
            .expect("an answer of the cloud");
        let location = answer.headers().get("location").expect("a way back");
        location.to_str().expect("an address").to_owned()
    }

    fn token(&self, form: &str) -> Reply {
        let mut answer = ureq::post(format!("{}/login/oauth/token", self.cloud))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .send(form)
            .expect("a token");
        let body = answer.body_mut().read_to_string().expect("a text");
        Reply::json(body).with("Access-Control-Allow-Origin", "*")
    }
}

fn parameter(query: &str, name: &str) -> String {
    let address = Url::parse(&format!("http://localhost/?{query}")).expect("an address");
    address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}
