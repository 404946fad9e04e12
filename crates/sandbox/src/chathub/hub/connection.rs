//! One client's connection to the hub, from handshake to close.

use std::{sync::atomic::Ordering, time::Duration};

use axum::{
    extract::ws::{Message as Frame, WebSocket},
    http::HeaderMap,
};
use serde_json::Value;
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, interval_at, timeout},
};

use super::{
    Push, invoke,
    protocol::{self, Incoming, Reader},
};
use crate::{
    chathub::{
        App,
        auth::{self, Caller},
    },
    server::Line,
};

/// A handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(15);
/// A client that is silent for longer is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Counts a connection for as long as it lives.
struct Counted(watch::Sender<usize>);

impl Counted {
    fn new(listeners: &watch::Sender<usize>) -> Self {
        listeners.send_modify(|count| *count += 1);
        Self(listeners.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

/// Why a connection ends.
pub(super) enum End {
    /// The other side is gone, or nothing more is to be said.
    Quiet,
    /// With a close record that says why.
    Told(&'static str),
}

/// Who is at the other end.
pub(super) struct Peer {
    pub(super) app: App,
    pub(super) id: u64,
    pub(super) caller: Caller,
    pub(super) line: Line,
}

/// A connection after its upgrade.
struct Connection {
    peer: Peer,
    socket: WebSocket,
    reader: Reader,
    /// Whom it speaks for is asked again when tokens change.
    carried: (HeaderMap, Option<String>),
    heard: Instant,
}

/// Serves a connection until it ends.
pub(super) async fn run(
    app: App,
    socket: WebSocket,
    line: Line,
    caller: Caller,
    carried: (HeaderMap, Option<String>),
) {
    let id = app.next_connection.fetch_add(1, Ordering::Relaxed);
    let reader = Reader::default();
    let heard = Instant::now();
    let peer = Peer {
        app,
        id,
        caller,
        line,
    };
    let mut connection = Connection {
        peer,
        socket,
        reader,
        carried,
        heard,
    };
    let end = connection.serve().await;
    if let End::Told(error) = end {
        // The client may be gone already; then nobody wants to know.
        let _ = connection.send(&protocol::close(Some(error), true)).await;
    }
    // Says goodbye in the WebSocket's way, if anyone still listens.
    let _ = connection.socket.send(Frame::Close(None)).await;
}

impl Connection {
    async fn serve(&mut self) -> End {
        let pushes = self.peer.app.pushes.subscribe();
        let cut = self.peer.app.hub_cut.subscribe();
        match timeout(HANDSHAKE, self.shake_hands()).await {
            Ok(true) => {}
            Ok(false) | Err(_) => return End::Quiet,
        }
        let _counted = Counted::new(&self.peer.app.listeners);
        self.converse(pushes, cut).await
    }

    async fn shake_hands(&mut self) -> bool {
        loop {
            if let Some(record) = self.reader.next() {
                let verdict = protocol::handshake(&record);
                let answer = match &verdict {
                    Ok(()) => serde_json::json!({}),
                    Err(error) => serde_json::json!({ "error": error }),
                };
                return self.send(&answer).await && verdict.is_ok();
            }
            match self.socket.recv().await {
                Some(Ok(frame)) => self.take(&frame),
                Some(Err(_)) | None => return false,
            }
        }
    }

    async fn converse(
        &mut self,
        mut pushes: broadcast::Receiver<Push>,
        mut cut: broadcast::Receiver<()>,
    ) -> End {
        let began = Instant::now();
        let app = self.peer.app.clone();
        let mut tokens = app.tokens_changed.subscribe();
        let period = Duration::from_millis(app.quirks().hub_ping_ms.max(20));
        let mut pings = interval_at(began + period, period);
        let until = self.peer.caller.until.unwrap_or(jiff::Timestamp::MAX);
        let mut expiry = Box::pin(app.clock.sleep_until(until));
        let mut expired = false;
        loop {
            while let Some(record) = self.reader.next() {
                if let Some(end) = self.handle(&record).await {
                    return end;
                }
            }
            let written = tokio::select! {
                frame = self.socket.recv() => match frame {
                    Some(Ok(Frame::Close(_)) | Err(_)) | None => return End::Quiet,
                    Some(Ok(frame)) => { self.take(&frame); true }
                },
                push = pushes.recv() => match push {
                    Ok(push) => self.tell(&push).await,
                    Err(broadcast::error::RecvError::Lagged(_)) => return End::Told("Too slow."),
                    Err(broadcast::error::RecvError::Closed) => return End::Quiet,
                },
                _ = pings.tick() => {
                    if self.heard.elapsed() > SILENCE {
                        return End::Told("Connection closed with an error.");
                    }
                    self.send(&protocol::ping()).await
                }
                _ = cut.recv() => { self.peer.line.cut(); return End::Quiet; }
                () = &mut expiry, if !expired => {
                    expired = true;
                    if self.unwelcome() { return End::Told("Authentication expired."); }
                    true
                }
                _ = tokens.changed() => {
                    if self.unwelcome() { return End::Told("Authentication expired."); }
                    true
                }
                () = app.stopping.cancelled() => return End::Quiet,
            };
            if !written {
                return End::Quiet;
            }
        }
    }

    /// Whether its token ended and the hub minds.
    fn unwelcome(&self) -> bool {
        let (headers, token) = &self.carried;
        let (_, claim) = auth::claim(&self.peer.app, headers, token.as_deref());
        self.peer.app.quirks().hub_closes_on_expiry
            && Caller::from_claim(&self.peer.app, claim).is_err()
    }

    fn take(&mut self, frame: &Frame) {
        self.heard = Instant::now();
        match frame {
            Frame::Text(text) => self.reader.push(text.as_str()),
            Frame::Binary(bytes) => self.reader.push(&String::from_utf8_lossy(bytes)),
            Frame::Ping(_) | Frame::Pong(_) | Frame::Close(_) => {}
        }
    }

    async fn handle(&mut self, record: &str) -> Option<End> {
        match protocol::parse(record) {
            None => Some(End::Told("Connection closed with an error.")),
            Some(Incoming::Close) => Some(End::Quiet),
            Some(Incoming::Ping | Incoming::Other) => None,
            Some(Incoming::Invocation {
                id,
                target,
                arguments,
            }) => {
                let completion = match invoke::run(&self.peer, &target, arguments).await {
                    invoke::Outcome::Answer(result) => result,
                    invoke::Outcome::Lost => return Some(End::Quiet),
                };
                match id {
                    Some(id) if !self.send(&protocol::completion(&id, completion)).await => {
                        Some(End::Quiet)
                    }
                    _ => None,
                }
            }
        }
    }

    /// Pushes what the caller may see.
    async fn tell(&mut self, push: &Push) -> bool {
        let confined = self.peer.caller.confined_to(&self.peer.app);
        let foreign = confined.is_some() && confined != push.organization;
        if push.silent_for == Some(self.peer.id) || foreign {
            return true;
        }
        self.send(&protocol::invocation(push.target, &push.arguments))
            .await
    }

    async fn send(&mut self, value: &Value) -> bool {
        self.socket
            .send(Frame::Text(protocol::record(value).into()))
            .await
            .is_ok()
    }
}
