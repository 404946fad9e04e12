//! Digital Trust Chat Manager: certified group chats (`chat-manager.md` is the API reference the
//! comments point to).
//!
//! `client` sends, `auth` gets tokens, `wire` and `map` read; the other modules are one per group
//! of calls. Start at [`ChatManager`]. The service lists no messages, so there is no history.

mod auth;
mod chats;
mod check;
mod client;
pub(crate) mod foreign;
mod groups;
mod map;
mod messages;
mod reports;
#[cfg(test)]
mod samples;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8};

use async_trait::async_trait;
use domain::facets::{ChatLookup, Groups, MessageLookup, Reports};
use domain::provider::{ChatPage, Identity, ProviderHealth, SharedProvider, Sink};
use domain::{
    AccountConfig, ChatFilter, ChatStatus, Check, Credentials, FilterField, Limits, OptionField,
    Outgoing, Provider, RemoteChatId, Result, SendReceipt, SignInField,
};

use self::client::{Client, Homes};
use crate::http::Http;

/// The vendor's server (§1).
pub(crate) const SERVER: &str = "https://api.gcloudfactory.com";
/// Its production token address (§2).
const TOKEN_URL: &str = "https://legalappfactory.okta.com/oauth2/aus657e2pcoS6hOS6417/v1/token";
/// Where the chat calls are, by the most recent source (§1).
const CHAT_PREFIX: &str = "/chat-bot-manager";
/// Where the report calls are (§6).
const REPORT_PREFIX: &str = "/digital-trust";

/// Longest text: the messenger's own limit (§12.19).
const LONGEST_TEXT: u32 = 4096;

/// One account's connection to Chat Manager.
struct ChatManager {
    client: Client,
    /// The list is answered without the slash that the documents print (§12.5).
    list_without_slash: AtomicBool,
    /// Which place the preview is at, of those it may be: 0 while unknown (§12.25).
    preview_place: AtomicU8,
    /// Which place signed reports are made at.
    report_place: AtomicU8,
}

/// Where things are, for the sign-in form: all of it is configuration (§1, §2).
pub(crate) fn options() -> Vec<OptionField> {
    let field = |field, default: &str, optional| OptionField {
        field,
        default: default.to_owned(),
        optional,
    };
    vec![
        field(SignInField::TokenUrl, TOKEN_URL, false),
        field(SignInField::ChatPrefix, CHAT_PREFIX, true),
        field(SignInField::ReportPrefix, REPORT_PREFIX, true),
    ]
}

/// Connects an account. Sends nothing.
pub(crate) fn connect(
    config: &AccountConfig,
    credentials: Credentials,
    http: Http,
) -> Result<SharedProvider> {
    let options = &config.options;
    let tokens = auth::Tokens::new(credentials, options.token_url.as_deref())?;
    let homes = Homes {
        server: config.server.clone(),
        chats: client::prefix(options.chat_prefix.as_deref(), CHAT_PREFIX),
        reports: client::prefix(options.report_prefix.as_deref(), REPORT_PREFIX),
    };
    Ok(Arc::new(ChatManager {
        client: Client::new(http, homes, tokens),
        list_without_slash: AtomicBool::new(false),
        preview_place: AtomicU8::new(0),
        report_place: AtomicU8::new(0),
    }))
}

#[async_trait]
impl Provider for ChatManager {
    fn limits(&self) -> Limits {
        Limits {
            max_text: Some(LONGEST_TEXT),
            pin: true,
            filters: vec![FilterField::Status, FilterField::Date],
            counts_unread: false,
            busy_statuses: vec![ChatStatus::Open],
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
            token_expires_at: self.client.tokens.expires_at(),
            limited_until: self.client.limited_until(),
        }
    }

    async fn check(&self) -> Vec<Check> {
        self.check_all().await
    }

    fn chat_lookup(&self) -> Option<&dyn ChatLookup> {
        Some(self)
    }

    fn message_lookup(&self) -> Option<&dyn MessageLookup> {
        Some(self)
    }

    fn groups(&self) -> Option<&dyn Groups> {
        Some(self)
    }

    fn reports(&self) -> Option<&dyn Reports> {
        Some(self)
    }
}
