//! What leaves the outbox, and what is done when an answer is lost. One worker per account over
//! the store's rows (`store::OutboxState` has the states and the order).
//!
//! Invariants:
//! - Messages of one chat leave one at a time, in the order they were written.
//! - The attempt is on disk before its request leaves ([`store::Store::claim_next`]).
//! - A send is repeated only if the service certainly did nothing with it, or if its history,
//!   read later than the service needs to show a message, doesn't hold it.
//! - Where a service tells no history, a lost answer is the person's to decide at once, and
//!   accepted rows stay as the only record of what was sent.
//! - A history that can't be read, or that holds more than one message that may be ours, decides
//!   nothing: the person does.
//! - Trouble that passes leaves a row queued, however long it takes. Trouble that doesn't parks
//!   that row alone, its text kept.
//! - Statuses, read marks and deletions are idempotent and simply repeated.
//!
//! `matching` finds our messages in a history (pure), `reconcile` reads histories until every
//! fate is known, `worker` sends.

mod matching;
mod reconcile;
mod worker;

use std::sync::Arc;

use domain::ErrorCode;
use store::OutboxState;

use crate::desk::Desk;
use crate::session::Session;

/// Starts an account's worker.
pub(crate) fn start(desk: &Arc<Desk>, session: &Arc<Session>) {
    session.spawn(worker::run(Arc::clone(desk), Arc::clone(session)));
    session.spawn(reconcile::run(Arc::clone(desk), Arc::clone(session)));
}

/// The service can be reached again: what waits for that leaves now, but for what the service
/// itself told to wait.
pub(crate) async fn send_when_online(desk: &Desk, session: &Session) {
    let queued = desk
        .store
        .outbox_in_state(session.id(), OutboxState::Queued)
        .await;
    let now = desk.now();
    for row in queued.unwrap_or_default() {
        let told = row
            .error
            .as_ref()
            .is_none_or(|error| error.code == ErrorCode::RateLimited);
        if row.next_at <= now {
            continue;
        }
        let due = if told {
            let noted_at = row.attempt_at.unwrap_or(row.created_at);
            if noted_at <= now {
                continue;
            }
            // The clock was set back while nobody looked: the wait begins anew.
            now.after(row.next_at.since(noted_at))
        } else {
            now
        };
        if let Err(error) = desk.store.requeue(row.id, due, row.error).await {
            tracing::warn!(%error, "a message waits longer than it must");
        }
    }
    session.outbox_now.notify_one();
    session.check_now.notify_one();
}
