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
mod chats;
mod config;
mod desk;
mod directory;
mod drafts;
mod engine;
mod events;
mod file_name;
mod import;
mod media;
mod messages;
mod notify;
mod opening;
mod operator_add;
mod operators;
mod organizations;
mod outbox;
mod remote_filter;
mod screen;
mod secrets;
mod session;
mod settings;
mod state;
mod sync;
mod tokens;

pub use config::{Clock, EngineConfig, Pace, SecretsBackend, SystemClock};
pub use engine::Engine;
pub use notify::{Notification, NotificationKind, Notifier, Silent};
pub use screen::WindowState;
pub use secrets::MemorySecrets;
