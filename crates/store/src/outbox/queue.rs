//! Into the outbox, and out of it one attempt at a time.

use domain::{
    AccountId, AttachmentId, ChatId, ChatStatus, OutboxId, Outgoing, RemoteMessageId, Result,
    Timestamp,
};

use crate::store::provisional;
use crate::{OutboxRow, OutboxState, PendingCounts, Store};

impl Store {
    /// Queues a message: one transaction that makes a row per file (the text goes with the
    /// first; one row if there are none), moves the files, clears the chat's draft. On disk when
    /// it returns. Attachments that aren't staged in this chat are `NotFound`, and nothing is done.
    ///
    /// # Errors
    /// `Invalid` if there is neither text nor file, `NotFound`, `Storage`.
    pub async fn enqueue_send(
        &self,
        chat: ChatId,
        text: String,
        attachments: Vec<AttachmentId>,
        now: Timestamp,
    ) -> Result<Vec<OutboxId>> {
        let _ = (chat, text, attachments, now);
        Err(provisional())
    }

    /// Queues a status and shows it at once. Replaces an earlier one of the chat that is still
    /// queued or failed, at the place of the new one.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_status(
        &self,
        chat: ChatId,
        status: ChatStatus,
        now: Timestamp,
    ) -> Result<OutboxId> {
        let _ = (chat, status, now);
        Err(provisional())
    }

    /// Queues marking messages as read and shows them so at once. Merged with an earlier one of
    /// the chat that is still queued or failed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_read(
        &self,
        chat: ChatId,
        messages: Vec<RemoteMessageId>,
        now: Timestamp,
    ) -> Result<OutboxId> {
        let _ = (chat, messages, now);
        Err(provisional())
    }

    /// Queues deleting a chat and hides it at once. An earlier one that failed is replaced.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn enqueue_delete(&self, chat: ChatId, now: Timestamp) -> Result<OutboxId> {
        let _ = (chat, now);
        Err(provisional())
    }

    /// Claims the oldest row of the account that may leave now (see [`OutboxState`] for the
    /// order) and records the attempt, on disk, before it returns. Call again for more: each
    /// answer is another chat's, or a read. `None` if nothing may leave.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn claim_next(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Option<OutboxRow>> {
        let _ = (account, now);
        Err(provisional())
    }

    /// When the next queued row of the account is due, as far as time alone decides (it may
    /// still wait behind another); may be in the past. `None` if none is queued.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn next_due(&self, account: AccountId) -> Result<Option<Timestamp>> {
        let _ = account;
        Err(provisional())
    }

    /// What to hand to the provider for a `Send` row, file bytes included.
    ///
    /// # Errors
    /// `NotFound` if there is no such row or it sends nothing, `Storage`.
    pub async fn outgoing(&self, id: OutboxId) -> Result<Outgoing> {
        let _ = id;
        Err(provisional())
    }

    /// One row.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn outbox_row(&self, id: OutboxId) -> Result<OutboxRow> {
        let _ = id;
        Err(provisional())
    }

    /// A chat's rows of every kind and state, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn outbox_of_chat(&self, chat: ChatId) -> Result<Vec<OutboxRow>> {
        let _ = chat;
        Err(provisional())
    }

    /// An account's rows in a state, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn outbox_in_state(
        &self,
        account: AccountId,
        state: OutboxState,
    ) -> Result<Vec<OutboxRow>> {
        let _ = (account, state);
        Err(provisional())
    }

    /// Ids of messages that rows of this chat have claimed as theirs, accepted ones not yet
    /// pruned among them: no other row may match these.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn claimed_messages(&self, chat: ChatId) -> Result<Vec<RemoteMessageId>> {
        let _ = chat;
        Err(provisional())
    }

    /// How much waits, for an account or for all.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn pending_counts(&self, account: Option<AccountId>) -> Result<PendingCounts> {
        let _ = account;
        Err(provisional())
    }
}
