//! How much was written, and how long customers waited.
//!
//! Everything is counted from the messages that are stored on this computer, and from nothing
//! else. What each number means stands at its field; the page says the same in the person's words.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AccountId, Channel, OperatorId, Timestamp};

/// What to count.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct StatisticsQuery {
    /// Over which time.
    pub period: Period,
    /// Only this account.
    #[serde(default)]
    #[ts(optional)]
    pub account: Option<AccountId>,
}

/// A stretch of whole days, by the clock of this place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "period", rename_all = "snake_case")]
#[ts(export)]
pub enum Period {
    /// So many days, today the last of them.
    Days {
        /// At least one.
        days: u16,
    },
    /// From a day to a day, both counted.
    Dates {
        /// `YYYY-MM-DD`.
        from: String,
        /// `YYYY-MM-DD`.
        to: String,
    },
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Statistics {
    /// When the first day begins.
    pub from: Timestamp,
    /// When the last day ends.
    pub to: Timestamp,
    /// Whose clock divides the days: a name of the time zone database.
    pub zone: String,
    /// Everything.
    pub total: Numbers,
    /// By day, every day present.
    pub days: Vec<DayNumbers>,
    /// By hour of the day, midnight first, 24 of them.
    pub hours: Vec<Numbers>,
    /// By who wrote for the company. What customers wrote is nobody's: only our messages, the chats
    /// they are in, and the times that they ended are counted.
    pub operators: Vec<OperatorNumbers>,
    /// By messenger.
    pub channels: Vec<ChannelNumbers>,
    /// By account.
    pub accounts: Vec<AccountNumbers>,
    /// Chats of the period whose history isn't stored back to its beginning: the numbers may be
    /// too low for their sake.
    pub incomplete: u32,
    /// Days that messages are kept here; for ever if absent.
    pub keep_days: Option<u16>,
}

/// Numbers of a part of what was counted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, TS)]
#[ts(export)]
pub struct Numbers {
    /// Messages of customers.
    pub received: u32,
    /// Messages of operators and of the company's own account. Bots don't count.
    pub sent: u32,
    /// Chats in which a customer or the company wrote.
    pub chats: u32,
    /// Chats whose very first message was written in the period, where the whole history is stored.
    pub new_chats: u32,
    /// Of waits that began in the period, those that began a conversation. A conversation begins
    /// with a customer's message when nothing was written for 24 hours and nobody waited.
    pub first_response: Times,
    /// From a customer's first message that nobody had answered to the next message of ours.
    pub waiting: Times,
    /// From the first message to our last one, of conversations that a customer began in the
    /// period, that were answered, and that are over: closed, or silent for 24 hours.
    pub handling: Times,
    /// Chats whose customer, waiting since the period, still waits.
    pub unanswered: u32,
}

/// Times of several events, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct Times {
    /// How many there were.
    pub count: u32,
    /// Half of them were not longer. Of an even number the mean of the two in the middle.
    #[ts(type = "number | null")]
    pub median: Option<i64>,
    /// Nine of ten were not longer.
    #[ts(type = "number | null")]
    pub p90: Option<i64>,
    /// The mean.
    #[ts(type = "number | null")]
    pub mean: Option<i64>,
}

/// Numbers of a day.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct DayNumbers {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// When it begins.
    pub at: Timestamp,
    /// Its numbers.
    pub numbers: Numbers,
}

/// Numbers of somebody who writes for the company.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct OperatorNumbers {
    /// At which account.
    pub account: AccountId,
    /// Who; `None` where the service doesn't say.
    pub operator: Option<OperatorId>,
    /// The name, where known.
    pub name: Option<String>,
    /// The numbers.
    pub numbers: Numbers,
}

/// Numbers of a messenger.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ChannelNumbers {
    /// Which; `None` where the service doesn't say.
    pub channel: Option<Channel>,
    /// The numbers.
    pub numbers: Numbers,
}

/// Numbers of an account.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AccountNumbers {
    /// Which.
    pub account: AccountId,
    /// The numbers.
    pub numbers: Numbers,
}
