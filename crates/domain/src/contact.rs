//! Customers' cards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ContactId, LabelId, RemoteChatId};

/// A customer as a service knows one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Contact {
    /// Id at the service.
    pub id: ContactId,
    /// Display name; may be empty.
    pub name: String,
    /// Phone as the service writes it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The customer's chat, where known.
    pub chat: Option<RemoteChatId>,
    /// Labels, where the card carries them.
    pub labels: Vec<LabelId>,
    /// Whatever else the card says, as name and value.
    pub fields: Vec<(String, String)>,
}
