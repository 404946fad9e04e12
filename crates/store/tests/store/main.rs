//! The store on real files in temporary folders.

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
