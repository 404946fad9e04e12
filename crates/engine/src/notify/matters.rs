//! What is told besides what customers write: a chat was assigned to the person, a message was not
//! sent, an account is out of touch. Pure: settings, screen and clock are arguments.

use std::collections::HashMap;
use std::time::Duration;

use domain::view::AccountState;
use domain::{AccountId, ChatId, NotificationScope};

use super::decide::{is_quiet, looked_at};
use super::{Context, Notification, NotificationKind};

/// How long an account is out of touch before the person is told: networks mostly come back. Not
/// counted while the computer sleeps.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// More chats than this assigned at once are told of as a number.
const MANY: usize = 3;

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
    if settings.notifications == NotificationScope::None || seen || is_quiet(context) {
        return None;
    }
    let hides = settings.private_notifications || context.locked;
    Some(Notification {
        chat,
        kind: if hides { nameless(kind) } else { kind },
        sound: settings.sounds != NotificationScope::None,
        again: false,
        answerable: false,
    })
}

/// What to say of chats that were assigned to the person, with their names.
pub(crate) fn assigned(chats: Vec<(ChatId, String)>, context: &Context<'_>) -> Vec<Notification> {
    if chats.len() > MANY {
        let chats = u32::try_from(chats.len()).unwrap_or(u32::MAX);
        let kind = NotificationKind::AssignedMany { chats };
        return matter(kind, None, context).into_iter().collect();
    }
    let one = |(chat, name)| matter(NotificationKind::Assigned { name }, Some(chat), context);
    chats.into_iter().filter_map(one).collect()
}

fn nameless(kind: NotificationKind) -> NotificationKind {
    let name = String::new();
    match kind {
        NotificationKind::Assigned { .. } => NotificationKind::Assigned { name },
        NotificationKind::NotSent { unknown, .. } => NotificationKind::NotSent { name, unknown },
        other => other,
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
    use domain::{Error, ErrorCode, Settings, Timestamp};

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
        }
    }

    #[test]
    fn many_chats_assigned_at_once_are_a_number() {
        let settings = Settings::default();
        let told = |count: usize| {
            let chats = (0..count).map(|n| (chat(&n.to_string()), String::new()));
            assigned(chats.collect(), &context(&settings))
        };
        assert_eq!(told(0), [], "none");
        assert_eq!(told(3).len(), 3, "each by itself");
        let many = told(50);
        assert_eq!(many.len(), 1, "one for all");
        assert_eq!(
            many[0].kind,
            NotificationKind::AssignedMany { chats: 50 },
            "which says how many"
        );
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
        let online = AccountState::Online;
        assert!(cut_off.is_now(ONE, &online, minutes(62)), "taken back");
        assert!(!cut_off.is_now(ONE, &online, minutes(63)), "once");
        assert!(!cut_off.is_now(ONE, &trouble, minutes(64)), "anew");
        assert_eq!(cut_off.due(minutes(65)), [], "with all its time");
    }
}
