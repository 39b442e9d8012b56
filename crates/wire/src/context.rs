//! Where from and with what: page, device, browser, place, referrer, campaign, app (genesys-api §2.2).

use serde::ser::SerializeMap;
use serde_json::Value;

use crate::record::{Extra, Field, Read, extra, records};

records! {
    /// A page of a tracked site.
    JourneyPage {
        url: Option<String> = "url",
        title: Option<String> = "title",
        domain: Option<String> = "domain",
        fragment: Option<String> = "fragment",
        hostname: Option<String> = "hostname",
        keywords: Option<String> = "keywords",
        lang: Option<String> = "lang",
        pathname: Option<String> = "pathname",
        query_string: Option<String> = "queryString",
        breadcrumb: Vec<String> = "breadcrumb",
    }

    /// A browser.
    Browser {
        family: Option<String> = "family",
        version: Option<String> = "version",
        lang: Option<String> = "lang",
        fingerprint: Option<String> = "fingerprint",
        is_mobile: Option<bool> = "isMobile",
        view_height: Option<i64> = "viewHeight",
        view_width: Option<i64> = "viewWidth",
        features_flash: Option<bool> = "featuresFlash",
        features_java: Option<bool> = "featuresJava",
        features_pdf: Option<bool> = "featuresPdf",
        features_webrtc: Option<bool> = "featuresWebrtc",
    }

    /// A device; `category` is desktop, mobile, tablet, other (open).
    Device {
        category: Option<String> = "category",
        kind: Option<String> = "type",
        is_mobile: Option<bool> = "isMobile",
        screen_height: Option<i64> = "screenHeight",
        screen_width: Option<i64> = "screenWidth",
        screen_density: Option<i64> = "screenDensity",
        fingerprint: Option<String> = "fingerprint",
        os_family: Option<String> = "osFamily",
        os_version: Option<String> = "osVersion",
        manufacturer: Option<String> = "manufacturer",
    }

    /// Where the address of the visitor lies.
    JourneyGeolocation {
        country: Option<String> = "country",
        country_name: Option<String> = "countryName",
        latitude: Option<f64> = "latitude",
        longitude: Option<f64> = "longitude",
        locality: Option<String> = "locality",
        postal_code: Option<String> = "postalCode",
        region: Option<String> = "region",
        region_name: Option<String> = "regionName",
        source: Option<String> = "source",
        timezone: Option<String> = "timezone",
    }

    /// Campaign parameters.
    JourneyCampaign {
        content: Option<String> = "content",
        medium: Option<String> = "medium",
        name: Option<String> = "name",
        source: Option<String> = "source",
        term: Option<String> = "term",
        click_id: Option<String> = "clickId",
        network: Option<String> = "network",
    }

    /// The page before; `medium` is internal, search, social, email, unknown, paid (open).
    Referrer {
        url: Option<String> = "url",
        domain: Option<String> = "domain",
        hostname: Option<String> = "hostname",
        keywords: Option<String> = "keywords",
        pathname: Option<String> = "pathname",
        query_string: Option<String> = "queryString",
        fragment: Option<String> = "fragment",
        name: Option<String> = "name",
        medium: Option<String> = "medium",
    }

    /// A mobile app.
    JourneyApp {
        name: Option<String> = "name",
        namespace: Option<String> = "namespace",
        version: Option<String> = "version",
        build_number: Option<String> = "buildNumber",
    }

    /// The library that reports for an app.
    SdkLibrary {
        name: Option<String> = "name",
        version: Option<String> = "version",
    }

    /// How an app is connected.
    NetworkConnectivity {
        carrier: Option<String> = "carrier",
        bluetooth_enabled: Option<bool> = "bluetoothEnabled",
        cellular_enabled: Option<bool> = "cellularEnabled",
        wifi_enabled: Option<bool> = "wifiEnabled",
    }

    /// A reference by id.
    AddressableEntityRef {
        id: Option<String> = "id",
        name: Option<String> = "name",
        self_uri: Option<String> = "selfUri",
    }
}

/// A typed value of custom data; `dataType` is free text over REST, STRING, BOOLEAN, NUMBER in notifications. A bare
/// text, number or truth value, as some senders have it, is read as a value without type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomEventAttribute {
    /// Its type.
    pub data_type: Option<String>,
    /// Its value as text.
    pub value: Option<String>,
    /// Fields that the contract does not name, kept and printed back.
    pub extra: Extra,
}

impl Read for CustomEventAttribute {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Object(object) => {
                let text = |name: &str| object.get(name).and_then(String::read);
                let extra = extra(object, &["dataType", "value"]);
                Some(Self { data_type: text("dataType"), value: text("value"), extra })
            }
            bare => Some(Self { data_type: None, value: Some(String::read(bare)?), extra: Extra::new() }),
        }
    }
}

impl serde::Serialize for CustomEventAttribute {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.data_type.put("dataType", &mut map)?;
        self.value.put("value", &mut map)?;
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A typed list of custom data. A bare list is read as one without type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomEventAttributeList {
    /// Type of its values.
    pub data_type: Option<String>,
    /// Its values as text.
    pub values: Vec<String>,
    /// Fields that the contract does not name, kept and printed back.
    pub extra: Extra,
}

impl Read for CustomEventAttributeList {
    fn read(value: &Value) -> Option<Self> {
        let data_type = value.get("dataType").and_then(String::read);
        let values = value.get("values").unwrap_or(value);
        values.is_array().then_some(())?;
        let extra = value.as_object().map_or_else(Extra::new, |object| extra(object, &["dataType", "values"]));
        Some(Self { data_type, values: Vec::field(Some(values))?, extra })
    }
}

impl serde::Serialize for CustomEventAttributeList {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.data_type.put("dataType", &mut map)?;
        self.values.put("values", &mut map)?;
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
