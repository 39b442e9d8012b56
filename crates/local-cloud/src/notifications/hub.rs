//! All channels: making and losing them, subscribing, publishing. Time is passed in; the disk is waited for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::channel::{Channel, Inbox, LIFE, outbox};
use super::spoiling::Spoiling;
use super::{frames, topics};
use crate::secret;
use crate::store::{Change, Store, StoreError};

/// Channels per user and application.
const N_CHANNELS_MAX: usize = 20;
/// Channels one may make in [`BURST`].
const N_BURST: usize = 30;
const BURST: Duration = Duration::from_secs(60);
const HEARTBEAT: Duration = Duration::from_secs(30);
/// How long before its end a channel's socket is warned.
const WARNING: TimeDelta = TimeDelta::seconds(60);

/// Close codes (RFC 6455 §7.4.1).
pub(crate) const GOING_AWAY: u16 = 1001;
const POLICY: u16 = 1008;

/// Whose channels: user and application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) user_id: String,
    pub(crate) client_id: String,
}

/// Why something cannot be done with a channel.
#[derive(Debug)]
pub(crate) enum No {
    /// Unknown, or somebody else's.
    NotFound,
    /// More than 1,000 topics.
    TooManyTopics,
    /// Too many channels in a burst: wait so many seconds.
    Burst(u64),
    /// The disk refused.
    Store(StoreError),
}

impl From<StoreError> for No {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a subscription request does with the topics that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Replace,
    Add,
}

/// A channel as its owner sees it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) expires: DateTime<Utc>,
}

/// The channels.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    channels: BTreeMap<String, Channel>,
    /// Steady times of each owner's latest creations.
    made: HashMap<Owner, Vec<Duration>>,
    last_serial: u64,
    spoiling: Spoiling,
}

impl Hub {
    /// With the channels that were stored.
    pub(crate) fn restore<'a>(records: impl Iterator<Item = (&'a String, &'a Value)>) -> Self {
        let channels = records.filter_map(|(id, value)| Some((id.clone(), Channel::read(id, value)?))).collect();
        Self { state: Mutex::new(State { channels, ..State::default() }) }
    }

    /// A new channel. The 21st of an owner takes the place of the one that was not used for longest, those without a
    /// socket first.
    pub(crate) fn create(
        &self,
        store: &Store,
        owner: &Owner,
        token: &str,
        now: DateTime<Utc>,
        steady: Duration,
    ) -> Result<Seen, No> {
        let mut state = self.lock();
        let made = state.made.entry(owner.clone()).or_default();
        made.retain(|at| steady.saturating_sub(*at) < BURST);
        if let [first, ..] = made[..]
            && made.len() >= N_BURST
        {
            return Err(No::Burst(BURST.saturating_sub(steady.saturating_sub(first)).as_secs().max(1)));
        }
        made.push(steady);
        let channel = Channel {
            id: secret::token(),
            user_id: owner.user_id.clone(),
            client_id: owner.client_id.clone(),
            token: token.to_owned(),
            expires: now + LIFE,
            used: steady,
            topics: Vec::new(),
            plain: BTreeSet::new(),
            outbox: None,
            warned: false,
        };
        let mut changes = vec![channel.change()];
        let of_owner = || state.channels.values().filter(|channel| channel.is_of(owner));
        let evicted = (of_owner().count() >= N_CHANNELS_MAX)
            .then(|| of_owner().min_by_key(|channel| (channel.outbox.is_some(), channel.used)))
            .flatten()
            .map(|channel| channel.id.clone());
        let evicted = evicted.and_then(|id| state.channels.remove(&id));
        if let Some(mut evicted) = evicted {
            changes.push(evicted.deletion());
            let frame = frames::no_longer_subscribed(&evicted.id, &evicted.user_id);
            evicted.close(Some(frame), POLICY, "another channel took its place");
        }
        store.write(&changes)?;
        let seen = channel.seen();
        state.channels.insert(channel.id.clone(), channel);
        Ok(seen)
    }

    /// The channels of an owner.
    pub(crate) fn of(&self, owner: &Owner) -> Vec<Seen> {
        self.lock().channels.values().filter(|channel| channel.is_of(owner)).map(Channel::seen).collect()
    }

    /// Whether the owner's channel is there; asking counts as use.
    pub(crate) fn has(&self, owner: &Owner, id: &str, steady: Duration) -> bool {
        self.lock().own(owner, id).map(|channel| channel.used = steady).is_ok()
    }

    /// The topics of the owner's channel, as subscribed.
    pub(crate) fn topics(&self, owner: &Owner, id: &str) -> Result<Vec<String>, No> {
        self.lock().own(owner, id).map(|channel| channel.topics.clone())
    }

    /// Subscribes (the names are judged already) and prolongs the channel's life; answers all its topics.
    pub(crate) fn subscribe(
        &self,
        store: &Store,
        owner: &Owner,
        id: &str,
        mode: Mode,
        names: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, No> {
        let mut state = self.lock();
        let channel = state.own(owner, id)?;
        let mut all = if mode == Mode::Add { channel.topics.clone() } else { Vec::new() };
        let mut known: BTreeSet<String> = all.iter().cloned().collect();
        all.extend(names.into_iter().filter(|name| known.insert(name.clone())));
        if all.len() > topics::N_TOPICS_MAX {
            return Err(No::TooManyTopics);
        }
        let before = (channel.expires, std::mem::take(&mut channel.topics));
        channel.expires = now + LIFE;
        channel.warned = false;
        channel.set_topics(all.clone());
        if let Err(error) = store.write(&[channel.change()]) {
            channel.expires = before.0;
            channel.set_topics(before.1);
            return Err(error.into());
        }
        Ok(all)
    }

    /// Connects a socket: the channel's earlier one is displaced. `None`: there is no such channel.
    pub(crate) fn attach(&self, id: &str, now: DateTime<Utc>, steady: Duration) -> Option<(Inbox, Owner)> {
        let mut state = self.lock();
        state.last_serial += 1;
        let serial = state.last_serial;
        let channel = state.channels.get_mut(id).filter(|channel| channel.expires > now)?;
        channel.close(Some(frames::gone("Another socket has connected to this channel.")), POLICY, "displaced");
        let (outbox, inbox) = outbox(serial, steady);
        channel.outbox = Some(outbox);
        channel.used = steady;
        Some((inbox, channel.owner()))
    }

    /// The socket with this serial is gone.
    pub(crate) fn detach(&self, id: &str, serial: u64, steady: Duration) {
        if let Some(channel) = self.lock().channels.get_mut(id)
            && channel.outbox.as_ref().is_some_and(|outbox| outbox.serial == serial)
        {
            channel.outbox = None;
            channel.used = steady;
        }
    }

    /// Delivers an event to every connected channel that is subscribed to `topic`.
    pub(crate) fn publish(&self, topic: &str, body: &Value) {
        let mut state = self.lock();
        if state.spoiling.is_off() {
            return state.deliver(topic, body);
        }
        let due = state.spoiling.pass(topic, body);
        state.deliver_all(&due);
    }

    /// Delivers any text to one channel (`None`: to all), or only to those subscribed to a topic. Answers how many.
    pub(crate) fn publish_raw(&self, id: Option<&str>, topic: Option<&str>, text: &str) -> usize {
        let text = Utf8Bytes::from(text);
        let mut n_told = 0;
        for channel in self.lock().channels.values_mut() {
            let meant = id.is_none_or(|id| channel.id == id) && topic.is_none_or(|topic| channel.plain.contains(topic));
            if meant && channel.outbox.is_some() {
                channel.send(text.clone());
                n_told += 1;
            }
        }
        n_told
    }

    /// What time brings: heartbeats, warnings before a channel's end, and the end.
    pub(crate) fn tick(&self, store: &Store, now: DateTime<Utc>, steady: Duration) -> Result<(), StoreError> {
        let mut state = self.lock();
        let due = state.spoiling.flush();
        state.deliver_all(&due);
        let is_heartless = state.spoiling.is_heartless;
        for channel in state.channels.values_mut() {
            if let Some(outbox) = channel.outbox.as_mut().filter(|_| !is_heartless)
                && steady.saturating_sub(outbox.beat) >= HEARTBEAT
            {
                outbox.beat = steady;
                channel.send(frames::heartbeat());
            }
            if !channel.warned && channel.expires <= now + WARNING {
                channel.warned = true;
                channel.send(frames::socket_closing(&channel.id, &channel.user_id));
            }
        }
        state.remove(store, |channel| channel.expires <= now, |_| frames::gone("The channel has expired."))
    }

    /// Ends the channels of a token.
    pub(crate) fn token_ended(&self, store: &Store, token: &str) -> Result<(), StoreError> {
        let farewell = |channel: &Channel| frames::token_revoked(&channel.id, &channel.user_id);
        self.lock().remove(store, |channel| channel.token == token, farewell)
    }

    /// Removes one channel (`None`: all) as if it had run out.
    pub(crate) fn expire(&self, store: &Store, id: Option<&str>) -> Result<(), StoreError> {
        let farewell = |_: &Channel| frames::gone("The channel has expired.");
        self.lock().remove(store, |channel| id.is_none_or(|id| channel.id == id), farewell)
    }

    /// Takes from a user's channels the topics that `may` refuses from now on, and tells the sockets. Answers how many.
    pub(crate) fn withdraw(
        &self,
        store: &Store,
        user_id: &str,
        may: impl Fn(&str) -> bool,
    ) -> Result<usize, StoreError> {
        let mut n_taken = 0;
        for channel in self.lock().channels.values_mut().filter(|channel| channel.user_id == user_id) {
            let (kept, taken): (Vec<String>, Vec<String>) =
                std::mem::take(&mut channel.topics).into_iter().partition(|topic| may(topic));
            channel.set_topics(kept);
            if !taken.is_empty() {
                n_taken += taken.len();
                store.write(&[channel.change()])?;
                channel.send(frames::subscription_changed(&channel.id, &channel.user_id, &taken));
            }
        }
        Ok(n_taken)
    }

    /// Orders what is to be spoilt from now on.
    pub(crate) fn spoil(&self, how: impl FnOnce(&mut Spoiling)) {
        how(&mut self.lock().spoiling);
    }

    /// Ends all losing and disorder.
    pub(crate) fn spoil_nothing(&self) {
        let mut state = self.lock();
        let due = state.spoiling.clear();
        state.deliver_all(&due);
    }

    /// Whoever made many channels may make as many again.
    pub(crate) fn forget_bursts(&self) {
        self.lock().made.clear();
    }

    /// Cuts all sockets without a word.
    pub(crate) fn cut_all(&self) -> usize {
        let mut state = self.lock();
        state.channels.values_mut().filter_map(|channel| channel.outbox.take()).count()
    }

    /// Announces to all sockets that they are about to close.
    pub(crate) fn announce_closing(&self) {
        for channel in self.lock().channels.values_mut() {
            channel.send(frames::socket_closing(&channel.id, &channel.user_id));
        }
    }

    /// Closes all sockets in order; the channels stay.
    pub(crate) fn close_all(&self, code: u16) {
        for channel in self.lock().channels.values_mut() {
            channel.close(None, code, "closing");
        }
    }

    /// Takes all channels away as if others had come in their place.
    pub(crate) fn evict_all(&self, store: &Store) -> Result<(), StoreError> {
        self.lock().remove(store, |_| true, |channel| frames::no_longer_subscribed(&channel.id, &channel.user_id))
    }

    /// Users who listen to at least one socket.
    pub(crate) fn connected_users(&self) -> Vec<String> {
        let state = self.lock();
        let connected = state.channels.values().filter(|channel| channel.outbox.is_some());
        connected.map(|channel| channel.user_id.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Numbers for tests: channels, and those with a socket.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let state = self.lock();
        (state.channels.len(), state.channels.values().filter(|channel| channel.outbox.is_some()).count())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// To every connected channel that is subscribed to the topic.
    fn deliver(&mut self, topic: &str, body: &Value) {
        let mut text = None;
        for channel in self.channels.values_mut() {
            if channel.outbox.is_some() && channel.plain.contains(topic) {
                channel.send(text.get_or_insert_with(|| frames::event(topic, body)).clone());
            }
        }
    }

    fn deliver_all(&mut self, events: &[(String, Value)]) {
        events.iter().for_each(|(topic, body)| self.deliver(topic, body));
    }

    fn own(&mut self, owner: &Owner, id: &str) -> Result<&mut Channel, No> {
        self.channels.get_mut(id).filter(|channel| channel.is_of(owner)).ok_or(No::NotFound)
    }

    fn remove(
        &mut self,
        store: &Store,
        which: impl Fn(&Channel) -> bool,
        farewell: impl Fn(&Channel) -> Utf8Bytes,
    ) -> Result<(), StoreError> {
        let deletions: Vec<Change> = self.channels.values().filter(|one| which(one)).map(Channel::deletion).collect();
        store.write(&deletions)?;
        for change in deletions {
            if let Some(mut channel) = self.channels.remove(&change.key) {
                channel.close(Some(farewell(&channel)), POLICY, "the channel has ended");
            }
        }
        Ok(())
    }
}

impl Channel {
    fn owner(&self) -> Owner {
        Owner { user_id: self.user_id.clone(), client_id: self.client_id.clone() }
    }

    fn is_of(&self, owner: &Owner) -> bool {
        self.user_id == owner.user_id && self.client_id == owner.client_id
    }

    fn seen(&self) -> Seen {
        Seen { id: self.id.clone(), token: self.token.clone(), expires: self.expires }
    }
}
