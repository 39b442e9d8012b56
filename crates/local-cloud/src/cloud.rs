//! Putting a local cloud together from its options, and the beat of its life.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use axum::{Router, middleware};
use serde_json::Value;
use thiserror::Error;

use crate::answer;
use crate::backstage;
use crate::clock::Clock;
use crate::control;
use crate::faults::{self, Faults};
use crate::guard::{self, Place, origin_of};
use crate::notifications::{self, CHANNELS, Hub};
use crate::personas::Player;
use crate::rest;
use crate::serving;
use crate::shared::{App, CLOCK, ORGANISATION, PLATFORM, Parts, Shared, WORLD};
use crate::sign_in::{self, Desk, TOKENS};
use crate::store::{Found, Store, StoreError};
use crate::world::{Organisation, World};

/// Where data are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Data {
    /// Nowhere: they end with the process.
    #[default]
    Memory,
    /// In this folder.
    Folder {
        /// The folder; it is made when it is not there.
        path: PathBuf,
        /// Sets an existing database aside and begins anew.
        fresh: bool,
    },
}

/// How a local cloud is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// The loopback address to bind.
    pub host: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// Port of a proxy on the loopback that stands before this cloud, e.g. one that spoils connections in tests.
    pub proxy_port: Option<u16>,
    /// Where data are kept.
    pub data: Data,
    /// Folder of the built tab.
    pub site: Option<PathBuf>,
    /// Seed of all chance in the world.
    pub seed: u64,
    /// Whether scripted customers act.
    pub personas: bool,
    /// Token of the test controls; without one there are none.
    pub faults: Option<String>,
    /// The time.
    pub clock: Clock,
    /// Which kind of organisation it is.
    pub organisation: Organisation,
    /// How fast `clock` runs, for pages that must know.
    pub speed: f64,
    /// Further addresses to which a sign-in may return, e.g. of a dev server; on the loopback, with their full path.
    pub redirects: Vec<String>,
    /// Says nothing on standard output.
    pub quiet: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            proxy_port: None,
            data: Data::Memory,
            site: None,
            seed: 1,
            personas: true,
            faults: None,
            clock: Clock::system(1.0),
            organisation: Organisation::default(),
            speed: 1.0,
            redirects: Vec::new(),
            quiet: false,
        }
    }
}

/// Why a local cloud cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It would be reachable from other machines.
    #[error(
        "{0} is not a loopback address: the local cloud has no passwords and stays on this machine (127.0.0.1 or ::1)"
    )]
    NotLoopback(IpAddr),
    /// A redirect address that is not on the loopback.
    #[error("{0:?} is not an http address on the loopback: sign-ins may return only to pages on this machine")]
    Redirect(String),
    /// The folder of the tab holds none.
    #[error("{0} holds no index.html: build the tab first, or name the folder of the built tab with --site")]
    Site(PathBuf),
    /// The data cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data are of another kind of organisation, which is named.
    #[error("the stored data are of an organisation of kind {0}: name that one, or start with --fresh to begin anew")]
    Organisation(String),
    /// The database is sound, but what is in it makes no sense to this version.
    #[error("the stored data cannot be read ({0}): start with --fresh to set them aside and begin anew")]
    World(String),
}

/// A local cloud, open and ready to serve.
pub struct Cloud {
    pub(crate) app: App,
    pub(crate) life: Life,
    pub(crate) quiet: bool,
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cloud").field("port", &self.app.place.port()).finish_non_exhaustive()
    }
}

impl Cloud {
    /// Opens the data and, when nobody was ever seen, plays the personas' past.
    ///
    /// # Errors
    /// [`OpenError`] says what the person at the terminal can do about it.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        if !options.host.is_loopback() {
            return Err(OpenError::NotLoopback(options.host));
        }
        if let Some(redirect) = options.redirects.iter().find(|redirect| origin_of(redirect).is_none()) {
            return Err(OpenError::Redirect(redirect.clone()));
        }
        if let Some(site) = options.site.as_ref().filter(|site| !site.join("index.html").is_file()) {
            return Err(OpenError::Site(site.clone()));
        }
        let (store, found) = match &options.data {
            Data::Memory => (Store::memory(), Vec::new()),
            Data::Folder { path, fresh } => Store::open(path, *fresh)?,
        };
        if let Some(at) = clock_of(&found) {
            options.clock.not_before(at);
        }
        let now = options.clock.now();
        let table = |name: &'static str| {
            found.iter().filter(move |(table, ..)| table == name).map(|(_, key, value)| (key, value))
        };
        let (desk, hub) = (Desk::restore(table(TOKENS)), Hub::restore(table(CHANNELS)));
        fits(&found, options.organisation)?;
        let world = world_of(options.seed, found)?.in_organisation(options.organisation);
        let app = Shared::new(Parts {
            speed: options.speed,
            place: Place::new(options.port, options.proxy_port, options.redirects),
            desk,
            hub,
            faults: options.faults.as_deref().map(Faults::new),
            site: options.site,
            store,
            world,
            clock: options.clock,
        });
        app.keep_organisation(options.organisation)?;
        let life = Life { player: options.personas.then(|| Mutex::new(Player::new(options.seed, now))) };
        life.play_past(&app)?;
        app.change_blocking(|world, now| world.tick(now, &[]))?;
        Ok(Self { app, life, quiet: options.quiet })
    }

    /// All that is answered, for tests without a socket.
    pub fn router(&self) -> Router {
        router(&self.app)
    }

    /// The time of this cloud.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }
}

pub(crate) fn router(app: &App) -> Router {
    let signed_in = rest::router()
        .merge(notifications::router())
        .layer(middleware::from_fn_with_state(App::clone(app), guard::authenticate));
    Router::new()
        .merge(serving::router())
        .merge(backstage::router())
        .merge(sign_in::router())
        .merge(rest::public_router())
        .merge(notifications::socket_router())
        .merge(control::router(app))
        .merge(signed_in)
        .method_not_allowed_fallback(serving::wrong_method)
        .fallback(serving::not_found)
        .layer(middleware::from_fn_with_state(App::clone(app), faults::intercept))
        .layer(middleware::from_fn_with_state(App::clone(app), guard::check))
        .layer(middleware::from_fn(answer::finish))
        .with_state(App::clone(app))
}

fn clock_of(found: &[Found]) -> Option<chrono::DateTime<chrono::Utc>> {
    let (.., value) = found.iter().find(|(table, key, _)| table == PLATFORM && key == CLOCK)?;
    chrono::DateTime::from_timestamp_millis(value.as_i64()?)
}

/// Data are good for the kind of organisation they were made in only; none stored is the full one.
fn fits(found: &[Found], organisation: Organisation) -> Result<(), OpenError> {
    let stored = found.iter().find(|(table, key, _)| table == PLATFORM && key == ORGANISATION);
    let stored = stored.and_then(|(.., value)| value.as_str()).unwrap_or(Organisation::Full.name());
    if found.is_empty() || stored == organisation.name() {
        return Ok(());
    }
    Err(OpenError::Organisation(stored.to_owned()))
}

fn world_of(seed: u64, found: Vec<Found>) -> Result<World, OpenError> {
    let records: Vec<(String, String, Value)> = found
        .into_iter()
        .filter_map(|(table, key, value)| Some((table.strip_prefix(WORLD)?.to_owned(), key, value)))
        .collect();
    if records.is_empty() {
        return Ok(World::new(seed));
    }
    World::restore(seed, records.into_iter()).map_err(OpenError::World)
}

/// What happens without being asked for.
pub(crate) struct Life {
    player: Option<Mutex<Player>>,
}

impl Life {
    /// Whether scripted customers act.
    pub(crate) fn plays(&self) -> bool {
        self.player.is_some()
    }

    fn play_past(&self, app: &App) -> Result<(), StoreError> {
        let Some(player) = &self.player else { return Ok(()) };
        let mut player = player.lock().unwrap_or_else(PoisonError::into_inner);
        app.change_blocking(|world, now| {
            if world.is_empty() {
                for refused in player.history(world, now).refused {
                    eprintln!("local-cloud: a persona's past does not fit: {refused}");
                }
            }
        })
    }

    /// One beat, once a second: time passes in the world, personas act, heartbeats go out, what has run out ends.
    pub(crate) fn beat(&self, app: &App) -> Result<(), StoreError> {
        app.tick()?;
        if let Some(player) = &self.player {
            let mut player = player.lock().unwrap_or_else(PoisonError::into_inner);
            for act in player.due(app.clock.now()) {
                app.change_blocking(|world, now| {
                    if let Err(refusal) = act.perform(world, now) {
                        eprintln!("local-cloud: a persona's {} was refused: {refusal}", act.name());
                    }
                })?;
            }
            app.change_blocking(|world, now| {
                for refused in player.keep_talking(world, now) {
                    eprintln!("local-cloud: a persona in conversation was refused: {refused}");
                }
            })?;
        }
        Ok(())
    }
}

impl Shared {
    /// Lets time pass.
    pub(crate) fn tick(&self) -> Result<(), StoreError> {
        let available = self.hub.connected_users();
        self.change_blocking(|world, now| world.tick(now, &available))?;
        for token in self.desk.run_out(&self.store, self.clock.now())? {
            self.hub.token_ended(&self.store, &token)?;
        }
        self.hub.tick(&self.store, self.clock.now(), self.clock.steady())
    }
}

#[cfg(test)]
mod tests;
