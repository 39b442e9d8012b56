//! What a `config.json` may say, and what is said about one that is wrong.

use super::*;

const REGION: &str = r#"{"environment": "mypurecloud.ie", "clientId": "c"}"#;

fn with(key: &str, value: &str) -> Result<Config, ConfigProblem> {
    Config::parse(&format!(r#"{{"environment": "mypurecloud.ie", "clientId": "c", "{key}": {value}}}"#))
}

fn local(key: &str, value: &str) -> Result<Config, ConfigProblem> {
    let mut file = serde_json::json!({
        "environment": "local",
        "clientId": "c",
        "apiBase": "http://127.0.0.1:8787",
        "loginBase": "http://127.0.0.1:8787/login/",
        "streamingBase": "ws://127.0.0.1:8787",
    });
    if !key.is_empty() {
        file[key] = serde_json::from_str(value).unwrap();
    }
    Config::parse(&file.to_string())
}

#[test]
fn a_region_gives_all_addresses() {
    let config = Config::parse(REGION).unwrap();
    assert_eq!(config.api_base, "https://api.mypurecloud.ie");
    assert_eq!(config.login_base, "https://login.mypurecloud.ie");
    assert_eq!(config.streaming_base, "wss://streaming.mypurecloud.ie");
    assert_eq!(config.host_origins, ["https://apps.mypurecloud.ie"]);
    assert_eq!(config.settings, Settings::default());
}

#[test]
fn the_local_cloud_is_named_in_full_and_embedded_by_nobody() {
    let config = local("", "").unwrap();
    assert_eq!(config.login_base, "http://127.0.0.1:8787/login");
    assert_eq!(config.host_origins, Vec::<String>::new());
}

#[test]
fn a_mistake_names_its_key() {
    let table = [
        ("pageSize", "0", "config.json: pageSize must be a whole number from 1 to 200"),
        ("pageSize", "201", "config.json: pageSize must be a whole number from 1 to 200"),
        ("pageSize", "10.5", "config.json: pageSize must be a whole number from 1 to 200"),
        ("pageSize", "\"10\"", "config.json: pageSize must be a whole number from 1 to 200"),
        ("inactivityMinutes", "-1", "config.json: inactivityMinutes must be a whole number from 1 to 240"),
        ("historyDays", "null", "config.json: historyDays must be a whole number from 1 to 3650"),
        ("outcomes", "1", "config.json: outcomes must be true or false"),
        ("clientId", "\"\"", "config.json: clientId must be an OAuth client's id"),
        (
            "environment",
            "\"mypurecloud.example\"",
            "config.json: environment must be a region's domain such as mypurecloud.ie, or local",
        ),
        ("eventTypes", "[]", "config.json: eventTypes must be an object: one entry per type"),
        ("eventTypes", r#"{"a": {"label": 1}}"#, "config.json: eventTypes.a.label must be a text"),
        (
            "sessionTypes",
            r#"{"a": {"label": "A", "attributes": [1]}}"#,
            "config.json: sessionTypes.a.attributes must be a list of names of attributes",
        ),
        ("pageNoise", "\"ref\"", "config.json: pageNoise must be a list of names of parameters"),
        ("pageNoise", "[\"ref\", 1]", "config.json: pageNoise must be a list of names of parameters"),
        ("signs", "[]", "config.json: signs must be an object with errorPages and shippingPages"),
        (
            "signs",
            r#"{"errorPages": "/oops"}"#,
            "config.json: signs.errorPages must be a list of paths such as /error/*",
        ),
        (
            "signs",
            r#"{"shippingPages": [null]}"#,
            "config.json: signs.shippingPages must be a list of paths such as /error/*",
        ),
        ("eventTypes", r#"{"a": {}}"#, "config.json: eventTypes.a.label must be a text"),
        (
            "eventTypes",
            r#"{"a": {"label": "A", "hidden": 1}}"#,
            "config.json: eventTypes.a.hidden must be true or false",
        ),
        (
            "hostOrigins",
            "\"https://a.example\"",
            "config.json: hostOrigins must be a list of origins such as https://apps.mypurecloud.ie",
        ),
    ];
    for (key, value, message) in table {
        assert_eq!(local(key, value).unwrap_err().to_string(), message, "{key}: {value}");
    }
}

#[test]
fn a_missing_key_is_named() {
    let missing = |text| Config::parse(text).unwrap_err().to_string();
    assert_eq!(
        missing(r#"{"clientId": "c"}"#),
        "config.json: environment is missing; it must be a region's domain such as mypurecloud.ie, or local"
    );
    assert_eq!(
        missing(r#"{"environment": "mypurecloud.ie"}"#),
        "config.json: clientId is missing; it must be an OAuth client's id"
    );
    assert_eq!(
        missing(r#"{"environment": "local", "clientId": "c"}"#),
        "config.json: apiBase is missing; with environment local it must be an address that begins with https:// (or \
         http:// on this machine)"
    );
    assert_eq!(missing("{"), "config.json: not valid JSON at line 1 column 1");
    assert_eq!(missing("[]"), "config.json: the file must be a JSON object");
}

#[test]
fn without_encryption_only_this_machine_is_spoken_to() {
    for allowed in
        ["https://gateway.example", "https://gateway.example:8443/eu", "http://localhost:1", "http://[::1]:9"]
    {
        assert!(with("apiBase", &format!("{allowed:?}")).is_ok(), "{allowed}");
    }
    for refused in [
        "http://gateway.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "ftp://localhost",
        "https://user@gateway.example",
        "https://gateway.example?x=1",
        "https://gateway.example#x",
        "https://gateway.example/../x",
        "https://gateway.example\\x",
        "https://",
        "//gateway.example",
        "javascript://localhost/%0aalert(1)",
        "https://gateway.example:99999",
    ] {
        assert!(with("apiBase", &format!("{refused:?}")).is_err(), "{refused}");
    }
    assert!(with("streamingBase", "\"ws://streaming.example\"").is_err());
    assert!(with("streamingBase", "\"https://streaming.example\"").is_err());
    assert!(with("streamingBase", "\"ws://127.0.0.1:1\"").is_ok());
}

#[test]
fn a_host_origin_is_an_origin_and_nothing_more() {
    for refused in [
        "*",
        "null",
        "https://a.example/",
        "https://a.example/x",
        "https://A.example",
        "https://a.example:443",
        "http://a.example",
        "",
    ] {
        assert!(with("hostOrigins", &format!("[{refused:?}]")).is_err(), "{refused}");
    }
    let origins = with("hostOrigins", r#"["https://a.example:8443", "http://localhost:8787"]"#).unwrap().host_origins;
    assert_eq!(origins, ["https://a.example:8443", "http://localhost:8787"]);
}

#[test]
fn unknown_keys_are_told_and_change_nothing() {
    let config = with("pagesize", "3").unwrap();
    assert_eq!(config.unknown, ["pagesize"]);
    assert_eq!(config.settings, Settings::default());
    let config = with("signs", r#"{"errorpages": ["/x"], "errorPages": []}"#).unwrap();
    assert_eq!((config.unknown, config.settings), (vec!["signs.errorpages".to_owned()], Settings::default()));
}

#[test]
fn friendly_names_are_taken_over() {
    let config =
        with("eventTypes", r#"{"store_viewed": {"label": "Store viewed", "icon": "star"}, "beat": {"hidden": true}}"#);
    let types = config.unwrap().settings.event_types;
    assert_eq!(types["store_viewed"].label.as_deref(), Some("Store viewed"));
    assert_eq!(types["store_viewed"].icon.as_deref(), Some("star"));
    assert!(types["beat"].hidden);
}

#[test]
fn pages_of_signs_and_noise_are_taken_over() {
    let text = |all: &[std::sync::Arc<str>]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    let noise = with("pageNoise", r#"["ref", "src_*"]"#).unwrap().settings.page_noise;
    assert_eq!(text(&noise), ["ref", "src_*"]);
    let signs = with("signs", r#"{"errorPages": ["/oops*", "/gr%C3%B6%C3%9Fe"], "shippingPages": ["/schritt-2"]}"#);
    let signs = signs.unwrap().settings.signs;
    assert_eq!(
        (text(&signs.errors), text(&signs.shipping)),
        (vec!["/oops*".into(), "/größe".into()], vec!["/schritt-2".into()])
    );
    assert_eq!(with("signs", "{}").unwrap().settings, Settings::default());
}
