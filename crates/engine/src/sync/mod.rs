//! Keeping the store equal to the services.
//!
//! Each account has tasks of its own, so that one account's trouble never delays another:
//! `poll` reads the chat list, `history` reads chats (the one on screen most often), `live`
//! listens to pushes. A reading that finds nothing new writes nothing and wakes nobody.
//!
//! What waits how long is decided by pure functions in `policy`; when a list is read to its end,
//! by [`Walk`].

mod clocks;
mod history;
mod live;
mod policy;
mod poll;
mod reads;
mod walk;

use std::sync::Arc;

pub(crate) use clocks::watch_clocks;
pub(crate) use history::{Read, read};
pub(crate) use policy::{Failed, after_failure};
pub(crate) use reads::{Priority, ReadQueue};
pub(crate) use walk::Walk;

use crate::desk::Desk;
use crate::session::Session;

/// Starts an account's tasks.
pub(crate) fn start(desk: &Arc<Desk>, session: &Arc<Session>) {
    let parts = || (Arc::clone(desk), Arc::clone(session));
    let (d, s) = parts();
    session.spawn(poll::run(d, s));
    if session.provider.history().is_some() {
        let (d, s) = parts();
        session.spawn(history::run_queue(d, s));
        let (d, s) = parts();
        session.spawn(history::run_open_chat(d, s));
    }
    if session.account.options.live && session.provider.live().is_some() {
        let (d, s) = parts();
        session.spawn(live::run(d, s));
    }
}
