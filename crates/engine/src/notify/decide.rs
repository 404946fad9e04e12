//! What the person is told. Pure: state in, decision out.
//!
//! What is not shown (the chat on screen, a scope) is remembered all the same: it is not told later.
//! What quiet hours and do-not-disturb hush is told when they end, if it still waits then.

use domain::{AttachmentKind, ChatId, NotificationScope, RemoteMessageId, Settings, Timestamp};
use store::Notified;

use super::{Notification, NotificationKind};

/// More chats than this at once become one summary.
const MANY: usize = 3;

/// A chat as it is now, and what the person was told of it.
#[derive(Debug, Clone)]
pub(crate) struct News {
    pub(crate) chat: ChatId,
    pub(crate) name: String,
    /// The newest customer message, where it is known that there is no newer one.
    pub(crate) newest: Option<Newest>,
    pub(crate) unread: u32,
    /// How many of them can be told now: not those that are still to be read.
    pub(crate) ripe: u32,
    /// Customer messages stored after the one that was told of, where that one is known.
    pub(crate) since: Option<u32>,
    /// All that are counted as unread are stored.
    pub(crate) whole: bool,
    pub(crate) mine: Whose,
    /// It was closed, and not only told of while it was.
    pub(crate) closed: bool,
    /// The person put it off.
    pub(crate) asleep: bool,
    pub(crate) memory: Option<Notified>,
}

/// A chat's newest customer message.
#[derive(Debug, Clone)]
pub(crate) struct Newest {
    pub(crate) id: Option<RemoteMessageId>,
    pub(crate) at: Timestamp,
    pub(crate) text: String,
    pub(crate) attachment: Option<AttachmentKind>,
}

/// Whose chat it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The person's; or somebody's, where nobody knows who the person is.
    Mine,
    Nobodys,
    Colleagues,
}

/// What else counts.
#[derive(Debug, Clone)]
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) focused: bool,
    pub(crate) on_screen: Option<&'a ChatId>,
    pub(crate) now: Timestamp,
    /// Minutes after local midnight.
    pub(crate) minute: u16,
    /// These are the news of the program's start, or of a time in which nobody was to be
    /// disturbed: one summary for all.
    pub(crate) starting: bool,
    /// A summary stands on the desktop.
    pub(crate) summed: bool,
    /// Only remember: the first reading of an account is no news.
    pub(crate) silent: bool,
    /// The window is locked: names and texts are hidden, and nobody looks at a chat.
    pub(crate) locked: bool,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Decision {
    pub(crate) tell: Telling,
    /// What may stand of these is to be taken back.
    pub(crate) withdraw: Vec<ChatId>,
    pub(crate) remember: Vec<(ChatId, Notified)>,
    /// News that are to be looked at again when people may be disturbed.
    pub(crate) later: Vec<ChatId>,
}

/// What to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Telling {
    /// Of one chat each.
    pub(crate) alone: Vec<Notification>,
    /// Of many.
    pub(crate) summary: Option<Summary>,
}

/// Chats that are told of together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Summary {
    pub(crate) chats: Vec<Summed>,
    pub(crate) sound: bool,
    pub(crate) again: bool,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Summed {
    pub(crate) chat: ChatId,
    pub(crate) messages: u32,
    pub(crate) closed: bool,
}

/// Whether a chat is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hush {
    Told,
    /// Not while nobody is to be disturbed.
    Later,
    Never,
}

/// Decides what the person is told of these chats.
pub(crate) fn decide(news: &[News], context: &Context<'_>) -> Decision {
    let mut decision = Decision::default();
    let mut tell = Vec::new();
    for chat in news {
        if is_over(chat, context) {
            decision.withdraw.push(chat.chat.clone());
        }
        if is_news(chat, context.starting) {
            let hush = hush(chat, context);
            if hush == Hush::Later {
                decision.later.push(chat.chat.clone());
                continue;
            }
            decision
                .remember
                .push((chat.chat.clone(), remembered(chat, context.now)));
            if hush == Hush::Told {
                tell.push(chat);
            }
        } else if let Some(memory) = fewer(chat) {
            decision.remember.push((chat.chat.clone(), memory));
        }
    }
    let many = match (context.starting, context.summed) {
        (false, _) => MANY,
        (true, false) => 1,
        // The summary that stands takes in what is found a little later.
        (true, true) => 0,
    };
    decision.tell = told(&tell, many, context);
    decision
}

/// What to say of chats that stood unanswered for long enough; nothing of those that don't wait
/// any more, and nothing where nobody is to be disturbed now.
pub(crate) fn remind(chats: &[News], context: &Context<'_>) -> Telling {
    let waits = |chat: &&News| chat.unread > 0 && !chat.closed && hush(chat, context) == Hush::Told;
    // All that is unread counts: it was told before.
    let unanswered = |chat: &News| News {
        memory: None,
        ripe: chat.unread,
        since: None,
        whole: true,
        ..chat.clone()
    };
    let waiting: Vec<News> = chats.iter().filter(waits).map(unanswered).collect();
    let mut telling = told(&waiting.iter().collect::<Vec<_>>(), MANY, context);
    for one in &mut telling.alone {
        one.again = true;
    }
    if let Some(summary) = &mut telling.summary {
        summary.again = true;
    }
    telling
}

/// What to say of these chats: more than `many` at once become a summary.
fn told(chats: &[&News], many: usize, context: &Context<'_>) -> Telling {
    if chats.len() <= many {
        return Telling {
            alone: chats.iter().map(|chat| one(chat, context)).collect(),
            summary: None,
        };
    }
    let summed = |chat: &&News| Summed {
        chat: chat.chat.clone(),
        messages: new_messages(chat),
        closed: chat.closed,
    };
    let heard = |chat: &&News| in_scope(chat.mine, context.settings.sounds);
    Telling {
        alone: Vec::new(),
        summary: Some(Summary {
            chats: chats.iter().map(summed).collect(),
            sound: chats.iter().any(heard),
            again: false,
        }),
    }
}

/// Whether the person need not be told of the chat any more.
pub(super) fn is_over(chat: &News, context: &Context<'_>) -> bool {
    chat.unread == 0
        || chat.closed
        || chat.asleep
        || looked_at(&chat.chat, context)
        || !in_scope(chat.mine, context.settings.notifications)
}

/// Whether the chat holds something the person was not told of.
fn is_news(chat: &News, starting: bool) -> bool {
    if chat.ripe == 0 {
        return false;
    }
    let Some(memory) = &chat.memory else {
        return true;
    };
    let more = chat.ripe > memory.unread;
    match (&chat.newest, &memory.message) {
        // Told by count alone: the message behind it may only have become known since.
        (_, None) | (None, _) => more,
        (Some(newest), Some(told)) => {
            let same = newest.id.as_ref().is_none_or(|id| id == told);
            // One that was written before what was told may become known after it.
            newest.at > memory.at || more && (!same || chat.whole || starting)
        }
    }
}

fn remembered(chat: &News, now: Timestamp) -> Notified {
    let message = chat.newest.as_ref().and_then(|newest| newest.id.clone());
    Notified {
        at: match (&chat.newest, &message) {
            (Some(newest), Some(_)) => newest.at,
            _ => now,
        },
        message,
        unread: chat.ripe,
    }
}

/// The memory with the lower count, once some were read: the next message is news again. Where a
/// message is remembered, that is told by itself, and a count that only lags changes nothing.
fn fewer(chat: &News) -> Option<Notified> {
    let memory = chat.memory.as_ref()?;
    let read = chat.unread == 0 || memory.message.is_none();
    (read && chat.unread < memory.unread).then(|| Notified {
        unread: chat.unread,
        ..memory.clone()
    })
}

/// Whether the person looks at this chat.
pub(super) fn looked_at(chat: &ChatId, context: &Context<'_>) -> bool {
    context.focused && !context.locked && context.on_screen == Some(chat)
}

fn hush(chat: &News, context: &Context<'_>) -> Hush {
    if context.silent
        || looked_at(&chat.chat, context)
        || !in_scope(chat.mine, context.settings.notifications)
    {
        Hush::Never
    } else if is_quiet(context) {
        Hush::Later
    } else {
        Hush::Told
    }
}

/// Whether nobody is to be disturbed now.
pub(super) fn is_quiet(context: &Context<'_>) -> bool {
    let settings = context.settings;
    let until = settings.quiet_until;
    until.is_some_and(|until| context.now < until) || in_quiet_hours(settings, context.minute)
}

pub(super) fn in_scope(whose: Whose, scope: NotificationScope) -> bool {
    match scope {
        NotificationScope::None => false,
        NotificationScope::Mine => whose == Whose::Mine,
        NotificationScope::MineAndUnassigned => whose != Whose::Colleagues,
        NotificationScope::All => true,
    }
}

/// From the start up to, not including, the end; over midnight if the end is before the start.
fn in_quiet_hours(settings: &Settings, minute: u16) -> bool {
    match (settings.quiet_hours_from, settings.quiet_hours_to) {
        (Some(from), Some(to)) if from < to => (from..to).contains(&minute),
        (Some(from), Some(to)) if from > to => minute >= from || minute < to,
        _ => false,
    }
}

/// Counted by the messages themselves where they are known, since the service's count lags; by the
/// count where that knows of more.
fn new_messages(chat: &News) -> u32 {
    let told = chat.memory.as_ref().map_or(0, |memory| memory.unread);
    let counted = chat.ripe.saturating_sub(told);
    match chat.since {
        Some(since) if chat.whole => since.max(counted).max(1),
        Some(since) => since.max(1),
        None => counted.max(1),
    }
}

fn one(chat: &News, context: &Context<'_>) -> Notification {
    let settings = context.settings;
    let messages = new_messages(chat);
    let kind = if settings.private_notifications || context.locked {
        NotificationKind::Private { messages }
    } else {
        // What was told is not told again with a message that is older.
        let newest = chat.newest.as_ref().filter(|newest| match &chat.memory {
            Some(memory) if memory.message.is_some() => match &newest.id {
                Some(_) => newest.id != memory.message,
                None => newest.at > memory.at,
            },
            _ => true,
        });
        NotificationKind::Chat {
            name: chat.name.clone(),
            text: newest.map(|newest| newest.text.clone()).unwrap_or_default(),
            attachment: newest.and_then(|newest| newest.attachment),
            messages,
        }
    };
    Notification {
        chat: Some(chat.chat.clone()),
        kind,
        sound: in_scope(chat.mine, settings.sounds),
        again: false,
        answerable: !context.locked,
    }
}

#[cfg(test)]
mod tests;
