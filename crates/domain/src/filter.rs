//! What a person narrows the chat list to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AccountId, Channel, ChatStatus, LabelId, OperatorId, OrganizationId, Timestamp};

/// A part of a [`ChatFilter`] that a service can apply at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FilterField {
    /// [`ChatFilter::text`].
    Text,
    /// [`ChatFilter::status`].
    Status,
    /// [`ChatFilter::source`].
    Source,
    /// [`ChatFilter::from`] and [`ChatFilter::to`].
    Date,
    /// [`ChatFilter::phone`].
    Phone,
    /// [`ChatFilter::telegram`].
    Telegram,
    /// [`ChatFilter::organization`].
    Organization,
    /// [`ChatFilter::operator`].
    Operator,
    /// [`ChatFilter::unread`].
    Unread,
    /// [`ChatFilter::label`].
    Label,
}

/// Whose chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Assigned {
    /// Mine: assigned to the operator that the account works as.
    Me,
    /// Nobody's.
    Nobody,
}

/// What a person narrows the chat list to. Empty fields don't narrow; filled ones all apply.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct ChatFilter {
    /// Only this account's chats.
    pub account: Option<AccountId>,
    /// Words in titles, names, phones or messages.
    pub text: Option<String>,
    /// Only chats of this status.
    pub status: Option<ChatStatus>,
    /// Only chats that have unread messages.
    pub unread: Option<bool>,
    /// The service's number of the channel (ChatHub §5: 1 Viber bot, 2 Telegram).
    pub source: Option<i32>,
    /// From this time on, by the service's own reckoning of a chat's date.
    pub from: Option<Timestamp>,
    /// Up to this time.
    pub to: Option<Timestamp>,
    /// The customer's phone.
    pub phone: Option<String>,
    /// The customer's Telegram user id.
    #[ts(as = "Option<f64>")]
    pub telegram: Option<i64>,
    /// Chats of this organization.
    pub organization: Option<OrganizationId>,
    /// Chats assigned to this operator.
    pub operator: Option<OperatorId>,
    /// Chats with this label, as known here.
    pub label: Option<LabelId>,
    /// Chats of this messenger, as known here.
    pub channel: Option<Channel>,
    /// Mine or nobody's, as known here.
    pub assigned: Option<Assigned>,
    /// Only chats whose customer waits for an answer.
    pub waiting: Option<bool>,
    /// Only chats that are snoozed; `false` leaves those out.
    pub snoozed: Option<bool>,
    /// Only chats that aren't closed; `false` only closed ones.
    pub open: Option<bool>,
}

impl ChatFilter {
    /// Whether the service must be asked, because what is stored here can't answer: the store
    /// doesn't know a chat's source, dates, Telegram id or organization, and not every text.
    #[must_use]
    pub fn asks_service(&self) -> bool {
        self.source.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || self.phone.is_some()
            || self.telegram.is_some()
            || self.organization.is_some()
            || self.operator.is_some()
            || self
                .text
                .as_ref()
                .is_some_and(|text| !text.trim().is_empty())
    }
}
