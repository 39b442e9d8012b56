//! A customer of whom the cloud knows something of every kind, made by the same requests that a shop's tracker sends.

use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// The customer's name.
pub(crate) const NAME: &str = "Nele Brandt-Okoro";

/// Labels of a custom event and of a custom session, as an administrator would write them.
pub(crate) const FRIENDLY: &str = r"
const own = window.fetch;
window.fetch = async (...asked) => {
  const answer = await own.apply(window, asked);
  const address = String(asked[0]?.url ?? asked[0]);
  if (!address.endsWith('config.json')) return answer;
  const config = await answer.json();
  config.eventTypes = {kit_list_shared: {label: 'Kit list sent to a friend'}};
  config.sessionTypes = {parcel: {label: 'Delivery of an order'}};
  return new Response(JSON.stringify(config), {status: 200, headers: {'Content-Type': 'application/json'}});
};";

/// Attributes as the tracker sends them.
pub(crate) fn texts(pairs: &[(&str, &str)]) -> Value {
    let value = |text: &str| json!({"dataType": "String", "value": text});
    pairs.iter().map(|(name, text)| ((*name).to_owned(), value(text))).collect::<serde_json::Map<_, _>>().into()
}

/// A contact with a telephone number and an e-mail address; gives the id.
pub(crate) fn contact(cloud: &Cloud, first: &str, last: &str, email: &str, phone: &str) -> String {
    let contact = json!({"firstName": first, "lastName": last, "personalEmail": email, "cellPhone": {"e164": phone}});
    let answer = cloud.control("/control/act", &json!({"act": "seed_contact", "contact": contact}));
    answer["id"].as_str().expect("a contact").to_owned()
}

/// Who the visitor is: from now on their sessions are the contact's.
pub(crate) fn identify(cloud: &Cloud, cookie: &str, email: &str, ago_ms: i64) {
    let traits = json!({"traits": texts(&[("email", email)])});
    cloud.web_event(cookie, "form_submitted", "Sign up", ago_ms, &traits);
}

/// A visit with searches, segments, an outcome, a custom event and an abandoned form, and a parcel on its way. Gives the
/// contact's id.
pub(crate) fn complete(cloud: &Cloud) -> String {
    let id = contact(cloud, "Nele", "Brandt-Okoro", "nele@example.com", "+441134960177");
    let visit = |name: &str, page: &str, ago_s: i64, more: Value| {
        cloud.web_event("complete", name, page, ago_s * 1_000, &more);
    };
    visit("page_viewed", "Winter sale", 300, json!({}));
    visit("search_performed", "Search", 290, json!({"searchQuery": "return policy"}));
    visit("search_performed", "Search", 280, json!({"searchQuery": "return policy"}));
    visit("product_added", "Parka", 270, json!({"attributes": texts(&[("productName", "Parka"), ("price", "249")])}));
    visit("form_abandoned", "Checkout", 250, json!({"attributes": texts(&[("formName", "Delivery")])}));
    visit("product_purchased", "Thanks", 240, json!({"attributes": texts(&[("productName", "Parka")])}));
    visit("kit_list_shared", "Kit list", 230, json!({}));
    identify(cloud, "complete", "nele@example.com", 220_000);
    visit("page_viewed", "Returns", 30, json!({}));
    let parcel = json!({
        "act": "custom_event", "sessionType": "parcel", "externalId": "FW-1", "eventName": "parcel_sent",
        "customer": ["Email", "nele@example.com"],
        "attributes": {"courier": {"dataType": "String", "value": "Swiftpost"}},
    });
    cloud.control("/control/act", &parcel);
    id
}

/// An agent who looks at that customer in half size, live, with the visit expanded.
pub(crate) async fn complete_and_expanded(stage: &mut Stage) -> Browser {
    let contact = complete(&stage.cloud);
    let agent = stage.agent(ADA, &format!("?contactId={contact}&view=half")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Page viewed: Returns").await;
    agent
}
