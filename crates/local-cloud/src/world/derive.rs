//! What follows from what a tracker reports: parts of the page's address, referrer, campaign, place, client.

use std::collections::BTreeMap;

use url::Url;

use super::chance::hash;
use crate::rules::Rules;

/// A page with the parts of its address.
pub(super) fn page(reported: &wire::JourneyPage, address: &Url) -> wire::JourneyPage {
    let hostname = address.host_str().unwrap_or_default().to_owned();
    wire::JourneyPage {
        url: reported.url.clone(),
        title: Some(reported.title.clone().unwrap_or_default()),
        domain: Some(domain(&hostname)),
        fragment: address.fragment().map(str::to_owned),
        keywords: reported.keywords.clone(),
        lang: reported.lang.clone(),
        pathname: Some(address.path().to_owned()),
        query_string: address.query().map(str::to_owned),
        hostname: Some(hostname),
        breadcrumb: reported.breadcrumb.clone(),
        ..wire::JourneyPage::default()
    }
}

/// The page of an event that has none.
pub(super) fn no_page() -> wire::JourneyPage {
    let nothing = || Some(String::new());
    wire::JourneyPage {
        url: nothing(),
        title: nothing(),
        domain: nothing(),
        hostname: nothing(),
        pathname: nothing(),
        ..wire::JourneyPage::default()
    }
}

/// The network as reported; what the app does not tell is off.
pub(super) fn network(mut reported: wire::NetworkConnectivity) -> wire::NetworkConnectivity {
    for flag in [&mut reported.bluetooth_enabled, &mut reported.cellular_enabled, &mut reported.wifi_enabled] {
        flag.get_or_insert(false);
    }
    reported
}

/// Campaign parameters of an address: `utm_…` and the click ids of advertisers.
pub(super) fn campaign(rules: &Rules, address: &Url) -> Option<wire::JourneyCampaign> {
    let parameters: BTreeMap<String, String> =
        address.query_pairs().into_owned().filter(|(_, value)| !value.is_empty()).collect();
    let one = |name: &str| parameters.get(name).cloned();
    let click = rules
        .referrers
        .click_ids
        .iter()
        .find_map(|(name, network, _)| Some((parameters.get(name)?.clone(), network.clone())));
    let campaign = wire::JourneyCampaign {
        content: one("utm_content"),
        medium: one("utm_medium"),
        name: one("utm_campaign"),
        source: one("utm_source"),
        term: one("utm_term"),
        network: one("utm_network").or(click.as_ref().map(|(_, network)| network.clone())),
        click_id: click.map(|(id, _)| id),
        ..wire::JourneyCampaign::default()
    };
    (campaign != wire::JourneyCampaign::default()).then_some(campaign)
}

/// The page before, and by what kind of way the visitor came.
pub(super) fn referrer(rules: &Rules, before: &Url, page: Option<&Url>) -> wire::Referrer {
    let hostname = before.host_str().unwrap_or_default().to_lowercase();
    let classes = &rules.referrers;
    let known = |class: &[(String, String)]| {
        class.iter().find(|(host, _)| is_of(&hostname, host)).map(|(_, name)| name.clone())
    };
    let words = || classes.search_parameters.iter().find_map(|name| parameter(before, name));
    let (mut medium, mut name, mut keywords) = ("unknown", None, None);
    if page.is_some_and(|page| {
        page.host_str() == before.host_str() && page.port_or_known_default() == before.port_or_known_default()
    }) {
        medium = "internal";
    } else if let Some(found) = known(&classes.email) {
        (medium, name) = ("email", Some(found));
    } else if let Some(found) = known(&classes.search) {
        (medium, name, keywords) = ("search", Some(found), words());
    } else if let Some(found) = known(&classes.social) {
        (medium, name) = ("social", Some(found));
    }
    if medium != "internal" && page.is_some_and(|page| is_paid(rules, page)) {
        medium = "paid";
    } else if medium == "unknown"
        && page
            .and_then(|page| parameter(page, "utm_medium"))
            .is_some_and(|medium| medium.eq_ignore_ascii_case("email"))
    {
        medium = "email";
    }
    wire::Referrer {
        url: Some(before.as_str().to_owned()),
        domain: Some(domain(&hostname)),
        keywords,
        pathname: Some(before.path().to_owned()),
        query_string: before.query().map(str::to_owned),
        fragment: before.fragment().map(str::to_owned),
        name,
        medium: Some(medium.to_owned()),
        hostname: Some(hostname),
        ..wire::Referrer::default()
    }
}

fn is_paid(rules: &Rules, page: &Url) -> bool {
    let paid_medium =
        |medium: String| rules.referrers.paid_mediums.iter().any(|paid| paid.eq_ignore_ascii_case(&medium));
    parameter(page, "utm_medium").is_some_and(paid_medium)
        || rules.referrers.click_ids.iter().any(|(name, _, paid)| *paid && parameter(page, name).is_some())
}

fn parameter(address: &Url, name: &str) -> Option<String> {
    let value = address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    value.filter(|value| !value.is_empty())
}

/// `pattern` is a host, or a label with a dot at its end that stands for every country's host of that name.
fn is_of(hostname: &str, pattern: &str) -> bool {
    if let Some(label) = pattern.strip_suffix('.') {
        return hostname.split('.').any(|part| part == label);
    }
    hostname == pattern || hostname.strip_suffix(pattern).is_some_and(|rest| rest.ends_with('.'))
}

fn domain(hostname: &str) -> String {
    hostname.strip_prefix("www.").unwrap_or(hostname).to_owned()
}

/// Where a visitor seems to be, and whose network it is: invented. The last number of an address chooses, else the cookie.
pub(super) fn place(rules: &Rules, ip: Option<&str>, cookie: &str) -> Option<(wire::JourneyGeolocation, String)> {
    let last = ip.and_then(|ip| ip.rsplit(['.', ':']).next()?.parse::<u64>().ok());
    let n_places = u64::try_from(rules.places.len()).ok().filter(|n_places| *n_places > 0)?;
    let index = last.unwrap_or_else(|| hash(cookie)) % n_places;
    let place = rules.places.get(usize::try_from(index).ok()?)?;
    let location = wire::JourneyGeolocation {
        country: Some(place.country.clone()),
        country_name: Some(place.country_name.clone()),
        latitude: Some(place.latitude),
        longitude: Some(place.longitude),
        locality: Some(place.locality.clone()),
        postal_code: Some(place.postal_code.clone()),
        region: Some(place.region.clone()),
        region_name: Some(place.region_name.clone()),
        source: Some("local".to_owned()),
        timezone: Some(place.timezone.clone()),
        ..wire::JourneyGeolocation::default()
    };
    Some((location, place.network.clone()))
}

/// The browser as reported, its gaps filled from the user agent text.
pub(super) fn browser(reported: Option<wire::Browser>, agent: Option<&str>) -> wire::Browser {
    let mut browser = reported.unwrap_or_default();
    if browser.family.is_none() {
        let (family, version) = browser_of(agent.unwrap_or_default());
        browser.family = Some(family.to_owned());
        browser.version = Some(version);
    }
    browser.version.get_or_insert_default();
    browser.features_flash.get_or_insert(false);
    browser.features_java.get_or_insert(false);
    browser.features_pdf.get_or_insert(true);
    browser.features_webrtc.get_or_insert(true);
    browser
}

fn browser_of(agent: &str) -> (&'static str, String) {
    // The order matters: every browser names its ancestors too.
    for (mark, family) in
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Version/", "Safari")]
    {
        if let Some((_, rest)) = agent.split_once(mark) {
            return (family, rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(20).collect());
        }
    }
    ("Unknown", String::new())
}

/// The device as reported, its gaps filled from the user agent text; an unknown category becomes `other`.
pub(super) fn device(reported: Option<wire::Device>, agent: Option<&str>) -> wire::Device {
    let mut device = reported.unwrap_or_default();
    let agent = agent.unwrap_or_default();
    let category = match device.category.take() {
        Some(category) if matches!(category.as_str(), "desktop" | "mobile" | "tablet" | "other") => category,
        Some(_) => "other".to_owned(),
        None => category_of(agent).to_owned(),
    };
    let is_mobile = matches!(category.as_str(), "mobile" | "tablet");
    device.kind.get_or_insert_with(|| if category == "desktop" { "Desktop" } else { "Mobile" }.to_owned());
    device.category = Some(category);
    device.is_mobile.get_or_insert(is_mobile);
    if device.os_family.is_none() {
        device.os_family = Some(system_of(agent).to_owned());
    }
    device.os_version.get_or_insert_default();
    device
}

fn category_of(agent: &str) -> &'static str {
    if agent.contains("iPad") || agent.contains("Tablet") || (agent.contains("Android") && !agent.contains("Mobile")) {
        "tablet"
    } else if agent.contains("Mobi") {
        "mobile"
    } else if agent.is_empty() {
        "other"
    } else {
        "desktop"
    }
}

fn system_of(agent: &str) -> &'static str {
    let marks = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("CrOS", "Chrome OS"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    marks.iter().find(|(mark, _)| agent.contains(mark)).map_or("Unknown", |(_, system)| system)
}
