//! What was learned from answers and saves asking again. In memory only: all of it can be asked
//! for anew.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{ContactId, OperatorId, OperatorRef, RemoteChatId, Timestamp};

use crate::fields::{counts, moment_in};

/// Dates without a zone may be in any zone; the world's zones are quarters of an hour apart.
const QUARTER: i64 = 15 * 60 * 1000;
/// No zone is further from UTC than this, in milliseconds.
const FURTHEST: i64 = 14 * 3600 * 1000;

#[derive(Debug, Default)]
pub(super) struct Known {
    facts: Mutex<Facts>,
    /// Milliseconds that dates without a zone are ahead of UTC (§8.2).
    ahead: AtomicI64,
}

#[derive(Debug, Default)]
struct Facts {
    /// `chat.contact.originalId`, the one of the look-alikes to send to (§7.1).
    contacts: HashMap<RemoteChatId, ContactId>,
    names: HashMap<OperatorId, String>,
    watermarks: HashMap<ContactId, i64>,
}

impl Known {
    pub(super) fn contact(&self, chat: &RemoteChatId) -> Option<ContactId> {
        self.facts().contacts.get(chat).cloned()
    }

    pub(super) fn chat(&self, contact: &ContactId) -> Option<RemoteChatId> {
        let facts = self.facts();
        let mut pairs = facts.contacts.iter();
        pairs.find_map(|(chat, it)| (it == contact).then(|| chat.clone()))
    }

    pub(super) fn pair(&self, chat: RemoteChatId, contact: ContactId) {
        self.facts().contacts.insert(chat, contact);
    }

    /// The customer is gone or became part of another.
    pub(super) fn forget(&self, contact: &ContactId) {
        self.facts().contacts.retain(|_, it| it != contact);
    }

    pub(super) fn name(&self, operator: OperatorId, name: String) {
        self.facts().names.insert(operator, name);
    }

    pub(super) fn operator(&self, id: &OperatorId) -> OperatorRef {
        let name = self.facts().names.get(id).cloned();
        OperatorRef {
            id: id.clone(),
            name: name.unwrap_or_default(),
        }
    }

    /// The next message's place in a customer's queue: Unix seconds, and more than the last
    /// one's (§5.2, §8.15).
    pub(super) fn watermark(&self, contact: &ContactId, now: Timestamp) -> i64 {
        let mut facts = self.facts();
        let last = facts.watermarks.entry(contact.clone()).or_insert(i64::MIN);
        *last = now.0.div_euclid(1000).max(last.saturating_add(1));
        *last
    }

    /// A date as the service writes it.
    pub(super) fn time(&self, text: &str) -> Option<Timestamp> {
        let read = moment_in(text)?;
        if has_zone(text) {
            return Some(read);
        }
        let ahead = self.ahead.load(Ordering::Relaxed);
        Some(Timestamp(read.0.saturating_sub(ahead)))
    }

    /// Learns the zone of dates without one from something that was made just now.
    pub(super) fn made_now(&self, text: &str, now: Timestamp) {
        let Some(read) = Timestamp::from_iso(text).filter(|_| !has_zone(text)) else {
            return;
        };
        let ahead = read.0.saturating_sub(now.0);
        let quarters = ahead.saturating_add(QUARTER / 2).div_euclid(QUARTER);
        let rounded = quarters.saturating_mul(QUARTER);
        if rounded.abs() <= FURTHEST {
            self.ahead.store(rounded, Ordering::Relaxed);
        }
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        // Nothing in here panics halfway through a change.
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a date that can be read says its zone: `Z`, an offset after the time, or by counting
/// from 1970.
fn has_zone(text: &str) -> bool {
    let time = text.trim().get(10..).unwrap_or_default();
    counts(text) || time.contains(['Z', 'z', '+', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watermarks_grow_strictly_for_each_contact() {
        let known = Known::default();
        let (one, other) = (ContactId::from("1"), ContactId::from("2"));
        let now = Timestamp(1_730_000_000_400);
        let marks = [&one, &one, &one, &other].map(|contact| known.watermark(contact, now));
        assert_eq!(
            marks,
            [1_730_000_000, 1_730_000_001, 1_730_000_002, 1_730_000_000],
            "bumped within a second, each contact for itself"
        );
        let back = known.watermark(&one, Timestamp(1_000));
        assert_eq!(back, 1_730_000_003, "a clock set back changes nothing");
    }

    #[test]
    fn dates_without_a_zone_are_utc_until_the_service_shows_otherwise() {
        let known = Known::default();
        let plain = "2026-11-03 09:15:00";
        let utc = Timestamp::from_iso("2026-11-03T09:15:00Z");
        assert_eq!(known.time(plain), utc, "UTC is assumed");
        let now = Timestamp::from_iso("2026-11-03T07:14:48Z").unwrap();
        known.made_now(plain, now);
        let kyiv = Timestamp::from_iso("2026-11-03T07:15:00Z");
        assert_eq!(known.time(plain), kyiv, "two hours ahead, as was seen");
        assert_eq!(
            known.time("2026-11-03T09:15:00+00:00"),
            utc,
            "a zone that is said is believed"
        );
        known.made_now("2020-01-01 00:00:00", now);
        assert_eq!(known.time(plain), kyiv, "no zone is years away");
        assert_eq!(
            known.time("1793697300"),
            Timestamp::from_iso("2026-11-03T09:15:00Z"),
            "a count since 1970 is in no zone"
        );
        assert_eq!(known.time("yesterday"), None, "not a date");
    }
}
