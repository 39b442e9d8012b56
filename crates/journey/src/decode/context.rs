//! Where from and with what: pages, devices, places, referrers, campaigns, custom data.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text::{joined, size, text, texts};
use crate::model::{Campaign, DeviceFacts, Named, Page, Place, Referrer, TypedValue};

/// Nothing said is nothing known.
fn some<T: Default + PartialEq>(facts: T) -> Option<T> {
    (facts != T::default()).then_some(facts)
}

pub(super) fn page(from: wire::JourneyPage) -> Option<Page> {
    some(Page {
        url: text(from.url),
        title: text(from.title),
        path: text(from.pathname),
        query: text(from.query_string),
        fragment: text(from.fragment),
        host: text(from.hostname).or_else(|| text(from.domain)),
        keywords: text(from.keywords),
        language: text(from.lang),
        breadcrumb: texts(from.breadcrumb),
    })
}

pub(super) fn referrer(from: wire::Referrer) -> Option<Referrer> {
    some(Referrer {
        medium: text(from.medium),
        name: text(from.name),
        domain: text(from.domain).or_else(|| text(from.hostname)),
        url: text(from.url),
        keywords: text(from.keywords),
    })
}

pub(super) fn campaign(from: wire::JourneyCampaign) -> Option<Campaign> {
    some(Campaign {
        name: text(from.name),
        source: text(from.source),
        medium: text(from.medium),
        term: text(from.term),
        content: text(from.content),
        click_id: text(from.click_id),
        network: text(from.network),
    })
}

pub(super) fn place(from: wire::JourneyGeolocation) -> Option<Place> {
    some(Place {
        locality: text(from.locality),
        region: text(from.region_name).or_else(|| text(from.region)),
        country: text(from.country_name),
        country_code: text(from.country),
        timezone: text(from.timezone),
    })
}

pub(super) fn device(from: wire::Device) -> Option<DeviceFacts> {
    some(DeviceFacts {
        category: text(from.category).or_else(|| from.is_mobile.filter(|mobile| *mobile).map(|_| "mobile".into())),
        kind: text(from.kind),
        manufacturer: text(from.manufacturer),
        os: joined([from.os_family, from.os_version]),
        screen: size(from.screen_width, from.screen_height),
    })
}

/// Name, version and build of an app: "Shop 2.1 (310)".
pub(super) fn app(from: wire::JourneyApp) -> Option<Arc<str>> {
    let build = from.build_number.filter(|build| !build.trim().is_empty()).map(|build| format!("({build})"));
    joined([from.name.filter(|name| !name.trim().is_empty()).or(from.namespace), from.version, build])
}

/// The carrier, or by what the app is connected.
pub(super) fn network(from: wire::NetworkConnectivity) -> Option<Arc<str>> {
    text(from.carrier).or_else(|| {
        let kinds = [(from.wifi_enabled, "Wi-Fi"), (from.cellular_enabled, "Cellular")];
        kinds.iter().find(|(enabled, _)| *enabled == Some(true)).map(|(_, name)| Arc::from(*name))
    })
}

/// Custom data in the order of names.
pub(super) fn named(from: BTreeMap<String, wire::CustomEventAttribute>) -> Vec<Named> {
    from.into_iter()
        .filter_map(|(name, attribute)| {
            let value = TypedValue { data_type: text(attribute.data_type), value: attribute.value?.into() };
            Some(Named { name: name.into(), value })
        })
        .collect()
}
