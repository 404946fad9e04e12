//! What was done from here, by whom and when: read, written into a table, and let go after a year.

use std::path::Path;
use std::time::Duration;

use domain::view::{JournalKind, JournalLine, JournalPage, JournalQuery};
use domain::{ChatStatus, Result, Timestamp};
use store::NewLine;

use crate::Engine;
use crate::desk::Desk;
use crate::export::{Table, Word, Wording, kind, status_name, write_file};

/// Days that lines are kept: a year. They carry names, and what nobody asks about any more is
/// nobody's business.
const KEEP_DAYS: u16 = 365;
/// Lines read at a time for a file.
const WINDOW: u32 = 500;

impl Engine {
    /// A page of the journal, newest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn journal(&self, query: JournalQuery) -> Result<JournalPage> {
        self.desk()?.store.journal(query, KEEP_DAYS).await
    }

    /// Writes all lines that match into a table; how many.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn journal_save(
        &self,
        query: JournalQuery,
        place: &Path,
        words: &dyn Wording,
    ) -> Result<u32> {
        let desk = self.desk()?;
        let zone = desk.core.config.clock.zone();
        let mut table = Table::new();
        let columns = [
            Word::Time,
            Word::TimeZone,
            Word::Kind,
            Word::Account,
            Word::Who,
            Word::Chat,
            Word::ChatId,
            Word::Detail,
            Word::Count,
        ];
        table.row(columns.map(|word| words.say(word)))?;
        let mut query = JournalQuery {
            before: None,
            limit: Some(WINDOW),
            ..query
        };
        let mut written = 0;
        loop {
            let page = desk.store.journal(query.clone(), KEEP_DAYS).await?;
            for line in page.lines {
                let at = jiff::Timestamp::from_millisecond(line.at.0)
                    .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
                    .to_zoned(zone.clone());
                let id = line.chat.as_ref().map(|chat| chat.remote.to_string());
                let detail = detail(&line, words);
                table.row([
                    at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                    zone.iana_name().unwrap_or("UTC").to_owned(),
                    words.say(kind(line.kind)),
                    line.account_label,
                    line.who,
                    line.title.unwrap_or_default(),
                    id.unwrap_or_default(),
                    detail,
                    line.count.to_string(),
                ])?;
                written += 1;
            }
            query.before = page.next;
            if query.before.is_none() {
                break;
            }
        }
        write_file(place, table.finish()?.as_bytes()).await?;
        Ok(written)
    }
}

/// The detail as a person reads it.
fn detail(line: &JournalLine, words: &dyn Wording) -> String {
    let status = match line.kind {
        JournalKind::Status => Some(line.detail.as_str()),
        JournalKind::Bulk => line.detail.strip_prefix("set_status:"),
        _ => None,
    };
    match status {
        Some(status) => status_name(&ChatStatus::from(status), words),
        None => line.detail.clone(),
    }
}

/// Lets go of lines that are too old.
pub(crate) async fn let_go(desk: &Desk, now: Timestamp) -> Result<()> {
    let day = Duration::from_secs(24 * 60 * 60);
    let before = now.before(day * u32::from(KEEP_DAYS));
    if desk.store.prune_journal(before).await? > 0 {
        desk.erased.notify_one();
    }
    Ok(())
}

impl Desk {
    /// Writes a line. What was done is done: a journal that can't be written stops nobody.
    pub(crate) async fn write_journal(&self, line: NewLine) {
        if let Err(error) = self.store.write_journal(line).await {
            tracing::warn!(%error, "something that was done is missing in the journal");
        }
    }
}
