//! Telling the person: gathered, decided by one pure function ([`decide`]), remembered across
//! restarts.
//!
//! The engine has no languages: a [`Notification`] carries names, texts and counts, and whoever
//! shows it finds the words.

mod decide;
mod matters;
mod news;
mod notes;
mod repeat;
mod show;
mod standing;
mod words;

use domain::{AccountId, AttachmentKind, ChatId};

pub(crate) use decide::{Context, Newest, News, Whose, decide, remind};
pub(crate) use matters::{About, CutOff, Matters, matter, of_chats};
pub(crate) use notes::{Note, Notes};

/// Something to tell the person outside the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The chat to open on a click; `None` for more than one.
    pub chat: Option<ChatId>,
    /// What to say.
    pub kind: NotificationKind,
    /// Whether it is to be heard.
    pub sound: bool,
    /// It was shown before, and nobody answered: it is to be noticed again.
    pub again: bool,
    /// It may be answered from where it is shown: the window is not locked.
    pub answerable: bool,
}

/// What to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotificationKind {
    /// New messages of one customer.
    Chat {
        /// The customer's name or the chat's title; may be empty.
        name: String,
        /// The newest message's first line; may be empty.
        text: String,
        /// The newest message's file, if it has one.
        attachment: Option<AttachmentKind>,
        /// New messages.
        messages: u32,
    },
    /// The same, when names and texts are to be hidden.
    Private {
        /// New messages.
        messages: u32,
    },
    /// New messages of several customers; with all that stood in the summary before it.
    Summary {
        /// New messages.
        messages: u32,
        /// Those among them that the person was not told of before.
        new: u32,
        /// Chats they are in.
        chats: u32,
    },
    /// A chat was assigned to the person.
    Assigned {
        /// The customer's name or the chat's title; empty if it is to be hidden.
        name: String,
    },
    /// Several chats were.
    AssignedMany {
        /// How many.
        chats: u32,
    },
    /// A chat was put back: it is nobody's now.
    Queued {
        /// The customer's name or the chat's title; empty if it is to be hidden.
        name: String,
    },
    /// Several chats were.
    QueuedMany {
        /// How many.
        chats: u32,
    },
    /// A message of a chat was not sent, and waits for the person.
    NotSent {
        /// The customer's name or the chat's title; empty if it is to be hidden.
        name: String,
        /// Nobody knows whether it was.
        unknown: bool,
    },
    /// An account is out of touch with its service.
    CutOff {
        /// Which.
        account: AccountId,
        /// What the person calls it; empty if it is to be hidden.
        label: String,
        /// The service refuses its credentials: the person must sign in again.
        refused: bool,
    },
    /// The person asked to see a notification.
    Test,
}

/// What a notification besides a chat's messages is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Matter {
    /// A chat: it was assigned or put back, or a message of it was not sent.
    Chat(ChatId),
    /// An account that is out of touch.
    Account(AccountId),
    /// Several chats that were assigned.
    Assigned,
    /// Several chats that were put back.
    Queued,
}

/// Shows notifications.
pub trait Notifier: Send + Sync {
    /// Shows one. A newer one of the same chat (or of no chat) replaces an older one.
    fn show(&self, notification: Notification);
    /// Takes a chat's back; without a chat, the summary. One that isn't shown is fine.
    fn withdraw(&self, chat: Option<&ChatId>);
    /// Takes back what was told of a matter. One that isn't shown is fine.
    fn withdraw_matter(&self, matter: &Matter);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Notifier for Silent {
    fn show(&self, _: Notification) {}
    fn withdraw(&self, _: Option<&ChatId>) {}
    fn withdraw_matter(&self, _: &Matter) {}
}
