//! `Socket` over WebSocket: text in, text out. No knowledge of the protocol spoken in it.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Sink, Stream};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State};

use crate::live::services::{Socket, SocketNews, Sockets};

/// Opens WebSockets.
pub struct WebSockets;

impl Sockets for WebSockets {
    fn open(&self, address: &str) -> Box<dyn Socket> {
        // An address that the browser refuses is a socket that never opened.
        let phase = WebSocket::open(address).map_or(Phase::Refused, Phase::Opening);
        Box::new(BrowserSocket { phase })
    }
}

struct BrowserSocket {
    phase: Phase,
}

enum Phase {
    Refused,
    Opening(WebSocket),
    Open(WebSocket),
    Closed,
}

impl Socket for BrowserSocket {
    fn poll_news(&mut self, context: &mut Context<'_>) -> Poll<SocketNews> {
        loop {
            match std::mem::replace(&mut self.phase, Phase::Closed) {
                Phase::Refused => return Poll::Ready(SocketNews::Closed),
                Phase::Closed => return Poll::Pending,
                Phase::Opening(mut socket) => match Pin::new(&mut socket).poll_ready(context) {
                    Poll::Pending => {
                        self.phase = Phase::Opening(socket);
                        return Poll::Pending;
                    }
                    Poll::Ready(_) => {
                        let is_open = matches!(socket.state(), State::Open);
                        self.phase = Phase::Open(socket);
                        // Not open and no longer opening: the stream tells that it is closed.
                        if is_open {
                            return Poll::Ready(SocketNews::Opened);
                        }
                    }
                },
                Phase::Open(mut socket) => match Pin::new(&mut socket).poll_next(context) {
                    Poll::Pending => {
                        self.phase = Phase::Open(socket);
                        return Poll::Pending;
                    }
                    Poll::Ready(Some(Ok(Message::Text(text)))) => {
                        self.phase = Phase::Open(socket);
                        return Poll::Ready(SocketNews::Text(text));
                    }
                    // The cloud sends text only.
                    Poll::Ready(Some(Ok(Message::Bytes(_)))) => self.phase = Phase::Open(socket),
                    Poll::Ready(Some(Err(_)) | None) => return Poll::Ready(SocketNews::Closed),
                },
            }
        }
    }

    fn send(&mut self, text: String) {
        if let Phase::Open(socket) = &mut self.phase
            && matches!(socket.state(), State::Open)
        {
            // A frame that cannot be sent is one more silence: the core's probe finds out.
            Pin::new(socket).start_send(Message::Text(text)).ok();
        }
    }
}
