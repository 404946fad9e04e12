//! Counts what is written. Knows chats and writers by their positions, and days and hours by the
//! calendar; the rules stand in `talk.rs`.

use std::collections::{HashMap, HashSet};

use domain::view::{Numbers, Times};
use domain::{AccountId, Timestamp};
use store::{Listener, Written, WrittenChat};

use super::calendar::{Calendar, Slot};
use super::talk::{Answered, Handled, Talk};

/// How long after the period's end an answer still counts, in milliseconds: 30 days.
const ANSWERED_AFTER: i64 = 30 * 24 * 60 * 60 * 1000;

/// Numbers while they are counted. Times are kept in whole seconds, which halves the memory.
#[derive(Debug, Clone, Default)]
pub(super) struct Counting {
    received: u32,
    sent: u32,
    chats: u32,
    new_chats: u32,
    unanswered: u32,
    first_response: Vec<u32>,
    waiting: Vec<u32>,
    handling: Vec<u32>,
}

impl Counting {
    pub(super) fn numbers(self) -> Numbers {
        Numbers {
            received: self.received,
            sent: self.sent,
            chats: self.chats,
            new_chats: self.new_chats,
            first_response: times(self.first_response),
            waiting: times(self.waiting),
            handling: times(self.handling),
            unanswered: self.unanswered,
        }
    }
}

/// What several times say together.
fn times(mut seconds: Vec<u32>) -> Times {
    seconds.sort_unstable();
    let count = seconds.len();
    if count == 0 {
        return Times::default();
    }
    let at = |index: usize| i64::from(seconds.get(index).copied().unwrap_or(0)) * 1000;
    let sum: i64 = seconds.iter().map(|one| i64::from(*one)).sum();
    // The smallest that nine of ten don't exceed.
    let ninth = (count * 9).div_ceil(10).saturating_sub(1);
    Times {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        median: Some(i64::midpoint(at((count - 1) / 2), at(count / 2))),
        p90: Some(at(ninth)),
        mean: Some(sum * 1000 / i64::try_from(count).unwrap_or(1)),
    }
}

/// Somebody who writes for the company.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) account: AccountId,
    /// See the store's schema.
    pub(super) who: String,
    /// The row of the newest message, for the name.
    pub(super) row: i64,
    pub(super) counting: Counting,
}

#[derive(Debug)]
struct Chat {
    of: WrittenChat,
    channel: usize,
    account: usize,
    talk: Talk,
    /// The last day that it was counted for.
    day: Option<usize>,
    /// The hours of the day that it was counted for, as bits.
    hours: u32,
}

/// What was counted so far.
#[derive(Debug)]
pub(super) struct Tally {
    calendar: Calendar,
    chats: HashMap<i64, Chat>,
    writer_places: HashMap<(AccountId, String), usize>,
    writers_met: HashSet<(i64, usize)>,
    /// Waits and conversations of the period that aren't over.
    pending: usize,
    pub(super) total: Counting,
    pub(super) days: Vec<Counting>,
    pub(super) hours: Vec<Counting>,
    pub(super) channels: Vec<(String, Counting)>,
    pub(super) accounts: Vec<(AccountId, Counting)>,
    pub(super) writers: Vec<Writer>,
    pub(super) incomplete: u32,
}

/// The parts of the whole that something counts for.
#[derive(Debug, Clone, Copy)]
struct Place {
    slot: Slot,
    channel: usize,
    account: usize,
    writer: Option<usize>,
}

impl Tally {
    pub(super) fn new(calendar: Calendar, chats: Vec<WrittenChat>) -> Self {
        let mut channels: Vec<(String, Counting)> = Vec::new();
        let mut accounts: Vec<(AccountId, Counting)> = Vec::new();
        let mut known = HashMap::new();
        for of in chats {
            let channel = position(&mut channels, &of.channel);
            let account = position(&mut accounts, &of.account);
            known.insert(
                of.row,
                Chat {
                    of,
                    channel,
                    account,
                    talk: Talk::default(),
                    day: None,
                    hours: 0,
                },
            );
        }
        Self {
            days: vec![Counting::default(); calendar.days.len()],
            hours: vec![Counting::default(); 24],
            calendar,
            chats: known,
            writer_places: HashMap::new(),
            writers_met: HashSet::new(),
            pending: 0,
            total: Counting::default(),
            channels,
            accounts,
            writers: Vec::new(),
            incomplete: 0,
        }
    }

    /// Nothing more is written: what stays open is counted.
    pub(super) fn finish(&mut self, now: Timestamp) {
        let from = self.calendar.from();
        for chat in std::mem::take(&mut self.chats).into_values() {
            let waits_since = chat.talk.waits_since();
            let place = |slot| Place {
                slot,
                channel: chat.channel,
                account: chat.account,
                writer: None,
            };
            if let Some(since) = waits_since
                && !chat.of.closed
                && let Some(slot) = self.calendar.slot(since)
            {
                self.count(place(slot), |counting| counting.unanswered += 1);
            }
            let handled = chat.talk.clone().end(now.0, chat.of.closed);
            self.handled(handled, chat.channel, chat.account);
            if chat.of.whole
                && let Some(first) = chat.of.first_at
                && let Some(slot) = self.calendar.slot(first.0)
            {
                self.count(place(slot), |counting| counting.new_chats += 1);
            }
            let active = chat.day.is_some();
            let known = chat.of.whole || chat.of.first_at.is_some_and(|first| first < from);
            if active && !known {
                self.incomplete += 1;
            }
        }
    }

    /// Counts for the whole and each of its parts.
    fn count(&mut self, place: Place, mut add: impl FnMut(&mut Counting)) {
        let writer = place
            .writer
            .and_then(|at| self.writers.get_mut(at))
            .map(|writer| &mut writer.counting);
        let parts = [
            Some(&mut self.total),
            self.days.get_mut(place.slot.day),
            self.hours.get_mut(place.slot.hour),
            self.channels.get_mut(place.channel).map(|(_, part)| part),
            self.accounts.get_mut(place.account).map(|(_, part)| part),
            writer,
        ];
        parts.into_iter().flatten().for_each(&mut add);
    }

    fn handled(&mut self, handled: Option<Handled>, channel: usize, account: usize) {
        let Some(Handled { began, took, who }) = handled else {
            return;
        };
        let Some(slot) = self.calendar.slot(began) else {
            return;
        };
        let place = Place {
            slot,
            channel,
            account,
            writer: Some(who),
        };
        self.count(place, |part| part.handling.push(seconds(took)));
    }

    fn answered(&mut self, answered: Option<Answered>, channel: usize, account: usize) {
        let Some(answered) = answered else {
            return;
        };
        let Some(slot) = self.calendar.slot(answered.since) else {
            return;
        };
        let place = Place {
            slot,
            channel,
            account,
            writer: Some(answered.who),
        };
        let took = seconds(answered.took);
        self.count(place, |part| {
            part.waiting.push(took);
            if answered.first {
                part.first_response.push(took);
            }
        });
    }

    /// Counts a message, and its chat where that wasn't counted yet.
    fn volume(&mut self, written: &Written<'_>, place: Place) {
        self.count(place, |part| match written.by_customer {
            true => part.received += 1,
            false => part.sent += 1,
        });
        if let Some(writer) = place.writer
            && self.writers_met.insert((written.chat, writer))
            && let Some(writer) = self.writers.get_mut(writer)
        {
            writer.counting.chats += 1;
        }
        let Some(chat) = self.chats.get_mut(&written.chat) else {
            return;
        };
        let bit = 1_u32 << place.slot.hour;
        let (new_day, new_hour) = (chat.day != Some(place.slot.day), chat.hours & bit == 0);
        let new = chat.day.is_none();
        chat.day = Some(place.slot.day);
        chat.hours |= bit;
        if new_day && let Some(part) = self.days.get_mut(place.slot.day) {
            part.chats += 1;
        }
        if new_hour && let Some(part) = self.hours.get_mut(place.slot.hour) {
            part.chats += 1;
        }
        if new {
            self.total.chats += 1;
            if let Some((_, part)) = self.channels.get_mut(place.channel) {
                part.chats += 1;
            }
            if let Some((_, part)) = self.accounts.get_mut(place.account) {
                part.chats += 1;
            }
        }
    }

    fn writer(&mut self, account: AccountId, written: &Written<'_>) -> usize {
        let key = (account, written.who.to_owned());
        let at = *self.writer_places.entry(key).or_insert_with(|| {
            self.writers.push(Writer {
                account,
                who: written.who.to_owned(),
                row: written.row,
                counting: Counting::default(),
            });
            self.writers.len() - 1
        });
        if let Some(writer) = self.writers.get_mut(at) {
            writer.row = written.row;
        }
        at
    }

    /// What of a chat belongs to the period and isn't over.
    fn open(&mut self, chat: i64) -> usize {
        let Some(talk) = self.chats.get(&chat).map(|chat| &chat.talk) else {
            return 0;
        };
        let times = [talk.waits_since(), talk.began()];
        times
            .into_iter()
            .flatten()
            .filter(|at| (self.calendar.from().0..self.calendar.to.0).contains(at))
            .count()
    }
}

impl Listener for Tally {
    fn hear(&mut self, written: &Written<'_>) {
        let Some(chat) = self.chats.get(&written.chat) else {
            return;
        };
        let (channel, account, id) = (chat.channel, chat.account, chat.of.account);
        let writer = (!written.by_customer).then(|| self.writer(id, written));
        let open_before = self.open(written.chat);
        let Some(chat) = self.chats.get_mut(&written.chat) else {
            return;
        };
        let (answered, handled) = match writer {
            None => (None, chat.talk.customer(written.at)),
            Some(writer) => chat.talk.ours(written.at, writer),
        };
        self.pending = (self.pending + self.open(written.chat)).saturating_sub(open_before);
        self.answered(answered, channel, account);
        self.handled(handled, channel, account);
        if let Some(slot) = self.calendar.slot(written.at) {
            let place = Place {
                slot,
                channel,
                account,
                writer,
            };
            self.volume(written, place);
        }
    }

    fn has_heard_enough(&self, at: i64) -> bool {
        let after = at - self.calendar.to.0;
        after >= 0 && (self.pending == 0 || after > ANSWERED_AFTER)
    }
}

fn seconds(milliseconds: i64) -> u32 {
    u32::try_from(milliseconds / 1000).unwrap_or(u32::MAX)
}

/// The position of a part, made if it isn't there yet. There are few.
fn position<K: Clone + PartialEq>(parts: &mut Vec<(K, Counting)>, key: &K) -> usize {
    match parts.iter().position(|(known, _)| known == key) {
        Some(at) => at,
        None => {
            parts.push((key.clone(), Counting::default()));
            parts.len() - 1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_ninetieths_are_as_reckoned_by_hand() {
        type Case<'a> = (&'a [u32], Option<i64>, Option<i64>, Option<i64>);
        let cases: &[Case<'_>] = &[
            (&[], None, None, None),
            (&[7], Some(7_000), Some(7_000), Some(7_000)),
            (&[3, 1], Some(2_000), Some(3_000), Some(2_000)),
            (&[10, 1, 4], Some(4_000), Some(10_000), Some(5_000)),
            (
                &[1, 2, 3, 4, 5, 6, 7, 8, 9, 100],
                Some(5_500),
                Some(9_000),
                Some(14_500),
            ),
            (
                &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
                Some(6_000),
                Some(10_000),
                Some(6_000),
            ),
        ];
        for (seconds, median, p90, mean) in cases {
            let said = times(seconds.to_vec());
            assert_eq!(said.count as usize, seconds.len(), "{seconds:?}");
            assert_eq!(
                (said.median, said.p90, said.mean),
                (*median, *p90, *mean),
                "{seconds:?}"
            );
        }
    }
}
