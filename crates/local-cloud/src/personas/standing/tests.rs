//! Somebody is always in a conversation with the agent who may see everything: for hours, whoever ends it, however fast time
//! runs, after a restart; and no more than the one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::{Player, script};
use super::*;
use crate::pages;
use crate::world::Organisation;

/// Half past two in the night of a Sunday: nobody would be at work.
fn night() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-22T02:30:00Z").unwrap().to_utc()
}

/// The personas and their world at a moment.
struct Demo {
    world: World,
    player: Player,
    now: DateTime<Utc>,
}

impl Demo {
    fn begin(organisation: Organisation) -> Self {
        let now = night();
        let mut world = World::new(7).in_organisation(organisation);
        let mut player = Player::new(7, now);
        player.history(&mut world, now);
        Self { world, player, now }
    }

    /// One beat, as the cloud has it: time passes, personas act, somebody talks. The agent is signed in.
    fn beat(&mut self, passed: TimeDelta) {
        self.now += passed;
        let (now, agent) = (self.now, self.agent());
        self.world.tick(now, &[agent]);
        for act in self.player.due(now) {
            // Where time runs very fast the others come too late now and then.
            drop(act.perform(&mut self.world, now));
        }
        assert_eq!(self.player.keep_talking(&mut self.world, now), Vec::<String>::new(), "at {now}");
    }

    fn agent(&self) -> String {
        self.world.agents()[0].id.clone()
    }

    /// The conversations that go on between the agent and a persona that is always there.
    fn talks(&self) -> Vec<(String, OpenTalk)> {
        let agent = self.agent();
        let all = cookies().into_iter().flat_map(|cookie| {
            let talks = self.world.open_talks_of(&cookie);
            talks.into_iter().map(move |talk| (cookie.clone(), talk)).collect::<Vec<_>>()
        });
        all.filter(|(_, talk)| talk.agent.as_ref() == Some(&agent)).collect()
    }

    /// The one conversation.
    fn talk(&self) -> (String, OpenTalk) {
        let mut talks = self.talks();
        assert_eq!(talks.len(), 1, "at {}: {talks:?}", self.now);
        talks.remove(0)
    }

    /// What is stored of the world, read again by a cloud that starts anew.
    fn restart(&mut self, stored: &mut BTreeMap<(String, String), Value>, pause: TimeDelta) {
        for record in self.world.take_records() {
            let key = (record.table.to_owned(), record.key);
            match record.value {
                Some(value) => stored.insert(key, value),
                None => stored.remove(&key),
            };
        }
        let records = stored.iter().map(|((table, key), value)| (table.clone(), key.clone(), value.clone()));
        self.world = World::restore(7, records).unwrap();
        self.now += pause;
        self.player = Player::new(7, self.now);
    }
}

fn cookies() -> Vec<String> {
    let scripts = script::scripts();
    let talkers = scripts.into_iter().filter(|script| script.standing.is_some());
    talkers.filter_map(|script| script.cookie).collect()
}

fn seconds(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

#[test]
fn the_agent_who_sees_everything_is_the_first() {
    let world = World::new(1);
    let first = &world.agents()[0];
    for wanted in ["journey:outcomescores:view", "journey:segment:view", "journey:event:view", "externalContacts:*:*"] {
        assert!(first.permissions.iter().any(|held| held == wanted), "{wanted}");
    }
    assert!(
        world.agents()[1..].iter().all(|agent| agent.permissions.len() < 30 && !agent.blurb.contains("everything"))
    );
    assert!(first.blurb.contains("everything"), "{}", first.blurb);
}

#[test]
fn at_every_moment_of_six_hours_one_persona_talks_and_shows_a_sign_of_life_within_two_minutes() {
    let mut demo = Demo::begin(Organisation::Full);
    let (mut met, mut talks) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..6 * 720 {
        demo.beat(seconds(5));
        let (cookie, talk) = demo.talk();
        let quiet = demo.now - demo.world.last_seen(&cookie).unwrap();
        assert!(quiet <= seconds(120), "quiet for {quiet} at {}", demo.now);
        met.insert(cookie);
        talks.insert(talk.id);
    }
    assert_eq!(met.len(), cookies().len(), "everybody has a turn");
    assert!((9..=12).contains(&talks.len()), "{} conversations", talks.len());
}

#[test]
fn whoever_talks_has_a_past_a_name_searches_and_segments() {
    let mut demo = Demo::begin(Organisation::Full);
    let mut met = BTreeSet::new();
    for _ in 0..120 {
        demo.beat(seconds(60));
        let (cookie, talk) = demo.talk();
        if !met.insert(cookie.clone()) {
            continue;
        }
        let told = demo.world.conversation(&talk.id).unwrap();
        let customer = told.participants.iter().find(|one| one.purpose.as_deref() == Some("customer")).unwrap();
        assert!(customer.name.as_deref().is_some_and(|name| name.contains(' ')), "{:?}", customer.name);
        let contact = customer.external_contact_id.clone().unwrap();
        let sessions = demo.world.sessions_of_contact(&contact, true).unwrap();
        assert!(sessions.len() >= 8, "{} sessions", sessions.len());
        let visit = sessions.iter().find(|session| session.kind.as_deref() == Some("web")).unwrap();
        assert!(visit.ended_date.is_none() && !visit.search_terms.is_empty() && !visit.segment_assignments.is_empty());
        // The visit began before the conversation that came out of it.
        assert!(talk.since - visit.created_date.0 > seconds(120), "{} before", talk.since - visit.created_date.0);
    }
    assert_eq!(met.len(), cookies().len());
}

#[test]
fn whoever_ends_it_another_begins_within_a_minute() {
    for party in [Party::Customer, Party::Agent, Party::System, Party::Transfer] {
        for wraps_up in [false, true] {
            let mut demo = Demo::begin(Organisation::Full);
            for round in 0..12 {
                demo.beat(seconds(20 + 7 * round));
                let (cookie, talk) = demo.talk();
                demo.world.hang_up(&talk.id, party, demo.now).unwrap();
                assert_eq!(demo.talks(), []);
                if wraps_up {
                    demo.world.wrap_up(&talk.id, &demo.agent(), "Question answered", "", demo.now).unwrap();
                }
                demo.beat(seconds(1));
                let (next, began) = demo.talk();
                assert_ne!((&next, &began.id), (&cookie, &talk.id), "{party:?}");
            }
        }
    }
}

#[test]
fn a_conversation_that_was_passed_on_ends_by_itself_and_does_not_come_back_beside_another() {
    let mut demo = Demo::begin(Organisation::Full);
    demo.beat(seconds(1));
    let (_, passed_on) = demo.talk();
    demo.world.hang_up(&passed_on.id, Party::Transfer, demo.now).unwrap();
    demo.beat(seconds(1));
    let (_, kept) = demo.talk();
    // Somebody else takes it, and gives it back to the agent.
    let other = demo.world.agents()[1].id.clone();
    demo.world.answer(&passed_on.id, &other, demo.now).unwrap();
    demo.beat(seconds(60));
    assert_eq!(demo.talk().1.id, kept.id);
    demo.world.hang_up(&passed_on.id, Party::Transfer, demo.now).unwrap();
    demo.world.answer(&passed_on.id, &demo.agent(), demo.now).unwrap();
    demo.beat(seconds(1));
    assert_eq!(demo.talk().1.id, kept.id, "the newer one goes on");
    for _ in 0..60 {
        demo.beat(seconds(60));
    }
    let all: usize = cookies().iter().map(|cookie| demo.world.open_talks_of(cookie).len()).sum();
    assert_eq!(all, 1, "nobody waits for ever");
}

#[test]
fn however_fast_time_runs_somebody_talks_after_every_beat() {
    for beat in [TimeDelta::milliseconds(100), seconds(60), seconds(600), seconds(3_600), seconds(10_000)] {
        let mut demo = Demo::begin(Organisation::Full);
        for _ in 0..150 {
            demo.beat(beat);
            let (cookie, _) = demo.talk();
            let quiet = demo.now - demo.world.last_seen(&cookie).unwrap();
            assert!(quiet <= seconds(120), "quiet for {quiet} where a beat is {beat}");
        }
    }
}

#[test]
fn after_a_restart_the_conversation_goes_on_or_another_begins() {
    for pause in [seconds(3), seconds(900), seconds(9 * 3_600), TimeDelta::days(3), TimeDelta::days(61)] {
        let (mut demo, mut stored) = (Demo::begin(Organisation::Full), BTreeMap::new());
        for _ in 0..90 {
            demo.beat(seconds(5));
        }
        let (_, before) = demo.talk();
        demo.restart(&mut stored, pause);
        for _ in 0..120 {
            demo.beat(seconds(5));
            let (cookie, talk) = demo.talk();
            assert!(demo.now - demo.world.last_seen(&cookie).unwrap() <= seconds(120), "after {pause}");
            let goes_on = demo.now - before.since < LONGEST;
            assert!(!goes_on || talk.id == before.id, "another conversation after {pause}");
        }
    }
}

#[test]
fn in_every_kind_of_organisation_somebody_talks() {
    for (name, organisation) in Organisation::ALL {
        let mut demo = Demo::begin(organisation);
        for _ in 0..100 {
            demo.beat(seconds(60));
            let (cookie, talk) = demo.talk();
            assert_eq!(demo.world.talk(&talk.id).unwrap().state, "connected", "{name}");
            assert_eq!(demo.world.last_seen(&cookie).is_some(), organisation.has_tracking(), "{name}");
        }
    }
}

#[test]
fn the_agents_list_holds_it_and_at_most_the_one_before() {
    let mut demo = Demo::begin(Organisation::Full);
    let cookies = cookies();
    for _ in 0..600 {
        demo.beat(TimeDelta::minutes(1));
        let listed = demo.world.conversations_of_agent(&demo.agent());
        let is_standing = |id: &str| cookies.iter().any(|cookie| demo.world.is_talk_of(id, cookie));
        let n = listed.iter().filter(|one| is_standing(&one.id)).count();
        assert!((1..=2).contains(&n), "{n} at {}", demo.now);
    }
}

#[test]
fn old_conversations_and_visits_are_forgotten() {
    let (mut world, mut player) = (World::new(7), Player::new(7, night()));
    let mut counts = Vec::new();
    for step in 0..12 * 130 {
        let now = night() + TimeDelta::hours(2) * step;
        world.tick(now, &[]);
        assert_eq!(player.keep_talking(&mut world, now), Vec::<String>::new());
        if step % 780 == 779 {
            let counted = &world.truth()["counts"];
            counts.push(["sessions", "events"].map(|what| counted[what].as_u64().unwrap()));
        }
    }
    for (then, now) in counts[0].into_iter().zip(counts[1]) {
        assert!(now <= then + then / 20, "{then} after 65 days, {now} after 130");
    }
}

#[test]
fn whoever_talks_sees_pages_that_the_shop_has() {
    let (scripts, planner) = (script::scripts(), Planner::new());
    let cast = Cast { seed: 3, planner: &planner, scripts: &scripts };
    let mut n = 0;
    for one in cast.talkers() {
        for visit in [&one.talk.before, &one.talk.during] {
            let (acts, end) = planner.visit_with_end(one.script, visit, night(), &mut cast.chance(one.index, night()));
            assert!(end - night() > seconds(180), "{end}");
            for act in acts {
                let super::super::act::Deed::Web(request) = act.deed() else { continue };
                let url = request.page.url.clone().unwrap();
                let path = url.split("/shop/").nth(1).unwrap().split('?').next().unwrap();
                assert!(pages::shop_head(path).is_some(), "{url}");
                n += 1;
            }
        }
    }
    assert!(n > 100, "{n}");
}
