//! What the person has been notified of, so that a restart doesn't repeat it.

use domain::{ChatId, RemoteMessageId, Result, Timestamp};
use rusqlite::OptionalExtension as _;

use crate::Store;
use crate::codes::some_text;

/// How far a chat was notified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notified {
    /// The newest message a notification was raised for.
    pub message: Option<RemoteMessageId>,
    /// Its time.
    pub at: Timestamp,
    /// Unread messages at that moment.
    pub unread: u32,
}

impl Store {
    /// How far a chat was notified; `None` if never.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn notified(&self, chat: ChatId) -> Result<Option<Notified>> {
        self.read_outbox(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT message, at, unread FROM notified WHERE account = ?1 AND chat = ?2",
                )?
                .query_row((chat.account.0, chat.remote.as_str()), |row| {
                    Ok(Notified {
                        message: some_text(row.get(0)?).map(RemoteMessageId),
                        at: Timestamp(row.get(1)?),
                        unread: row.get(2)?,
                    })
                })
                .optional()?)
        })
        .await
    }

    /// Records how far chats were notified, in one transaction.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_notified(&self, marks: Vec<(ChatId, Notified)>) -> Result<()> {
        self.write_outbox(move |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO notified (account, chat, message, at, unread)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (account, chat) DO UPDATE SET
                     message = excluded.message, at = excluded.at, unread = excluded.unread",
            )?;
            for (chat, mark) in &marks {
                let message = mark.message.as_ref().map_or("", RemoteMessageId::as_str);
                statement.execute((
                    chat.account.0,
                    chat.remote.as_str(),
                    message,
                    mark.at.0,
                    mark.unread,
                ))?;
            }
            Ok(())
        })
        .await
    }
}
