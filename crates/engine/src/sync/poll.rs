//! Reading the chat list, again and again.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::provider::ChatPage;
use domain::{AppEvent, ChatFilter, Error, ErrorCode, RemoteChat, Result};
use store::{Moment, SyncState, Told};
use tokio::sync::oneshot;

use super::Priority;
use super::policy::{Failed, Sweep, after_failure, least_wait, next_sweep, poll_wait};
use super::walk::Walk;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;

/// Histories that are read for fear of having missed something.
const DOUBTED: u32 = 300;

/// Reads the chat list until the account ends or its credentials are refused.
pub(super) async fn run(desk: Arc<Desk>, session: Arc<Session>) {
    let pace = &desk.core.config.pace;
    let mut failures = 0;
    let mut full_at: Option<Duration> = None;
    let mut doubt_at: Option<Duration> = None;
    let mut begun = false;
    loop {
        let clock = &desk.core.config.clock;
        let since_full = full_at.map(|at| clock.monotonic().saturating_sub(at));
        let swept = sweep(&desk, &session, since_full, &mut begun).await;
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
                let now = desk.core.config.clock.monotonic();
                let due = doubt_at.is_none_or(|at| now.saturating_sub(at) >= pace.doubt);
                if session.doubted.swap(false, Ordering::Relaxed) || due && !session.is_live() {
                    doubt_at = Some(now);
                    doubt(&desk, &session).await;
                }
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

/// Has recent histories read of which neither events nor the chat list told.
async fn doubt(desk: &Desk, session: &Session) {
    match desk.store.silent_chats(session.id(), DOUBTED).await {
        Ok(chats) => {
            for chat in chats {
                session.reads.add(Priority::Backfill, chat.remote);
            }
        }
        Err(error) => tracing::warn!(%error, "silent chats are not known"),
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
    let least = least_wait(pace, session.provider.limits().list_every);
    let wait = poll_wait(pace, session.is_live(), visible, least);
    let shown = async {
        // The sender lives as long as the desk.
        let _ = screen.wait_for(|screen| screen.window.visible).await;
    };
    tokio::select! {
        () = wait_or(session, desk.core.jitter.around(wait).max(least)) => {}
        () = shown, if !visible => {}
    }
}

/// Reads the chat list once. Answers what was read, and whether the account had never been read
/// completely before.
async fn sweep(
    desk: &Desk,
    session: &Session,
    since_full: Option<Duration>,
    begun: &mut bool,
) -> Result<(Sweep, bool)> {
    let known = desk.store.sync_state(session.id()).await?;
    let first_ever = known.synced_at.is_none();
    let kind = next_sweep(&desk.core.config.pace, known.chats, since_full);
    match kind {
        Sweep::Full => full(desk, session, &known, begun).await?,
        Sweep::Hot => hot(desk, session).await?,
    }
    Ok((kind, first_ever))
}

/// Every chat. Those that are gone for the second time in a row are forgotten. The first reading
/// of all goes on where it was broken off: it may be a long one.
async fn full(desk: &Desk, session: &Session, known: &SyncState, begun: &mut bool) -> Result<()> {
    let account = session.id();
    let first_ever = known.synced_at.is_none();
    let generation = desk.store.begin_sweep(account).await?;
    let page = known.page.clone().filter(|_| first_ever);
    let resumed = page.is_some();
    let mut walk = match known.progress {
        Some((done, _)) if resumed => Walk::resumed(done),
        _ => Walk::default(),
    };
    let filter = ChatFilter::default();
    let mut answer = Some(ask(desk, session, &filter, page.as_deref()).await);
    while let Some(said) = answer {
        let (said, asked) = match said {
            Ok(said) => said,
            Err(error) => {
                if resumed && is_lost_page(&error) {
                    desk.store.save_progress(account, 0, 0, None).await?;
                }
                return Err(error);
            }
        };
        let (chats, next) = walk.take(said);
        let told = Told::Swept(asked, generation);
        let progress = first_ever.then(|| (walk.seen(), walk.total(), next.clone()));
        // The next page is on its way while this one is stored.
        let following = async {
            match &next {
                Some(page) => Some(ask(desk, session, &filter, Some(page)).await),
                None => None,
            }
        };
        let (kept, following) = tokio::join!(keep(desk, session, chats, told, progress), following);
        kept?;
        answer = following;
    }
    if !walk.is_complete() {
        tracing::warn!(%account, seen = walk.seen(), "the chat list repeats itself");
        return Ok(());
    }
    if first_ever && !*begun {
        // Before this counts as read: a program that ends in between must not tell of it as news.
        *begun = true;
        begin(desk, session, true).await;
    }
    let now = desk.now();
    if resumed {
        // This run has not seen the first pages: what is missing there is not judged by it.
        desk.store.finish_resumed_sweep(account, now).await?;
    } else {
        for chat in desk.store.finish_sweep(account, generation, now).await? {
            desk.chat_removed(&chat);
        }
    }
    session.update(|health| health.synced_at = Some(now));
    if first_ever {
        desk.emit(AppEvent::AccountsChanged);
    }
    Ok(())
}

/// Stores a page of the first reading, or of another one, with how far the first has come.
async fn keep(
    desk: &Desk,
    session: &Session,
    chats: Vec<RemoteChat>,
    told: Told,
    progress: Option<(u32, u32, Option<String>)>,
) -> Result<()> {
    let account = session.id();
    let changes = desk
        .store
        .upsert_chats(account, chats, told, desk.now())
        .await?;
    desk.chats_changed(session, &changes);
    if let Some((seen, total, next)) = progress {
        desk.store.save_progress(account, seen, total, next).await?;
        desk.emit(AppEvent::AccountsChanged);
        // What is there can be worked with.
        desk.online(session).await;
    }
    Ok(())
}

/// A page of the chat list, when it was asked for, and how long the service took for it.
async fn ask(
    desk: &Desk,
    session: &Session,
    filter: &ChatFilter,
    page: Option<&str>,
) -> Result<(ChatPage, Moment)> {
    let clock = &desk.core.config.clock;
    let (moment, asked) = (desk.store.moment(), clock.monotonic());
    let answer = session.provider.chats(filter, page).await?;
    let took = clock.monotonic().saturating_sub(asked);
    session.update(|health| health.answered_in = Some(took));
    Ok((answer, moment))
}

/// Whether the service no longer knows the page at which a reading was to go on.
fn is_lost_page(error: &Error) -> bool {
    matches!(error.code, ErrorCode::Invalid | ErrorCode::NotFound)
}

/// The first pages of what is going on.
async fn hot(desk: &Desk, session: &Session) -> Result<()> {
    let busy = session.provider.limits().busy_statuses;
    let filters = if busy.is_empty() {
        vec![ChatFilter::default()]
    } else {
        let of = |status| ChatFilter {
            status: Some(status),
            ..ChatFilter::default()
        };
        busy.into_iter().map(of).collect()
    };
    for filter in filters {
        let mut walk = Walk::default();
        let mut page = None;
        for _ in 0..desk.core.config.pace.hot_pages {
            let (answer, asked) = ask(desk, session, &filter, page.as_deref()).await?;
            let (chats, next) = walk.take(answer);
            let changes = desk
                .store
                .upsert_chats(session.id(), chats, Told::Asked(asked), desk.now())
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
