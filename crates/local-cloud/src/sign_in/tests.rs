//! The way in, and every way that must not lead in.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;
use url::Url;

use super::CLIENT_ID;
use crate::secret;
use crate::tests::{Answer, Bench, options};
use crate::{Data, Options};

const REDIRECT: &str = "http://127.0.0.1:8787/journey/";
const ORIGIN: &str = "http://127.0.0.1:8787";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

type Pairs<'a> = Vec<(&'a str, String)>;

fn request() -> Pairs<'static> {
    vec![
        ("response_type", "code".to_owned()),
        ("client_id", CLIENT_ID.to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("state", "a \"state\" & more".to_owned()),
        ("code_challenge", secret::digest(VERIFIER)),
        ("code_challenge_method", "S256".to_owned()),
    ]
}

/// `pairs` with one value changed (`None`: taken out).
fn but<'a>(mut pairs: Pairs<'a>, name: &'a str, value: Option<&str>) -> Pairs<'a> {
    pairs.retain(|(own, _)| *own != name);
    pairs.extend(value.map(|value| (name, value.to_owned())));
    pairs
}

fn form(pairs: &Pairs<'_>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn page(bench: &Bench, pairs: &Pairs<'_>) -> Answer {
    bench.ask(Method::GET, &format!("/login/oauth/authorize?{}", form(pairs)), None, None).await
}

async fn choose(bench: &Bench, origin: Option<&str>, pairs: &Pairs<'_>) -> Answer {
    let mut post =
        Request::post("/login/oauth/authorize").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(origin) = origin {
        post = post.header(header::ORIGIN, origin);
    }
    bench.send(post.body(Body::from(form(pairs))).unwrap()).await
}

async fn exchange(bench: &Bench, pairs: &Pairs<'_>) -> Answer {
    let post = Request::post("/login/oauth/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    bench.send(post.body(Body::from(form(pairs))).unwrap()).await
}

fn ada(bench: &Bench) -> String {
    bench.cloud.app.read(|world| world.agents()[0].id.clone())
}

fn location(answer: &Answer) -> Url {
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.header(header::LOCATION).parse().unwrap()
}

fn param(address: &Url, name: &str) -> Option<String> {
    address.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

async fn code(bench: &Bench) -> String {
    let chosen = but(request(), "agent", Some(&ada(bench)));
    param(&location(&choose(bench, Some(ORIGIN), &chosen).await), "code").unwrap()
}

fn redemption(code: &str) -> Pairs<'static> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
        ("client_id", CLIENT_ID.to_owned()),
    ]
}

#[tokio::test]
async fn an_agent_signs_in_with_code_and_verifier() {
    let bench = Bench::new();
    let shown = page(&bench, &request()).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("Ada Lindqvist") && shown.text.contains("method=\"post\""), "{}", shown.text);
    assert!(shown.text.contains("a &quot;state&quot; &amp; more"), "the state is escaped and carried");
    assert!(shown.header(header::CONTENT_SECURITY_POLICY).contains("form-action 'self' http://127.0.0.1:8787;"));
    assert_eq!(shown.header(header::REFERRER_POLICY), "same-origin");
    assert_eq!(shown.header(header::CACHE_CONTROL), "no-store");

    let back = location(&choose(&bench, Some(ORIGIN), &but(request(), "agent", Some(&ada(&bench)))).await);
    assert!(back.as_str().starts_with(&format!("{REDIRECT}?code=")));
    assert_eq!(param(&back, "state").as_deref(), Some("a \"state\" & more"));

    let answer = exchange(&bench, &redemption(&param(&back, "code").unwrap())).await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    let answer = answer.ok();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("bearer"), &json!(86_400)));
    let me = bench.get("/api/v2/users/me", answer["access_token"].as_str().unwrap()).await.ok();
    assert_eq!(me["name"], "Ada Lindqvist");
}

#[tokio::test]
async fn without_a_known_client_and_address_nothing_is_redirected() {
    let bench = Bench::new();
    for (name, value) in [
        ("client_id", None),
        ("client_id", Some("another")),
        ("redirect_uri", None),
        ("redirect_uri", Some("http://127.0.0.1:8787/journey")),
        ("redirect_uri", Some("http://127.0.0.1:8787/journey/?x=1")),
        ("redirect_uri", Some("http://127.0.0.1:8787/journey/../shop/")),
        ("redirect_uri", Some("http://127.0.0.1:8788/journey/")),
        ("redirect_uri", Some("https://127.0.0.1:8787/journey/")),
        ("redirect_uri", Some("http://127.0.0.1:8787@evil.example/journey/")),
        ("redirect_uri", Some("http://evil.example/journey/")),
        ("redirect_uri", Some("javascript:alert(1)")),
    ] {
        let wrong = but(request(), name, value);
        for answer in
            [page(&bench, &wrong).await, choose(&bench, Some(ORIGIN), &but(wrong, "agent", Some(&ada(&bench)))).await]
        {
            assert_eq!(answer.status, 400, "{name} {value:?}");
            assert_eq!(answer.header(header::LOCATION), "", "{name} {value:?}");
            assert!(!answer.text.contains("evil"), "nothing of the request is repeated");
        }
    }
    let mut twice = request();
    twice.push(("redirect_uri", "http://evil.example/".to_owned()));
    assert_eq!(page(&bench, &twice).await.status, 400);
}

#[tokio::test]
async fn other_mistakes_and_a_cancel_go_back_to_the_application() {
    let bench = Bench::new();
    for (name, value, error) in [
        ("response_type", Some("token"), "unsupported_response_type"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("cancel", Some("1"), "access_denied"),
    ] {
        let back = location(&choose(&bench, Some(ORIGIN), &but(request(), name, value)).await);
        assert_eq!(param(&back, "error").as_deref(), Some(error), "{name} {value:?}");
        assert_eq!(param(&back, "state").as_deref(), Some("a \"state\" & more"));
        assert_eq!(param(&back, "code"), None);
    }
}

#[tokio::test]
async fn only_the_sign_in_page_itself_can_choose() {
    let bench = Bench::new();
    let chosen = but(request(), "agent", Some(&ada(&bench)));
    for origin in [None, Some("null"), Some("http://evil.example"), Some("http://127.0.0.1:8788")] {
        let answer = choose(&bench, origin, &chosen).await;
        assert!(answer.status.is_client_error(), "{origin:?}");
        assert_eq!(answer.header(header::LOCATION), "");
    }
    let nobody = choose(&bench, Some(ORIGIN), &but(request(), "agent", Some("nobody"))).await;
    assert_eq!(nobody.status, 400);
}

#[tokio::test]
async fn a_code_is_good_for_its_own_request_only() {
    let bench = Bench::new();
    for (name, value, error) in [
        ("grant_type", Some("client_credentials"), "unsupported_grant_type"),
        ("grant_type", None, "unsupported_grant_type"),
        ("client_id", Some("another"), "invalid_client"),
        ("client_secret", Some("secret"), "invalid_client"),
        ("code_verifier", None, "invalid_request"),
        ("code_verifier", Some("short"), "invalid_request"),
        ("code_verifier", Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX"), "invalid_grant"),
        ("redirect_uri", Some("http://localhost:8787/journey/"), "invalid_grant"),
        ("code", Some("another"), "invalid_grant"),
    ] {
        let answer = exchange(&bench, &but(redemption(&code(&bench).await), name, value)).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["error"]), (400, &json!(error)), "{name} {value:?}");
    }
    // A failed attempt has used the code up.
    let code = code(&bench).await;
    let wrong = "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wrong";
    assert_eq!(exchange(&bench, &but(redemption(&code), "code_verifier", Some(wrong))).await.status, 400);
    assert_eq!(exchange(&bench, &redemption(&code)).await.status, 400);
}

#[tokio::test]
async fn a_code_lives_for_a_minute() {
    let bench = Bench::new();
    let (early, late) = (code(&bench).await, code(&bench).await);
    bench.cloud.clock().advance(std::time::Duration::from_secs(59));
    assert_eq!(exchange(&bench, &redemption(&early)).await.status, 200);
    bench.cloud.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(exchange(&bench, &redemption(&late)).await.status, 400);
}

#[tokio::test]
async fn a_code_used_twice_ends_the_token_that_came_of_it() {
    let bench = Bench::new();
    let code = code(&bench).await;
    let token = exchange(&bench, &redemption(&code)).await.ok()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(bench.get("/api/v2/users/me", &token).await.status, 200);
    assert_eq!(exchange(&bench, &redemption(&code)).await.status, 400);
    assert_eq!(bench.get("/api/v2/users/me", &token).await.refusal(), (401, "bad.credentials".to_owned()));
}

#[tokio::test]
async fn a_token_lives_for_a_day_and_survives_a_restart_as_a_digest_only() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::Folder { path: folder.path().to_owned(), fresh: false };
    let with_data = || Options { data: data.clone(), ..options() };
    let bench = Bench::with(with_data());
    let token = bench.token("Ada Lindqvist").await;
    drop(bench);
    let bytes = std::fs::read(folder.path().join("journey.redb")).unwrap();
    assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()));
    let bench = Bench::with(with_data());
    assert_eq!(bench.get("/api/v2/users/me", &token).await.status, 200);
    bench.cloud.clock().advance(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(bench.get("/api/v2/users/me", &token).await.refusal(), (401, "credentials.expired".to_owned()));
}

#[tokio::test]
async fn a_dev_server_named_at_the_start_may_sign_in_and_call() {
    let redirect = "http://127.0.0.1:8080/app/";
    let bench = Bench::with(Options { redirects: vec![redirect.to_owned()], ..options() });
    let shown = page(&bench, &but(request(), "redirect_uri", Some(redirect))).await;
    assert!(shown.header(header::CONTENT_SECURITY_POLICY).contains("form-action 'self' http://127.0.0.1:8080;"));
    let preflight = Request::options("/api/v2/users/me")
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET");
    let answer = bench.send(preflight.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "http://127.0.0.1:8080");
    assert_eq!(page(&bench, &but(request(), "redirect_uri", Some("http://127.0.0.1:8080/"))).await.status, 400);
    let far = Options { redirects: vec!["https://example.org/".to_owned()], ..options() };
    assert!(crate::Cloud::open(far).is_err());
}

#[tokio::test]
async fn signing_out_leads_to_registered_addresses_only() {
    let bench = Bench::new();
    let out = |address: &str| format!("/login/logout?client_id={CLIENT_ID}&redirect_uri={address}");
    let answer = bench.ask(Method::GET, &out(REDIRECT), None, None).await;
    assert_eq!(location(&answer).as_str(), REDIRECT);
    assert_eq!(bench.ask(Method::GET, &out("http://evil.example/"), None, None).await.status, 400);
    assert_eq!(bench.ask(Method::GET, "/login/logout", None, None).await.status, 200);
}
