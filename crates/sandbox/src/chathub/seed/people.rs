//! The people who write: names in four languages, phones, Telegram ids, and what their chats are called.

use super::talk::{Language, phrases};
use crate::rng::Rng;

/// The client of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The chat's title ("theme" on the wire).
    pub(crate) title: String,
    pub(crate) name: String,
    /// Digits only, as on the wire.
    pub(crate) phone: String,
    pub(crate) telegram: i64,
    pub(crate) language: Language,
}

const EMOJI: &[&str] = &["🌻", "🚲", "⭐", "🐈", "🎁", "☕", "🇺🇦", "🔥"];

/// The client of the chat with this id.
pub(crate) fn person(seed: u64, chat: i64) -> Person {
    let mut rng = Rng::new(seed, 0x0E0E_0000_0000 + chat as u64);
    let (language, country) = match (chat % 10, rng.below(100)) {
        (2, _) => (Language::Hebrew, "97252"),
        (4, _) => (Language::Spanish, "34612"),
        (6, _) | (_, 75..) => (Language::English, "44770"),
        _ => (Language::Ukrainian, "38067"),
    };
    let phrases = phrases(language);
    let name = format!("{} {}", rng.text(phrases.names), rng.text(phrases.surnames));
    let title = match rng.below(20) {
        0..=2 => format!("{} {}", rng.text(EMOJI), name),
        3..=5 => format!(
            "{} №{} · {}",
            phrases.order,
            rng.between(10_400, 98_999),
            name
        ),
        _ => name.clone(),
    };
    let phone = format!("{country}{:07}", rng.below(10_000_000));
    let telegram = rng.between(100_000_000, 7_000_000_000);
    Person {
        title,
        name,
        phone,
        telegram,
        language,
    }
}
