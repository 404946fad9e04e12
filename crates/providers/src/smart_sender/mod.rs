//! Smart Sender (`smart-sender.md` is the API reference the comments point to).
//!
//! `client` sends, `wire` and `map` read; the other modules are one per group of calls. Chats are
//! named by their own id; what belongs to a chat's customer is asked for by the customer's
//! (`known`). Start at [`SmartSender`].

mod channels;
mod chats;
mod check;
mod client;
mod contacts;
pub(crate) mod foreign;
mod known;
mod map;
mod messages;
mod notes;
mod operators;
mod pages;
#[cfg(test)]
mod samples;
mod send;
mod tags;
mod token;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use domain::facets::{
    Assignment, Channels, ChatLookup, Colleagues, Contacts, Edits, History, Labels, ReadMarks,
    ServiceNotes, Statuses,
};
use domain::provider::{ChatPage, Identity, ProviderHealth, SharedProvider, Sink};
use domain::{
    AccountConfig, ChatFilter, ChatStatus, Check, Credentials, Error, ErrorCode, FilterField,
    Limits, OperatorRef, Outgoing, Provider, RemoteChatId, Result, RichKind, SendReceipt,
};
use reqwest::Method;

use self::client::{Call, Client};
use self::known::Known;
use crate::http::Http;

/// The vendor's server.
pub(crate) const SERVER: &str = "https://api.smartsender.com";

/// Seconds between readings of the chat list. All desktops of a company share the project's 180
/// requests a minute (§3), so the reference's 5 to 10 (§8.11) are taken at their upper end.
const LIST_EVERY: u32 = 10;
/// Seconds between readings of the chat on screen.
const CHAT_EVERY: u32 = 5;

/// One account's connection to Smart Sender.
struct SmartSender {
    client: Client,
    /// Who of the colleagues the person said they are: the token is the project's (§8.3).
    me: Option<OperatorRef>,
    known: Known,
}

/// Connects an account. Sends nothing.
pub(crate) fn connect(
    config: &AccountConfig,
    credentials: &Credentials,
    http: Http,
) -> Result<SharedProvider> {
    Ok(Arc::new(SmartSender {
        client: Client::new(http, &config.server, token::bearer(&credentials.secret)?),
        me: config.working_as.clone(),
        known: Known::default(),
    }))
}

impl SmartSender {
    /// The project the token belongs to (§1).
    async fn identify(&self) -> Result<Identity> {
        let call = Call::new(Method::GET, &["me"]);
        let answer = self.client.answer(&call).await?;
        let elsewhere = answer.redirect().is_some();
        let strange =
            answer.is_html() && !matches!(answer.status.as_u16(), 401 | 403 | 423 | 429 | 500..);
        if elsewhere || strange || matches!(answer.status.as_u16(), 404 | 405) {
            return Err(not_smart_sender());
        }
        let json = self.client.judge(&answer)?;
        let project = wire::Project::read(&json).ok_or_else(not_smart_sender)?;
        Ok(Identity {
            name: map::clip(&project.name),
            operator: self.me.clone(),
            expires_at: None,
        })
    }
}

fn not_smart_sender() -> Error {
    Error::new(
        ErrorCode::NotThisService,
        "Something answers at this address, but it isn't Smart Sender.",
    )
}

#[async_trait]
impl Provider for SmartSender {
    fn limits(&self) -> Limits {
        Limits {
            // The longest text depends on the messenger and is documented nowhere (§8.14). Files
            // go by address only: there is no upload (§5.2).
            rich: vec![
                RichKind::Picture,
                RichKind::Video,
                RichKind::Audio,
                RichKind::Voice,
                RichKind::Animation,
                RichKind::Document,
                RichKind::Location,
                RichKind::Contact,
            ],
            filters: vec![
                FilterField::Text,
                FilterField::Status,
                FilterField::Operator,
                FilterField::Unread,
            ],
            counts_unread: true,
            busy_statuses: vec![ChatStatus::Open],
            list_every: LIST_EVERY,
            chat_every: CHAT_EVERY,
            ..Limits::default()
        }
    }

    async fn verify(&self) -> Result<Identity> {
        self.identify().await
    }

    async fn chats(&self, filter: &ChatFilter, page: Option<&str>) -> Result<ChatPage> {
        self.chat_page(filter, page).await
    }

    async fn send(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
        _progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<SendReceipt> {
        self.send_message(chat, message).await
    }

    async fn media_into(&self, url: &str, limit: u64, into: Sink<'_>) -> Result<String> {
        self.file(url, limit, into).await
    }

    fn health(&self) -> ProviderHealth {
        ProviderHealth {
            token_expires_at: None,
            limited_until: self.client.limited_until(),
        }
    }

    async fn check(&self) -> Vec<Check> {
        self.check_all().await
    }

    fn history(&self) -> Option<&dyn History> {
        Some(self)
    }

    fn chat_lookup(&self) -> Option<&dyn ChatLookup> {
        Some(self)
    }

    fn statuses(&self) -> Option<&dyn Statuses> {
        Some(self)
    }

    fn read_marks(&self) -> Option<&dyn ReadMarks> {
        Some(self)
    }

    fn assignment(&self) -> Option<&dyn Assignment> {
        Some(self)
    }

    fn colleagues(&self) -> Option<&dyn Colleagues> {
        Some(self)
    }

    fn labels(&self) -> Option<&dyn Labels> {
        Some(self)
    }

    fn contacts(&self) -> Option<&dyn Contacts> {
        Some(self)
    }

    fn channels(&self) -> Option<&dyn Channels> {
        Some(self)
    }

    fn service_notes(&self) -> Option<&dyn ServiceNotes> {
        Some(self)
    }

    fn edits(&self) -> Option<&dyn Edits> {
        Some(self)
    }
}
