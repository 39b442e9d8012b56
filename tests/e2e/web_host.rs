//! A plain web server on a loopback port: static files with the headers they are promised to work under, as any host
//! serves them.

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

impl WebHost {
    /// Serves a folder, or nothing but the pages; `policy` is sent with every file.
    pub(crate) fn start(listener: TcpListener, folder: Option<PathBuf>, pages: Pages, policy: String) -> Self {
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new((folder, pages, policy));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    // A browser that goes away in the middle is nobody's mistake.
                    drop(answer(stream, &shared.0, &shared.1, &shared.2));
                });
            }
        });
        Self { port }
    }
}

fn answer(mut stream: TcpStream, folder: &Option<PathBuf>, pages: &Pages, policy: &str) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte)? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or("/");
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let path = if path == "/" { "/index.html" } else { path };
    let file = |folder: &Path| std::fs::read(folder.join(path.trim_start_matches('/'))).ok();
    let found = pages.get(path).map(|page| page.clone().into_bytes()).or_else(|| folder.as_deref().and_then(file));
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let (status, body) = found.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}
