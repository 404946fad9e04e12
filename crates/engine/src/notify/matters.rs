//! What is told besides what customers write: a chat was assigned to the person or put back, a
//! message was not sent, an account is out of touch. Pure: settings, screen and clock are arguments.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use domain::view::AccountState;
use domain::{AccountId, ChatId};

use super::decide::{in_scope, is_quiet, looked_at};
use super::{Context, Matter, Notification, NotificationKind, Whose};

/// How long an account is out of touch before the person is told: networks mostly come back. Not
/// counted while the computer sleeps.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// More chats than this at once are told of as a number.
const MANY: usize = 3;

/// What of a chat the person is told besides its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum About {
    /// It was assigned to them.
    Assigned,
    /// It is nobody's now.
    Queued,
    /// A message was not sent, or nobody knows whether it was.
    NotSent { unknown: bool },
}

impl About {
    fn one(self, name: String) -> NotificationKind {
        match self {
            Self::Assigned => NotificationKind::Assigned { name },
            Self::Queued => NotificationKind::Queued { name },
            Self::NotSent { unknown } => NotificationKind::NotSent { name, unknown },
        }
    }

    /// The same of many chats, where they are told of together.
    fn many(self, chats: usize) -> Option<NotificationKind> {
        let chats = u32::try_from(chats).unwrap_or(u32::MAX);
        match self {
            Self::Assigned => Some(NotificationKind::AssignedMany { chats }),
            Self::Queued => Some(NotificationKind::QueuedMany { chats }),
            Self::NotSent { .. } => None,
        }
    }
}

/// What to say of a matter; nothing where nobody is to be disturbed, or the person looks at it.
pub(crate) fn matter(
    kind: NotificationKind,
    chat: Option<ChatId>,
    context: &Context<'_>,
) -> Option<Notification> {
    let settings = context.settings;
    let seen = match &chat {
        Some(chat) => looked_at(chat, context),
        // How the accounts are stands in the window.
        None => context.focused && !context.locked,
    };
    let whose = match kind {
        NotificationKind::Queued { .. } | NotificationKind::QueuedMany { .. } => Whose::Nobodys,
        _ => Whose::Mine,
    };
    if !in_scope(whose, settings.notifications) || seen || is_quiet(context) {
        return None;
    }
    let hides = settings.private_notifications || context.locked;
    Some(Notification {
        chat,
        kind: if hides { nameless(kind) } else { kind },
        sound: in_scope(whose, settings.sounds),
        again: false,
        answerable: false,
    })
}

/// What to say of chats, with their names, besides so many that are told of together already.
pub(crate) fn of_chats(
    about: About,
    chats: Vec<(ChatId, String)>,
    standing: usize,
    context: &Context<'_>,
) -> Vec<Notification> {
    let many = about.many(chats.len() + standing);
    if let Some(kind) = many.filter(|_| chats.len() > MANY) {
        return matter(kind, None, context).into_iter().collect();
    }
    let one = |(chat, name)| matter(about.one(name), Some(chat), context);
    chats.into_iter().filter_map(one).collect()
}

fn nameless(kind: NotificationKind) -> NotificationKind {
    let name = String::new();
    match kind {
        NotificationKind::Assigned { .. } => NotificationKind::Assigned { name },
        NotificationKind::Queued { .. } => NotificationKind::Queued { name },
        NotificationKind::NotSent { unknown, .. } => NotificationKind::NotSent { name, unknown },
        NotificationKind::CutOff {
            account, refused, ..
        } => NotificationKind::CutOff {
            account,
            label: name,
            refused,
        },
        other => other,
    }
}

/// What stands on the desktop besides messages.
#[derive(Debug, Default)]
pub(crate) struct Matters {
    alone: BTreeMap<ChatId, About>,
    together: BTreeMap<About, BTreeSet<ChatId>>,
}

impl Matters {
    /// A chat is told of by itself now.
    pub(crate) fn alone(&mut self, chat: ChatId, about: About) {
        self.alone.insert(chat, about);
    }

    /// Chats are told of together now.
    pub(crate) fn join(&mut self, about: About, chats: impl IntoIterator<Item = ChatId>) {
        self.together.entry(about).or_default().extend(chats);
    }

    /// How many are told of together, but for these.
    pub(crate) fn joined(&self, about: About, but: &[(ChatId, String)]) -> usize {
        let joined = self.together.get(&about).into_iter().flatten();
        joined
            .filter(|chat| but.iter().all(|(other, _)| other != *chat))
            .count()
    }

    /// What is told of a chat.
    pub(crate) fn of(&self, chat: &ChatId) -> Vec<About> {
        let together = self.together.iter();
        let together = together.filter(|(_, chats)| chats.contains(chat));
        let alone = self.alone.get(chat).into_iter().copied();
        alone.chain(together.map(|(about, _)| *about)).collect()
    }

    /// It is true no longer, or the person has seen it. What is to be taken back.
    pub(crate) fn settle(&mut self, chat: &ChatId, about: About) -> Vec<Matter> {
        let mut back = Vec::new();
        if self.alone.get(chat) == Some(&about) {
            self.alone.remove(chat);
            back.push(Matter::Chat(chat.clone()));
        }
        if let Some(chats) = self.together.get_mut(&about)
            && chats.remove(chat)
            && chats.is_empty()
        {
            match about {
                About::Assigned => back.push(Matter::Assigned),
                About::Queued => back.push(Matter::Queued),
                About::NotSent { .. } => {}
            }
        }
        back
    }

    /// Names are to be hidden. What is to be taken back.
    pub(crate) fn hide(&mut self) -> Vec<Matter> {
        let alone = std::mem::take(&mut self.alone);
        alone.into_keys().map(Matter::Chat).collect()
    }

    /// The chats of an account.
    pub(crate) fn of_account(&self, account: AccountId) -> BTreeSet<ChatId> {
        let together = self.together.values().flatten();
        let chats = self.alone.keys().chain(together);
        let chats = chats.filter(|chat| chat.account == account);
        chats.cloned().collect()
    }
}

/// The accounts that are out of touch, and whether the person was told.
#[derive(Debug, Default)]
pub(crate) struct CutOff(HashMap<AccountId, Since>);

#[derive(Debug, Clone, Copy)]
struct Since {
    at: Duration,
    refused: bool,
    told: bool,
}

impl CutOff {
    /// An account is like this now. True if what was told of it is to be taken back.
    pub(crate) fn is_now(
        &mut self,
        account: AccountId,
        state: &AccountState,
        now: Duration,
    ) -> bool {
        let refused = match state {
            // It is no better until it has got through.
            AccountState::Connecting => return false,
            AccountState::Online => return self.forget(account),
            AccountState::Trouble { .. } => false,
            AccountState::SignInAgain { .. } => true,
        };
        let since = self.0.entry(account).or_insert(Since {
            at: now,
            refused,
            told: false,
        });
        // That they must do something is more than was told.
        since.told &= since.refused || !refused;
        since.refused |= refused;
        false
    }

    /// Names are to be hidden: these are taken back, and told anew without.
    pub(crate) fn hide(&mut self) -> Vec<AccountId> {
        let told = self.0.iter_mut().filter(|(_, since)| since.told);
        let hidden = told.map(|(account, since)| {
            since.told = false;
            *account
        });
        hidden.collect()
    }

    /// An account is gone. True if what was told of it is to be taken back.
    pub(crate) fn forget(&mut self, account: AccountId) -> bool {
        self.0.remove(&account).is_some_and(|since| since.told)
    }

    /// What is to be told now, and whether the person must sign in again.
    pub(crate) fn due(&self, now: Duration) -> Vec<(AccountId, bool)> {
        let mut due: Vec<_> = self
            .0
            .iter()
            .filter(|(_, since)| {
                !since.told && (since.refused || now.saturating_sub(since.at) >= PATIENCE)
            })
            .map(|(account, since)| (*account, since.refused))
            .collect();
        due.sort();
        due
    }

    /// The person was told.
    pub(crate) fn told(&mut self, account: AccountId) {
        if let Some(since) = self.0.get_mut(&account) {
            since.told = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::view::ErrorView;
    use domain::{Error, ErrorCode, NotificationScope, Settings, Timestamp};

    use super::*;

    const ONE: AccountId = AccountId(1);

    fn chat(id: &str) -> ChatId {
        ChatId::new(ONE, id)
    }

    fn context(settings: &Settings) -> Context<'_> {
        Context {
            settings,
            focused: false,
            on_screen: None,
            now: Timestamp(1_000),
            minute: 12 * 60,
            starting: false,
            summed: false,
            silent: false,
            locked: false,
        }
    }

    fn not_sent() -> NotificationKind {
        NotificationKind::NotSent {
            name: "Olena".to_owned(),
            unknown: false,
        }
    }

    #[test]
    fn nobody_is_disturbed_who_does_not_want_to_be() {
        let told = |settings: &Settings, focused, on_screen: Option<&ChatId>| {
            let context = Context {
                focused,
                on_screen,
                ..context(settings)
            };
            matter(not_sent(), Some(chat("1")), &context).is_some()
        };
        let usual = Settings::default();
        assert!(told(&usual, false, None), "the person is elsewhere");
        assert!(told(&usual, true, Some(&chat("2"))), "at another chat");
        assert!(!told(&usual, true, Some(&chat("1"))), "at this one");
        assert!(told(&usual, false, Some(&chat("1"))), "which nobody sees");
        let none = Settings {
            notifications: NotificationScope::None,
            ..Settings::default()
        };
        assert!(!told(&none, false, None), "none are wanted");
        let quiet = Settings {
            quiet_until: Some(Timestamp(2_000)),
            ..Settings::default()
        };
        assert!(!told(&quiet, false, None), "not now");
        let night = Settings {
            quiet_hours_from: Some(11 * 60),
            quiet_hours_to: Some(13 * 60),
            ..Settings::default()
        };
        assert!(!told(&night, false, None), "not at this hour");
    }

    #[test]
    fn names_are_hidden_in_private_and_behind_the_lock() {
        let private = Settings {
            private_notifications: true,
            ..Settings::default()
        };
        let usual = Settings::default();
        for (settings, locked) in [(&private, false), (&usual, true)] {
            let context = Context {
                locked,
                ..context(settings)
            };
            let told = matter(not_sent(), Some(chat("1")), &context).unwrap();
            let NotificationKind::NotSent { name, .. } = told.kind else {
                panic!("of the same matter");
            };
            assert_eq!(name, "", "private {}, locked {locked}", !locked);
            let cut_off = NotificationKind::CutOff {
                account: ONE,
                label: "Acme".to_owned(),
                refused: true,
            };
            let told = matter(cut_off, None, &context).unwrap();
            let NotificationKind::CutOff { label, refused, .. } = told.kind else {
                panic!("of the same matter");
            };
            assert_eq!((label.as_str(), refused), ("", true), "nor whose account");
        }
    }

    #[test]
    fn many_chats_at_once_are_a_number() {
        let settings = Settings::default();
        let told = |what, count: usize, standing| {
            let chats = (0..count).map(|n| (chat(&n.to_string()), String::new()));
            of_chats(what, chats.collect(), standing, &context(&settings))
        };
        assert_eq!(told(About::Assigned, 0, 0), [], "none");
        assert_eq!(told(About::Assigned, 3, 0).len(), 3, "each by itself");
        let kinds =
            |told: Vec<Notification>| -> Vec<_> { told.into_iter().map(|one| one.kind).collect() };
        assert_eq!(
            kinds(told(About::Assigned, 50, 2)),
            [NotificationKind::AssignedMany { chats: 52 }],
            "one for all, which says how many"
        );
        assert_eq!(
            kinds(told(About::Queued, 4, 0)),
            [NotificationKind::QueuedMany { chats: 4 }],
            "of whatever they have in common"
        );
    }

    #[test]
    fn what_is_put_back_is_told_whom_nobodys_chats_concern() {
        for (scope, expected) in [
            (NotificationScope::All, true),
            (NotificationScope::MineAndUnassigned, true),
            (NotificationScope::Mine, false),
            (NotificationScope::None, false),
        ] {
            let settings = Settings {
                notifications: scope,
                ..Settings::default()
            };
            let name = String::new();
            let kind = NotificationKind::Queued { name };
            let told = matter(kind, Some(chat("1")), &context(&settings));
            assert_eq!(told.is_some(), expected, "{scope:?}");
        }
    }

    #[test]
    fn what_is_told_of_many_goes_with_the_last_of_them() {
        let mut matters = Matters::default();
        matters.join(About::Assigned, [chat("1"), chat("2")]);
        matters.alone(chat("2"), About::NotSent { unknown: false });
        assert_eq!(matters.joined(About::Assigned, &[]), 2, "both");
        assert_eq!(
            matters.settle(&chat("1"), About::Assigned),
            [],
            "one is left"
        );
        assert_eq!(
            matters.settle(&chat("2"), About::Assigned),
            [Matter::Assigned],
            "none is"
        );
        assert_eq!(
            matters.of(&chat("2")),
            [About::NotSent { unknown: false }],
            "what failed did not change"
        );
        assert_eq!(matters.hide(), [Matter::Chat(chat("2"))], "it has a name");
    }

    #[test]
    fn an_account_out_of_touch_is_told_of_once_and_after_a_while() {
        let error = ErrorView::from(&Error::new(ErrorCode::Offline, "x"));
        let trouble = AccountState::Trouble {
            error: error.clone(),
            retry_at: None,
        };
        let refused = AccountState::SignInAgain { error };
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let mut cut_off = CutOff::default();
        assert!(!cut_off.is_now(ONE, &trouble, minutes(0)), "nothing stands");
        assert!(!cut_off.is_now(ONE, &trouble, minutes(3)), "it tries again");
        assert_eq!(cut_off.due(minutes(4)), [], "it may come back");
        assert_eq!(cut_off.due(minutes(5)), [(ONE, false)], "it did not");
        cut_off.told(ONE);
        assert_eq!(cut_off.due(minutes(60)), [], "once");
        assert!(!cut_off.is_now(ONE, &refused, minutes(61)), "it stands");
        assert_eq!(cut_off.due(minutes(61)), [(ONE, true)], "that is more");
        cut_off.told(ONE);
        assert_eq!(cut_off.hide(), [ONE], "it names an account");
        assert_eq!(
            cut_off.due(minutes(61)),
            [(ONE, true)],
            "so that it is told without"
        );
        cut_off.told(ONE);
        let online = AccountState::Online;
        assert!(cut_off.is_now(ONE, &online, minutes(62)), "taken back");
        assert!(!cut_off.is_now(ONE, &online, minutes(63)), "once");
        assert!(!cut_off.is_now(ONE, &trouble, minutes(64)), "anew");
        assert_eq!(cut_off.due(minutes(65)), [], "with all its time");
    }
}
