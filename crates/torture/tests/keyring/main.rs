//! The program opens whatever state the keyring is in, says what happened, and offers a way on.
//!
//! The keyring is a real gnome-keyring or a Secret Service that misbehaves ([`fake`]), each on a
//! bus of its own. `cargo xtask test --only keyring`.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

mod bus;
mod fake;
mod misbehaving;
mod program;
mod real;
