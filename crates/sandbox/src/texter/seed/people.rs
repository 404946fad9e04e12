//! The people who write: names in three languages, the messengers they use, and what the shop knows of them.

use serde_json::json;

use super::{
    shop::ACCOUNTS,
    talk::{Language, phrases},
};
use crate::{
    rng::Rng,
    texter::world::{Chat, Status},
};

/// Who somebody is.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) language: Language,
    pub(crate) channel: &'static str,
    pub(crate) account: &'static str,
    /// Digits of a phone, or the channel's own id.
    pub(crate) contact: String,
}

pub(super) fn person(rng: &mut Rng) -> Person {
    let pick = rng.below(100) as usize;
    let place = match pick {
        0..=61 => 0,
        62..=73 => 1,
        74..=83 => 2,
        84..=93 => 3,
        _ => 4,
    };
    over(rng, place)
}

/// The first ones use every messenger there is.
pub(super) fn nth(rng: &mut Rng, index: i64) -> Person {
    match index {
        0..=4 | 6 => over(rng, 0),
        5 => over(rng, 2),
        7..=11 => over(rng, (index - 6) as usize),
        _ => person(rng),
    }
}

fn over(rng: &mut Rng, place: usize) -> Person {
    let (channel, account) = ACCOUNTS.get(place).copied().unwrap_or(("whatsapp", ""));
    let (language, country) = match rng.below(100) {
        0..=54 => (Language::Hebrew, "97252"),
        55..=79 => (Language::English, "44774"),
        _ => (Language::Ukrainian, "38067"),
    };
    let phrases = phrases(language);
    let name = format!("{} {}", rng.text(phrases.names), rng.text(phrases.surnames));
    let number = rng.below(10_000_000);
    let contact = match channel {
        "whatsapp" | "sms" => format!("{country}{number:07}"),
        "email" => format!("customer{number}@mail.example"),
        "website_chat" => format!("visitor-{number:07x}"),
        _ => format!("{}", 17_841_400_000_000_u64 + number),
    };
    Person {
        name,
        language,
        channel,
        account,
        contact,
    }
}

/// Labels, a name of the agents' own, data of the CRM, and what happens to few.
pub(super) fn dress(rng: &mut Rng, chat: &mut Chat, index: i64) {
    for label in ["vip", "delivery", "warranty", "quote-sent", "old-campaign"] {
        if rng.chance(18) {
            chat.labels.push(label.to_owned());
        }
    }
    if index == 1 {
        chat.labels = vec!["vip".to_owned(), "warranty".to_owned()];
    }
    if rng.chance(20) {
        chat.display_name = Some(format!("{} ({})", chat.title, rng.between(100, 999)));
    }
    chat.image = rng.chance(40);
    if rng.chance(30) {
        chat.crm.insert(
            "customerId".to_owned(),
            json!(format!("C-{}", 5_000 + index)),
        );
        chat.crm_link = Some(format!(
            "https://crm.arava.example/customers/{}",
            5_000 + index
        ));
    }
    if chat.status == Status::Bot && rng.chance(30) {
        chat.external_bot = Some(true);
    }
    if index == 9 || index % 23 == 22 {
        chat.unsubscribed = Some(chat.created_at);
    }
    if index % 31 == 30 {
        chat.blocked = true;
    }
}
