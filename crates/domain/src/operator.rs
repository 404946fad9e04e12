//! Operators, organizations and their tokens.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{OperatorId, OrganizationId, Timestamp};

/// An operator as mentioned in a chat, a message, or an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OperatorRef {
    /// Id at the service.
    pub id: OperatorId,
    /// Display name; empty if the service gave none.
    pub name: String,
}

/// An organization of a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Organization {
    /// Id at the service.
    pub id: OrganizationId,
    /// Display name.
    pub name: String,
}

/// Whether an operator can work. Crosses as text: `active`, `inactive`, `deleted`, or `other:`
/// and the service's own value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, TS)]
#[ts(export, type = "string")]
pub enum OperatorStatus {
    /// Can work.
    Active,
    /// Switched off.
    Inactive,
    /// Deleted, and still listed.
    Deleted,
    /// A value this version doesn't know.
    Other(String),
}

impl std::fmt::Display for OperatorStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Active => f.write_str("active"),
            Self::Inactive => f.write_str("inactive"),
            Self::Deleted => f.write_str("deleted"),
            Self::Other(value) => write!(f, "other:{value}"),
        }
    }
}

impl From<&str> for OperatorStatus {
    fn from(text: &str) -> Self {
        match text {
            "active" => Self::Active,
            "inactive" => Self::Inactive,
            "deleted" => Self::Deleted,
            other => Self::Other(other.strip_prefix("other:").unwrap_or(other).to_owned()),
        }
    }
}

impl Serialize for OperatorStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OperatorStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(String::deserialize(deserializer)?.as_str()))
    }
}

/// An operator as an administrator sees one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Operator {
    /// Id at the service.
    pub id: OperatorId,
    /// Display name.
    pub name: String,
    /// Whether the operator can work.
    pub status: OperatorStatus,
    /// The organization, where the service said it.
    pub organization: Option<Organization>,
}

/// An operator to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOperator {
    /// The organization that gets the operator.
    pub organization: OrganizationId,
    /// Display name.
    pub name: String,
}

/// An operator token fresh from the service.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The token itself. Never crosses to the front end.
    pub token: secrecy::SecretString,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// What the service says of a token (ChatHub §3.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TokenReport {
    /// Whether it works.
    pub valid: bool,
    /// Whose it is, if valid.
    pub operator: Option<OperatorId>,
    /// When it expires, if the service said so.
    pub expires_at: Option<Timestamp>,
    /// The service's reason, if invalid.
    pub error: Option<String>,
}
