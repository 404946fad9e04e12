//! The chat services as they answer, on loopback: real HTTP, a real SignalR hub, state, a clock that can be driven
//! and faults on request. One sandbox serves unit tests, contract tests, end-to-end tests, benchmarks and the demo.
//!
//! It knows wire formats only (`apis/*.md`) and imports no other room of the house. What belongs to no service in
//! particular (the listener, the log, the clock, faults, media, and the frame that holds them) is at the top level; each service is a module of
//! its own. Start reading at [`Sandbox::start`].
//!
//! Each runs alone too: `cargo run -p sandbox -- --service chathub --size demo --life`.

pub mod chat_manager;
pub mod chathub;
mod clock;
mod faults;
mod faulty;
mod fetch;
mod frame;
mod jwt;
mod log;
mod media;
mod rng;
mod server;
pub mod smart_sender;
pub mod texter;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use chathub::{Credentials, NewChat, Quirks, Sandbox, SandboxConfig, Script, Size};
pub use clock::Clock;
pub use faults::{Fault, FaultId, FaultKind};
pub use frame::{Frame, Switches};
pub use log::LoggedRequest;

/// Locks; a panic elsewhere while it was held does not matter to a sandbox.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
