//! How much was written and how long customers waited, counted from what is stored here.
//!
//! The store tells who wrote when, in the order of time and from an index alone; `talk.rs` says
//! what a wait and a conversation are, `calendar.rs` what a day is, `tally.rs` counts. Nothing is
//! asked of a service, and nothing is kept.

mod calendar;
mod csv;
mod talk;
mod tally;

use std::collections::HashMap;

use domain::view::{
    AccountNumbers, ChannelNumbers, DayNumbers, Numbers, OperatorNumbers, Statistics,
    StatisticsQuery,
};
use domain::{Channel, OperatorId, Result, Timestamp};

use crate::desk::Desk;
use crate::export::Wording;
use crate::{Engine, directory};
use calendar::Calendar;
use talk::SILENCE;
use tally::{Counting, Tally, Writer};

impl Engine {
    /// Counts a period.
    ///
    /// # Errors
    /// `Invalid` for a period that isn't one, `Storage`.
    pub async fn statistics(&self, query: StatisticsQuery) -> Result<Statistics> {
        let desk = self.desk()?;
        let now = desk.now();
        let zone = desk.core.config.clock.zone();
        let calendar = Calendar::of(&query.period, now, zone)?;
        // What was silent for longer than this before the period begins anew within it.
        let from = Timestamp(calendar.from().0.saturating_sub(SILENCE));
        let until = Timestamp(i64::MAX);
        let made = calendar.clone();
        let make = move |chats| Tally::new(made.clone(), chats);
        let mut tally = desk.store.tell(from, until, query.account, make).await?;
        tally.finish(now);
        let operators = named(&desk, std::mem::take(&mut tally.writers)).await?;
        Ok(Statistics {
            from: calendar.from(),
            to: calendar.to,
            zone: calendar.zone_name(),
            operators,
            total: tally.total.numbers(),
            days: calendar
                .days
                .iter()
                .zip(tally.days)
                .map(|((day, at), counting)| DayNumbers {
                    day: day.to_string(),
                    at: *at,
                    numbers: counting.numbers(),
                })
                .collect(),
            hours: tally.hours.into_iter().map(Counting::numbers).collect(),
            channels: sorted(tally.channels)
                .map(|(channel, numbers)| ChannelNumbers {
                    channel: Some(channel)
                        .filter(|channel| !channel.is_empty())
                        .map(Channel),
                    numbers,
                })
                .collect(),
            accounts: sorted(tally.accounts)
                .map(|(account, numbers)| AccountNumbers { account, numbers })
                .collect(),
            incomplete: tally.incomplete,
            keep_days: desk.settings().keep_messages_days,
        })
    }

    /// The same as a table for other programs: times in seconds.
    ///
    /// # Errors
    /// As [`Engine::statistics`].
    pub async fn statistics_csv(
        &self,
        query: StatisticsQuery,
        words: &dyn Wording,
    ) -> Result<String> {
        let statistics = self.statistics(query).await?;
        let accounts = self.desk()?.store.accounts().await?;
        let labels: HashMap<_, _> = accounts
            .into_iter()
            .map(|account| (account.id, account.label))
            .collect();
        csv::table(&statistics, &labels, words)
    }
}

/// Parts in which something happened, the busiest first.
fn sorted<K>(parts: Vec<(K, Counting)>) -> impl Iterator<Item = (K, Numbers)> {
    let mut parts: Vec<(K, Numbers)> = parts
        .into_iter()
        .map(|(key, counting)| (key, counting.numbers()))
        .filter(|(_, numbers)| is_something(numbers))
        .collect();
    parts.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.received + numbers.sent));
    parts.into_iter()
}

fn is_something(numbers: &Numbers) -> bool {
    numbers.received > 0
        || numbers.sent > 0
        || numbers.unanswered > 0
        || numbers.waiting.count > 0
        || numbers.handling.count > 0
}

/// Who wrote, by name: as in the newest message, or as the directory has it.
async fn named(desk: &Desk, writers: Vec<Writer>) -> Result<Vec<OperatorNumbers>> {
    let rows = writers.iter().map(|writer| writer.row).collect();
    let mut names = desk.store.author_names(rows).await?;
    let mut operators = Vec::new();
    for writer in writers {
        let numbers = writer.counting.numbers();
        if !is_something(&numbers) {
            continue;
        }
        let operator = writer.who.strip_prefix('i').map(OperatorId::from);
        let mut name = names
            .remove(&writer.row)
            .filter(|name| !writer.who.is_empty() && !name.is_empty());
        if let (None, Some(operator)) = (&name, &operator) {
            name = directory::name_of(desk, writer.account, operator).await?;
        }
        operators.push(OperatorNumbers {
            account: writer.account,
            operator,
            name,
            numbers,
        });
    }
    operators.sort_by_key(|one| std::cmp::Reverse(one.numbers.sent));
    Ok(operators)
}
