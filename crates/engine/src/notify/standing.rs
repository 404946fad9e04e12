//! Which chats the person was told of by what stands on the desktop, so that each notification
//! goes with the last chat it speaks of.

use std::collections::BTreeMap;

use domain::{AccountId, ChatId};

use super::decide::Summary;
use super::{Notification, NotificationKind};

/// What stands on the desktop.
#[derive(Debug, Default)]
pub(crate) struct Standing(BTreeMap<ChatId, Told>);

#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// New messages that were told of.
    messages: u32,
    /// It was closed when it was told of.
    closed: bool,
    place: Place,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Nowhere any more: names were to be hidden.
    #[default]
    Hidden,
    /// By itself.
    Alone,
    /// In the summary.
    Summed,
}

/// What is to be taken back from the desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Back {
    /// A chat's own notification.
    Chat(ChatId),
    /// The summary.
    Summary,
}

impl Standing {
    /// Whether it was closed already when the person was told of it.
    pub(crate) fn was_closed(&self, chat: &ChatId) -> bool {
        self.0.get(chat).is_some_and(|told| told.closed)
    }

    /// Whether a summary stands.
    pub(crate) fn is_summed(&self) -> bool {
        self.0.values().any(|told| told.place == Place::Summed)
    }

    /// Chats that the person was told of.
    pub(crate) fn chats(&self) -> Vec<ChatId> {
        self.0.keys().cloned().collect()
    }

    /// A chat is told of by itself now. What has nothing more to say then.
    pub(crate) fn alone(&mut self, chat: ChatId, messages: u32, closed: bool) -> Option<Back> {
        let told = self.0.entry(chat).or_default();
        let was = std::mem::replace(&mut told.place, Place::Alone);
        told.messages = messages;
        told.closed |= closed;
        self.emptied(was)
    }

    /// Chats are told of together now, with those that the summary speaks of already. What they
    /// were told by so far, and what is to be shown.
    pub(crate) fn sum(&mut self, summary: Summary) -> (Vec<Back>, Notification) {
        let mut back = Vec::new();
        let new = if summary.again {
            0
        } else {
            summary.chats.iter().map(|one| one.messages).sum()
        };
        for one in summary.chats {
            let told = self.0.entry(one.chat.clone()).or_default();
            if told.place == Place::Alone {
                back.push(Back::Chat(one.chat));
            }
            told.messages = if summary.again {
                one.messages
            } else {
                told.messages.saturating_add(one.messages)
            };
            told.closed |= one.closed;
            told.place = Place::Summed;
        }
        let summed = self.0.values().filter(|told| told.place == Place::Summed);
        let (messages, chats) = summed.fold((0_u32, 0), |(messages, chats), told| {
            (messages.saturating_add(told.messages), chats + 1)
        });
        let notification = Notification {
            chat: None,
            kind: NotificationKind::Summary {
                messages,
                new,
                chats,
            },
            sound: summary.sound,
            again: summary.again,
            answerable: false,
        };
        (back, notification)
    }

    /// A chat was read, closed, answered, or is gone.
    pub(crate) fn over(&mut self, chat: &ChatId) -> Option<Back> {
        let told = self.0.remove(chat)?;
        if told.place == Place::Alone {
            return Some(Back::Chat(chat.clone()));
        }
        self.emptied(told.place)
    }

    /// Names are to be hidden: what stands by itself goes.
    pub(crate) fn hide(&mut self) -> Vec<Back> {
        let named = self
            .0
            .iter_mut()
            .filter(|(_, told)| told.place == Place::Alone);
        let hidden = named.map(|(chat, told)| {
            told.place = Place::Hidden;
            Back::Chat(chat.clone())
        });
        hidden.collect()
    }

    /// Whether a chat that was there took the summary with it.
    fn emptied(&self, was: Place) -> Option<Back> {
        (was == Place::Summed && !self.is_summed()).then_some(Back::Summary)
    }

    /// Those of an account.
    pub(crate) fn of(&self, account: AccountId) -> Vec<ChatId> {
        let chats = self.0.keys().filter(|chat| chat.account == account);
        chats.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::decide::Summed;
    use super::*;

    fn chat(id: &str) -> ChatId {
        ChatId::new(AccountId(1), id)
    }

    fn summary(chats: &[(&str, u32)], again: bool) -> Summary {
        let summed = |(id, messages): &(&str, u32)| Summed {
            chat: chat(id),
            messages: *messages,
            closed: false,
        };
        Summary {
            chats: chats.iter().map(summed).collect(),
            sound: true,
            again,
        }
    }

    fn numbers(notification: &Notification) -> (u32, u32) {
        match notification.kind {
            NotificationKind::Summary {
                messages, chats, ..
            } => (messages, chats),
            _ => panic!("a summary: {notification:?}"),
        }
    }

    #[test]
    fn a_later_summary_speaks_of_what_the_earlier_one_did() {
        let mut standing = Standing::default();
        let (back, first) = standing.sum(summary(&[("1", 3), ("2", 1)], false));
        assert_eq!((back, numbers(&first)), (vec![], (4, 2)), "the first");
        let (_, more) = standing.sum(summary(&[("2", 2), ("3", 1)], false));
        assert_eq!(numbers(&more), (7, 3), "with what nobody has read yet");
        assert!(
            matches!(more.kind, NotificationKind::Summary { new: 3, .. }),
            "which is known: {more:?}"
        );
        let (_, again) = standing.sum(summary(&[("2", 3), ("3", 1)], true));
        assert_eq!(numbers(&again), (7, 3), "a reminder counts nothing twice");
    }

    #[test]
    fn a_summary_goes_with_the_last_chat_it_speaks_of() {
        let mut standing = Standing::default();
        standing.sum(summary(&[("1", 1), ("2", 1), ("3", 1)], false));
        assert_eq!(standing.over(&chat("1")), None, "two are left");
        assert_eq!(standing.alone(chat("2"), 1, false), None, "one is left");
        assert_eq!(standing.over(&chat("3")), Some(Back::Summary), "none is");
        assert_eq!(
            standing.over(&chat("2")),
            Some(Back::Chat(chat("2"))),
            "it stood by itself"
        );
        assert_eq!(standing.over(&chat("2")), None, "once");
    }

    #[test]
    fn what_is_hidden_was_told_all_the_same() {
        let mut standing = Standing::default();
        standing.alone(chat("1"), 1, true);
        standing.sum(summary(&[("2", 1), ("3", 1)], false));
        assert_eq!(
            standing.hide(),
            [Back::Chat(chat("1"))],
            "it names somebody"
        );
        assert!(standing.was_closed(&chat("1")), "known");
        assert_eq!(standing.over(&chat("1")), None, "nothing is left of it");
    }

    #[test]
    fn a_chat_stands_once() {
        let mut standing = Standing::default();
        standing.alone(chat("1"), 2, false);
        let (back, notification) = standing.sum(summary(&[("1", 1), ("2", 1)], false));
        assert_eq!(back, [Back::Chat(chat("1"))], "what it had of its own goes");
        assert_eq!(numbers(&notification), (4, 2), "its messages don't");
        standing.over(&chat("2"));
        let back = standing.alone(chat("1"), 1, false);
        assert_eq!(back, Some(Back::Summary), "and the other way round");
    }
}
