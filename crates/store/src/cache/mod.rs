//! `cache.db`: what the services told. Anything here may be gone at the next start.
//!
//! What is shown of a chat is the service's word with an echo of pending operations on top
//! ([`echo`]) and the unread count derived as [`unread`] says.

mod chats;
mod derive;
mod directory;
pub(crate) mod echo;
mod erase;
mod find;
mod highlight;
mod hold;
mod labels;
mod list;
mod marks;
mod matches;
mod messages;
mod own;
mod page;
mod person;
mod put;
mod retain;
mod scrub;
mod search;
mod seen;
mod sync;
mod text;
mod timeline;
mod told;
mod unread;
mod view;
mod wanted;
mod writing;

use domain::ChatId;
use rusqlite::{Connection, OptionalExtension as _};

use crate::fault::Done;

pub use chats::ChatChange;
pub(crate) use erase::{delete_chat, forget_account};
pub(crate) use list::count;
pub(crate) use marks::{mark_mine, mirror};
pub use messages::{HistoryUpdate, MessageChanges, NewMessage};
pub(crate) use own::{baseline, prunable};
pub use page::MediaSource;
pub use retain::LetGo;
pub use seen::SeenChange;
pub(crate) use seen::echo_read;
pub use sync::SyncState;
pub(crate) use told::Settled;
pub use told::{Moment, Told};
pub use view::HistoryState;
pub use writing::{Listener, Written, WrittenChat};

/// A message's row id is its chat's, shifted, and an ordinal: see the schema.
const ORDINAL_BITS: u32 = 24;

/// The row of a chat.
fn chat_row_id(conn: &Connection, chat: &ChatId) -> Done<Option<i64>> {
    Ok(conn
        .prepare_cached("SELECT id FROM chats WHERE account = ?1 AND remote = ?2")?
        .query_row((chat.account.0, chat.remote.as_str()), |row| row.get(0))
        .optional()?)
}

/// What a chat is called; empty if it isn't known or has no name.
pub(crate) fn title_of(conn: &Connection, chat: &ChatId) -> Done<String> {
    let title = conn
        .prepare_cached("SELECT title FROM chats WHERE account = ?1 AND remote = ?2")?
        .query_row((chat.account.0, chat.remote.as_str()), |row| row.get(0))
        .optional()?;
    Ok(title.unwrap_or_default())
}
