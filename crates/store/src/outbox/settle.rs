//! How an attempt ended, and what the person decided about a parked row.
//!
//! Every method answers with the row's chat, so that the caller can say what changed, and is
//! `NotFound` for a row that isn't there, `Invalid` for one that isn't in a state it applies to.

use domain::view::ErrorView;
use domain::{AccountId, ChatId, OutboxId, RemoteMessageId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// The service took it. A send becomes `Accepted`, with its message's id if that is known,
    /// and is journalled; anything else vanishes, journalled, and the service's word counts
    /// again (a status is taken as the service's word, a deletion removes the chat from the
    /// cache). From any state but `Queued`; a second call for an accepted send sets the id that
    /// was found later.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn settle_done(
        &self,
        id: OutboxId,
        message: Option<RemoteMessageId>,
        at: Timestamp,
    ) -> Result<ChatId> {
        let _ = (id, message, at);
        Err(provisional())
    }

    /// The service refused it for good. A send, status or deletion is parked as `Failed` and the
    /// service's word counts again; a read vanishes, since nobody can do anything about it.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn settle_failed(&self, id: OutboxId, error: ErrorView) -> Result<ChatId> {
        let _ = (id, error);
        Err(provisional())
    }

    /// It certainly had no effect and is tried again, not before `next_at`. Back to `Queued`.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn requeue(
        &self,
        id: OutboxId,
        next_at: Timestamp,
        error: Option<ErrorView>,
    ) -> Result<ChatId> {
        let _ = (id, next_at, error);
        Err(provisional())
    }

    /// Its answer was lost: `Checking`.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn settle_checking(&self, id: OutboxId, error: Option<ErrorView>) -> Result<ChatId> {
        let _ = (id, error);
        Err(provisional())
    }

    /// The history can't tell: `Unknown`, the person decides.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn settle_unknown(&self, id: OutboxId, error: Option<ErrorView>) -> Result<ChatId> {
        let _ = (id, error);
        Err(provisional())
    }

    /// The person says that an unconfirmed message did arrive (`Unknown`, `Checking`): the row
    /// goes, journalled.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn confirm_sent(&self, id: OutboxId, now: Timestamp) -> Result<ChatId> {
        let _ = (id, now);
        Err(provisional())
    }

    /// The person gives it up (`Queued`, `Failed`, `Unknown`, `Checking`): the row and its file go.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` (it is leaving right now), `Storage`.
    pub async fn discard(&self, id: OutboxId) -> Result<ChatId> {
        let _ = id;
        Err(provisional())
    }

    /// The person wants it sent again (`Failed`, `Unknown`): `Queued`, due now, at the same place
    /// among its chat's rows.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn retry(&self, id: OutboxId, now: Timestamp) -> Result<ChatId> {
        let _ = (id, now);
        Err(provisional())
    }

    /// The person wants to change it (`Queued`, `Failed`, `Unknown`): text and file go back to
    /// the chat's draft, before what is there, and the row goes.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn edit(&self, id: OutboxId, now: Timestamp) -> Result<ChatId> {
        let _ = (id, now);
        Err(provisional())
    }

    /// Removes accepted sends of an account whose messages are in the cache, and those accepted
    /// before `older_than`. Kept while another send of the same chat is unresolved, because its
    /// match must not take theirs. The chats touched.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn prune_accepted(
        &self,
        account: AccountId,
        older_than: Timestamp,
    ) -> Result<Vec<ChatId>> {
        let _ = (account, older_than);
        Err(provisional())
    }
}
