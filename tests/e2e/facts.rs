//! What stands on the page of a customer who has something of everything, counted: to say what a fault or a missing
//! permission takes away, and that it takes nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::browser::Browser;
use crate::customer;

/// What stands on the page, counted; expands every card that can be expanded first.
const FACTS: &str = r"
for (const b of document.querySelectorAll('h2 button[aria-expanded=false]')) b.click();
await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
const items = all('list', 'Journey map').flatMap(list => all('button', null, list).map(name));
const n = (start) => items.filter(item => item.startsWith(start)).length;
return {
  'name': [...document.querySelectorAll('h1')].map(text).join(),
  'connection': all('status', 'Connection').map(text).join(),
  'cards': document.querySelectorAll('main article').length,
  'expanded': document.querySelectorAll('h2 button[aria-expanded=true]').length,
  'maps': all('list', 'Journey map').length,
  'outcome events': n('Outcome achieved') > 0,
  'segment events': n('Segment matched') > 0,
  'friendly events': n('Kit list sent to a friend') > 0,
  'friendly sessions': all('article', 'Delivery of an order…').length > 0,
  'searches': all('region', 'Searches performed…').length > 0,
  'bars': all('meter', null).length > 0,
  'percentages': all('meter', null).filter(m => /percent/.test(m.getAttribute('aria-valuetext'))).length > 0,
  'segments': all('region', 'Segments matched…').length > 0,
  'hidden': [...document.querySelectorAll('main p, main div, main span')].map(text).filter(t => t.startsWith('Some data is hidden:'))[0] || '',
  'errors': all('alert', null).map(text).join('; '),
};";

/// Each fact by its name.
pub(crate) type Facts = BTreeMap<String, Value>;

async fn look(agent: &Browser) -> Value {
    agent.look(&format!("return (async () => {{ {FACTS} }})()"), vec![]).await
}

/// The facts as they are now.
pub(crate) async fn glance(agent: &Browser) -> Facts {
    look(agent).await.as_object().cloned().unwrap_or_default().into_iter().collect()
}

/// The facts when they have stood still for a moment: names and scores come after the cards.
pub(crate) async fn facts(agent: &Browser) -> Facts {
    let mut last = Value::Null;
    let mut n_same = 0;
    for _ in 0..150 {
        let now = look(agent).await;
        let is_settled = now == last && (now["connection"] == "Live" || now["connection"] == "Not live");
        n_same = if is_settled { n_same + 1 } else { 0 };
        last = now;
        if n_same == 4 {
            break;
        }
        agent.run("return new Promise(done => setTimeout(done, 60, true))", vec![]).await;
    }
    last.as_object().cloned().unwrap_or_default().into_iter().collect()
}

/// The customer has something of everything: else nothing would be proved by its absence.
pub(crate) fn assert_complete(whole: &Facts) {
    for (fact, value) in whole {
        let is_there = match fact.as_str() {
            "name" => value == customer::NAME,
            "connection" => value == "Live",
            "hidden" | "errors" => value == "",
            _ if value.is_boolean() => value == true,
            _ => value.as_u64().unwrap_or_default() > 0,
        };
        assert!(is_there, "{fact} is {value} in {whole:?}");
    }
}
