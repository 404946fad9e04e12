//! The contract of every provider, proven against the sandbox: each endpoint, each error, and
//! each thing the documents leave open (chathub.md §10, smart-sender.md §8).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and its helpers do too"
)]

mod administration;
mod blank_answers;
mod chat_manager_chats;
mod chat_manager_checking;
mod chat_manager_groups;
mod chat_manager_messages;
mod chat_manager_reports;
mod chat_manager_support;
mod chat_manager_tokens;
mod chats;
mod checking;
mod faults;
mod hub;
mod messages;
mod odd_servers;
mod one_place;
mod readme;
mod sending;
mod signing_in;
mod smart_sender_chats;
mod smart_sender_checking;
mod smart_sender_customers;
mod smart_sender_desk;
mod smart_sender_messages;
mod smart_sender_sending;
mod smart_sender_signing_in;
mod support;
mod texter_chats;
mod texter_check;
mod texter_messages;
mod texter_sending;
mod texter_support;
mod tokens;
