//! A row of the outbox: its states and the order in which rows leave.

use domain::view::ErrorView;
use domain::{
    AccountId, AttachmentId, ChatId, ChatStatus, OutboxId, RemoteChatId, RemoteMessageId, Timestamp,
};
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, ToSql};

use crate::codes::{error_view, some_text};
use crate::fault::{Done, Fault};

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
/// - A send found `Sending` at open becomes `Checking`: its fate is unknown. Other operations may
///   be repeated and become `Queued` again.
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

impl OutboxState {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Failed => "failed",
            Self::Checking => "checking",
            Self::Unknown => "unknown",
        }
    }

    fn from_text(text: &str) -> Self {
        match text {
            "queued" => Self::Queued,
            "sending" => Self::Sending,
            "accepted" => Self::Accepted,
            "failed" => Self::Failed,
            "checking" => Self::Checking,
            _ => Self::Unknown,
        }
    }
}

impl ToSql for OutboxState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.text().into())
    }
}

const COLUMNS: &str = "id, account, chat, kind, state, text, payload, attempt, attempt_at,
    created_at, next_at, error, remote, accepted_at, baseline, baseline_known,
    (SELECT min(a.id) FROM attachments a WHERE a.outbox = outbox.id AND a.outbox <> 0)";

/// One row.
pub(crate) fn row_by_id(conn: &Connection, id: OutboxId) -> Done<OutboxRow> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1"))?
        .query_row([id.0], read_row)
        .optional()?
        .ok_or_else(|| Fault::not_found("This is no longer in the outbox."))
}

/// Rows that a condition picks, oldest first.
pub(crate) fn rows_where(
    conn: &Connection,
    condition: &str,
    params: impl Params,
) -> Done<Vec<OutboxRow>> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE {condition} ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params, read_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    let payload: String = row.get(6)?;
    let operation = match row.get_ref(3)?.as_str()? {
        "status" => OutboxOperation::Status {
            status: ChatStatus::from(payload.as_str()),
        },
        "read" => OutboxOperation::Read {
            messages: serde_json::from_str(&payload).unwrap_or_default(),
        },
        "delete" => OutboxOperation::Delete,
        _ => OutboxOperation::Send {
            text: row.get(5)?,
            attachment: row.get::<_, Option<i64>>(16)?.map(AttachmentId),
        },
    };
    let time = |column| {
        let at: i64 = row.get(column)?;
        Ok::<_, rusqlite::Error>(Some(Timestamp(at)).filter(|_| at != 0))
    };
    Ok(OutboxRow {
        id: OutboxId(row.get(0)?),
        chat: ChatId::new(AccountId(row.get(1)?), RemoteChatId(row.get(2)?)),
        operation,
        state: OutboxState::from_text(row.get_ref(4)?.as_str()?),
        attempt: row.get(7)?,
        attempt_at: time(8)?,
        created_at: Timestamp(row.get(9)?),
        next_at: Timestamp(row.get(10)?),
        error: error_view(row.get_ref(11)?.as_str()?),
        remote_id: some_text(row.get(12)?).map(RemoteMessageId),
        accepted_at: time(13)?,
        baseline: serde_json::from_str(row.get_ref(14)?.as_str()?).unwrap_or_default(),
        baseline_known: row.get(15)?,
    })
}
