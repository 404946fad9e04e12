//! The project: a language school with its channels, people, tags and funnels.

use jiff::{SignedDuration, Timestamp};

use crate::smart_sender::world::{Channel, Funnel, Operator, Project, Tag};

/// Id, name, e-mail, status and whether chats are assigned to them by themselves; the last one has left.
pub(super) const OPERATORS: [(i64, &str, &str, usize, bool); 5] = [
    (611, "Olena Marchuk", "olena@atlas.example", 0, true),
    (624, "Tomasz Zieliński", "tomasz@atlas.example", 0, true),
    (637, "Rania Haddad", "rania@atlas.example", 1, false),
    (650, "Ben Carraway", "ben@atlas.example", 2, false),
    (663, "Ihor Tkach", "ihor@atlas.example", 2, false),
];

/// Id, kind, name and whether it is switched on. The last kind is in no document.
pub(super) const CHANNELS: [(i64, &str, &str, bool); 7] = [
    (41, "telegram", "atlas_school_bot", true),
    (42, "viber", "atlasschool", true),
    (43, "instagram", "atlas.school", true),
    (44, "facebook", "AtlasSchool", true),
    (45, "whatsapp", "atlas-whatsapp", true),
    (46, "viber", "atlas-old", false),
    (47, "webchat", "site-widget", true),
];

pub(super) const TAGS: [(i64, &str, &str); 7] = [
    (301, "trial lesson", "2FB344"),
    (302, "paid", "1C7ED6"),
    (303, "не відповідає", "868E96"),
    (304, "VIP", "F59F00"),
    (305, "kurs intensywny", "AE3EC9"),
    (306, "group B1", "12B886"),
    (307, "طالب جديد", "E03131"),
];

pub(super) const FUNNELS: [(i64, &str, &str); 4] = [
    (81, "Welcome", "welcome-9f2c"),
    (82, "Trial lesson reminder", "trial-71ab"),
    (83, "Оплата курсу", "payment-c03d"),
    (84, "Placement test", "test-55e0"),
];

pub(super) fn project() -> Project {
    Project {
        id: 2719,
        name: "Atlas Language School",
        timezone: "Europe/Kyiv",
        identifier: "atlas-school",
    }
}

pub(super) fn channels(now: Timestamp) -> Vec<Channel> {
    CHANNELS
        .iter()
        .map(|&(id, kind, name, active)| Channel {
            id,
            kind,
            name,
            active,
            created_at: days_before(now, 700 - id),
            updated_at: days_before(now, id),
        })
        .collect()
}

pub(super) fn operators(now: Timestamp) -> Vec<Operator> {
    let last = OPERATORS.last().map(|last| last.0);
    OPERATORS
        .iter()
        .map(|&(id, name, email, status, involvement)| Operator {
            id,
            name,
            email,
            status,
            involvement,
            created_at: days_before(now, 900 - id),
            deleted_at: (Some(id) == last).then(|| days_before(now, 40)),
        })
        .collect()
}

pub(super) fn tags(now: Timestamp) -> Vec<Tag> {
    TAGS.iter()
        .map(|&(id, name, color)| Tag {
            id,
            name: name.to_owned(),
            color: color.to_owned(),
            created_at: days_before(now, 500 - id),
        })
        .collect()
}

pub(super) fn funnels() -> Vec<Funnel> {
    FUNNELS
        .iter()
        .map(|&(id, name, service_key)| Funnel {
            id,
            name,
            service_key,
        })
        .collect()
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * days))
        .unwrap_or(now)
}
