//! Two announcements of the same event become one: what only one of them says is kept, the more telling kind wins.
//!
//! `…action.events` bodies name an offer only by its id, REST leaves the state of a segment assignment out: neither may
//! take away what the other told. Where both say something different, the greater value is taken, so that the order of
//! arrival does not matter; of two times that is the later one.

use crate::model::{Action, AppFacts, Body, Event, Named, WebFacts};
use crate::order;

/// Both together.
pub(super) fn join(held: &Event, new: Event) -> Event {
    Event {
        stamp: held.stamp.max(new.stamp),
        created: held.created.max(new.created),
        body: bodies(&held.body, new.body),
        id: new.id,
        session: new.session,
    }
}

fn bodies(held: &Body, new: Body) -> Body {
    match (held, new) {
        (Body::Web(held), Body::Web(new)) => Body::Web(Box::new(web(held, *new))),
        (Body::App(held), Body::App(new)) => Body::App(Box::new(app(held, *new))),
        (Body::Action(held), Body::Action(new)) => Body::Action(Box::new(action(held, *new))),
        (Body::Outcome { id: held, name: held_name }, Body::Outcome { id, name }) if *held == id => {
            Body::Outcome { id, name: held_name.clone().max(name) }
        }
        (Body::Segment { id: held, assigned: was, until: held_until }, Body::Segment { id, assigned, until })
            if *held == id =>
        {
            // Over REST the state is missing and reads as assigned.
            Body::Segment { id, assigned: *was && assigned, until: (*held_until).max(until) }
        }
        (held, new) => {
            let rank = |body: &Body| u8::from(!matches!(body, Body::Other(_)));
            if (rank(&new), &new) > (rank(held), held) { new } else { held.clone() }
        }
    }
}

fn web(held: &WebFacts, new: WebFacts) -> WebFacts {
    WebFacts {
        name: held.name.clone().max(new.name),
        page: held.page.clone().max(new.page),
        search: held.search.clone().max(new.search),
        referrer: held.referrer.clone().max(new.referrer),
        campaign: held.campaign.clone().max(new.campaign),
        attributes: named(&held.attributes, new.attributes),
        traits: named(&held.traits, new.traits),
        n_events_total: held.n_events_total.max(new.n_events_total),
        n_pageviews_total: held.n_pageviews_total.max(new.n_pageviews_total),
        authenticated: held.authenticated || new.authenticated,
    }
}

fn app(held: &AppFacts, new: AppFacts) -> AppFacts {
    AppFacts {
        name: held.name.clone().max(new.name),
        screen: held.screen.clone().max(new.screen),
        app: held.app.clone().max(new.app),
        device: held.device.clone().max(new.device),
        network: held.network.clone().max(new.network),
        search: held.search.clone().max(new.search),
        attributes: named(&held.attributes, new.attributes),
        traits: named(&held.traits, new.traits),
    }
}

fn action(held: &Action, new: Action) -> Action {
    Action {
        id: held.id.clone().max(new.id),
        state: held.state.clone().max(new.state),
        media_type: held.media_type.clone().max(new.media_type),
        prompt: held.prompt.clone().max(new.prompt),
        map_name: held.map_name.clone().max(new.map_name),
        map_version: held.map_version.max(new.map_version),
        time_to_disposition_ms: held.time_to_disposition_ms.max(new.time_to_disposition_ms),
        error_code: held.error_code.clone().max(new.error_code),
        error_message: held.error_message.clone().max(new.error_message),
    }
}

/// Union by name, in the order of names.
fn named(held: &[Named], new: Vec<Named>) -> Vec<Named> {
    if new == held {
        return new;
    }
    let mut all: Vec<Named> = held.iter().cloned().chain(new).collect();
    // The greatest value of a name comes first and stays.
    order::sort_by(&mut all, |one, other| one.name.cmp(&other.name).then_with(|| other.value.cmp(&one.value)));
    all.dedup_by(|one, other| one.name == other.name);
    all
}
