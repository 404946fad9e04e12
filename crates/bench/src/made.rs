//! Chats and messages as a busy company has them, made from a seed: Latin, Cyrillic, Hebrew and
//! emoji, words as unevenly common as words are.

use domain::{
    AccountId, Assignee, Author, AuthorKind, ChatStatus, Delivery, MessageExtras, OperatorRef,
    RemoteChat, RemoteMessage, Timestamp,
};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// Changes when other data is made, so that kept databases are made anew.
pub(crate) const VERSION: u32 = 2;
/// Accounts that the chats are spread over.
pub(crate) const ACCOUNTS: i64 = 3;
/// Messages of the first chat.
pub(crate) const LONG: u32 = 1_000;
/// Messages of each other chat.
pub(crate) const USUAL: u32 = 10;
/// The newest message's time; a chat is half a minute older than the one before it.
pub(crate) const NOW: i64 = 1_760_000_000_000;

/// In every fourth message.
pub(crate) const COMMON: &str = "order";
/// In one message of 40,000.
pub(crate) const RARE: &str = "zanzibar";
/// Two words that stand side by side in one message of 200.
pub(crate) const PHRASE: &str = "blue invoice";
/// A Cyrillic word, in one message of 100.
pub(crate) const CYRILLIC: &str = "доставка";
/// A Hebrew word, in one message of 100.
pub(crate) const HEBREW: &str = "שלום";
/// In one message of 50.
pub(crate) const EMOJI: &str = "👍";

const OPERATORS: u32 = 40;
const WORDS: usize = 6_000;
const LATIN: [&str; 12] = [
    "ka", "lo", "mi", "ter", "san", "vo", "ri", "den", "pu", "sha", "el", "nor",
];
const SLAVIC: [&str; 12] = [
    "ка", "ло", "ми", "тер", "за", "во", "рі", "ден", "пу", "ша", "єль", "нор",
];
const SEMITIC: [&str; 10] = ["של", "מה", "רא", "בי", "תו", "נו", "קל", "דר", "חי", "פה"];

/// Makes chats by their number.
pub(crate) struct Maker {
    latin: Vec<String>,
    slavic: Vec<String>,
    semitic: Vec<String>,
}

impl Maker {
    pub(crate) fn new() -> Self {
        let mut rng = StdRng::seed_from_u64(0x5017);
        Self {
            latin: vocabulary(&LATIN, &mut rng),
            slavic: vocabulary(&SLAVIC, &mut rng),
            semitic: vocabulary(&SEMITIC, &mut rng),
        }
    }

    /// The account of a chat.
    pub(crate) fn account(chat: u32) -> AccountId {
        AccountId(i64::from(chat) % ACCOUNTS + 1)
    }

    /// What the chat list says of a chat.
    pub(crate) fn chat(&self, chat: u32) -> RemoteChat {
        let mut rng = self.rng(chat, 0);
        let status = ChatStatus::KNOWN.get(rng.random_range(0..ChatStatus::KNOWN.len()));
        let operator = rng.random_range(0..OPERATORS + 10);
        RemoteChat {
            title: Some(format!("{} {}", self.word(&mut rng), self.word(&mut rng))),
            status: status.cloned(),
            unread: Some(if rng.random_bool(0.1) { 1 } else { 0 }),
            assignee: Some(if operator < OPERATORS {
                Assignee::Operator(OperatorRef {
                    id: operator.to_string().into(),
                    name: format!("Operator {operator}"),
                })
            } else {
                Assignee::Nobody
            }),
            phone: Some(format!("38050{:07}", chat * 7 % 10_000_000)),
            updated_at: Some(newest(chat)),
            ..RemoteChat::new(chat.to_string())
        }
    }

    /// A chat's messages, oldest first.
    pub(crate) fn messages(&self, chat: u32) -> Vec<RemoteMessage> {
        let count = if chat == 0 { LONG } else { USUAL };
        self.page(chat, count)
    }

    /// So many messages of a chat, oldest first.
    pub(crate) fn page(&self, chat: u32, count: u32) -> Vec<RemoteMessage> {
        let mut rng = self.rng(chat, 1);
        let last = newest(chat).0;
        let first = u64::from(chat) * 1_000_000;
        (0..count)
            .map(|n| {
                let customer = rng.random_bool(0.6);
                RemoteMessage {
                    id: (first + u64::from(n)).to_string().into(),
                    author: Author {
                        kind: if customer {
                            AuthorKind::Customer
                        } else {
                            AuthorKind::Operator
                        },
                        name: None,
                        operator: None,
                    },
                    sent_at: Timestamp(last - i64::from(count - 1 - n) * 61_000),
                    text: self.text(&mut rng),
                    attachments: Vec::new(),
                    delivery: Some(Delivery::Read),
                    phone: None,
                    extras: MessageExtras::default(),
                }
            })
            .collect()
    }

    fn rng(&self, chat: u32, stream: u64) -> StdRng {
        StdRng::seed_from_u64(u64::from(chat) * 2 + stream + 0x9E37)
    }

    fn text(&self, rng: &mut StdRng) -> String {
        let words = match rng.random_range(0..10) {
            0..5 => &self.slavic,
            5..8 => &self.latin,
            _ => &self.semitic,
        };
        let count = rng.random_range(2..14);
        let mut text: Vec<&str> = (0..count).map(|_| zipf(words, rng)).collect();
        let one_in = |rng: &mut StdRng, number: u32| rng.random_range(0..number) == 0;
        for (word, number) in [
            (COMMON, 4),
            (RARE, 40_000),
            (PHRASE, 200),
            (CYRILLIC, 100),
            (HEBREW, 100),
            (EMOJI, 50),
        ] {
            if one_in(rng, number) {
                let place = rng.random_range(0..=text.len());
                text.insert(place, word);
            }
        }
        text.join(" ")
    }

    fn word(&self, rng: &mut StdRng) -> String {
        let words = if rng.random_bool(0.5) {
            &self.slavic
        } else {
            &self.latin
        };
        zipf(words, rng).to_owned()
    }
}

/// When a chat's newest message was written.
fn newest(chat: u32) -> Timestamp {
    Timestamp(NOW - i64::from(chat) * 30_000)
}

fn vocabulary(syllables: &[&str], rng: &mut StdRng) -> Vec<String> {
    (0..WORDS)
        .map(|_| {
            let length = rng.random_range(2..5);
            (0..length)
                .filter_map(|_| syllables.get(rng.random_range(0..syllables.len())).copied())
                .collect()
        })
        .collect()
}

/// A word; the n-th is about n times rarer than the first.
fn zipf<'a>(words: &'a [String], rng: &mut StdRng) -> &'a str {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index of a list of some thousand words"
    )]
    let index = (words.len() as f64).powf(rng.random_range(0.0..1.0)) as usize - 1;
    words.get(index).map_or("", String::as_str)
}
