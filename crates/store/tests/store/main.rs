//! The store on real files in temporary folders.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may stop at the first surprise, as tests do"
)]

mod accounts;
mod damage;
mod drafts;
mod list;
mod messages;
mod outbox;
mod schema;
mod search;
mod support;
mod sync;
mod together;
mod unread;
