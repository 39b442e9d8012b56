//! Who may speak: tables of hosts, origins, sizes, rates.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;

use crate::cloud::Options;
use crate::tests::{Bench, FAULTS, Running, events_path, exchange, morning, options, page_view};

const FOREIGN_HOSTS: [&str; 50] = [
    "",
    "127.0.0.1",
    "localhost",
    "[::1]",
    "127.0.0.1:80",
    "127.0.0.1:8788",
    "127.0.0.1:08787",
    "127.0.0.1:87870",
    "127.0.0.1:8787.",
    "127.0.0.1.:8787",
    "127.0.0.1:8787:8787",
    "127.0.0.2:8787",
    "127.1:8787",
    "127.000.000.001:8787",
    "2130706433:8787",
    "0x7f000001:8787",
    "0177.0.0.1:8787",
    "0.0.0.0:8787",
    "0:8787",
    "localhost.:8787",
    "LOCALHOST:8787",
    "Localhost:8787",
    "localhost:8788",
    "localhost.localdomain:8787",
    "localhost.evil.example:8787",
    "evil.localhost:8787",
    "evil.example",
    "evil.example:8787",
    "127.0.0.1.evil.example:8787",
    "127.0.0.1:8787.evil.example",
    "evil.example/127.0.0.1:8787",
    "evil.example#127.0.0.1:8787",
    "user@127.0.0.1:8787",
    "127.0.0.1:8787@evil.example",
    "127.0.0.1:8787, evil.example",
    "127.0.0.1:8787 evil.example",
    "http://127.0.0.1:8787",
    "[::1]:8788",
    "[::1]",
    "::1:8787",
    "[0:0:0:0:0:0:0:1]:8787",
    "[::ffff:127.0.0.1]:8787",
    "[::]:8787",
    "[fe80::1]:8787",
    "192.168.1.2:8787",
    "10.0.0.1:8787",
    "169.254.169.254:8787",
    "xn--lcalhost-37a:8787",
    "*",
    "null",
];

const FOREIGN_ORIGINS: [&str; 40] = [
    "null",
    "*",
    "file://",
    "http://",
    "http://127.0.0.1",
    "http://localhost",
    "https://127.0.0.1:8787",
    "https://localhost:8787",
    "ws://127.0.0.1:8787",
    "HTTP://127.0.0.1:8787",
    "http://127.0.0.1:8788",
    "http://127.0.0.1:878",
    "http://127.0.0.1:87870",
    "http://127.0.0.1:8787/",
    "http://127.0.0.1:8787/journey/",
    "http://127.0.0.1:8787.evil.example",
    "http://127.0.0.1:8787@evil.example",
    "http://user@127.0.0.1:8787",
    "http://evil.example",
    "http://evil.example:8787",
    "http://127.0.0.1.evil.example:8787",
    "http://localhost.evil.example:8787",
    "http://evil-localhost:8787",
    "http://sub.localhost:8787",
    "http://LOCALHOST:8787",
    "http://localhost.:8787",
    "http://127.0.0.2:8787",
    "http://127.1:8787",
    "http://[::1]",
    "http://[::1]:8788",
    "http://[0:0:0:0:0:0:0:1]:8787",
    "http://l\u{f6}calhost:8787",
    "http://xn--lcalhost-n4a:8787",
    "http://127.0.0.1:8787 http://evil.example",
    "http://127.0.0.1:8787, http://evil.example",
    "chrome-extension://abcdefghijklmnop",
    "moz-extension://abc",
    "data:text/html,x",
    "about:blank",
    "https://apps.mypurecloud.com",
];

#[tokio::test]
async fn foreign_hosts_are_refused_and_our_own_three_are_not() {
    let bench = Bench::new();
    for host in FOREIGN_HOSTS {
        for path in ["/", "/journey/", "/api/v2/date", "/channels/x", "/control/truth"] {
            let request = Request::get(path).header(header::HOST, host).header("x-faults", FAULTS);
            let answer = bench.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.refusal(), (403, "not.authorized".to_owned()), "{host} {path}");
        }
    }
    for host in ["127.0.0.1:8787", "localhost:8787", "[::1]:8787"] {
        let request = Request::get("/").header(header::HOST, host).body(Body::empty()).unwrap();
        assert_eq!(bench.send(request).await.status, 200, "{host}");
    }
    let twice = Request::get("/").header(header::HOST, "127.0.0.1:8787").header(header::HOST, "evil.example");
    assert_eq!(bench.send(twice.body(Body::empty()).unwrap()).await.status, 403);
    let absolute = Request::get("http://evil.example/").header(header::HOST, "127.0.0.1:8787");
    assert_eq!(bench.send(absolute.body(Body::empty()).unwrap()).await.status, 403);
}

#[tokio::test]
async fn through_a_proxy_that_is_named_the_cloud_is_found_and_names_itself_so() {
    let bench = Bench::with(Options { proxy_port: Some(9_999), ..options() });
    let token = bench.token("Ada Lindqvist").await;
    let channel = |host: &'static str| {
        let request = Request::post("/api/v2/notifications/channels").header(header::HOST, host);
        let request = request.header(header::ORIGIN, format!("http://{host}"));
        request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::empty()).unwrap()
    };
    for host in ["127.0.0.1:9999", "127.0.0.1:8787"] {
        let uri = bench.send(channel(host)).await.ok()["connectUri"].as_str().unwrap().to_owned();
        assert!(uri.starts_with(&format!("ws://{host}/channels/")), "{uri}");
    }
    assert_eq!(bench.send(channel("127.0.0.1:9998")).await.refusal(), (403, "not.authorized".to_owned()));
}

#[tokio::test]
async fn foreign_origins_change_nothing_and_get_no_permission() {
    let bench = Bench::new();
    for origin in FOREIGN_ORIGINS {
        // As a simple request, which a browser sends without asking first.
        let event = page_view("a-cookie", "home", morning()).to_string();
        let post = Request::post(events_path())
            .header(header::ORIGIN, origin.as_bytes())
            .header(header::CONTENT_TYPE, "text/plain")
            .body(Body::from(event))
            .unwrap();
        let preflight = Request::options("/api/v2/users/me")
            .header(header::ORIGIN, origin.as_bytes())
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .body(Body::empty())
            .unwrap();
        for request in [post, preflight] {
            let answer = bench.send(request).await;
            assert_eq!(answer.status, 403, "{origin}");
            assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "", "{origin}");
        }
    }
    assert!(bench.cloud.app.read(crate::world::World::is_empty));
}

#[tokio::test]
async fn our_own_origins_get_exactly_themselves_back() {
    let bench = Bench::new();
    for origin in ["http://127.0.0.1:8787", "http://localhost:8787", "http://[::1]:8787"] {
        let request = Request::get("/api/v2/date").header(header::ORIGIN, origin).body(Body::empty()).unwrap();
        let answer = bench.send(request).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), origin);
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), "");
        assert!(answer.headers.get_all(header::VARY).iter().any(|value| value == "Origin"));
        let exposed = answer.header(header::ACCESS_CONTROL_EXPOSE_HEADERS);
        for name in ["Retry-After", "ININ-Correlation-Id", "inin-ratelimit-reset"] {
            assert!(exposed.contains(name), "{name} in {exposed}");
        }
    }
    // Pages and controls are never shared.
    let page = Request::get("/").header(header::ORIGIN, "http://localhost:8787").body(Body::empty()).unwrap();
    assert_eq!(bench.send(page).await.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "");
}

#[tokio::test]
async fn the_301st_request_of_a_minute_is_told_when_to_come_again() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    for n in 1..=300 {
        let answer = bench.get("/api/v2/date", &token).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("inin-ratelimit-count"), n.to_string());
        assert_eq!(answer.header("inin-ratelimit-allowed"), "300");
    }
    bench.cloud.clock().advance(std::time::Duration::from_secs(20));
    let over = bench.get("/api/v2/date", &token).await;
    assert_eq!(over.refusal(), (429, "too.many.requests.retry.after".to_owned()));
    assert_eq!(over.header(header::RETRY_AFTER), "40");
    assert!(over.json()["message"].as_str().unwrap().contains("[40]"));
    bench.control("/control/rates/reset", &json!({})).await;
    assert_eq!(bench.get("/api/v2/date", &token).await.status, 200);
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let large = |path: &str, n_bytes: usize| {
        Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("x".repeat(n_bytes)))
            .unwrap()
    };
    let lookup = "/api/v2/externalcontacts/identifierlookup/contacts";
    let too_large = (413, "request.entity.too.large".to_owned());
    assert_eq!(bench.send(large(lookup, 512_001)).await.refusal(), too_large);
    assert_eq!(bench.send(large(lookup, 512_000)).await.status, 400);
    assert_eq!(bench.send(large(&events_path(), 65_537)).await.refusal(), too_large);
    let long = format!("/api/v2/date?{}", "x".repeat(9_000));
    assert_eq!(bench.get(&long, &token).await.status, 400);
}

#[tokio::test]
async fn a_large_head_and_an_announced_gigabyte_end_early() {
    let cloud = Running::in_memory().await;
    let host = format!("Host: 127.0.0.1:{}\r\n", cloud.port);
    let head = format!("GET / HTTP/1.1\r\n{host}X-Large: {}\r\n\r\n", "x".repeat(40_000));
    let answer = exchange(cloud.port, head.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let body = format!(
        "POST {} HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 1000000000\r\nConnection: close\r\n\r\n",
        events_path()
    );
    assert!(exchange(cloud.port, body.as_bytes()).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn the_cloud_listens_on_the_loopback_only() {
    for host in ["0.0.0.0", "::", "192.168.1.2", "8.8.8.8"] {
        let options = crate::Options { host: host.parse().unwrap(), ..crate::tests::options() };
        assert!(matches!(crate::Cloud::open(options), Err(crate::OpenError::NotLoopback(_))), "{host}");
    }
    let listeners = crate::bind(&crate::Options { port: 0, ..crate::tests::options() }).await.unwrap();
    for listener in &listeners {
        assert!(listener.local_addr().unwrap().ip().is_loopback());
    }
    let port = listeners[0].local_addr().unwrap().port();
    let refusal = crate::bind(&crate::Options { port, ..crate::tests::options() }).await.unwrap_err().to_string();
    assert!(refusal.contains("--port"), "{refusal}");
}
