//! Finds out what became of sends whose answer was lost, and which message of the history is one
//! that was accepted without an id.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::view::ErrorView;
use domain::{ChatId, ErrorCode, OutboxId, RemoteMessage, Result};
use store::{OutboxOperation, OutboxRow, OutboxState};

use super::matching::{Found, Known, Wanted, carries_file, find};
use crate::config::Pace;
use crate::desk::Desk;
use crate::notify::Note;
use crate::retention;
use crate::session::Session;
use crate::sync::{Failed, Read, after_failure, read};

/// Between looks when nothing is under way.
const IDLE: Duration = Duration::from_secs(60);

/// What this run knows of a row under examination. Times are monotonic: a clock that is set
/// must not make a lagging history look final.
#[derive(Debug, Clone, Copy)]
struct Examined {
    since: Duration,
    reads: u32,
    next: Duration,
    unreadable_since: Option<Duration>,
}

/// What to do about a send whose answer was lost.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Sent(domain::RemoteMessageId),
    ReadAgain,
    SendAgain,
    AskThePerson,
}

/// Decides after a reading that began `waited` after the answer was known to be lost.
fn after_reading(found: Found, waited: Duration, settle: Duration) -> Verdict {
    match found {
        Found::This(id) => Verdict::Sent(id),
        Found::Several => Verdict::AskThePerson,
        Found::Nothing if waited >= settle => Verdict::SendAgain,
        Found::Nothing => Verdict::ReadAgain,
    }
}

/// Pause before the next reading.
fn pause(pace: &Pace, reads: u32) -> Duration {
    let index = usize::try_from(reads).unwrap_or(usize::MAX);
    let listed = pace.checks.get(index).or(pace.checks.last());
    listed.copied().unwrap_or(Duration::from_secs(15))
}

/// Examines rows until the account ends.
pub(super) async fn run(desk: Arc<Desk>, session: Arc<Session>) {
    let mut examined: HashMap<OutboxId, Examined> = HashMap::new();
    loop {
        let wait = match examine(&desk, &session, &mut examined).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::warn!(%error, "lost answers are looked for later");
                IDLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = session.check_now.notified() => {}
        }
    }
}

/// One round over all rows; how long until the next.
async fn examine(
    desk: &Desk,
    session: &Session,
    examined: &mut HashMap<OutboxId, Examined>,
) -> Result<Duration> {
    if session.provider.history().is_none() {
        return nothing_can_tell(desk, session).await;
    }
    let clock = &desk.core.config.clock;
    let pace = &desk.core.config.pace;
    let rows = open_rows(desk, session).await?;
    let ids: HashSet<OutboxId> = rows.values().flatten().map(|row| row.id).collect();
    examined.retain(|id, _| ids.contains(id));
    for (chat, rows) in rows {
        let now = clock.monotonic();
        for row in &rows {
            examined.entry(row.id).or_insert(Examined {
                since: now,
                reads: 0,
                next: now + pause(pace, 0),
                unreadable_since: None,
            });
        }
        let due = rows
            .iter()
            .filter_map(|row| examined.get(&row.id))
            .any(|row| row.next <= now);
        if !due {
            continue;
        }
        let began = clock.monotonic();
        match read(desk, session, &chat.remote).await {
            Ok(Read { page, .. }) => {
                let round = Round {
                    desk,
                    session,
                    chat: &chat,
                    began,
                };
                round.judge(&rows, &page.messages, examined).await?;
            }
            Err(error) => unreadable(desk, session, &rows, &error, examined).await?,
        }
    }
    let keep_since = desk.now().before(pace.keep_accepted);
    for chat in desk.store.prune_accepted(session.id(), keep_since).await? {
        desk.messages_changed(&chat);
    }
    let now = clock.monotonic();
    let next = examined
        .values()
        .map(|row| row.next.saturating_sub(now))
        .min();
    Ok(next.unwrap_or(IDLE).min(IDLE))
}

/// Without a history nobody but the person can tell what became of a send. Accepted ones stay:
/// they are the only record of what was sent.
async fn nothing_can_tell(desk: &Desk, session: &Session) -> Result<Duration> {
    let lost = desk
        .store
        .outbox_in_state(session.id(), OutboxState::Checking)
        .await?;
    for row in lost {
        let chat = desk.store.settle_unknown(row.id, row.error).await?;
        ask_the_person(desk, &chat);
        session.outbox_now.notify_one();
        desk.messages_changed(&chat);
        desk.chat_changed(&chat);
    }
    Ok(IDLE)
}

/// Nobody knows whether a message of this chat was sent.
fn ask_the_person(desk: &Desk, chat: &ChatId) {
    desk.notes.add(Note::NotSent {
        chat: chat.clone(),
        unknown: true,
    });
}

/// Sends under examination by chat, oldest first. Other operations found here are idempotent:
/// they are simply queued again.
async fn open_rows(desk: &Desk, session: &Session) -> Result<BTreeMap<ChatId, Vec<OutboxRow>>> {
    let account = session.id();
    let mut rows = desk
        .store
        .outbox_in_state(account, OutboxState::Accepted)
        .await?;
    rows.retain(|row| row.remote_id.is_none());
    let checking = desk
        .store
        .outbox_in_state(account, OutboxState::Checking)
        .await?;
    for row in checking {
        if matches!(row.operation, OutboxOperation::Send { .. }) {
            rows.push(row);
        } else {
            desk.store.requeue(row.id, desk.now(), None).await?;
            session.outbox_now.notify_one();
        }
    }
    rows.sort_by_key(|row| row.id);
    let mut by_chat: BTreeMap<ChatId, Vec<OutboxRow>> = BTreeMap::new();
    for row in rows {
        by_chat.entry(row.chat.clone()).or_default().push(row);
    }
    Ok(by_chat)
}

/// One reading of one chat's history.
struct Round<'a> {
    desk: &'a Desk,
    session: &'a Session,
    chat: &'a ChatId,
    /// When the request left: what became visible later may be missing from the answer.
    began: Duration,
}

impl Round<'_> {
    async fn judge(
        &self,
        rows: &[OutboxRow],
        history: &[RemoteMessage],
        examined: &mut HashMap<OutboxId, Examined>,
    ) -> Result<()> {
        let store = &self.desk.store;
        let pace = &self.desk.core.config.pace;
        let mut wanted = Vec::new();
        for row in rows {
            wanted.extend(self.wanted(row).await?);
        }
        let claimed = store.claimed_messages(self.chat.clone()).await?;
        let parked = self.parked().await?;
        let ours = self.session.sent();
        let known = Known {
            claimed: &claimed,
            ours: &ours,
            me: self.session.me(),
            parked: &parked,
            kept_since: retention::since(self.desk.settings().keep_messages_days, self.desk.now()),
        };
        for (id, found) in find(&wanted, history, &known) {
            let Some(state) = examined.get_mut(&id) else {
                continue;
            };
            state.reads += 1;
            state.next = self.began + pause(pace, state.reads);
            state.unreadable_since = None;
            let certain = wanted.iter().any(|row| row.id == id && row.certain);
            let waited = self.began.saturating_sub(state.since);
            let verdict = match found {
                Found::Nothing if certain => Verdict::ReadAgain,
                found => after_reading(found, waited, pace.settle),
            };
            if self.settle(id, verdict).await? {
                examined.remove(&id);
            }
        }
        Ok(())
    }

    /// True if the row's fate is decided.
    async fn settle(&self, id: OutboxId, verdict: Verdict) -> Result<bool> {
        let store = &self.desk.store;
        let now = self.desk.now();
        match verdict {
            Verdict::ReadAgain => return Ok(false),
            Verdict::Sent(message) => {
                store.settle_done(id, Some(message), now).await?;
            }
            Verdict::SendAgain => {
                tracing::info!(outbox = %id, "never arrived: sent again");
                store.requeue(id, now, None).await?;
            }
            Verdict::AskThePerson => {
                store.settle_unknown(id, None).await?;
                ask_the_person(self.desk, self.chat);
            }
        }
        // What waited behind it may leave.
        self.session.outbox_now.notify_one();
        self.desk.messages_changed(self.chat);
        self.desk.chat_changed(self.chat);
        Ok(true)
    }

    async fn wanted(&self, row: &OutboxRow) -> Result<Option<Wanted>> {
        let OutboxOperation::Send {
            text,
            attachment,
            extras,
        } = &row.operation
        else {
            return Ok(None);
        };
        let file = match attachment {
            Some(id) => Some(self.desk.store.attachment(*id).await?.name),
            None => None,
        };
        Ok(Some(Wanted {
            id: row.id,
            text: text.clone(),
            file,
            rich: extras.rich.clone(),
            certain: row.state == OutboxState::Accepted,
            baseline: row.baseline.iter().cloned().collect(),
            baseline_known: row.baseline_known,
            attempt_at: row.attempt_at,
        }))
    }

    /// Contents of rows whose fate the person was asked about.
    async fn parked(&self) -> Result<Vec<(String, bool)>> {
        let rows = self.desk.store.outbox_of_chat(self.chat.clone()).await?;
        let parked = rows
            .into_iter()
            .filter(|row| row.state == OutboxState::Unknown)
            .filter_map(|row| match row.operation {
                OutboxOperation::Send {
                    text,
                    attachment,
                    extras,
                } => Some((
                    text,
                    carries_file(attachment.is_some(), extras.rich.as_ref()),
                )),
                _ => None,
            });
        Ok(parked.collect())
    }
}

/// The history can't be read: later, or the person decides.
async fn unreadable(
    desk: &Desk,
    session: &Session,
    rows: &[OutboxRow],
    error: &domain::Error,
    examined: &mut HashMap<OutboxId, Examined>,
) -> Result<()> {
    if error.code == ErrorCode::Storage {
        return Err(domain::Error::new(error.code, error.message.clone()));
    }
    let pace = &desk.core.config.pace;
    let now = desk.core.config.clock.monotonic();
    for row in rows {
        let Some(state) = examined.get_mut(&row.id) else {
            continue;
        };
        state.reads += 1;
        let since = *state.unreadable_since.get_or_insert(now);
        let jitter = desk.core.jitter.unit();
        let wait = match after_failure(pace, error, state.reads, jitter) {
            Failed::SignInAgain => {
                desk.refused(session, error);
                return Ok(());
            }
            Failed::Wait(wait) => wait.max(pause(pace, 1)),
            Failed::WaitAsTold(wait) => wait,
        };
        state.next = now + wait;
        if row.state == OutboxState::Checking && now.saturating_sub(since) > pace.unreadable {
            let view = Some(ErrorView::from(error));
            let chat = desk.store.settle_unknown(row.id, view).await?;
            ask_the_person(desk, &chat);
            examined.remove(&row.id);
            session.outbox_now.notify_one();
            desk.messages_changed(&chat);
            desk.chat_changed(&chat);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_send_is_repeated_only_after_the_history_had_its_time() {
        let second = Duration::from_secs(1);
        let settle = 75 * second;
        for (found, waited, expected) in [
            (Found::This("1".into()), 0, Verdict::Sent("1".into())),
            (Found::This("1".into()), 90, Verdict::Sent("1".into())),
            (Found::Nothing, 0, Verdict::ReadAgain),
            (Found::Nothing, 74, Verdict::ReadAgain),
            (Found::Nothing, 75, Verdict::SendAgain),
            (Found::Several, 0, Verdict::AskThePerson),
            (Found::Several, 90, Verdict::AskThePerson),
        ] {
            let label = format!("{found:?} after {waited} s");
            let verdict = after_reading(found, waited * second, settle);
            assert_eq!(verdict, expected, "{label}");
        }
    }

    #[test]
    fn readings_grow_rarer() {
        let pace = Pace::default();
        let pauses: Vec<u64> = (0..7).map(|n| pause(&pace, n).as_secs()).collect();
        assert_eq!(pauses, [0, 2, 4, 8, 15, 15, 15], "the last repeats");
    }
}
