//! Sends what may leave.

use std::sync::Arc;
use std::time::Duration;

use domain::view::ErrorView;
use domain::{
    AppEvent, AuthorKind, Delivery, ErrorCode, OutboxId, Outcome, RemoteMessage, RemoteMessageId,
    Result,
};
use store::{OutboxOperation, OutboxRow, OutboxState};
use tokio::sync::Semaphore;

use super::send_when_online;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;
use crate::sync::{self, Failed, after_failure};

/// Requests of one account under way at once.
const AT_ONCE: usize = 4;
/// Pause after the database failed.
const STORAGE_PAUSE: Duration = Duration::from_secs(5);
/// Longest sleep: due times are wall-clock times, and clocks are set.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// Tries of a status, read mark or deletion whose answers can't be understood.
const TRIES: u32 = 8;
/// Longest that a message waits for a history that was never read.
const LOOK_BEFORE: Duration = Duration::from_secs(10);
/// Marking as read, among the abilities that were refused.
const MARKING: &str = "Mark as read";

/// Claims rows and has them sent, until the account ends.
pub(super) async fn run(desk: Arc<Desk>, session: Arc<Session>) {
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let taken_over = async {
        take_over(&desk, &session).await?;
        read_accepted(&desk, &session).await
    };
    if let Err(error) = taken_over.await {
        tracing::warn!(%error, "cut-off sends are found at the next start");
    }
    // What waited when the program ended has waited long enough, and by a clock that may have
    // been set since.
    send_when_online(&desk, &session).await;
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else {
            return;
        };
        match desk.store.claim_next(session.id(), desk.now()).await {
            Ok(Some(row)) => {
                let (desk, sending) = (Arc::clone(&desk), Arc::clone(&session));
                session.spawn_through(async move {
                    if let Err(error) = attempt(&desk, &sending, row).await {
                        tracing::warn!(%error, "the end of an attempt was not kept");
                    }
                    drop(permit);
                    sending.outbox_now.notify_one();
                });
            }
            Ok(None) => {
                drop(permit);
                wait(&desk, &session).await;
            }
            Err(error) => {
                tracing::warn!(%error, "the outbox can't be read");
                drop(permit);
                tokio::time::sleep(STORAGE_PAUSE).await;
            }
        }
    }
}

/// Rows that an earlier session of this account was sending when it was ended: their fate is
/// unknown.
async fn take_over(desk: &Desk, session: &Session) -> Result<()> {
    let cut_off = desk
        .store
        .outbox_in_state(session.id(), OutboxState::Sending)
        .await?;
    for row in cut_off {
        desk.store.settle_checking(row.id, None).await?;
        session.check_now.notify_one();
    }
    Ok(())
}

/// Messages that were accepted shortly before the program ended, and whose chats were not read
/// since: the service's own words about them are fetched.
async fn read_accepted(desk: &Desk, session: &Session) -> Result<()> {
    let accepted = desk
        .store
        .outbox_in_state(session.id(), OutboxState::Accepted)
        .await?;
    for row in accepted.iter().filter(|row| row.remote_id.is_some()) {
        refresh(desk, session, row);
    }
    Ok(())
}

async fn wait(desk: &Desk, session: &Session) {
    let sleep = until_due(desk, session).await.unwrap_or(STORAGE_PAUSE);
    tokio::select! {
        () = session.outbox_now.notified() => {}
        () = tokio::time::sleep(sleep) => {}
    }
}

/// How long until a row may become due. Rows that are due already and yet not claimed wait behind
/// others: behind one that isn't due, or one under way, whose end wakes the worker.
async fn until_due(desk: &Desk, session: &Session) -> Result<Duration> {
    let now = desk.now();
    let due = match desk.store.next_due(session.id()).await? {
        Some(due) if due <= now => {
            let queued = OutboxState::Queued;
            let rows = desk.store.outbox_in_state(session.id(), queued).await?;
            let later = rows.iter().map(|row| row.next_at).filter(|due| *due > now);
            later.min()
        }
        due => due,
    };
    Ok(due.map_or(LONGEST_SLEEP, |due| due.since(now).min(LONGEST_SLEEP)))
}

/// Sends one row and keeps how that ended.
async fn attempt(desk: &Desk, session: &Session, row: OutboxRow) -> Result<()> {
    let sends = matches!(row.operation, OutboxOperation::Send { .. });
    if sends {
        desk.messages_changed(&row.chat);
        know_before(desk, session, &row).await?;
    }
    let chat = match perform(desk, session, &row).await {
        Ok(message) => {
            let known = message.is_some();
            if let Some(message) = message.clone().filter(|_| sends) {
                session.remember_sent(message);
            }
            let chat = desk.store.settle_done(row.id, message, desk.now()).await?;
            if sends && !known {
                session.check_now.notify_one();
            }
            if sends && known {
                // The history shows it as the service has it: time, state, a file's address.
                refresh(desk, session, &row);
            }
            chat
        }
        Err(error) if sends && error.outcome == Outcome::Unknown => {
            tracing::info!(outbox = %row.id, %error, "the answer was lost");
            let view = Some(ErrorView::from(&error));
            let chat = desk.store.settle_checking(row.id, view).await?;
            session.check_now.notify_one();
            chat
        }
        Err(error) => failed(desk, session, &row, &error).await?,
    };
    if matches!(row.operation, OutboxOperation::Delete) {
        desk.erased.notify_one();
        desk.emit(AppEvent::ChatsChanged);
    }
    desk.messages_changed(&chat);
    desk.chat_changed(&chat);
    Ok(())
}

/// A history that was never read is read before a message leaves for its chat: afterwards nothing
/// but clocks, which may be wrong, would tell the message from an earlier one of the same words.
/// Where it can't be read, the message leaves all the same.
async fn know_before(desk: &Desk, session: &Session, row: &OutboxRow) -> Result<()> {
    // An attempt before this one certainly did nothing if it left its error.
    let first = row.attempt <= 1 || row.error.is_some();
    if row.baseline_known || !first || session.provider.history().is_none() {
        return Ok(());
    }
    let reading = sync::read(desk, session, &row.chat.remote);
    match tokio::time::timeout(LOOK_BEFORE, reading).await {
        Ok(Ok(_)) => desk.store.take_baseline(row.id).await?,
        Ok(Err(error)) => tracing::debug!(outbox = %row.id, %error, "sent without a look before"),
        Err(_) => tracing::debug!(outbox = %row.id, "sent without a look before"),
    }
    Ok(())
}

fn refresh(desk: &Desk, session: &Session, row: &OutboxRow) {
    if desk.core.screen.now().watched() == Some(&row.chat) {
        session.open_chat_now.notify_one();
    } else {
        let priority = crate::sync::Priority::Shown;
        session.reads.add(priority, row.chat.remote.clone());
    }
}

/// The request itself; the new message's id where the service tells it.
async fn perform(
    desk: &Desk,
    session: &Session,
    row: &OutboxRow,
) -> Result<Option<RemoteMessageId>> {
    let provider = &session.provider;
    let chat = &row.chat.remote;
    let unsupported = || domain::Error::new(ErrorCode::Unsupported, "The service can't do this.");
    match &row.operation {
        OutboxOperation::Send { attachment, .. } => {
            let outgoing = desk.store.outgoing(row.id).await?;
            let has_file = attachment.is_some();
            let progress = |done: u64, total: u64| {
                if has_file {
                    desk.emit(upload(row.id, done, total));
                }
            };
            let receipt = provider.send(chat, &outgoing, &progress).await?;
            return Ok(receipt.id);
        }
        OutboxOperation::Status { status } => {
            let facet = provider.statuses().ok_or_else(unsupported)?;
            facet.set_status(chat, status).await?;
        }
        OutboxOperation::Read { messages } => {
            let facet = provider.read_marks().ok_or_else(unsupported)?;
            let messages = if messages.is_empty() {
                &all_there(desk, session, row).await?
            } else {
                messages
            };
            if !messages.is_empty() {
                facet.mark_read(chat, messages).await?;
            }
            if session.update(|health| drop(health.refused.remove(MARKING))) {
                desk.emit(AppEvent::AccountsChanged);
            }
        }
        OutboxOperation::Assign { to, comment } => {
            let facet = provider.assignment().ok_or_else(unsupported)?;
            facet.assign(chat, to, comment).await?;
        }
        OutboxOperation::Label { label, on } => {
            let facet = provider.labels().ok_or_else(unsupported)?;
            facet.set_label(chat, label, *on).await?;
        }
        OutboxOperation::Delete => {
            let facet = provider.deletion().ok_or_else(unsupported)?;
            facet.delete_chat(chat).await?;
        }
    }
    Ok(None)
}

/// All messages of a chat that the service calls unread and that were written before the person
/// said that they were read. What is shown as read here is named too: only this says so there.
async fn all_there(
    desk: &Desk,
    session: &Session,
    row: &OutboxRow,
) -> Result<Vec<RemoteMessageId>> {
    let page = sync::read(desk, session, &row.chat.remote).await?.page;
    let mut unread: Vec<RemoteMessage> = page
        .messages
        .into_iter()
        .filter(|message| message.author.kind == AuthorKind::Customer)
        .filter(|message| message.delivery != Some(Delivery::Read))
        .filter(|message| message.sent_at <= row.created_at)
        .collect();
    unread.sort_by_key(|message| message.sent_at);
    let chat = row.chat.clone();
    let newest = unread.last().map(|message| message.id.clone());
    if newest.is_some() {
        desk.store.mark_seen(chat, newest).await?;
    }
    Ok(unread.into_iter().map(|message| message.id).collect())
}

fn upload(outbox: OutboxId, done: u64, total: u64) -> AppEvent {
    AppEvent::UploadProgress {
        outbox,
        done,
        total,
    }
}

/// Trouble that certainly left nothing behind, or whose repetition does no harm.
async fn failed(
    desk: &Desk,
    session: &Session,
    row: &OutboxRow,
    error: &domain::Error,
) -> Result<domain::ChatId> {
    let view = ErrorView::from(error);
    if error.code == ErrorCode::Unauthorized {
        // Nothing is wrong with the message: it leaves after signing in again.
        desk.refused(session, error);
        return desk.store.requeue(row.id, desk.now(), Some(view)).await;
    }
    let sends = matches!(row.operation, OutboxOperation::Send { .. });
    let hopeless = domain::retry(error, row.attempt, 0.5) == domain::Retry::Never
        && error.code != ErrorCode::Storage;
    if hopeless || (!sends && error.code == ErrorCode::Decode && row.attempt >= TRIES) {
        tracing::info!(outbox = %row.id, %error, "refused for good");
        let marks = matches!(row.operation, OutboxOperation::Read { .. });
        if marks
            && session.update(|health| {
                health.refused.insert(MARKING, error.message.to_string());
            })
        {
            desk.emit(AppEvent::AccountsChanged);
        }
        let chat = desk.store.settle_failed(row.id, view).await?;
        if sends {
            desk.notes.add(Note::NotSent {
                chat: chat.clone(),
                unknown: false,
            });
        } else if !marks {
            // A message says so itself where it stands, and marks have the health panel.
            desk.emit(AppEvent::ActRefused { chat: chat.clone() });
        }
        return Ok(chat);
    }
    let pace = &desk.core.config.pace;
    let jitter = desk.core.jitter.unit();
    let wait = match after_failure(pace, error, row.attempt, jitter) {
        Failed::Wait(wait) | Failed::WaitAsTold(wait) => wait,
        Failed::SignInAgain => Duration::ZERO,
    };
    desk.store
        .requeue(row.id, desk.now().after(wait), Some(view))
        .await
}
