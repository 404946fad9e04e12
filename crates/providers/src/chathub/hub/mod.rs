//! The SignalR hub (chathub.md §4.2): pushes, and the way to send where REST has none.
//!
//! The published SignalR clients for Rust are unmaintained or bring a TLS and HTTP of their own,
//! so this is the JSON protocol over a web socket of our shared HTTP: `protocol` reads and
//! writes records, `connect` makes the connection, `events` says what pushes mean, and this file
//! keeps one connection until it ends.

mod connect;
mod events;
pub(super) mod foreign;
mod line;
mod protocol;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow;

use async_trait::async_trait;
use domain::facets::{Live, LiveEvent};
use domain::{Error, ErrorCode, Result};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{self, Message};

pub(super) use line::Line;

use self::connect::LARGEST_RECORD;
use self::line::Invocation;
use self::protocol::{Record, Records};
use super::ChatHub;
use crate::http::{Socket, Times, bounded};

#[async_trait]
impl Live for ChatHub {
    async fn listen(&self, events: mpsc::Sender<LiveEvent>) -> Result<()> {
        let mut identity = self.client.tokens.identity();
        identity.mark_unchanged();
        let mut session = Session {
            socket: connect::connect(&self.client).await?,
            records: Records::default(),
            waiting: HashMap::new(),
            calls: 0,
            events,
            times: self.client.http.times(),
        };
        session.shake_hands().await?;
        if session.tell(LiveEvent::Connected).await.is_break() {
            return Ok(());
        }
        let mut invocations = self.hub.open();
        let listener = session.events.clone();
        tokio::select! {
            () = listener.closed() => session.leave().await,
            ended = session.run(&mut invocations) => ended,
            // Someone else works here now: the next connection is theirs.
            _ = identity.changed() => session.leave().await,
        }
    }
}

/// One connection.
struct Session {
    socket: Socket,
    records: Records,
    /// Our calls under way, by their ids.
    waiting: HashMap<String, oneshot::Sender<Result<Value>>>,
    calls: u64,
    events: mpsc::Sender<LiveEvent>,
    times: Times,
}

impl Session {
    async fn shake_hands(&mut self) -> Result<()> {
        self.write(protocol::handshake()).await?;
        let answered = timeout(self.times.connect, self.handshake_answer()).await;
        let answered =
            answered.unwrap_or_else(|_| Err(broken("The live connection stays silent.")))?;
        let Some(accepted) = answered else {
            return Err(broken("The live connection was closed at once."));
        };
        accepted.map_err(|words| {
            let words = bounded(&words).unwrap_or_default();
            broken(format!("The live connection was refused: {words}"))
        })
    }

    /// Forwards events and calls until the connection ends.
    async fn run(&mut self, invocations: &mut mpsc::Receiver<Invocation>) -> Result<()> {
        let start = Instant::now();
        let mut ping = interval_at(start + self.times.ping, self.times.ping);
        let mut heard = start;
        loop {
            while let Some(record) = self.records.next().map(protocol::read) {
                if let ControlFlow::Break(ended) = self.take(record).await {
                    return ended;
                }
            }
            tokio::select! {
                frame = self.socket.next() => {
                    heard = Instant::now();
                    if !self.take_frame(frame)? {
                        return Ok(());
                    }
                }
                Some(call) = invocations.recv() => self.invoke(call).await?,
                _ = ping.tick() => self.write(protocol::ping()).await?,
                () = sleep_until(heard + self.times.silence) => {
                    return Err(broken("The live connection fell silent."));
                }
            }
        }
    }

    async fn take(&mut self, record: Option<Record>) -> ControlFlow<Result<()>> {
        let unreadable = || Err(broken("The live connection said something unreadable."));
        match record {
            None => return ControlFlow::Break(unreadable()),
            Some(Record::Close(None)) => return ControlFlow::Break(Ok(())),
            Some(Record::Close(Some(words))) => {
                let words = bounded(&words).unwrap_or_default();
                return ControlFlow::Break(Err(broken(words)));
            }
            Some(Record::Completion { id, result }) => {
                if let Some(caller) = self.waiting.remove(&id) {
                    // Whoever called may have stopped waiting.
                    let _ = caller.send(result.map_err(|words| line::refused(&words)));
                }
            }
            Some(Record::Call {
                target,
                arguments,
                id,
            }) => {
                if let Some(event) = events::event(&target, &arguments)
                    && self.tell(event).await.is_break()
                {
                    return ControlFlow::Break(Ok(()));
                }
                if let Some(id) = id
                    && let Err(error) = self.write(protocol::no_result(&id)).await
                {
                    return ControlFlow::Break(Err(error));
                }
            }
            Some(Record::Other) => {}
        }
        ControlFlow::Continue(())
    }

    /// Hands an event on; breaks when nobody listens any more.
    async fn tell(&mut self, event: LiveEvent) -> ControlFlow<()> {
        match self.events.send(event).await {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    async fn invoke(&mut self, call: Invocation) -> Result<()> {
        self.calls += 1;
        let id = self.calls.to_string();
        let record = protocol::invocation(&id, call.target, &call.arguments);
        self.waiting.retain(|_, caller| !caller.is_closed());
        self.waiting.insert(id, call.reply);
        self.write(record).await
    }

    async fn write(&mut self, record: String) -> Result<()> {
        // The time is for the network to take it; a file is allowed as long as any upload.
        let sending = self.socket.send(Message::text(record));
        match timeout(self.times.upload, sending).await {
            Ok(sent) => sent.map_err(of_socket),
            Err(_) => Err(broken("The live connection takes nothing more.")),
        }
    }

    /// What the first record says; `None` if there is none.
    async fn handshake_answer(&mut self) -> Result<Option<Result<(), String>>> {
        loop {
            if let Some(record) = self.records.next() {
                return Ok(Some(protocol::read_handshake(record)));
            }
            let frame = self.socket.next().await;
            if !self.take_frame(frame)? {
                return Ok(None);
            }
        }
    }

    /// Takes a frame; `false` when the service closed the connection.
    fn take_frame(&mut self, frame: Option<tungstenite::Result<Message>>) -> Result<bool> {
        let fits = match frame {
            None | Some(Ok(Message::Close(_))) => return Ok(false),
            Some(Err(tungstenite::Error::ConnectionClosed)) => return Ok(false),
            Some(Err(error)) => return Err(of_socket(error)),
            Some(Ok(Message::Text(text))) => self.records.push(&text, LARGEST_RECORD),
            Some(Ok(Message::Binary(bytes))) => match std::str::from_utf8(&bytes) {
                Ok(text) => self.records.push(text, LARGEST_RECORD),
                Err(_) => false,
            },
            Some(Ok(_)) => true,
        };
        if fits {
            Ok(true)
        } else {
            Err(broken("The live connection said something unreadable."))
        }
    }

    async fn leave(&mut self) -> Result<()> {
        // The connection ends either way.
        let _ = self.write(protocol::close()).await;
        let _ = timeout(self.times.connect, self.socket.close(None)).await;
        Ok(())
    }
}

fn of_socket(error: tungstenite::Error) -> Error {
    broken("The live connection broke.").with_source(error)
}

fn broken(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorCode::Server, message)
}
