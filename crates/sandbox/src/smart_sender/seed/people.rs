//! The people who write: names in four languages, addresses, gates, tags, notes.

use jiff::Timestamp;

use super::{
    Plan,
    school::{CHANNELS, FUNNELS, OPERATORS, TAGS},
    talk::{Language, phrases},
};
use crate::{
    clock::plus_seconds,
    rng::Rng,
    smart_sender::world::{Contact, Gate, Next, Note, Variable, take},
};

/// Who somebody is.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) email: Option<String>,
    /// With a plus.
    pub(crate) phone: Option<String>,
    pub(crate) language: Language,
}

pub(super) fn person(rng: &mut Rng) -> Person {
    let (language, country) = match rng.below(100) {
        0..=44 => (Language::Ukrainian, "+38050"),
        45..=64 => (Language::Polish, "+48601"),
        65..=84 => (Language::English, "+35387"),
        _ => (Language::Arabic, "+96279"),
    };
    let phrases = phrases(language);
    let first_name = rng.text(phrases.names).to_owned();
    let last_name = rng
        .chance(80)
        .then(|| rng.text(phrases.surnames).to_owned());
    let number = rng.below(10_000_000);
    let email = rng.chance(55).then(|| {
        format!(
            "{}{number}@mail.example",
            rng.text(&["me", "hello", "box", "post"])
        )
    });
    let phone = rng.chance(75).then(|| format!("{country}{number:07}"));
    Person {
        first_name,
        last_name,
        email,
        phone,
        language,
    }
}

/// The contact of the `index`-th chat; `ids` are the console's, Messenger's and the chat's.
pub(super) fn contact(
    rng: &mut Rng,
    person: Person,
    ids: (i64, i64, i64),
    index: i64,
    plan: &Plan,
    created_at: Timestamp,
    next: &mut Next,
) -> Contact {
    let gates = gates(rng, index, plan, next);
    let tags = TAGS.iter().map(|tag| tag.0);
    let tags = tags.filter(|_| rng.chance(22)).collect();
    let funnels = FUNNELS.iter().map(|funnel| funnel.0);
    let funnels = funnels.filter(|_| rng.chance(30)).collect();
    let notes = if rng.chance(20) {
        vec![Note {
            id: take(&mut next.other),
            content: rng
                .text(&[
                    "Asks for evening groups only",
                    "Просить не телефонувати, лише писати",
                    "Płaci firma, faktura co kwartał",
                ])
                .to_owned(),
            operator: OPERATORS[0].0,
            created_at: plus_seconds(plan.last_at, -86_400),
        }]
    } else {
        Vec::new()
    };
    let level = rng.text(&["A1", "A2", "B1", "B2", "C1"]);
    let source = rng
        .chance(60)
        .then(|| rng.text(&["ads", "friend", "search"]));
    let mut variable = |name: &str, value: Option<&str>| Variable {
        id: take(&mut next.other),
        name: name.to_owned(),
        value: value.map(str::to_owned),
        created_at,
        updated_at: plan.last_at,
    };
    let variables = vec![
        variable("level", Some(level)),
        variable("utm_source", source),
    ];
    Contact {
        id: ids.0,
        messenger_id: ids.1,
        chat: ids.2,
        first_name: person.first_name,
        last_name: person.last_name,
        email: person.email,
        phone: person.phone,
        photo: index % 3 != 1,
        language: person.language,
        tags,
        funnels,
        variables,
        notes,
        gates,
        created_at,
    }
}

/// One gate, or two; the first is the one in use. The first twelve chats show every case.
fn gates(rng: &mut Rng, index: i64, plan: &Plan, next: &mut Next) -> Vec<Gate> {
    let used = match index {
        0 | 4 => 41,
        1 => 42,
        2 => 43,
        5 => 44,
        7 => 45,
        8 => 47,
        _ => match rng.below(100) {
            0..=49 => 41,
            50..=69 => 42,
            70..=84 => 43,
            85..=91 => 44,
            92..=97 => 45,
            _ => 47,
        },
    };
    // One in forty has left every channel.
    let reachable = index % 40 != 10;
    let mut gates = vec![Gate {
        id: take(&mut next.gate),
        channel: used,
        subscribed: reachable,
        unread: plan.unread,
        heard_at: plan.last_at,
    }];
    if index % 6 == 2 {
        let other = CHANNELS
            .iter()
            .find(|channel| channel.0 != used && channel.3);
        gates.extend(other.map(|channel| Gate {
            id: take(&mut next.gate),
            channel: channel.0,
            subscribed: index % 12 == 2,
            unread: 0,
            heard_at: plus_seconds(plan.last_at, -40 * 86_400),
        }));
    }
    gates
}
