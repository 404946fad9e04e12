//! Statistics as one table: each row names the part it is about.

use std::collections::HashMap;

use domain::view::{Numbers, Statistics, Times};
use domain::{AccountId, Result};

use crate::export::{Table, Word, Wording, channel_name};

const NUMBERS: [Word; 18] = [
    Word::Received,
    Word::Sent,
    Word::Chats,
    Word::NewChats,
    Word::Unanswered,
    Word::FirstResponseCount,
    Word::FirstResponseMedian,
    Word::FirstResponseP90,
    Word::FirstResponseMean,
    Word::WaitingCount,
    Word::WaitingMedian,
    Word::WaitingP90,
    Word::WaitingMean,
    Word::HandlingCount,
    Word::HandlingMedian,
    Word::HandlingP90,
    Word::HandlingMean,
    Word::TimeZone,
];

/// The whole table.
pub(super) fn table(
    statistics: &Statistics,
    labels: &HashMap<AccountId, String>,
    words: &dyn Wording,
) -> Result<String> {
    let mut table = Table::new();
    let head = [Word::Part, Word::Name, Word::Account];
    let head = head.iter().chain(&NUMBERS).map(|word| words.say(*word));
    table.row(head)?;
    let label = |account: &AccountId| labels.get(account).cloned().unwrap_or_default();
    let unknown = || words.say(Word::NotSaid);
    let mut row = |part: Word, name: String, account: String, numbers: &Numbers| {
        let first = [words.say(part), name, account];
        let mut cells: Vec<String> = first.into_iter().chain(cells(numbers)).collect();
        cells.push(statistics.zone.clone());
        table.row(cells)
    };
    row(
        Word::Everything,
        String::new(),
        String::new(),
        &statistics.total,
    )?;
    for day in &statistics.days {
        row(Word::Day, day.day.clone(), String::new(), &day.numbers)?;
    }
    for (hour, numbers) in statistics.hours.iter().enumerate() {
        row(Word::Hour, format!("{hour:02}:00"), String::new(), numbers)?;
    }
    for one in &statistics.operators {
        let id = one.operator.as_ref().map(|id| id.as_str().to_owned());
        let name = one.name.clone().or(id).unwrap_or_else(unknown);
        row(Word::Operator, name, label(&one.account), &one.numbers)?;
    }
    for one in &statistics.channels {
        let name = one.channel.as_ref().map_or_else(unknown, channel_name);
        row(Word::Channel, name, String::new(), &one.numbers)?;
    }
    for one in &statistics.accounts {
        let name = label(&one.account);
        row(Word::Account, name.clone(), name, &one.numbers)?;
    }
    table.finish()
}

fn cells(numbers: &Numbers) -> Vec<String> {
    let counts = [
        numbers.received,
        numbers.sent,
        numbers.chats,
        numbers.new_chats,
        numbers.unanswered,
    ];
    let mut cells: Vec<String> = counts.iter().map(u32::to_string).collect();
    for times in [numbers.first_response, numbers.waiting, numbers.handling] {
        let Times {
            count,
            median,
            p90,
            mean,
        } = times;
        cells.push(count.to_string());
        let seconds =
            |time: Option<i64>| time.map_or_else(String::new, |ms| (ms / 1000).to_string());
        cells.extend([median, p90, mean].map(seconds));
    }
    cells
}
