//! The contract of every provider, proven against the sandbox: each endpoint, each error, and
//! each thing the documents leave open (chathub.md §10).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and its helpers do too"
)]

mod administration;
mod chats;
mod faults;
mod hub;
mod messages;
mod odd_servers;
mod sending;
mod signing_in;
mod support;
mod tokens;
