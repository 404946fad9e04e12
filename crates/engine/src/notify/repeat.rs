//! When an unanswered notification is shown again. Pure: the clock is an argument.

use std::collections::HashMap;
use std::time::Duration;

use domain::{ChatId, Timestamp};

/// Times one chat is told of again: after that the person is not there, or does not care.
const MOST: u8 = 5;

/// Chats whose notifications wait for an answer.
#[derive(Debug, Default)]
pub(crate) struct Repeats(HashMap<ChatId, Told>);

#[derive(Debug, Clone, Copy)]
struct Told {
    at: Timestamp,
    again: u8,
}

impl Repeats {
    /// A chat was told of: something new, so that counting begins anew.
    pub(crate) fn told(&mut self, chat: ChatId, at: Timestamp) {
        self.0.insert(chat, Told { at, again: 0 });
    }

    /// A chat was told of again.
    pub(crate) fn reminded(&mut self, chat: &ChatId, at: Timestamp) {
        if let Some(told) = self.0.get_mut(chat) {
            told.at = at;
            told.again += 1;
        }
    }

    /// A chat was read, answered or closed, or is gone.
    pub(crate) fn answered(&mut self, chat: &ChatId) {
        self.0.remove(chat);
    }

    /// The chats to tell of again now. Only those that are ([`Self::reminded`]) count as told.
    pub(crate) fn due(&self, every: Option<Duration>, now: Timestamp) -> Vec<ChatId> {
        let Some(every) = every else {
            return Vec::new();
        };
        let is_due = |told: &Told| told.again < MOST && now.since(told.at) >= every;
        let due = self.0.iter().filter(|(_, told)| is_due(told));
        let mut due: Vec<ChatId> = due.map(|(chat, _)| chat.clone()).collect();
        due.sort();
        due
    }
}

#[cfg(test)]
mod tests {
    use domain::AccountId;

    use super::*;

    const EVERY: Option<Duration> = Some(Duration::from_secs(300));

    fn chat(id: &str) -> ChatId {
        ChatId::new(AccountId(1), id)
    }

    fn after(minutes: i64) -> Timestamp {
        Timestamp(minutes * 60_000)
    }

    #[test]
    fn an_unanswered_chat_is_told_again_five_times_at_most() {
        let mut repeats = Repeats::default();
        repeats.told(chat("1"), after(0));
        assert_eq!(repeats.due(EVERY, after(4)), [], "not yet");
        for _ in 0..10 {
            assert_eq!(repeats.due(EVERY, after(60)), [chat("1")], "it waits on");
        }
        let mut told = 0;
        for minute in 5..600 {
            for chat in repeats.due(EVERY, after(minute)) {
                repeats.reminded(&chat, after(minute));
                told += 1;
            }
        }
        assert_eq!(told, 5, "then it is left at that");
        repeats.told(chat("1"), after(600));
        assert_eq!(
            repeats.due(EVERY, after(605)),
            [chat("1")],
            "a new message begins anew"
        );
    }

    #[test]
    fn an_answer_ends_it_and_so_does_the_setting() {
        let mut repeats = Repeats::default();
        repeats.told(chat("1"), after(0));
        repeats.told(chat("2"), after(0));
        assert_eq!(repeats.due(None, after(60)), [], "switched off");
        repeats.answered(&chat("1"));
        assert_eq!(
            repeats.due(EVERY, after(60)),
            [chat("2")],
            "the other waits"
        );
    }
}
