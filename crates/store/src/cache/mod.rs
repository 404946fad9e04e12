//! `cache.db`: what the services told. Anything here may be gone at the next start.

mod chats;
mod directory;
mod list;
mod matches;
mod messages;
mod page;
mod seen;
mod sync;
mod view;

pub use chats::ChatChange;
pub use messages::{HistoryUpdate, MessageChanges, NewMessage};
pub use page::MediaSource;
pub use seen::SeenChange;
pub use sync::SyncState;
pub use view::HistoryState;
