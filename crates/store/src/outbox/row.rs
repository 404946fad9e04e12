//! A row of the outbox: its states and the order in which rows leave.

use domain::view::ErrorView;
use domain::{
    AccountId, AssignTarget, AttachmentId, ChatId, ChatStatus, LabelId, OutboxId, RemoteChatId,
    RemoteMessageId, Rich, Timestamp,
};
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, OptionalExtension as _, Params, Row, ToSql};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
        /// What goes with it.
        extras: SendExtras,
    },
    /// Give the chat a status. A newer one replaces an older one that hasn't left.
    Status {
        /// Which.
        status: ChatStatus,
    },
    /// Mark messages as read. A newer one is merged into an older one that hasn't left.
    Read {
        /// Which; none for all that were written before [`OutboxRow::created_at`].
        messages: Vec<RemoteMessageId>,
    },
    /// Give the chat to somebody. A newer one replaces an older one that hasn't left.
    Assign {
        /// Whom.
        to: AssignTarget,
        /// What the new assignee is told; may be empty.
        comment: String,
    },
    /// Put a label on the chat, or take it off. A newer one of the same label replaces an older
    /// one that hasn't left.
    Label {
        /// Which.
        label: LabelId,
        /// On or off.
        on: bool,
    },
    /// Delete the chat.
    Delete,
}

/// What goes with a message beside text and a file: see [`domain::Outgoing`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SendExtras {
    /// Something other than text and a file.
    pub rich: Option<Rich>,
    /// The message it answers.
    pub quote: Option<RemoteMessageId>,
    /// To be pinned.
    pub pin: bool,
}

/// The payload of an assignment.
#[derive(Serialize, Deserialize)]
pub(super) struct AssignPayload {
    pub(super) to: AssignTarget,
    pub(super) comment: String,
}

/// The payload of a label.
#[derive(Serialize, Deserialize)]
pub(super) struct LabelPayload {
    pub(super) label: LabelId,
    pub(super) on: bool,
}

/// Where an outbox row stands.
///
/// Invariants:
/// - A row becomes `Sending` (attempt counted, time and baseline recorded, on disk) before its
///   request leaves; only [`crate::Store::claim_next`] does that, and only to `Queued` rows.
/// - A send found `Sending` at open becomes `Checking`: its fate is unknown. Other operations may
///   be repeated and become `Queued` again.
/// - `Failed` and `Unknown` rows leave that state only by the person's word.
/// - A row that waits behind a send ([`OutboxRow::behind`]) leaves once that was taken, and goes
///   with it if the person takes it back.
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
    /// The send that must have been taken first.
    pub behind: Option<OutboxId>,
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

impl OutboxRow {
    /// When it leaves, while the time to take it back runs.
    #[must_use]
    pub fn leaves_at(&self) -> Option<Timestamp> {
        let held = self.state == OutboxState::Queued
            && self.attempt == 0
            && self.error.is_none()
            && self.next_at > self.created_at;
        held.then_some(self.next_at)
    }
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

/// The columns of a row; `schema` is empty or `o.` where the outbox is attached.
fn columns(schema: &str) -> String {
    format!(
        "id, account, chat, kind, state, text, payload, attempt, attempt_at, created_at, next_at,
         error, remote, accepted_at, baseline, baseline_known,
         (SELECT min(a.id) FROM {schema}attachments a
             WHERE a.outbox = outbox.id AND a.outbox <> 0), behind"
    )
}

/// One row.
pub(crate) fn row_by_id(conn: &Connection, id: OutboxId) -> Done<OutboxRow> {
    conn.prepare_cached(&format!("SELECT {} FROM outbox WHERE id = ?1", columns("")))?
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
    rows_where_in(conn, "", condition, params)
}

/// The same where the outbox may be attached: `schema` is empty or `o.`.
pub(crate) fn rows_where_in(
    conn: &Connection,
    schema: &str,
    condition: &str,
    params: impl Params,
) -> Done<Vec<OutboxRow>> {
    let columns = columns(schema);
    let sql = format!("SELECT {columns} FROM {schema}outbox WHERE {condition} ORDER BY id");
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
        "assign" => {
            let AssignPayload { to, comment } = understood(&payload)?;
            OutboxOperation::Assign { to, comment }
        }
        "label" => {
            let LabelPayload { label, on } = understood(&payload)?;
            OutboxOperation::Label { label, on }
        }
        "delete" => OutboxOperation::Delete,
        _ => OutboxOperation::Send {
            text: row.get(5)?,
            attachment: row.get::<_, Option<i64>>(16)?.map(AttachmentId),
            extras: if payload.is_empty() {
                SendExtras::default()
            } else {
                understood(&payload)?
            },
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
        behind: Some(row.get(17)?).filter(|id| *id != 0).map(OutboxId),
    })
}

/// A payload that only this program writes.
fn understood<T: DeserializeOwned>(payload: &str) -> rusqlite::Result<T> {
    serde_json::from_str(payload).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(6, rusqlite::types::Type::Text, error.into())
    })
}
