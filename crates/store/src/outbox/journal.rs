//! What was done from here: when, by which account, and as whom. Never the text.

use domain::view::{JournalKind, JournalLine, JournalPage, JournalQuery};
use domain::{AccountId, ChatId, RemoteChatId, Result, Timestamp};
use rusqlite::{Connection, Row, Transaction, named_params};

use crate::Store;
use crate::codes::{tag, tag_text};
use crate::fault::Done;

/// Lines of a page, if nobody says how many.
const PAGE: u32 = 100;
/// Lines of a page at most.
const LONGEST_PAGE: u32 = 500;

/// A line to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it: the name the account worked under is kept with it.
    pub account: AccountId,
    /// What was done.
    pub kind: JournalKind,
    /// The chat, if it is about one.
    pub chat: Option<ChatId>,
    /// See [`JournalKind`].
    pub detail: String,
    /// Chats it was done to.
    pub count: u32,
}

impl NewLine {
    /// A line about an account.
    #[must_use]
    pub fn new(account: AccountId, kind: JournalKind, at: Timestamp) -> Self {
        Self {
            at,
            account,
            kind,
            chat: None,
            detail: String::new(),
            count: 0,
        }
    }
}

impl Store {
    /// Lines that match, newest first. Those about chats are written by the `settle_*` methods,
    /// the others by [`Store::write_journal`]. `keep_days` is the caller's, who decides it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn journal(&self, query: JournalQuery, keep_days: u16) -> Result<JournalPage> {
        self.read(move |conn| page(conn, &query, keep_days)).await
    }

    /// Writes a line about something that isn't in the outbox.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn write_journal(&self, line: NewLine) -> Result<()> {
        self.write_outbox(move |tx| write_line(tx, &line)).await
    }

    /// Lets go of lines from before a time. How many.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn prune_journal(&self, before: Timestamp) -> Result<usize> {
        self.write_outbox(
            move |tx| Ok(tx.execute("DELETE FROM journal WHERE at < ?1", [before.0])?),
        )
        .await
    }
}

fn page(conn: &Connection, query: &JournalQuery, keep_days: u16) -> Done<JournalPage> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE) as usize;
    let mut kinds = Vec::new();
    for kind in &query.kinds {
        kinds.push(tag_text(kind)?);
    }
    let words: Vec<String> = query
        .text
        .as_deref()
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    // All that match are looked at, for their number; words are compared here, because SQLite
    // knows upper and lower case of ASCII only.
    let mut statement = conn.prepare_cached(
        "SELECT j.id, j.at, j.kind, j.account, coalesce(a.label, ''), j.who, j.chat, c.title,
             c.id IS NOT NULL, j.detail, j.count
         FROM o.journal AS j LEFT JOIN o.accounts AS a ON a.id = j.account
         LEFT JOIN chats AS c ON c.account = j.account AND c.remote = j.chat AND j.chat <> ''
             AND c.hidden = 0
         WHERE (:account IS NULL OR j.account = :account) AND j.at >= :from AND j.at < :to
         AND (:kinds = '[]' OR j.kind IN (SELECT value FROM json_each(:kinds)))
         ORDER BY j.id DESC",
    )?;
    let mut rows = statement.query(named_params! {
        ":account": query.account.map(|id| id.0),
        ":from": query.from.map_or(i64::MIN, |at| at.0),
        ":to": query.to.map_or(i64::MAX, |at| at.0),
        ":kinds": serde_json::to_string(&kinds)?,
    })?;
    let before = query.before.unwrap_or(i64::MAX);
    let mut found = JournalPage {
        lines: Vec::new(),
        total: 0,
        next: None,
        keep_days,
    };
    while let Some(row) = rows.next()? {
        let wanted = row.get::<_, i64>(0)? < before && found.lines.len() <= limit;
        if !wanted && words.is_empty() {
            found.total += 1;
            continue;
        }
        let line = line(row)?;
        if has_words(&line, &words) {
            found.total += 1;
            if wanted {
                found.lines.push(line);
            }
        }
    }
    if found.lines.len() > limit {
        found.lines.truncate(limit);
        found.next = found.lines.last().map(|line| line.id);
    }
    Ok(found)
}

fn line(row: &Row<'_>) -> Done<JournalLine> {
    let account = AccountId(row.get(3)?);
    let chat: String = row.get(6)?;
    let title: Option<String> = row.get(7)?;
    let stored: bool = row.get(8)?;
    Ok(JournalLine {
        id: row.get(0)?,
        at: Timestamp(row.get(1)?),
        kind: tag(row.get(2)?)?,
        account: Some(account).filter(|account| account.0 != 0),
        account_label: row.get(4)?,
        who: row.get(5)?,
        chat: (!chat.is_empty()).then(|| ChatId::new(account, RemoteChatId(chat))),
        title: title.filter(|_| stored),
        detail: row.get(9)?,
        count: row.get(10)?,
    })
}

fn has_words(line: &JournalLine, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let id = line.chat.as_ref().map(|chat| chat.remote.as_str());
    let said = [
        line.title.as_deref().unwrap_or_default(),
        id.unwrap_or_default(),
        &line.who,
        &line.account_label,
        &line.detail,
    ];
    let said = said.join("\n").to_lowercase();
    words.iter().all(|word| said.contains(word.as_str()))
}

/// Writes a line, with the name that its account works under.
pub(super) fn write_line(tx: &Transaction<'_>, line: &NewLine) -> Done<()> {
    let chat = line.chat.as_ref().map(|chat| chat.remote.as_str());
    tx.prepare_cached(
        "INSERT INTO journal (account, chat, kind, detail, at, count, who)
         VALUES (:account, :chat, :kind, :detail, :at, :count, coalesce((
             SELECT coalesce(
                 iif(json_valid(working_as), json_extract(working_as, '$.name'), NULL),
                 iif(json_valid(options), json_extract(options, '$.identity.name'), NULL))
             FROM accounts WHERE id = :account), ''))",
    )?
    .execute(named_params! {
        ":account": line.account.0,
        ":chat": chat.unwrap_or_default(),
        ":kind": tag_text(&line.kind)?,
        ":detail": line.detail,
        ":at": line.at.0,
        ":count": line.count,
    })?;
    Ok(())
}
