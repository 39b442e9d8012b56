//! What all handlers share, and the two ways to the world: reading it, and changing it.
//!
//! A change goes: world, then one transaction, then notifications, then the answer. The world's lock is held over the
//! transaction, so what a reader sees is stored, and notices leave in the order in which things happened.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::answer::Problem;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::guard::{Limits, Permits, Place};
use crate::notifications::Hub;
use crate::sign_in::Desk;
use crate::store::{Change, Store, StoreError};
use crate::world::{Organisation, World};

/// Tables of the world are stored under this prefix, so that they cannot meet the platform's own.
pub(crate) const WORLD: &str = "world/";
/// Table of what is not worth a table.
pub(crate) const PLATFORM: &str = "platform";
/// Key of the newest world time that is stored.
pub(crate) const CLOCK: &str = "clock";

/// Key of the kind of organisation that the data are of.
pub(crate) const ORGANISATION: &str = "organisation";

/// The state of one local cloud.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) speed: f64,
    pub(crate) place: Place,
    pub(crate) limits: Limits,
    pub(crate) permits: Permits,
    pub(crate) desk: Desk,
    pub(crate) hub: Hub,
    pub(crate) faults: Option<Faults>,
    /// Folder of the built tab.
    pub(crate) site: Option<PathBuf>,
    pub(crate) store: Store,
    kept: Mutex<Kept>,
}

struct Kept {
    world: World,
    /// Changes that the disk refused; they go with the next transaction.
    unsaved: Vec<Change>,
}

/// The shared state as handlers hold it.
pub(crate) type App = Arc<Shared>;

/// The parts from which the state is put together.
pub(crate) struct Parts {
    pub(crate) clock: Clock,
    pub(crate) speed: f64,
    pub(crate) place: Place,
    pub(crate) desk: Desk,
    pub(crate) hub: Hub,
    pub(crate) faults: Option<Faults>,
    pub(crate) site: Option<PathBuf>,
    pub(crate) store: Store,
    pub(crate) world: World,
}

impl Shared {
    pub(crate) fn new(parts: Parts) -> App {
        let Parts { clock, speed, place, desk, hub, faults, site, store, world } = parts;
        let kept = Mutex::new(Kept { world, unsaved: Vec::new() });
        let (limits, permits) = (Limits::default(), Permits::default());
        Arc::new(Self { clock, speed, place, limits, permits, desk, hub, faults, site, store, kept })
    }

    /// Reads the world.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&World) -> R) -> R {
        look(&self.lock().world)
    }

    /// Changes the world at the present moment; returns when the change is stored and published.
    pub(crate) async fn change<R: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&mut World, DateTime<Utc>) -> R + Send + 'static,
    ) -> Result<R, Problem> {
        let app = Arc::clone(self);
        // The disk is waited for, which an async worker must not do.
        match tokio::task::spawn_blocking(move || app.change_blocking(act)).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(error)) => {
                eprintln!("local-cloud: {error}");
                Err(Problem::unavailable().retry_after(1))
            }
            Err(_) => Err(Problem::internal()),
        }
    }

    /// As [`Self::change`], for threads that may wait.
    pub(crate) fn change_blocking<R>(&self, act: impl FnOnce(&mut World, DateTime<Utc>) -> R) -> Result<R, StoreError> {
        let mut kept = self.lock();
        let now = self.clock.now();
        let outcome = act(&mut kept.world, now);
        let records = kept.world.take_records();
        kept.unsaved.extend(records.into_iter().map(|record| Change {
            table: format!("{WORLD}{}", record.table),
            key: record.key,
            value: record.value,
        }));
        if !kept.unsaved.is_empty() {
            let n_before = kept.unsaved.len();
            kept.unsaved.push(Change {
                table: PLATFORM.to_owned(),
                key: CLOCK.to_owned(),
                value: Some(json!(now.timestamp_millis())),
            });
            if let Err(error) = self.store.write(&kept.unsaved) {
                kept.unsaved.truncate(n_before);
                return Err(error);
            }
            kept.unsaved.clear();
        }
        for notice in kept.world.take_notices() {
            self.hub.publish(&notice.topic, &notice.body);
        }
        Ok(outcome)
    }

    /// Stores which kind of organisation the data are of.
    pub(crate) fn keep_organisation(&self, organisation: Organisation) -> Result<(), StoreError> {
        let value = Some(json!(organisation.name()));
        self.store.write(&[Change { table: PLATFORM.to_owned(), key: ORGANISATION.to_owned(), value }])
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
