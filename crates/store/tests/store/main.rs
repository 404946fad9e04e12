//! The store on real files in temporary folders.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise, as tests do"
)]

mod accounts;
mod damage;
mod desk;
mod drafts;
mod journal;
mod library;
mod list;
mod lock;
mod messages;
mod outbox;
mod retention;
mod schema;
mod search;
mod support;
mod sync;
mod timeline;
mod together;
mod unread;
mod writing;
