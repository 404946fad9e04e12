//! Listening to a service's pushes. Where there are none, polling goes on alone and nobody is
//! bothered.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::facets::LiveEvent;
use domain::{AppEvent, ErrorCode, RemoteChat, RemoteChatId, RemoteMessage, Result};
use store::{HistoryUpdate, Told};
use tokio::sync::mpsc;

use super::Priority;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;

/// Live events, among the abilities that were refused.
const LIVE: &str = "Live events";
/// Longest pause before connecting again.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Pause after a refusal that time alone won't change.
const REFUSED_PAUSE: Duration = Duration::from_secs(600);
/// A connection that stood this long was a good one.
const STOOD: Duration = Duration::from_secs(30);
/// Pushes that may wait while one is being stored.
const BUFFER: usize = 256;

/// Connects, listens, and connects again.
pub(super) async fn run(desk: Arc<Desk>, session: Arc<Session>) {
    let Some(live) = session.provider.live() else {
        return;
    };
    let clock = &desk.core.config.clock;
    let mut failures = 0;
    loop {
        let began = clock.monotonic();
        let (sender, events) = mpsc::channel(BUFFER);
        let (ended, ()) = tokio::join!(live.listen(sender), take_all(&desk, &session, events));
        if session.update(|health| health.live = false) {
            desk.emit(AppEvent::AccountsChanged);
            // What was pushed while the connection broke is found by reading.
            session.sync_now.notify_one();
        }
        if clock.monotonic().saturating_sub(began) > STOOD {
            failures = 0;
        }
        failures += 1;
        let wait = match ended {
            Err(error) if is_refusal(error.code) => {
                tracing::info!(account = %session.id(), %error, "no live events");
                if session.update(|health| {
                    health.refused.insert(LIVE, error.message.to_string());
                }) {
                    desk.emit(AppEvent::AccountsChanged);
                }
                REFUSED_PAUSE
            }
            Err(error) => {
                tracing::debug!(account = %session.id(), %error, "live events ended");
                pause(&desk, failures).max(error.retry_after.unwrap_or_default())
            }
            Ok(()) => pause(&desk, failures),
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = session.live_now.notified() => {}
        }
    }
}

/// Whether trying again soon is of no use.
fn is_refusal(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NotFound
            | ErrorCode::Forbidden
            | ErrorCode::Unauthorized
            | ErrorCode::Unsupported
            | ErrorCode::Invalid
            | ErrorCode::NotThisService
    )
}

fn pause(desk: &Desk, failures: u32) -> Duration {
    let first = desk.core.config.pace.reconnect;
    let doubled = first.saturating_mul(1 << failures.saturating_sub(1).min(6));
    let jitter = 0.5 + desk.core.jitter.unit();
    doubled.min(LONGEST_PAUSE).mul_f64(jitter)
}

async fn take_all(desk: &Desk, session: &Session, mut events: mpsc::Receiver<LiveEvent>) {
    while let Some(event) = events.recv().await {
        if let Err(error) = take(desk, session, event).await {
            // The next reading finds what this push said.
            tracing::warn!(%error, "a push was not stored");
            session.sync_now.notify_one();
        }
    }
}

async fn take(desk: &Desk, session: &Session, event: LiveEvent) -> Result<()> {
    match event {
        LiveEvent::Connected => {
            if session.update(|health| {
                health.live = true;
                health.refused.remove(LIVE);
            }) {
                desk.emit(AppEvent::AccountsChanged);
            }
            // Nobody tells of what happened before.
            session.doubted.store(true, Ordering::Relaxed);
            session.sync_now.notify_one();
            session.open_chat_now.notify_one();
        }
        LiveEvent::Message { chat, message } => keep(desk, session, chat, message).await?,
        LiveEvent::ChatTouched { chat } => {
            let screen = desk.core.screen.now();
            if screen.watched() == Some(&session.chat(&chat)) {
                session.open_chat_now.notify_one();
            } else {
                session.reads.add(Priority::Grew, chat);
            }
        }
        LiveEvent::ChatStatus { chat, status } => {
            let mut known = RemoteChat::new(chat);
            known.status = Some(status);
            keep_chat(desk, session, known).await?;
        }
        LiveEvent::Delivery { message, delivery } => {
            let chats = desk.store.set_delivery(session.id(), message, delivery);
            for chat in chats.await? {
                desk.messages_changed(&chat);
                desk.chat_changed(&chat);
            }
        }
        LiveEvent::ChatCreated { chat } => match chat {
            Some(chat) => keep_chat(desk, session, chat).await?,
            None => session.sync_now.notify_one(),
        },
    }
    Ok(())
}

async fn keep_chat(desk: &Desk, session: &Session, chat: RemoteChat) -> Result<()> {
    let changes = desk
        .store
        .upsert_chats(session.id(), vec![chat], Told::Now, desk.now())
        .await?;
    desk.chats_changed(session, &changes);
    Ok(())
}

async fn keep(
    desk: &Desk,
    session: &Session,
    remote: RemoteChatId,
    message: RemoteMessage,
) -> Result<()> {
    let chat = session.chat(&remote);
    let unknown = desk
        .store
        .history_state(chat.clone())
        .await?
        .read_at
        .is_none();
    let changes = desk
        .store
        .upsert_messages(chat.clone(), vec![message], HistoryUpdate::Push, desk.now())
        .await?;
    if unknown {
        // The one message says nothing of those before it.
        session.reads.add(Priority::Grew, remote);
    }
    if changes.is_empty() {
        return Ok(());
    }
    desk.messages_changed(&chat);
    desk.chat_changed(&chat);
    if changes.unread != changes.unread_before {
        desk.emit(AppEvent::AppChanged);
    }
    desk.notes.add(Note::Touched(chat));
    Ok(())
}
