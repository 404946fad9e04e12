//! Everything Switchboard decides: when to sync, what leaves the outbox, what a person is told,
//! how accounts come and go. One method of [`Engine`] per command of the front end.
//!
//! Deliberately absent: SQL (`store`), HTTP (`providers`), windows and words for the person
//! (`src-tauri` and `ui`). The engine never returns a secret but through
//! [`Engine::token_secret`], which is for the clipboard.
//!
//! Start reading at [`Engine`], then `desk.rs` (what is open), `session.rs` (one account),
//! `sync/`, `outbox/` and `notify/`.

mod accounts;
mod acts;
mod catalog;
mod chats;
mod check;
mod config;
mod customer;
mod desk;
mod directory;
mod drafts;
mod engine;
mod events;
mod export;
mod file_name;
mod folder_hold;
#[doc(hidden)]
pub mod foreign;
mod import;
mod journal;
mod library;
mod lock;
mod media;
mod messages;
mod notes;
mod notify;
mod opening;
mod operator_add;
mod operators;
mod organizations;
mod origin;
mod outbox;
mod picture;
pub mod redact;
mod remote_filter;
mod reports;
mod retention;
mod screen;
mod secrets;
mod service_acts;
mod session;
mod settings;
mod state;
mod statistics;
mod support;
mod sync;
mod tokens;
mod transfer;

pub use check::check_connection;
pub use config::{Clock, EngineConfig, Pace, SecretsBackend, SystemClock};
pub use engine::Engine;
pub use export::{Exported, Word, Wording, write_file};
pub use notify::{Matter, Notification, NotificationKind, Notifier, Silent};
pub use screen::WindowState;
pub use secrets::MemorySecrets;
pub use support::{SupportAccount, SupportDatabase, SupportReport};
