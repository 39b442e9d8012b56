//! The composition root: reads configuration and address, builds the services, starts the driver, gives the views their
//! contexts and picks the screen.

use std::rc::Rc;
use std::sync::Arc;

use journey::input::{Start, Wake};
use leptos::prelude::*;

use crate::address::Address;
use crate::api::handover::TabHandover;
use crate::api::rest::{RestApi, own_file};
use crate::api::shared::Shared;
use crate::api::sign_in::{Arrival, BrowserAccess, Way, arrive};
use crate::api::socket::WebSockets;
use crate::api::token::Keyring;
use crate::components::{JourneyTab, follow};
use crate::config::{Config, ConfigProblem};
use crate::desk::{Choice, Choices, Desk, Surroundings, Theme, ViewSize};
use crate::live::driver::{self, Driver, Inputs};
use crate::live::services::{Clock, Handover, Services, SignIn, Storage};
use crate::live::{Dispatch, Folding, Live, Now};
use crate::platform::clock::{self, BrowserClock};
use crate::platform::host::{Hook, Host};
use crate::platform::neighbours::BrowserNeighbours;
use crate::platform::storage::BrowserStorage;
use crate::platform::{Listener, clipboard, fold, log, page, wake};

/// From this width on the page starts in full size, in CSS pixels.
const FULL_SIZE_FROM: f64 = 960.0;

/// Starts the tab in this page.
pub fn start() {
    #[cfg(debug_assertions)]
    log::install_panic_hook();
    mount_to_body(App);
}

/// What the page shows around the journey itself.
#[derive(Clone)]
enum Stage {
    /// Nothing is known yet, or any more.
    Blank,
    /// The sign-in is being answered, which takes as long as the cloud takes.
    SigningIn,
    /// `config.json` is wrong, or cannot be had.
    Misconfigured(String),
    /// This is the sign-in window of another page, which has what it wanted.
    HandedOver,
    /// The driver runs.
    Running(Contexts),
}

/// What the views get.
#[derive(Clone)]
struct Contexts {
    live: Live,
    dispatch: Dispatch,
    now: Now,
    desk: Desk,
}

/// The page.
#[component]
fn App() -> impl IntoView {
    let (stage, set_stage) = signal(Stage::Blank);
    // Signals made while the page starts belong to the page, not to the future that makes them.
    if let Some(owner) = Owner::current() {
        driver::spawn(run(set_stage, owner));
    }
    follow(move || match stage.get() {
        Stage::Blank => ().into_any(),
        Stage::SigningIn => view! {
            <main class="journey" aria-label="Customer journey" aria-busy="true">
                <p class="signing-in" role="status">"Signing in …"</p>
            </main>
        }
        .into_any(),
        Stage::Misconfigured(problem) => view! {
            <main class="journey" aria-label="Customer journey">
                <div class="notice" data-tone="bad" role="alert">
                    <h1>"Customer Journey cannot start"</h1>
                    <p>{problem}</p>
                </div>
            </main>
        }
        .into_any(),
        Stage::HandedOver => view! {
            <main class="journey" aria-label="Customer journey">
                <div class="notice" role="status">
                    <h1>"You are signed in"</h1>
                    <p>"You can close this window."</p>
                </div>
            </main>
        }
        .into_any(),
        Stage::Running(contexts) => {
            let theme = contexts.desk.theme();
            Effect::new(move || show_theme(theme.get()));
            provide_context(contexts.live);
            provide_context(contexts.dispatch);
            provide_context(contexts.now);
            provide_context(Folding(fold::fold));
            provide_context(contexts.desk);
            view! { <JourneyTab/> }.into_any()
        }
    })
}

/// The life of the page.
async fn run(stage: WriteSignal<Stage>, owner: Owner) {
    // First of all: what the address held of a sign-in must not wait.
    let arrival = arrive();
    let address = Address::parse(arrival.query());
    let query = arrival.query().to_owned();
    if matches!(arrival, Arrival::HandedOver) {
        return stage.set(Stage::HandedOver);
    }
    let theme = address.theme.or_else(|| remembered(THEME).as_deref().and_then(Theme::from_name)).unwrap_or_default();
    show_theme(theme);
    let config =
        match own_file("config.json").await.map_err(ConfigProblem::unreachable).and_then(|it| Config::parse(&it)) {
            Ok(config) => config,
            Err(problem) => return stage.set(Stage::Misconfigured(problem.to_string())),
        };
    for key in &config.unknown {
        log::warn(&format!("config.json: {key} is not known and was ignored"));
    }

    let host = Host::find(address.accepted_host(&config));
    let keyring = Keyring::default();
    // In a frame as the host page says.
    let way = match (address.popup, page::is_framed()) {
        (true, _) => Way::Window,
        (false, true) => Way::Frame,
        (false, false) => Way::Leaving,
    };
    let access = BrowserAccess::new(&config, &query, way, keyring.clone());
    stage.set(Stage::SigningIn);
    let sign_in = access.begin(arrival).await;
    if sign_in == Some(SignIn::Leaving) {
        return;
    }

    let start = Start {
        settings: Arc::new(config.settings.clone()),
        streaming_base: config.streaming_base.as_str().into(),
        target: address.target.clone(),
        signed_in: sign_in == Some(SignIn::Done),
        sign_in_problem: match sign_in {
            Some(SignIn::Failed(reason)) => Some(reason),
            _ => None,
        },
    };
    let handover = Rc::new(TabHandover::new(Box::new(BrowserStorage::Tab)));
    let name = format!("customer-journey 1 {} {}", config.api_base, config.client_id);
    let neighbours = Box::new(BrowserNeighbours::new(&name));
    let services = Services {
        cloud: Rc::new(RestApi::new(&config.api_base, keyring)),
        sockets: Rc::new(WebSockets),
        clock: Rc::new(BrowserClock),
        access: Rc::new(access),
        handover: Rc::clone(&handover) as Rc<dyn Handover>,
    };
    let shared =
        Shared::new(services, neighbours, name, format!("{}-{}", BrowserClock.jitter(), BrowserClock.jitter()));
    let surroundings = Rc::new(BrowserSurroundings { host: host.clone() });
    let (driver, contexts) = owner.with(|| {
        assemble(start, shared.services(), choices(&address, theme, config.settings.mask_personal_data), surroundings)
    });
    let inputs = driver.inputs();
    let mut listeners = listen(&inputs, host.as_ref(), contexts.desk);
    let sharing = shared.clone();
    listeners.extend(page::on_leave(move |is_left| {
        if is_left {
            handover.leave();
            sharing.leave();
        } else {
            handover.come_back();
        }
    }));
    stage.set(Stage::Running(contexts));
    if let Some(host) = &host {
        host.bootstrapped();
    }
    driver.run().await;
    shared.leave();
    // What is no longer kept up to date is no longer shown.
    stage.set(Stage::Blank);
    drop(listeners);
    if let Some(host) = &host {
        host.stopped();
    }
}

fn assemble(
    start: Start,
    services: Services,
    choices: Choices,
    surroundings: Rc<dyn Surroundings>,
) -> (Driver, Contexts) {
    let live = Live::new(Arc::clone(&start.settings));
    let now = RwSignal::new(clock::now());
    let driver = Driver::new(live.clone(), now, services, start);
    let inputs = driver.inputs();
    let dispatch = Dispatch::new(move |command| inputs.command(command));
    let contexts = Contexts {
        live,
        dispatch,
        now: Now::new(now.read_only(), clock::local_offset),
        desk: Desk::new(choices, surroundings),
    };
    (driver, contexts)
}

/// Tells the driver of the surroundings, and the desk of the width, as long as the listeners live.
fn listen(inputs: &Inputs, host: Option<&Host>, desk: Desk) -> Vec<Listener> {
    // Whether the browser calls itself offline is not asked: it can be wrong, and this page has just been loaded.
    if wake::visibility() == Wake::Hidden {
        inputs.wake(Wake::Hidden);
    }
    let told = inputs.clone();
    let mut listeners = wake::listen(move |wake| told.wake(wake));
    // Until the agent has chosen a size, the width does.
    listeners.extend(page::on_resize(move || desk.suggest_view(view_by_width())));
    let told = inputs.clone();
    let hooks = move |hook: Hook| match hook {
        Hook::Stop => told.stop(),
        // The frame is seen again; that it is hidden only the browser knows.
        Hook::Focus => {
            desk.set_away(false);
            told.wake(wake::visibility());
        }
        Hook::Blur => desk.set_away(true),
        Hook::Bootstrap => {}
    };
    listeners.extend(host.and_then(|host| host.listen(hooks)));
    listeners
}

/// Keys of the choices that a browser remembers.
const VIEW: &str = "journey.view";
const THEME: &str = "journey.theme";
const SHORTCUTS: &str = "journey.shortcuts";
const URLS: &str = "journey.urls";

fn remembered(key: &str) -> Option<String> {
    BrowserStorage::Browser.get(key)
}

fn choices(address: &Address, theme: Theme, masked: bool) -> Choices {
    let chosen = address.view.or_else(|| remembered(VIEW).as_deref().and_then(ViewSize::from_name));
    let language = address.language.clone().or_else(|| page::languages().first().map(|tag| tag.to_lowercase().into()));
    Choices {
        view: chosen.unwrap_or_else(view_by_width),
        is_view_chosen: chosen.is_some(),
        theme,
        masked,
        shortcuts: remembered(SHORTCUTS).as_deref() != Some("off"),
        urls: remembered(URLS).as_deref() == Some("on"),
        language: language.unwrap_or_else(|| "en".into()),
    }
}

fn view_by_width() -> ViewSize {
    if page::width() >= FULL_SIZE_FROM { ViewSize::Full } else { ViewSize::Half }
}

fn show_theme(theme: Theme) {
    page::set_root_attribute("data-theme", (theme != Theme::Auto).then(|| theme.name()));
}

/// The desk's way to the browser and the host page.
struct BrowserSurroundings {
    host: Option<Host>,
}

impl Surroundings for BrowserSurroundings {
    fn keep(&self, choice: Choice) {
        let (key, value) = match choice {
            Choice::View(view) => (VIEW, view.name()),
            Choice::Theme(theme) => (THEME, theme.name()),
            Choice::Shortcuts(on) => (SHORTCUTS, if on { "on" } else { "off" }),
            Choice::Urls(on) => (URLS, if on { "on" } else { "off" }),
        };
        // Refused storage only means that the next visit starts with the default.
        BrowserStorage::Browser.set(key, value);
    }

    fn copy(&self, text: String, done: Box<dyn FnOnce(bool)>) {
        let copying = clipboard::copy(text);
        driver::spawn(async move { done(copying.await) });
    }

    fn toast(&self, message: &str) {
        if let Some(host) = &self.host {
            host.show_error(message);
        }
    }

    fn attention(&self, count: u32) {
        if let Some(host) = &self.host {
            host.set_attention_count(count);
        }
    }
}
