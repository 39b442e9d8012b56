//! A plain web server on a loopback port: static files with the headers they are promised to work under, as any host
//! serves them, or whatever a story answers.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is served, by path, beside the folder's own files.
pub(crate) type Pages = BTreeMap<String, String>;

/// A server; it ends with the test program.
pub(crate) struct WebHost {
    pub(crate) port: u16,
}

/// What a browser asks for.
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) target: String,
    pub(crate) body: String,
}

/// What it is answered.
pub(crate) struct Reply {
    status: &'static str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn new(status: &'static str, kind: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("Content-Type".to_owned(), kind.to_owned())], body }
    }

    pub(crate) fn html(text: String) -> Self {
        Self::new("200 OK", "text/html; charset=utf-8", text.into_bytes())
    }

    pub(crate) fn json(text: String) -> Self {
        Self::new("200 OK", "application/json", text.into_bytes())
    }

    pub(crate) fn missing() -> Self {
        Self::new("404 Not Found", "text/plain", Vec::new())
    }

    /// On to another address.
    pub(crate) fn to(address: &str) -> Self {
        Self::new("302 Found", "text/plain", Vec::new()).with("Location", address)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl WebHost {
    /// Serves a folder, or nothing but the pages; `policy` is sent with every file.
    pub(crate) fn start(listener: TcpListener, folder: Option<PathBuf>, pages: Pages, policy: String) -> Self {
        let port = listener.local_addr().expect("an address").port();
        serve(listener, move |asked| file(&asked.target, folder.as_deref(), &pages, &policy));
        Self { port }
    }
}

/// Answers whoever asks.
pub(crate) fn serve(listener: TcpListener, answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || {
                // A browser that goes away in the middle is nobody's mistake.
                drop(converse(stream, &*answer));
            });
        }
    });
}

fn converse(mut stream: TcpStream, answer: &dyn Fn(&Asked) -> Reply) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().filter_map(|line| line.split_once(':'));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.filter_map(|(_, value)| value.trim().parse().ok()).next().unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let reply = answer(&Asked { target: head.split(' ').nth(1).unwrap_or("/").to_owned(), body });
    let headers: String = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    write!(
        stream,
        "HTTP/1.1 {}\r\n{headers}Content-Length: {}\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n",
        reply.status,
        reply.body.len()
    )?;
    if !head.starts_with("HEAD ") {
        stream.write_all(&reply.body)?;
    }
    Ok(())
}

fn file(target: &str, folder: Option<&Path>, pages: &Pages, policy: &str) -> Reply {
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let path = if path == "/" { "/index.html" } else { path };
    let file = |folder: &Path| std::fs::read(folder.join(path.trim_start_matches('/'))).ok();
    let found = pages.get(path).map(|page| page.clone().into_bytes()).or_else(|| folder.and_then(file));
    let Some(body) = found else { return Reply::missing().with("Content-Security-Policy", policy) };
    let kind = match path.rsplit('.').next() {
        // Whatever its address says, as a server that answers every address with its first page does.
        _ if body.get(..9).is_some_and(|it| it.eq_ignore_ascii_case(b"<!doctype")) => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Reply::new("200 OK", kind, body).with("Content-Security-Policy", policy)
}
