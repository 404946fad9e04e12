//! One chat's conversations, told message by message: who waited for whom, and how long. Pure, so
//! that each rule is a line of a table in the tests.
//!
//! - A customer *waits* from the first message that nobody had answered to our next one.
//! - A *conversation* begins with a message after [`SILENCE`], unless somebody waits: then it is
//!   still the same. It is counted if the customer began it.
//! - Its *first response* ends the wait that its first message began.
//! - It was *handled* from its first message to our last one, once it is over.

/// A conversation is over after so many milliseconds without a message: a day.
pub(crate) const SILENCE: i64 = 24 * 60 * 60 * 1000;

/// A chat as far as it was told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Talk {
    last: Option<i64>,
    waits: Option<Wait>,
    conversation: Option<Conversation>,
}

#[derive(Debug, Clone, Copy)]
struct Wait {
    since: i64,
    /// It began with the conversation.
    first: bool,
}

/// A conversation that the customer began.
#[derive(Debug, Clone, Copy)]
struct Conversation {
    began: i64,
    /// When we last wrote, and who of us.
    answered: Option<(i64, usize)>,
}

/// A wait that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answered {
    /// When it began.
    pub(crate) since: i64,
    /// How long it was, in milliseconds.
    pub(crate) took: i64,
    /// It began a conversation.
    pub(crate) first: bool,
    /// Who ended it.
    pub(crate) who: usize,
}

/// A conversation that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Handled {
    /// When the customer began it.
    pub(crate) began: i64,
    /// How long it was, in milliseconds.
    pub(crate) took: i64,
    /// Who wrote last for the company.
    pub(crate) who: usize,
}

impl Talk {
    /// The customer wrote. What that ended.
    pub(crate) fn customer(&mut self, at: i64) -> Option<Handled> {
        let mut ended = None;
        if self.waits.is_none() {
            let first = self.is_silent(at);
            if first {
                ended = self.over();
                self.conversation = Some(Conversation {
                    began: at,
                    answered: None,
                });
            }
            self.waits = Some(Wait { since: at, first });
        }
        self.last = Some(at);
        ended
    }

    /// Somebody of ours wrote. What that ended.
    pub(crate) fn ours(&mut self, at: i64, who: usize) -> (Option<Answered>, Option<Handled>) {
        let mut ended = None;
        let answered = self.waits.take().map(|wait| Answered {
            since: wait.since,
            took: (at - wait.since).max(0),
            first: wait.first,
            who,
        });
        if answered.is_none() && self.is_silent(at) {
            ended = self.over();
        }
        if let Some(conversation) = &mut self.conversation {
            conversation.answered = Some((at, who));
        }
        self.last = Some(at);
        (answered, ended)
    }

    /// Since when the customer waits.
    pub(crate) fn waits_since(&self) -> Option<i64> {
        self.waits.map(|wait| wait.since)
    }

    /// When the customer began the present conversation.
    pub(crate) fn began(&self) -> Option<i64> {
        self.conversation.map(|conversation| conversation.began)
    }

    /// Nothing more is told. The last conversation, if it is over by now: one that is closed is.
    pub(crate) fn end(mut self, now: i64, closed: bool) -> Option<Handled> {
        let over = closed || (self.waits.is_none() && self.is_silent(now));
        over.then(|| self.over()).flatten()
    }

    fn is_silent(&self, at: i64) -> bool {
        self.last.is_none_or(|last| at - last > SILENCE)
    }

    fn over(&mut self) -> Option<Handled> {
        let conversation = self.conversation.take()?;
        let (at, who) = conversation.answered?;
        Some(Handled {
            began: conversation.began,
            took: (at - conversation.began).max(0),
            who,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    /// Plays `c5 a7 b9`: the customer in minute 5, writers 0 and 1 of ours in 7 and 9; `h` for
    /// hours. What came of it, in words: `wait 5+2`, `first 5+2 by b`, `handled 5+4 by b`.
    fn play(script: &str, now: i64, closed: bool) -> (Vec<String>, Option<i64>) {
        let mut talk = Talk::default();
        let mut said = Vec::new();
        let name = |who: usize| ["a", "b"][who];
        let handled = |one: Handled| {
            let (began, took) = (one.began / MINUTE, one.took / MINUTE);
            format!("handled {began}+{took} by {}", name(one.who))
        };
        for step in script.split_whitespace() {
            let (who, time) = step.split_at(1);
            let at = match time.strip_suffix('h') {
                Some(hours) => hours.parse::<i64>().unwrap() * 60 * MINUTE,
                None => time.parse::<i64>().unwrap() * MINUTE,
            };
            let (answered, ended) = match who {
                "c" => (None, talk.customer(at)),
                "a" => talk.ours(at, 0),
                _ => talk.ours(at, 1),
            };
            said.extend(ended.map(handled));
            said.extend(answered.map(|one| {
                let kind = if one.first { "first" } else { "wait" };
                let (since, took) = (one.since / MINUTE, one.took / MINUTE);
                format!("{kind} {since}+{took} by {}", name(one.who))
            }));
        }
        let waits = talk.waits_since().map(|since| since / MINUTE);
        said.extend(talk.end(now * 60 * MINUTE, closed).map(handled));
        (said, waits)
    }

    /// What it shows, what was written, the hour it is now, whether the chat is closed; what came
    /// of it, and since which minute the customer waits.
    type Case = (
        &'static str,
        &'static str,
        i64,
        bool,
        &'static [&'static str],
        Option<i64>,
    );

    const CASES: &[Case] = &[
        ("nothing", "", 100, false, &[], None),
        (
            "one question, one answer",
            "c0 a7",
            100,
            false,
            &["first 0+7 by a", "handled 0+7 by a"],
            None,
        ),
        (
            "the wait begins with the first of several messages",
            "c0 c3 c5 a9",
            100,
            false,
            &["first 0+9 by a", "handled 0+9 by a"],
            None,
        ),
        (
            "a second answer ends no wait, but handling goes on to it",
            "c0 a2 a10",
            100,
            false,
            &["first 0+2 by a", "handled 0+10 by a"],
            None,
        ),
        (
            "within a conversation there are waits, and one first response",
            "c0 a2 c10 b14 c15",
            100,
            false,
            &["first 0+2 by a", "wait 10+4 by b"],
            Some(15),
        ),
        (
            "each wait is whose answer ended it, the conversation whose answer was the last",
            "c0 a2 c10 b14",
            100,
            false,
            &["first 0+2 by a", "wait 10+4 by b", "handled 0+14 by b"],
            None,
        ),
        (
            "a day of silence makes the next question a new conversation",
            "c0 a2 c25h b1501",
            100,
            false,
            &[
                "first 0+2 by a",
                "handled 0+2 by a",
                "first 1500+1 by b",
                "handled 1500+1 by b",
            ],
            None,
        ),
        (
            "exactly a day is not longer than a day",
            "c0 a0 c24h a1441",
            100,
            false,
            &["first 0+0 by a", "wait 1440+1 by a", "handled 0+1441 by a"],
            None,
        ),
        (
            "who waits is in the same conversation, however long the silence",
            "c0 c48h a2881",
            100,
            false,
            &["first 0+2881 by a", "handled 0+2881 by a"],
            None,
        ),
        (
            "what we begin has no first response and is not handled",
            "a0 c5 a9",
            100,
            false,
            &["wait 5+4 by a"],
            None,
        ),
        (
            "what we begin after a day of silence is not the old conversation",
            "c0 a2 a30h c1805 a1806",
            100,
            false,
            &["first 0+2 by a", "handled 0+2 by a", "wait 1805+1 by a"],
            None,
        ),
        (
            "a conversation that goes on is not handled yet",
            "c0 a2",
            20,
            false,
            &["first 0+2 by a"],
            None,
        ),
        (
            "closed is over at once",
            "c0 a2",
            1,
            true,
            &["first 0+2 by a", "handled 0+2 by a"],
            None,
        ),
        (
            "an unanswered one was not handled",
            "c0",
            100,
            true,
            &[],
            Some(0),
        ),
        (
            "an answer that was written before the question took no time",
            "c5 a4",
            100,
            false,
            &["first 5+0 by a", "handled 5+0 by a"],
            None,
        ),
    ];

    #[test]
    fn waits_first_responses_and_handling_are_as_a_person_would_reckon() {
        for (what, script, now, closed, expected, waits) in CASES {
            let (said, since) = play(script, *now, *closed);
            assert_eq!(said, *expected, "{what}");
            assert_eq!(since, *waits, "{what}: who still waits");
        }
    }
}
