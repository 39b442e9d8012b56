//! Sockets: binding the loopback, serving connections within limits, ending in order.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::cloud::{Cloud, Life, Options, router};
use crate::notifications::GOING_AWAY;
use crate::shared::App;
use crate::world::World;

/// Connections at a time (reliability K5).
const N_CONNECTIONS_MAX: usize = 256;
/// Longest wait for a request's head.
const HEAD_TIME_MAX: Duration = Duration::from_secs(5);
/// Longest head of a request.
const HEAD_BYTES_MAX: usize = 16 * 1024;
const N_HEADERS_MAX: usize = 100;
/// How long connections may take to end.
const END_TIME_MAX: Duration = Duration::from_secs(2);
const BEAT: Duration = Duration::from_secs(1);

/// Why nothing is served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Somebody else listens there.
    #[error("port {0} is in use by another program: stop it, or name another port with --port")]
    PortInUse(u16),
    /// The system refused.
    #[error("cannot listen on {0}: {1}")]
    Bind(SocketAddr, io::Error),
}

/// Binds the address of `options`; with 127.0.0.1 also ::1 on the same port where that is possible, since `localhost`
/// means both.
///
/// # Errors
/// When the port is in use or the system refuses.
pub async fn bind(options: &Options) -> Result<Vec<TcpListener>, ServeError> {
    let address = SocketAddr::new(options.host, options.port);
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortInUse(options.port),
        _ => ServeError::Bind(address, error),
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let mut listeners = Vec::new();
    if let Ok(bound) = listener.local_addr()
        && bound.is_ipv4()
        && let Ok(sixth) = TcpListener::bind(("::1", bound.port())).await
    {
        listeners.push(sixth);
    }
    listeners.insert(0, listener);
    Ok(listeners)
}

impl Cloud {
    /// Serves until `stop` is ready; then sockets are closed in order.
    ///
    /// # Errors
    /// When a listener cannot tell its address.
    pub async fn serve(self, listeners: Vec<TcpListener>, stop: impl Future<Output = ()>) -> io::Result<()> {
        let Self { app, life, quiet } = self;
        if let Some(first) = listeners.first() {
            app.place.bound(first.local_addr()?.port());
        }
        if !quiet {
            announce(&welcome(app.place.port(), app.read(World::sees_everything).as_deref(), life.plays()));
        }
        let (ending, ended) = watch::channel(());
        let slots = Arc::new(Semaphore::new(N_CONNECTIONS_MAX));
        let accepting: Vec<_> = listeners
            .into_iter()
            .map(|listener| tokio::spawn(accept(App::clone(&app), listener, Arc::clone(&slots), ended.clone())))
            .collect();
        let beating = tokio::spawn(beat(App::clone(&app), life));
        stop.await;
        for task in &accepting {
            task.abort();
        }
        beating.abort();
        app.hub.close_all(GOING_AWAY);
        drop(ended);
        let _nobody_left = ending.send(()).is_err();
        let all = u32::try_from(N_CONNECTIONS_MAX).unwrap_or(u32::MAX);
        // Whoever has not ended by then is cut with the process.
        drop(timeout(END_TIME_MAX, slots.acquire_many(all)).await);
        Ok(())
    }
}

#[expect(clippy::print_stdout, reason = "this is what the person at the terminal waits for")]
fn announce(welcome: &str) {
    println!("{welcome}");
}

/// What to do first, with the addresses. `agent` is the name of the agent who may see everything; with personas somebody
/// is in a conversation with them.
fn welcome(port: u16, agent: Option<&str>, has_personas: bool) -> String {
    let base = format!("http://127.0.0.1:{port}");
    let agent = agent.unwrap_or("one of the agents");
    let meets = if has_personas {
        "A scripted customer is in a conversation with this agent: the tab shows who it is and what they do."
    } else {
        "The tab shows a customer as soon as one is in a conversation with this agent."
    };
    format!(
        "1. Be the agent: open {base}/journey/ and sign in as {agent}, who may see everything.\n   \
            {meets}\n\
         2. Be a customer: open {base}/shop/ in another window; click, search, fill the basket, press \"Chat with us\".\n\
         3. Let somebody call: open {base}/caller/ and choose a number.\n\
         local-cloud ready on {base}/"
    )
}

async fn accept(app: App, listener: TcpListener, slots: Arc<Semaphore>, ended: watch::Receiver<()>) {
    let routes = router(&app);
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                // Out of file descriptors, as a rule: connections that end give some back.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (routes, ended) = (routes.clone(), ended.clone());
        tokio::spawn(async move {
            converse(stream, routes, ended).await;
            drop(slot);
        });
    }
}

async fn converse(stream: TcpStream, routes: axum::Router, mut ended: watch::Receiver<()>) {
    // Frames are small and should leave at once; without this they wait for each other.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(N_HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A client that breaks off is no matter of ours.
        _ = &mut connection => {}
        _ = ended.changed() => {
            connection.as_mut().graceful_shutdown();
            drop(timeout(END_TIME_MAX, connection).await);
        }
    }
}

async fn beat(app: App, life: Life) {
    let life = Arc::new(life);
    let mut beats = interval(BEAT);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        let (app, life) = (App::clone(&app), Arc::clone(&life));
        match tokio::task::spawn_blocking(move || life.beat(&app)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => eprintln!("local-cloud: {error}"),
            Err(_) => eprintln!("local-cloud: a beat was lost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::welcome;

    #[test]
    fn the_addresses_say_what_to_do_first() {
        let told = welcome(8787, Some("Ada Lindqvist"), true);
        let lines: Vec<&str> = told.lines().collect();
        assert!(
            lines[0].starts_with("1. ") && lines[0].contains("/journey/") && lines[0].contains("Ada Lindqvist"),
            "{told}"
        );
        assert!(lines[1].contains("in a conversation"), "{told}");
        assert!(lines[2].starts_with("2. ") && lines[2].contains("http://127.0.0.1:8787/shop/"), "{told}");
        assert!(lines[3].starts_with("3. ") && lines[3].contains("/caller/"), "{told}");
        // Whoever waits for the cloud waits for this line.
        assert_eq!(lines.last(), Some(&"local-cloud ready on http://127.0.0.1:8787/"));
        assert!(!welcome(1, None, false).contains("scripted"), "nobody is there without personas");
    }
}
