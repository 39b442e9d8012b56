//! The order of events in a track.

use std::sync::Arc;

use super::build::{second, view};
use crate::model::Track;

#[test]
fn fifty_thousand_events_in_any_order_stand_in_order() {
    let mut track = Track::default();
    let n = 50_000_u64;
    for i in 0..n {
        // A full cycle through all numbers, far apart from one to the next.
        let place = (i * 7_919) % n;
        let event = view("s", &format!("e{place:05}"), second(i64::try_from(place / 3).unwrap()));
        assert!(track.insert(Arc::new(event)));
    }
    assert_eq!(track.len(), 50_000);
    let keys: Vec<_> = track.iter().map(|event| (event.created, event.id.clone())).collect();
    assert!(keys.is_sorted());
    assert_eq!(track.iter_from(49_998).count(), 2);
    assert_eq!(track.iter_from(300).next(), track.iter().nth(300));
    let again = track.iter().nth(20_000).cloned().unwrap();
    assert!(!track.insert(again.clone()), "a repeat changes nothing");
    assert!(track.remove(again.created, &again.id) && !track.remove(again.created, &again.id));
    assert_eq!((track.len(), track.iter().count()), (49_999, 49_999));
    assert!(track.insert(again));
    assert_eq!(track.len(), 50_000);
}

#[test]
fn an_emptied_track_is_empty_and_can_be_filled_again() {
    let mut track = Track::default();
    for i in 0..600 {
        track.insert(Arc::new(view("s", &format!("e{i:03}"), second(i))));
    }
    for i in 0..600 {
        assert!(track.remove(second(i), &format!("e{i:03}").as_str().into()));
    }
    assert!(track.is_empty() && track.last().is_none());
    assert!(track.insert(Arc::new(view("s", "e", second(1)))));
    assert_eq!(track.len(), 1);
}

#[test]
fn a_clone_is_not_touched_by_later_inserts() {
    let mut track = Track::default();
    track.insert(Arc::new(view("s", "a", second(1))));
    let before = track.clone();
    track.insert(Arc::new(view("s", "b", second(2))));
    assert_eq!((before.len(), track.len()), (1, 2));
}
