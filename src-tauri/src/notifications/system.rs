//! What the notifications of Windows and macOS have in common: names by which they are replaced and
//! withdrawn, and what an answer is.

use sha2::{Digest as _, Sha256};

use super::{Act, Key, Whose};

/// Longest answer that is taken from the system, in bytes.
const LONGEST_REPLY: usize = 64 * 1024;

/// The name of what a notification stands for, the same in every run: what an earlier one showed is
/// replaced and withdrawn too. It is a digest, because Windows takes no more than 64 characters
/// and a chat's id may be longer.
pub(super) fn name(installation: &str, whose: Whose, key: &Key) -> String {
    let whose = match whose {
        Whose::Real => "real",
        Whose::Demo => "demo",
    };
    let key = match key {
        Key::Chat(chat) => format!("chat {chat}"),
        Key::MatterOf(chat) => format!("matter {chat}"),
        Key::Account(account) => format!("account {}", account.0),
        Key::Assigned => "assigned".to_owned(),
        Key::Queued => "queued".to_owned(),
        Key::Summary => "summary".to_owned(),
        Key::Test => "test".to_owned(),
    };
    let digest = Sha256::digest(format!("{installation} {whose} {key}"));
    let hex = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    hex.collect()
}

/// An answer that was written into a notification, if it is one.
pub(super) fn answer(text: &str) -> Option<Act> {
    let text = text.trim();
    let fits = !text.is_empty() && text.len() <= LONGEST_REPLY;
    fits.then(|| Act::Reply(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::{AccountId, ChatId};

    use super::*;

    #[test]
    fn each_thing_has_one_name_that_stays() {
        let chat = |remote: &str| ChatId::new(AccountId(1), remote);
        let long = "7".repeat(256);
        let keys = [
            Key::Chat(chat("7")),
            Key::Chat(chat("8")),
            Key::Chat(chat(&long)),
            Key::Chat(ChatId::new(AccountId(2), "7")),
            Key::MatterOf(chat("7")),
            Key::Account(AccountId(1)),
            Key::Assigned,
            Key::Queued,
            Key::Summary,
            Key::Test,
        ];
        let mut names = HashSet::new();
        for (installation, whose) in [
            ("app", Whose::Real),
            ("app", Whose::Demo),
            ("app.d1", Whose::Real),
        ] {
            for key in &keys {
                let made = name(installation, whose, key);
                assert!(made.len() <= 64, "Windows takes {made}");
                assert_eq!(made, name(installation, whose, key), "once more");
                assert!(names.insert(made), "{key:?} is no other's");
            }
        }
        assert_eq!(
            name("app", Whose::Real, &Key::Test),
            "46485f9a943fccdebf9f2fa3e97bfeaa",
            "what an earlier version showed is still known"
        );
    }

    #[test]
    fn nothing_and_too_much_are_no_answers() {
        assert_eq!(answer(" Yes \n"), Some(Act::Reply("Yes".to_owned())));
        assert_eq!(answer(" \n"), None, "nothing");
        assert_eq!(answer(&"a".repeat(LONGEST_REPLY + 1)), None, "too much");
    }
}
