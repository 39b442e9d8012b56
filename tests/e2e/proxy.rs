//! A loopback proxy below HTTP and WebSocket: it forwards bytes between the browser and the local cloud, keeps a record of
//! the requests that went by, and does to the connections what networks do. It never changes a byte.

use std::io;
use std::net::TcpListener as Listening;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::recording::{Asked, Reader};

/// Bytes that are forwarded at a time.
const CHUNK: usize = 16 * 1024;

/// What the network is like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weather {
    /// New connections are reset at once.
    pub(crate) refuses: bool,
    /// Every piece is so late.
    pub(crate) latency: Duration,
    /// Bytes in a second, per connection and direction.
    pub(crate) bytes_per_second: Option<usize>,
    /// Pieces are at most so long.
    pub(crate) slice: Option<usize>,
    /// After so many further bytes towards the browser its connection is reset.
    pub(crate) cut_after: Option<usize>,
    /// What becomes of requests to upgrade to a WebSocket.
    pub(crate) upgrades: Upgrades,
    /// Requests of this method and these paths (with `$` at its end one alone, else all that begin so) reset their
    /// connection instead of being forwarded.
    pub(crate) breaks: Option<(String, Vec<String>)>,
    /// Connections of an earlier age are ended.
    age: u64,
    /// WebSockets of this age and before are forgotten: nothing is forwarded, and nobody is told.
    forgotten: Option<u64>,
    /// With a reset (RST); otherwise in order (FIN), without a close frame.
    by_reset: bool,
}

/// What a proxy does to requests to upgrade to a WebSocket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Upgrades {
    /// It lets them through.
    #[default]
    Through,
    /// It answers with a page of HTML, as a captive portal does.
    Captive,
    /// It answers 403.
    Forbidden,
    /// It never answers.
    Hanging,
}

impl Upgrades {
    /// What it answers; `None`: nothing.
    fn answer(self) -> Option<&'static str> {
        match self {
            Self::Captive => Some(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 31\r\nConnection: close\r\n\r\n\
                 <html>Please sign in here</html>",
            ),
            Self::Forbidden => Some("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            Self::Through | Self::Hanging => None,
        }
    }
}

/// The proxy; it ends with this value.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    weather: watch::Sender<Weather>,
    asked: Arc<Mutex<Vec<Result<Asked, String>>>>,
    thread: Option<JoinHandle<()>>,
    end: watch::Sender<bool>,
}

impl Proxy {
    /// Listens on a free port and forwards to `target`.
    pub(crate) fn start(target: u16) -> Self {
        let listening = Listening::bind(("127.0.0.1", 0)).expect("a port for the proxy");
        listening.set_nonblocking(true).expect("a listener that does not block");
        let port = listening.local_addr().expect("the proxy's address").port();
        let (weather, seen) = watch::channel(Weather::default());
        let (end, ended) = watch::channel(false);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&asked);
        // A thread of its own: a story that blocks must not hold the network up.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(accept(listening, target, seen, record, ended));
        });
        Self { port, weather, asked, thread: Some(thread), end }
    }

    /// Changes the weather.
    pub(crate) fn weather(&self, change: impl FnOnce(&mut Weather)) {
        self.weather.send_modify(change);
    }

    /// Ends all connections by a reset.
    pub(crate) fn reset(&self) {
        self.weather(|weather| (weather.age, weather.by_reset) = (weather.age + 1, true));
    }

    /// Ends all connections in order of TCP, without a word of the protocol above.
    pub(crate) fn finish(&self) {
        self.weather(|weather| (weather.age, weather.by_reset) = (weather.age + 1, false));
    }

    /// Forgets all WebSockets, as a router that was replaced: they stay open and nothing comes any more. New ones are well,
    /// and so are requests: a browser keeps dead HTTP/1.1 connections for long, which the cloud's HTTP/2 does not have.
    pub(crate) fn forget(&self) {
        self.weather(|weather| {
            (weather.forgotten, weather.age, weather.by_reset) = (Some(weather.age), weather.age + 1, false);
        });
    }

    /// Fair weather again. Connections that are there stay.
    pub(crate) fn clear(&self) {
        self.weather(|weather| {
            *weather = Weather { age: weather.age, forgotten: weather.forgotten, ..Weather::default() }
        });
    }

    /// The requests that went by, but for the first `n`, and what could not be read as one.
    pub(crate) fn asked_after(&self, n: usize) -> Vec<Result<Asked, String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).iter().skip(n).cloned().collect()
    }

    /// Prints them, for a cell that is red.
    pub(crate) fn print_asked_after(&self, n: usize) {
        for asked in self.asked_after(n).into_iter().flatten() {
            eprintln!("      asked: {} {}", asked.method, asked.target);
        }
    }

    /// How many requests went by.
    pub(crate) fn n_asked(&self) -> usize {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.end.send_replace(true);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

async fn accept(
    listening: Listening,
    target: u16,
    weather: watch::Receiver<Weather>,
    record: Arc<Mutex<Vec<Result<Asked, String>>>>,
    mut ended: watch::Receiver<bool>,
) {
    let listener = TcpListener::from_std(listening).expect("a listener");
    loop {
        let near = tokio::select! {
            Ok((near, _)) = listener.accept() => near,
            _ = ended.changed() => return,
            else => continue,
        };
        let (weather, record) = (weather.clone(), Arc::clone(&record));
        tokio::spawn(async move {
            // A connection that breaks is what this proxy is for.
            drop(converse(near, target, weather, record).await);
        });
    }
}

/// The two ends of one connection.
struct Pair {
    near: TcpStream,
    far: TcpStream,
    age: u64,
    is_socket: AtomicBool,
}

impl Pair {
    /// Ends both ends as the weather says.
    fn cut(&self, by_reset: bool) {
        for end in [&self.near, &self.far] {
            if by_reset {
                drop(end.set_zero_linger());
            }
        }
    }
}

async fn converse(
    near: TcpStream,
    target: u16,
    weather: watch::Receiver<Weather>,
    record: Arc<Mutex<Vec<Result<Asked, String>>>>,
) -> io::Result<()> {
    let (age, refuses) = {
        let weather = weather.borrow();
        (weather.age, weather.refuses)
    };
    if refuses {
        return near.set_zero_linger();
    }
    let far = TcpStream::connect(("127.0.0.1", target)).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let pair = Pair { near, far, age, is_socket: AtomicBool::new(false) };
    let up = forward(&pair.near, &pair.far, &pair, weather.clone(), Watcher::Requests(Reader::default(), record));
    let down = forward(&pair.far, &pair.near, &pair, weather.clone(), Watcher::Answers);
    // Whichever way ends first ends the connection; an end in order is passed on by closing both.
    tokio::select! {
        ended = up => ended,
        ended = down => ended,
    }
}

/// What is looked at while it goes by.
enum Watcher {
    Requests(Reader, Arc<Mutex<Vec<Result<Asked, String>>>>),
    Answers,
}

async fn forward(
    from: &TcpStream,
    to: &TcpStream,
    pair: &Pair,
    mut weather: watch::Receiver<Weather>,
    mut watcher: Watcher,
) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    let mut n_down = 0;
    loop {
        let now = weather.borrow_and_update().clone();
        let is_forgotten = now.forgotten.is_some_and(|age| pair.age <= age) && pair.is_socket.load(Ordering::Relaxed);
        if now.age != pair.age && !is_forgotten {
            pair.cut(now.by_reset);
            return Ok(());
        }
        if is_forgotten {
            // Until something changes.
            if weather.changed().await.is_err() {
                return Ok(());
            }
            continue;
        }
        let n_read = tokio::select! {
            ready = from.readable() => {
                ready?;
                let wanted = now.slice.unwrap_or(CHUNK).clamp(1, CHUNK);
                match from.try_read(&mut buffer[..wanted]) {
                    Ok(0) => return Ok(()),
                    Ok(n) => n,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                    Err(error) => return Err(error),
                }
            }
            changed = weather.changed() => {
                if changed.is_err() {
                    return Ok(());
                }
                continue;
            }
        };
        let mut bytes = &buffer[..n_read];
        match &mut watcher {
            Watcher::Requests(reader, record) => {
                let asked = reader.read(bytes);
                let breaks = |one: &Asked| {
                    let meant = now.breaks.as_ref();
                    let is_path = |path: &String| {
                        path.strip_suffix('$')
                            .map_or_else(|| one.path().starts_with(path.as_str()), |path| one.path() == path)
                    };
                    meant.is_some_and(|(of, paths)| *of == one.method && paths.iter().any(is_path))
                };
                let is_broken = asked.iter().flatten().any(breaks);
                let is_upgrade = asked.iter().flatten().any(|asked| asked.is_upgrade);
                record.lock().unwrap_or_else(PoisonError::into_inner).extend(asked);
                if is_broken {
                    pair.cut(true);
                    return Ok(());
                }
                if is_upgrade {
                    pair.is_socket.store(true, Ordering::Relaxed);
                }
                if is_upgrade && now.upgrades != Upgrades::Through {
                    let Some(answer) = now.upgrades.answer() else {
                        // Until the browser gives up.
                        while pair.near.readable().await.is_ok() {
                            match pair.near.try_read(&mut buffer) {
                                Ok(0) => break,
                                Err(error) if error.kind() != io::ErrorKind::WouldBlock => break,
                                Ok(_) | Err(_) => {}
                            }
                        }
                        return Ok(());
                    };
                    return write(&pair.near, answer.as_bytes()).await;
                }
            }
            Watcher::Answers => {
                if let Some(limit) = now.cut_after {
                    bytes = &bytes[..bytes.len().min(limit.saturating_sub(n_down))];
                    n_down += bytes.len();
                    if n_down >= limit {
                        write(to, bytes).await?;
                        pair.cut(true);
                        return Ok(());
                    }
                }
            }
        }
        let mut wait = now.latency;
        if let Some(rate) = now.bytes_per_second {
            wait += Duration::from_secs_f64(f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX)) / rate as f64);
        }
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        write(to, bytes).await?;
    }
}

async fn write(to: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        to.writable().await?;
        match to.try_write(bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
