//! Reading chats' histories.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::facets::History;
use domain::view::ErrorView;
use domain::{AppEvent, Error, ErrorCode, HistoryPage, RemoteChatId, Result};
use store::HistoryUpdate;
use tokio::time::Instant;

use super::Priority;
use super::policy::{Failed, after_failure, least_wait, open_chat_wait};
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;

/// Chats asked for at a time when nobody waits.
const BATCH: u32 = 50;
/// A chat nobody waits for is not read again within this time.
const AGAIN: Duration = Duration::from_secs(60);
/// Times that a history is read again, after 2, 4, 8, 16 and 32 seconds, when something else came
/// instead of it, or not all yet that the service counts.
const TRIES: u32 = 5;
/// What a history still doesn't show at this try is told by count.
const TOLD_AT: u32 = 2;
/// Chats whose history lagged when the program last ended, that are read again.
const LAGGING: u32 = 100;
/// Chats remembered as read lately.
const REMEMBERED: usize = 10_000;

/// What came of reading a history.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) page: HistoryPage,
    /// It doesn't show all yet that the service counts as unread.
    pub(crate) lags: bool,
}

/// Reads the newest page of a chat's history, stores it, and tells what changed.
///
/// # Errors
/// The service's, `Storage`.
pub(crate) async fn read(desk: &Desk, session: &Session, remote: &RemoteChatId) -> Result<Read> {
    let page = facet(session)?.history(remote, None).await?;
    let update = HistoryUpdate::Newest {
        older: page.older.clone(),
    };
    let lags = keep(desk, session, remote, &page, update).await?;
    Ok(Read { page, lags })
}

/// Reads on where the stored part of a history begins.
async fn read_older(desk: &Desk, session: &Session, remote: &RemoteChatId) -> Result<()> {
    let known = desk.store.history_state(session.chat(remote)).await?;
    let Some(before) = known.older else {
        return Ok(());
    };
    let page = facet(session)?.history(remote, Some(&before)).await?;
    let update = HistoryUpdate::Older {
        older: page.older.clone(),
    };
    keep(desk, session, remote, &page, update).await.map(drop)
}

fn facet(session: &Session) -> Result<&dyn History> {
    session.provider.history().ok_or_else(|| {
        Error::new(
            ErrorCode::Unsupported,
            "The service doesn't tell what was written before.",
        )
    })
}

/// True if the page lags behind the service's count.
async fn keep(
    desk: &Desk,
    session: &Session,
    remote: &RemoteChatId,
    page: &HistoryPage,
    update: HistoryUpdate,
) -> Result<bool> {
    let chat = session.chat(remote);
    let before = desk.store.history_state(chat.clone()).await?;
    let changes = desk
        .store
        .upsert_messages(chat.clone(), page.messages.clone(), update, desk.now())
        .await?;
    if !changes.is_empty() || before.read_at.is_none() || before.error.is_some() {
        desk.messages_changed(&chat);
    }
    if changes.row {
        desk.chat_changed(&chat);
    }
    if changes.unread != changes.unread_before {
        desk.emit(AppEvent::AppChanged);
    }
    if !changes.is_empty() {
        desk.notes.add(Note::Touched(chat));
    }
    Ok(changes.lags)
}

/// Says beside the chat why it can't be read.
async fn keep_error(desk: &Desk, session: &Session, remote: &RemoteChatId, error: &domain::Error) {
    let chat = session.chat(remote);
    let mut view = ErrorView::from(error);
    if view.code == ErrorCode::WrongAddress {
        // The account signed in at this address, so its server is away for now.
        view.code = ErrorCode::Offline;
    }
    let kept = desk.store.save_history_error(chat.clone(), view).await;
    match kept {
        Ok(true) => desk.messages_changed(&chat),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "trouble with a history was not kept"),
    }
}

/// Whether the trouble is the chat's own, so that other chats are read all the same.
fn is_chats_own(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::NotFound | ErrorCode::Forbidden | ErrorCode::Invalid | ErrorCode::Decode
    )
}

/// Whether it may be the network's all the same, which shows a page of its own, and only now.
fn may_pass(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Decode | ErrorCode::Forbidden)
}

/// Has a history read once more.
fn read_later(desk: &Desk, session: &Arc<Session>, remote: RemoteChatId, tries: u32) {
    let pause = Duration::from_secs(1 << tries.min(TRIES));
    let pause = pause.mul_f64(desk.core.config.pace.backoff);
    let reading = Arc::clone(session);
    session.spawn(async move {
        tokio::time::sleep(pause).await;
        reading.reads.add(Priority::Backfill, remote);
    });
}

/// Has a history read once more, unless it was too often. Which try that will be.
fn once_more(
    desk: &Desk,
    session: &Arc<Session>,
    remote: RemoteChatId,
    again: &mut HashMap<RemoteChatId, u32>,
) -> Option<u32> {
    let tries = again.entry(remote.clone()).or_default();
    *tries += 1;
    let tries = *tries;
    if tries > TRIES {
        again.remove(&remote);
        return None;
    }
    read_later(desk, session, remote, tries);
    Some(tries)
}

/// Keeps the chat on screen current.
pub(super) async fn run_open_chat(desk: Arc<Desk>, session: Arc<Session>) {
    let pace = &desk.core.config.pace;
    let mut screen = desk.core.screen.watch();
    let mut failures = 0;
    loop {
        let watched = screen.borrow_and_update().watched().cloned();
        let Some(chat) = watched.filter(|chat| chat.account == session.id()) else {
            failures = 0;
            if screen.changed().await.is_err() {
                return;
            }
            continue;
        };
        let mut told = false;
        let wait = match read(&desk, &session, &chat.remote).await {
            Ok(_) => {
                failures = 0;
                let least = least_wait(pace, session.provider.limits().chat_every);
                let wait = open_chat_wait(pace, session.is_live(), least);
                desk.core.jitter.around(wait).max(least)
            }
            Err(error) => {
                failures += 1;
                keep_error(&desk, &session, &chat.remote, &error).await;
                match after_failure(pace, &error, failures, desk.core.jitter.unit()) {
                    Failed::SignInAgain => return desk.refused(&session, &error),
                    Failed::Wait(wait) => wait.max(pace.open_chat),
                    Failed::WaitAsTold(wait) => {
                        told = true;
                        wait
                    }
                }
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = session.open_chat_now.notified(), if !told => {}
            changed = screen.changed(), if !told => if changed.is_err() { return },
        }
    }
}

/// Reads the other chats, most wanted first, and in the end all of them.
pub(super) async fn run_queue(desk: Arc<Desk>, session: Arc<Session>) {
    let mut backfill = Backfill::default();
    let mut failures = 0;
    let mut again: HashMap<RemoteChatId, u32> = HashMap::new();
    match desk.store.lagging_chats(session.id(), LAGGING).await {
        Ok(chats) => chats
            .into_iter()
            .for_each(|chat| session.reads.add(Priority::Backfill, chat.remote)),
        Err(error) => tracing::warn!(%error, "lagging histories are not known"),
    }
    loop {
        let job = match session.reads.pop() {
            Some(job) => Some(job),
            None => backfill.next(&desk, &session).await,
        };
        let Some((priority, remote)) = job else {
            tokio::select! {
                () = session.reads.changed() => {}
                () = tokio::time::sleep(AGAIN) => {}
            }
            continue;
        };
        let done = match priority {
            Priority::Older => read_older(&desk, &session, &remote).await.map(|()| false),
            _ => read(&desk, &session, &remote).await.map(|read| read.lags),
        };
        let lags = matches!(done, Ok(true));
        let error = done.err();
        if let Some(error) = &error {
            keep_error(&desk, &session, &remote, error).await;
        }
        // With the text where the history could be read, by count alone where not.
        if priority == Priority::Grew {
            let chat = session.chat(&remote);
            match &error {
                None => desk.notes.add(Note::Touched(chat)),
                Some(error) if failures > 1 || is_chats_own(error.code) => {
                    desk.notes.add(Note::Counted(chat));
                }
                Some(_) => {}
            }
        }
        match error {
            Some(error) if !is_chats_own(error.code) => {
                failures += 1;
                let pace = &desk.core.config.pace;
                match after_failure(pace, &error, failures, desk.core.jitter.unit()) {
                    Failed::SignInAgain => return desk.refused(&session, &error),
                    Failed::Wait(wait) | Failed::WaitAsTold(wait) => {
                        session.reads.add(priority, remote);
                        tokio::time::sleep(wait).await;
                    }
                }
            }
            Some(error) => {
                failures = 0;
                if may_pass(error.code) {
                    once_more(&desk, &session, remote, &mut again);
                } else {
                    again.remove(&remote);
                }
            }
            None => {
                failures = 0;
                if lags {
                    let chat = session.chat(&remote);
                    if once_more(&desk, &session, remote, &mut again) == Some(TOLD_AT) {
                        desk.notes.add(Note::Counted(chat));
                    }
                } else {
                    again.remove(&remote);
                }
            }
        }
        if priority >= Priority::Shown {
            let gap = desk.core.config.pace.backfill;
            tokio::time::sleep(desk.core.jitter.around(gap)).await;
        }
    }
}

/// Chats that nobody waits for, a batch at a time.
#[derive(Default)]
struct Backfill {
    waiting: VecDeque<RemoteChatId>,
    read_at: HashMap<RemoteChatId, Instant>,
}

impl Backfill {
    async fn next(&mut self, desk: &Desk, session: &Session) -> Option<(Priority, RemoteChatId)> {
        if self.waiting.is_empty() && session.is_online() {
            match desk.store.chats_to_read(session.id(), BATCH).await {
                Ok(chats) => self.fill(chats.into_iter().map(|chat| chat.remote)),
                Err(error) => tracing::warn!(%error, "chats to read are not known"),
            }
        }
        let remote = self.waiting.pop_front()?;
        self.read_at.insert(remote.clone(), Instant::now());
        Some((Priority::Backfill, remote))
    }

    fn fill(&mut self, chats: impl Iterator<Item = RemoteChatId>) {
        let now = Instant::now();
        if self.read_at.len() > REMEMBERED {
            self.read_at.retain(|_, at| now.duration_since(*at) < AGAIN);
        }
        let lately = |chat: &RemoteChatId| {
            self.read_at
                .get(chat)
                .is_some_and(|at| now.duration_since(*at) < AGAIN)
        };
        self.waiting = chats.filter(|chat| !lately(chat)).collect();
    }
}
