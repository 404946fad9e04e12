//! The engine on real database files and the real sandbox.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

mod administration;
mod bench;
mod chat_manager;
mod conversation;
mod filters;
mod hushing;
mod keeping;
mod locking;
mod lost_answers;
mod opening;
mod records;
mod resuming;
mod services;
mod signing_in;
mod telling;
mod texter;
mod trouble;
