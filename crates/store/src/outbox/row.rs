//! A row of the outbox: its states and the order in which rows leave.

use domain::view::ErrorView;
use domain::{AttachmentId, ChatId, ChatStatus, OutboxId, RemoteMessageId, Timestamp};

/// What the service must still hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutboxOperation {
    /// Send one message.
    Send {
        /// Its text; may be empty beside a file.
        text: String,
        /// Its file. [`crate::Store::outgoing`] reads the bytes.
        attachment: Option<AttachmentId>,
    },
    /// Give the chat a status. A newer one replaces an older one that hasn't left.
    Status {
        /// Which.
        status: ChatStatus,
    },
    /// Mark messages as read. A newer one is merged into an older one that hasn't left.
    Read {
        /// Which.
        messages: Vec<RemoteMessageId>,
    },
    /// Delete the chat.
    Delete,
}

/// Where an outbox row stands.
///
/// Invariants:
/// - A row becomes `Sending` (attempt counted, time and baseline recorded, on disk) before its
///   request leaves; only [`crate::Store::claim_next`] does that, and only to `Queued` rows.
/// - A row found `Sending` at open becomes `Checking`: its fate is unknown.
/// - `Failed` and `Unknown` rows leave that state only by the person's word.
/// - Rows of one chat leave in the order they were made. A send, status or deletion waits behind
///   earlier ones of its chat that are `Queued` (even when those are not due yet), `Sending` or
///   `Checking`. It does not wait behind `Failed` and `Unknown` ones, which are parked until the
///   person decides, nor behind `Accepted` ones. Reads wait for nothing. Other chats never wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// Leaves when its turn comes and its time ([`OutboxRow::next_at`]) has.
    Queued,
    /// Claimed: its request is under way.
    Sending,
    /// The service took the send. The row stays, shown as sent, until its message is in the
    /// cache; other operations end by vanishing.
    Accepted,
    /// The service refused it for good. Parked.
    Failed,
    /// The answer was lost; the history must tell. Shown as "checking".
    Checking,
    /// The answer was lost and the history can't tell. Parked; shown as "unconfirmed".
    Unknown,
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Which. Grows: a chat's rows leave in this order.
    pub id: OutboxId,
    /// Its chat.
    pub chat: ChatId,
    /// What to do.
    pub operation: OutboxOperation,
    /// Where it stands.
    pub state: OutboxState,
    /// Attempts so far, the present one included.
    pub attempt: u32,
    /// When the last attempt began.
    pub attempt_at: Option<Timestamp>,
    /// When the person asked for it.
    pub created_at: Timestamp,
    /// Not before this time.
    pub next_at: Timestamp,
    /// The last trouble.
    pub error: Option<ErrorView>,
    /// The message's id at the service, once known.
    pub remote_id: Option<RemoteMessageId>,
    /// When the service took it.
    pub accepted_at: Option<Timestamp>,
    /// Ids of the newest messages not written by the customer (at most 500) that the cache held
    /// when the *first* attempt of this row began: a message among them is not this one.
    pub baseline: Vec<RemoteMessageId>,
    /// Whether the chat's history had been read when the baseline was taken. If not, an old
    /// message of the same text may be missing from it: then compare times too.
    pub baseline_known: bool,
}

/// How much waits for an account, for its health panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PendingCounts {
    /// Queued, sending and checking rows, of any kind.
    pub waiting: u32,
    /// Failed and unknown rows.
    pub parked: u32,
}
