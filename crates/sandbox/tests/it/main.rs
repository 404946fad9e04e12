//! The sandbox as its clients meet it: over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what goes wrong in a test's own helpers is a failed test"
)]

mod auth;
#[path = "../chat_manager/mod.rs"]
mod chat_manager;
mod chats;
mod control;
mod desk;
mod faults;
mod hub;
mod messages;
mod operators;
mod quirks;
mod seed;
mod send;
mod signalr;
#[path = "../smart_sender/mod.rs"]
mod smart_sender;
#[path = "../texter/mod.rs"]
mod texter;
