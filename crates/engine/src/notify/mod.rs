//! Telling the person: gathered, decided by one pure function ([`decide`]), remembered across
//! restarts.
//!
//! The engine has no languages: a [`Notification`] carries names, texts and counts, and whoever
//! shows it finds the words.

mod decide;
mod notes;
mod repeat;

use domain::{AttachmentKind, ChatId};

pub(crate) use decide::{Context, Newest, News, Whose, decide, remind};
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
    /// New messages of several customers.
    Summary {
        /// New messages.
        messages: u32,
        /// Chats they are in.
        chats: u32,
    },
    /// The person asked to see a notification.
    Test,
}

/// Shows notifications.
pub trait Notifier: Send + Sync {
    /// Shows one. A newer one of the same chat (or of no chat) replaces an older one.
    fn show(&self, notification: Notification);
    /// Takes a chat's back; without a chat, the summary. One that isn't shown is fine.
    fn withdraw(&self, chat: Option<&ChatId>);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Notifier for Silent {
    fn show(&self, _: Notification) {}
    fn withdraw(&self, _: Option<&ChatId>) {}
}
