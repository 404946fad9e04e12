//! The way to the desktop and back. Invariant: what is shown is kept in mind, so that it can be
//! taken back.

use domain::ChatId;

use super::decide::Telling;
use super::notes::NotesTask;
use super::standing::Back;
use super::{About, Matter, News, Notification, NotificationKind, Notifier};
use crate::desk::Desk;

impl NotesTask {
    /// Shows what is to be said of chats' messages, and keeps in mind that it was.
    pub(super) fn present(&mut self, desk: &Desk, news: &[News], telling: Telling) {
        for notification in telling.alone {
            if let Some(chat) = notification.chat.clone() {
                let closed = news.iter().any(|news| news.closed && news.chat == chat);
                let messages = messages_of(&notification.kind);
                let back = self.standing.alone(chat.clone(), messages, closed);
                back.iter().for_each(|back| take_back(desk, back));
                self.told(desk, chat, notification.again);
            }
            show(desk, notification);
        }
        if let Some(summary) = telling.summary {
            for one in &summary.chats {
                self.told(desk, one.chat.clone(), summary.again);
            }
            let (back, notification) = self.standing.sum(summary);
            back.iter().for_each(|back| take_back(desk, back));
            show(desk, notification);
        }
    }

    fn told(&mut self, desk: &Desk, chat: ChatId, again: bool) {
        if again {
            self.repeats.reminded(&chat, desk.now());
        } else {
            self.repeats.told(chat, desk.now());
        }
    }

    /// The person need not be told of a chat's messages any more.
    pub(super) fn over(&mut self, desk: &Desk, chat: &ChatId) {
        self.repeats.answered(chat);
        if let Some(back) = self.standing.over(chat) {
            take_back(desk, &back);
        }
    }

    /// Takes back what was told of a chat besides its messages.
    pub(super) fn settle(&mut self, desk: &Desk, chat: &ChatId, about: About) {
        for matter in self.matters.settle(chat, about) {
            notifier(desk).withdraw_matter(&matter);
        }
    }

    /// Takes back all that was told of a chat.
    pub(super) fn forget(&mut self, desk: &Desk, chat: &ChatId) {
        self.over(desk, chat);
        for about in self.matters.of(chat) {
            self.settle(desk, chat, about);
        }
    }

    /// Takes back what names somebody.
    pub(super) fn hide(&mut self, desk: &Desk) {
        for back in self.standing.hide() {
            take_back(desk, &back);
        }
        for matter in self.matters.hide() {
            notifier(desk).withdraw_matter(&matter);
        }
        for account in self.cut_off.hide() {
            notifier(desk).withdraw_matter(&Matter::Account(account));
        }
        self.tell_of_accounts(desk);
    }
}

pub(super) fn notifier(desk: &Desk) -> &dyn Notifier {
    desk.core.config.notifier.as_ref()
}

/// The one way to the desktop.
pub(super) fn show(desk: &Desk, notification: Notification) {
    notifier(desk).show(notification.plain());
}

fn take_back(desk: &Desk, back: &Back) {
    notifier(desk).withdraw(match back {
        Back::Chat(chat) => Some(chat),
        Back::Summary => None,
    });
}

fn messages_of(kind: &NotificationKind) -> u32 {
    match kind {
        NotificationKind::Chat { messages, .. } | NotificationKind::Private { messages } => {
            *messages
        }
        _ => 1,
    }
}
