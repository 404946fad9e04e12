//! A sandbox under torture, whichever of the services it plays: how to sign in, where to write,
//! what goes wrong, and what arrived.

mod chat_manager;
mod chathub;
mod smart_sender;
mod texter;

use domain::AccountForm;
use engine::Engine;
use sandbox::{Fault, FaultKind, LoggedRequest};

pub(crate) use chat_manager::Groups;
pub(crate) use chathub::Hub;
pub(crate) use smart_sender::School;
pub(crate) use texter::Shop;

use crate::Trial;

/// How a service answers, where its documents leave that open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// As it usually does.
    Usual,
    /// A send is answered with its message, or at least its id.
    Whole,
    /// A send is answered with as little as the service may say.
    Bare,
    /// What was sent shows in the history only later.
    Lagging,
}

/// A message that the service took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) chat: String,
    /// The message's id at the service.
    pub(crate) id: String,
    pub(crate) text: String,
}

/// A place at which a request can be met: method, how its path begins, how it ends.
pub(crate) type Place = (&'static str, &'static str, &'static str);

/// A service that runs. It ends when dropped.
pub(crate) trait Service: Sized {
    /// What it is called.
    const NAME: &'static str;
    /// The same, as a total of sends.
    const SENDS: &'static str;
    /// Whether it tells histories, so that lost answers can be looked up.
    const TELLS_HISTORY: bool;
    /// Where messages are sent to.
    const SENDING: Place;
    /// Where the chat list is read.
    const LISTING: Place;
    /// Where else requests go that matter: tokens, live connections.
    const ELSEWHERE: &'static [Place];
    /// Whether it blocks for at least a minute, and says in words for how long.
    const BLOCKS: bool;

    async fn start(seed: u64, answers: Answers) -> Trial<Self>;

    /// What signs in.
    fn form(&self) -> AccountForm;

    /// Chats that can be written to.
    fn chats(&self) -> Vec<String>;

    /// Every message taken over its interface, in order, doubles included.
    fn taken(&self) -> Vec<Taken>;

    /// Has a customer write; false if the chat has none.
    fn customer_writes(&self, chat: &str, text: &str) -> bool;

    /// Has requests made that are rare: a token ends, a live connection breaks.
    fn stir(&self) {}

    /// Waits until all that is shown of the account is what the service holds, where that can be
    /// looked at.
    async fn same(&self, _: &Engine) -> Trial {
        Ok(())
    }

    fn fault(&self, fault: Fault);

    fn clear_faults(&self);

    fn log(&self) -> Vec<LoggedRequest>;

    /// Nobody listens from now on.
    async fn pause(&self);

    /// Somebody does again.
    async fn resume(&self) -> Trial;
}

/// What all sandboxes have alike, for the implementations of [`Service`].
macro_rules! frame {
    () => {
        fn fault(&self, fault: sandbox::Fault) {
            self.0.fault(fault);
        }

        fn clear_faults(&self) {
            self.0.clear_faults();
        }

        fn log(&self) -> Vec<sandbox::LoggedRequest> {
            self.0.log()
        }

        async fn pause(&self) {
            self.0.pause_listening().await;
        }

        async fn resume(&self) -> crate::Trial {
            self.0
                .resume_listening()
                .await
                .map_err(crate::stage::sentence)
        }
    };
}
use frame;

/// A fault for requests at a place.
pub(crate) fn at((method, path, path_end): Place, kind: FaultKind) -> Fault {
    Fault::on(method, path, kind).ending(path_end)
}

/// Whether a request is one at a place.
pub(crate) fn is_at((method, path, path_end): Place, request: &LoggedRequest) -> bool {
    (method == "*" || request.method == method)
        && request.path.starts_with(path)
        && request.path.ends_with(path_end)
}
