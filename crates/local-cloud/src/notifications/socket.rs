//! One task per WebSocket: frames out, commands in (genesys-api §3.2). The channel's id in the address is the secret.

use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::time::timeout;
use wire::Read as _;

use super::channel::{Inbox, Out};
use super::hub::{Mode, No, Owner};
use super::{frames, topics};
use crate::answer::Problem;
use crate::shared::App;

/// What a client may send at once.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;
/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_secs(5);

/// The streaming address.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/channels/{channelId}", get(connect))
}

async fn connect(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Foreign origins are refused before this; a browser always names its page here, so absence is refused as well.
    if !headers.contains_key(header::ORIGIN) {
        return Problem::not_authorized("A socket needs the Origin header of an allowed page.").into_response();
    }
    upgrade.max_message_size(MESSAGE_BYTES_MAX).max_frame_size(MESSAGE_BYTES_MAX).on_upgrade(move |socket| async move {
        match app.hub.attach(&id, app.clock.now(), app.clock.steady()) {
            Some((inbox, owner)) => {
                let serial = inbox.serial;
                run(&app, socket, inbox, &id, &owner).await;
                app.hub.detach(&id, serial, app.clock.steady());
            }
            None => turn_away(socket).await,
        }
    })
}

async fn turn_away(mut socket: WebSocket) {
    let text = frames::gone("There is no such channel. It may have expired.");
    if say(&mut socket, Message::Text(text)).await {
        close(&mut socket, 1008, "no such channel").await;
    }
}

async fn run(app: &App, mut socket: WebSocket, mut inbox: Inbox, id: &str, owner: &Owner) {
    let mut draining = false;
    loop {
        tokio::select! {
            order = &mut inbox.cut, if !draining => match order {
                Ok(()) => draining = true,
                Err(_) => return,
            },
            out = inbox.queue.recv() => {
                let Some(out) = out else { return };
                let n_bytes = out.n_bytes();
                match out {
                    Out::Text(text) => {
                        let sent = deliver(&mut socket, text, &mut inbox, &mut draining).await;
                        if !sent {
                            return;
                        }
                    }
                    Out::Close(code, reason) => return close(&mut socket, code, reason).await,
                }
                inbox.done(n_bytes);
            },
            received = socket.recv(), if !draining => match received {
                Some(Ok(Message::Text(text))) => {
                    let answer = obey(app, id, owner, text.as_str()).await;
                    if !say(&mut socket, Message::Text(answer)).await {
                        return;
                    }
                }
                Some(Ok(Message::Binary(_))) => {
                    if !say(&mut socket, Message::Text(frames::error("Text frames only."))).await {
                        return;
                    }
                }
                // Pings are answered by the library.
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
        }
    }
}

/// Sends one frame. A client that does not read is cut by the hub even while this waits for it.
async fn deliver(socket: &mut WebSocket, text: Utf8Bytes, inbox: &mut Inbox, draining: &mut bool) -> bool {
    let mut sending = std::pin::pin!(socket.send(Message::Text(text)));
    if !*draining {
        tokio::select! {
            sent = &mut sending => return sent.is_ok(),
            order = &mut inbox.cut => match order {
                Ok(()) => *draining = true,
                Err(_) => return false,
            },
        }
    }
    matches!(timeout(FAREWELL, sending).await, Ok(Ok(())))
}

/// Carries out a command; answers what to tell.
async fn obey(app: &App, id: &str, owner: &Owner, text: &str) -> Utf8Bytes {
    let Some(command) = wire::whole_json(text).as_ref().and_then(wire::SocketCommand::read) else {
        return frames::error("This is no command.");
    };
    let correlation_id = command.correlation_id.as_deref();
    match command.message.as_str() {
        "ping" => frames::pong(),
        "subscribe" => {
            let agent = app.read(|world| world.agent(&owner.user_id).cloned()).map(|agent| app.permits.now(agent));
            let Some(agent) = agent else { return frames::failure("The user is gone.", correlation_id) };
            if let Some(no) = command.topics.iter().find_map(|name| topics::judge(name, &agent).err()) {
                return frames::failure(Problem::from(no).message(), correlation_id);
            }
            let (app, owner, id) = (App::clone(app), owner.clone(), id.to_owned());
            let subscribed = tokio::task::spawn_blocking(move || {
                app.hub.subscribe(&app.store, &owner, &id, Mode::Add, command.topics, app.clock.now())
            });
            match subscribed.await {
                Ok(Ok(_)) => frames::subscribed(correlation_id),
                Ok(Err(No::NotFound)) => frames::gone("There is no such channel. It may have expired."),
                Ok(Err(no)) => frames::failure(Problem::from(no).message(), correlation_id),
                Err(_) => frames::failure("The server could not do this.", correlation_id),
            }
        }
        _ => frames::error("There is no such command."),
    }
}

/// Sends within the time of a farewell; `false` when the socket is of no more use.
async fn say(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(FAREWELL, socket.send(message)).await, Ok(Ok(())))
}

/// Closes in order and waits a little for the other side's close, so that nothing sent before is lost.
async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: reason.into() };
    if say(socket, Message::Close(Some(frame))).await {
        let goodbye = timeout(FAREWELL, async { while let Some(Ok(_)) = socket.recv().await {} });
        // Nothing depends on whether the other side was polite.
        drop(goodbye.await);
    }
}
