//! What a browser gets: types, policies, caching, and no way out of the folder.

use std::fs;

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;

use super::is_hashed;
use crate::Options;
use crate::tests::{Answer, Bench, options};

fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("style")).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    for (name, text) in [
        ("index.html", "<!doctype html>"),
        ("app-0123456789abcdef.js", "export {}"),
        ("app-0123456789abcdef.js.br", "brotli"),
        ("app-0123456789abcdef.js.gz", "gzip"),
        ("app-0123456789abcdef_bg.wasm", "\0asm"),
        ("style/app-0123456789abcdef.css", "a{}"),
        ("icon.svg", "<svg/>"),
    ] {
        fs::write(site.join(name), text).unwrap();
    }
    folder
}

fn bench(folder: &tempfile::TempDir) -> Bench {
    Bench::with(Options { site: Some(folder.path().join("site")), ..options() })
}

async fn get(bench: &Bench, path: &str) -> Answer {
    bench.ask(Method::GET, path, None, None).await
}

#[tokio::test]
async fn the_tab_is_served_under_its_strict_policy() {
    let folder = built();
    let bench = bench(&folder);
    for (path, kind, cache) in [
        ("/journey/", "text/html", "no-cache"),
        ("/journey/index.html", "text/html", "no-cache"),
        ("/journey/?conversationId=a", "text/html", "no-cache"),
        ("/journey/app-0123456789abcdef.js", "text/javascript", "public, max-age=31536000, immutable"),
        ("/journey/app-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        ("/journey/style/app-0123456789abcdef.css", "text/css", "public, max-age=31536000, immutable"),
        ("/journey/icon.svg", "image/svg+xml", "no-cache"),
        ("/journey/config.json", "application/json", "no-cache"),
    ] {
        let answer = get(&bench, path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header(header::CONTENT_TYPE).starts_with(kind), "{path}: {answer:?}");
        assert_eq!(answer.header(header::CACHE_CONTROL), cache, "{path}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer");
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), "");
        assert_eq!(
            answer.header(header::CONTENT_SECURITY_POLICY),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self' ws://127.0.0.1:8787; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; \
             form-action 'none'; object-src 'none'",
            "{path}"
        );
    }
    assert_eq!(get(&bench, "/journey").await.header(header::LOCATION), "/journey/");
}

#[tokio::test]
async fn config_names_the_host_by_which_the_page_was_asked() {
    let folder = built();
    let bench = bench(&folder);
    for host in ["127.0.0.1:8787", "localhost:8787"] {
        let request = Request::get("/journey/config.json").header(header::HOST, host).body(Body::empty()).unwrap();
        let config = bench.send(request).await.ok();
        let base = format!("http://{host}");
        assert_eq!(
            config,
            json!({
                "environment": "local", "clientId": crate::CLIENT_ID, "apiBase": base, "loginBase": format!("{base}/login"),
                "streamingBase": format!("ws://{host}"), "hostOrigins": [base],
            })
        );
    }
    fs::write(folder.path().join("site/config.json"), r#"{"environment":"mypurecloud.ie"}"#).unwrap();
    assert_eq!(get(&bench, "/journey/config.json").await.ok()["environment"], "mypurecloud.ie");
}

#[tokio::test]
async fn precompressed_forms_are_sent_to_who_accepts_them() {
    let folder = built();
    let bench = bench(&folder);
    for (accepted, encoding, text) in
        [("br, gzip", "br", "brotli"), ("gzip", "gzip", "gzip"), ("identity", "", "export {}")]
    {
        let request = Request::get("/journey/app-0123456789abcdef.js").header(header::ACCEPT_ENCODING, accepted);
        let answer = bench.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.header(header::CONTENT_ENCODING), answer.text.as_str()), (encoding, text));
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/javascript"));
    }
}

#[tokio::test]
async fn a_missing_file_is_missing() {
    let folder = built();
    let bench = bench(&folder);
    for path in
        ["/journey/app-ffffffffffffffff.js", "/journey/nowhere/", "/journey/style/", "/nowhere", "/shop/nowhere.js"]
    {
        let answer = get(&bench, path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_ne!(answer.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert!(!answer.text.contains("<!doctype html>\0"));
    }
    let tabless = Bench::new();
    assert_eq!(get(&tabless, "/journey/").await.status, 404);
    let empty = tempfile::tempdir().unwrap();
    let none = Options { site: Some(empty.path().to_owned()), ..options() };
    assert!(crate::Cloud::open(none).unwrap_err().to_string().contains("--site"));
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let folder = built();
    let bench = bench(&folder);
    let steps = [
        "..",
        "%2e%2e",
        ".%2e",
        "%2E.",
        "..%2f",
        "..%5c",
        "..\\",
        "....//",
        "%252e%252e",
        "..;",
        "..%00",
        "%c0%ae%c0%ae",
    ];
    let tails = ["secret.txt", "%73ecret.txt", "site/../secret.txt", "./secret.txt", "/secret.txt", "secret.txt%00.js"];
    let heads = ["/journey/", "/journey/style/", "/journey//", "/shop/", "/caller/", "/journey/%2f"];
    let mut n_asked = 0;
    for head in heads {
        for first in steps {
            for second in ["", "../", "%2e%2e/"] {
                for tail in tails {
                    let path = format!("{head}{first}/{second}{tail}");
                    let Ok(request) = Request::get(&path).body(Body::empty()) else { continue };
                    let answer = bench.send(request).await;
                    n_asked += 1;
                    assert!(!answer.text.contains("secret"), "{path}: {answer:?}");
                    assert!(!answer.status.is_success(), "{path}: {answer:?}");
                }
            }
        }
    }
    assert!(n_asked > 500, "{n_asked}");
}

#[tokio::test]
async fn our_own_pages_have_their_policy_and_no_foreign_frames() {
    let bench = Bench::new();
    for path in ["/", "/shop/", "/caller/", "/shop/basket/", "/shop/nowhere/", "/nowhere"] {
        let answer = get(&bench, path).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        for part in ["default-src 'none'", "script-src 'self';", "frame-ancestors 'self'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}");
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/html"), "{path}");
    }
    assert_eq!(get(&bench, "/healthz").await.text, "ok");
}

#[test]
fn a_hash_in_a_name_is_told_from_a_name() {
    for hashed in ["/app-0123456789abcdef.js", "/a/app-0123456789abcdef_bg.wasm", "/x-01234567.css"] {
        assert!(is_hashed(hashed), "{hashed}");
    }
    for plain in ["/", "/index.html", "/0123456789abcdef.js", "/app-facade.js", "/app-0123456789abcdeg.js", "/icon.svg"]
    {
        assert!(!is_hashed(plain), "{plain}");
    }
}
