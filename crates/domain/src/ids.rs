//! Identifiers. A local id and a service's id are different types, so that one can't be
//! passed for the other.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Error, ErrorCode};

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[ts(export, type = "number")]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[ts(export)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

number_id!(
    /// A signed-in account on this machine. Never reused after the account is removed.
    AccountId
);
number_id!(
    /// A row of the outbox: one thing the person asked for that the service must still hear.
    OutboxId
);
number_id!(
    /// A file the person attached to a draft or to a queued message.
    AttachmentId
);
number_id!(
    /// A long-running administrative job whose progress is reported by events.
    JobId
);
number_id!(
    /// A canned reply kept here.
    CannedId
);
number_id!(
    /// A saved view.
    ViewId
);
text_id!(
    /// A chat's id at its service. Opaque, even where the service uses numbers.
    RemoteChatId
);
text_id!(
    /// A message's id at its service. Opaque; unique within its chat, not across chats.
    RemoteMessageId
);
text_id!(
    /// An operator's id at the service.
    OperatorId
);
text_id!(
    /// An organization's id at the service.
    OrganizationId
);
text_id!(
    /// A label's id at the service.
    LabelId
);
text_id!(
    /// A customer's id at the service.
    ContactId
);
text_id!(
    /// A connected messenger's id at the service.
    ChannelId
);
text_id!(
    /// A note's id at the service.
    NoteId
);
text_id!(
    /// The id of somebody who takes part in a group.
    ParticipantId
);
text_id!(
    /// A report's id, made here.
    ReportId
);

/// A chat on this machine: the account and the service's id of the chat, written
/// `account:remote` (`3:12345`). It survives the cache being rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, TS)]
#[ts(export, type = "string")]
pub struct ChatId {
    /// The account the chat belongs to.
    pub account: AccountId,
    /// The chat's id at the service.
    pub remote: RemoteChatId,
}

impl ChatId {
    /// The id of a service's chat within an account.
    pub fn new(account: AccountId, remote: impl Into<RemoteChatId>) -> Self {
        Self {
            account,
            remote: remote.into(),
        }
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.account, self.remote)
    }
}

impl FromStr for ChatId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let invalid = || Error::new(ErrorCode::Invalid, "This is not the address of a chat.");
        let (account, remote) = text.split_once(':').ok_or_else(invalid)?;
        let account = account.parse().map_err(|_| invalid())?;
        if remote.is_empty() || remote.len() > 256 || remote.chars().any(char::is_control) {
            return Err(invalid());
        }
        Ok(Self::new(AccountId(account), remote))
    }
}

impl Serialize for ChatId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChatId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|error: Error| serde::de::Error::custom(error.message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chat_id_round_trips_even_with_colons_in_the_remote_part() {
        let id = ChatId::new(AccountId(3), "wa:38050");
        assert_eq!(
            id.to_string().parse::<ChatId>().unwrap(),
            id,
            "text form is lossless"
        );
    }

    #[test]
    fn chat_id_refuses_what_is_not_one() {
        for text in ["", "3", "x:1", "3:", "3:a\u{7}"] {
            assert!(text.parse::<ChatId>().is_err(), "{text:?} names no chat");
        }
    }
}
