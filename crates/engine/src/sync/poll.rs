//! Reading the chat list, again and again.

use std::sync::Arc;
use std::time::Duration;

use domain::{AppEvent, ChatFilter, ChatStatus, Result};
use tokio::sync::oneshot;

use super::policy::{Failed, Sweep, after_failure, next_sweep, poll_wait};
use super::walk::Walk;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;

/// Reads the chat list until the account ends or its credentials are refused.
pub(super) async fn run(desk: Arc<Desk>, session: Arc<Session>) {
    let pace = &desk.core.config.pace;
    let mut failures = 0;
    let mut full_at: Option<Duration> = None;
    let mut begun = false;
    loop {
        let clock = &desk.core.config.clock;
        let since_full = full_at.map(|at| clock.monotonic().saturating_sub(at));
        let swept = sweep(&desk, &session, since_full).await;
        match swept {
            Ok((kind, first_ever)) => {
                failures = 0;
                if kind == Sweep::Full {
                    full_at = Some(clock.monotonic());
                }
                if !begun {
                    begun = true;
                    begin(&desk, &session, first_ever).await;
                }
                desk.online(&session).await;
                rest(&desk, &session).await;
            }
            Err(error) => {
                failures += 1;
                let decided = after_failure(pace, &error, failures, desk.core.jitter.unit());
                let (wait, told) = match decided {
                    Failed::SignInAgain => return desk.refused(&session, &error),
                    Failed::Wait(wait) => (wait, false),
                    Failed::WaitAsTold(wait) => (wait, true),
                };
                desk.trouble(&session, &error, Some(desk.now().after(wait)));
                if told {
                    tokio::time::sleep(wait).await;
                } else {
                    wait_or(&session, wait).await;
                }
            }
        }
    }
}

/// The unread chats of the start are told as one, or not at all.
async fn begin(desk: &Desk, session: &Session, first_ever: bool) {
    if first_ever {
        let (done, noted) = oneshot::channel();
        desk.notes.add(Note::FirstEver(session.id(), done));
        // An error means that it could not be done; then what was there is told as news.
        let _ = noted.await;
    } else {
        desk.notes.add(Note::Begin(session.id()));
    }
}

async fn wait_or(session: &Session, wait: Duration) {
    tokio::select! {
        () = tokio::time::sleep(wait) => {}
        () = session.sync_now.notified() => {}
    }
}

/// Waits for the next reading: its time, being asked, or the window being shown again.
async fn rest(desk: &Desk, session: &Session) {
    let pace = &desk.core.config.pace;
    let mut screen = desk.core.screen.watch();
    let visible = screen.borrow_and_update().window.visible;
    let wait = poll_wait(pace, session.is_live(), visible);
    let shown = async {
        // The sender lives as long as the desk.
        let _ = screen.wait_for(|screen| screen.window.visible).await;
    };
    tokio::select! {
        () = wait_or(session, desk.core.jitter.around(wait)) => {}
        () = shown, if !visible => {}
    }
}

/// Reads the chat list once. Answers what was read, and whether the account had never been read
/// completely before.
async fn sweep(
    desk: &Desk,
    session: &Session,
    since_full: Option<Duration>,
) -> Result<(Sweep, bool)> {
    let known = desk.store.sync_state(session.id()).await?;
    let first_ever = known.synced_at.is_none();
    let kind = next_sweep(&desk.core.config.pace, known.chats, since_full);
    match kind {
        Sweep::Full => full(desk, session, first_ever).await?,
        Sweep::Hot => hot(desk, session).await?,
    }
    Ok((kind, first_ever))
}

/// Every chat. Those that are gone for the second time in a row are forgotten.
async fn full(desk: &Desk, session: &Session, first_ever: bool) -> Result<()> {
    let account = session.id();
    let generation = desk.store.begin_sweep(account).await?;
    let mut walk = Walk::default();
    let mut page = None;
    loop {
        let filter = ChatFilter::default();
        let answer = session.provider.chats(&filter, page.as_deref()).await?;
        let (chats, next) = walk.take(answer);
        let changes = desk
            .store
            .upsert_chats(account, chats, Some(generation), desk.now())
            .await?;
        desk.chats_changed(session, &changes);
        if first_ever {
            desk.store
                .save_progress(account, walk.seen(), walk.total())
                .await?;
            desk.emit(AppEvent::AccountsChanged);
        }
        match next {
            Some(next) => page = Some(next),
            None => break,
        }
    }
    if !walk.is_complete() {
        tracing::warn!(%account, seen = walk.seen(), "the chat list repeats itself");
        return Ok(());
    }
    let now = desk.now();
    for chat in desk.store.finish_sweep(account, generation, now).await? {
        desk.chat_removed(&chat);
    }
    session.update(|health| health.synced_at = Some(now));
    if first_ever {
        desk.emit(AppEvent::AccountsChanged);
    }
    Ok(())
}

/// The first pages of every status but closed.
async fn hot(desk: &Desk, session: &Session) -> Result<()> {
    let settable = session.provider.statuses().map(|facet| facet.settable());
    let statuses = settable.unwrap_or_default();
    for status in statuses {
        if status == ChatStatus::Closed {
            continue;
        }
        let filter = ChatFilter {
            status: Some(status),
            ..ChatFilter::default()
        };
        let mut walk = Walk::default();
        let mut page = None;
        for _ in 0..desk.core.config.pace.hot_pages {
            let answer = session.provider.chats(&filter, page.as_deref()).await?;
            let (chats, next) = walk.take(answer);
            let changes = desk
                .store
                .upsert_chats(session.id(), chats, None, desk.now())
                .await?;
            desk.chats_changed(session, &changes);
            match next {
                Some(next) => page = Some(next),
                None => break,
            }
        }
    }
    Ok(())
}
