//! Texter (`texter.md` is the API reference the comments point to).
//!
//! `client` sends and says which scope is missing, `wire` and `map` read; the other modules are
//! one per group of calls. What several calls need of each other's answers is remembered in
//! `known`. Start at [`Texter`].

mod actions;
mod chats;
mod check;
mod client;
pub(crate) mod foreign;
mod known;
mod labels;
mod map;
mod media;
mod messages;
#[cfg(test)]
mod samples;
mod send;
mod templates;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8};

use async_trait::async_trait;
use domain::facets::{Assignment, ChatLookup, History, Labels, QuickReplies, Statuses, Templates};
use domain::provider::{ChatPage, Identity, ProviderHealth, SharedProvider, Sink};
use domain::{
    AccountConfig, ChatFilter, ChatStatus, Check, Credentials, Error, ErrorCode, FilterField,
    Limits, Outgoing, Provider, RemoteChatId, Result, RichKind, SendReceipt,
};

use self::client::{Call, Client, Scope};
use self::known::Known;
use crate::http::Http;

/// The vendor's server; the project's id is the host's first part (§1).
pub(crate) const SERVER: &str = "https://{principal}.texterchat.com/server/api/v2";

/// WhatsApp's limit of a text (§4.2).
const LONGEST_TEXT: u32 = 4096;
/// Seconds between readings of the list and of the chat on screen (§10.3).
const LIST_EVERY: u32 = 4;
const CHAT_EVERY: u32 = 2;

/// One account's connection to Texter.
struct Texter {
    client: Client,
    project: String,
    known: Known,
    /// Whether the chat search pages (§11 row 1): 0 while unknown.
    paging: AtomicU8,
    /// The service wants an existing message's id where a history begins (§11 row 3).
    wants_known_id: AtomicBool,
    /// The service keeps the oldest messages of a page, so all are asked for (§11 row 2).
    keeps_oldest: AtomicBool,
}

/// Connects an account. Sends nothing.
pub(crate) fn connect(
    config: &AccountConfig,
    credentials: &Credentials,
    http: Http,
) -> Result<SharedProvider> {
    let project = credentials.principal.trim().to_ascii_lowercase();
    // It becomes a part of a host name, so that nothing else may stand there.
    let is_name = !project.is_empty()
        && project.len() <= 63
        && project
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The project is the first part of your Texter's address: “demo” for \
             demo.texterchat.com.",
        ));
    }
    Ok(Arc::new(Texter {
        client: Client::new(http, &config.server, &credentials.secret)?,
        project,
        known: Known::default(),
        paging: AtomicU8::new(0),
        wants_known_id: AtomicBool::new(false),
        keeps_oldest: AtomicBool::new(false),
    }))
}

impl Texter {
    /// Proves host and token by a call that any token may make (§1.1). No call says who the token
    /// belongs to: it is the whole environment's.
    async fn identify(&self) -> Result<Identity> {
        let call = Call::get(&["labels"], Scope::Any).query("limit", 1);
        let answer = self.client.answer(&call).await?;
        let strange =
            answer.is_html() && !matches!(answer.status.as_u16(), 401 | 403 | 429 | 500..);
        if strange || answer.redirect().is_some() || matches!(answer.status.as_u16(), 404 | 405) {
            return Err(not_texter());
        }
        let answer = self.client.judge(answer, Scope::Any)?;
        let json = answer.json().map_err(|_| not_texter())?;
        if wire::list(&json, "labels").is_none() {
            return Err(not_texter());
        }
        Ok(Identity {
            name: self.project.clone(),
            operator: None,
            expires_at: None,
        })
    }
}

fn not_texter() -> Error {
    Error::new(
        ErrorCode::NotThisService,
        "Something answers at this address, but it isn't Texter.",
    )
}

#[async_trait]
impl Provider for Texter {
    fn limits(&self) -> Limits {
        Limits {
            max_text: Some(LONGEST_TEXT),
            // Files go by address only: there is no upload (§11 row 10).
            rich: vec![
                RichKind::Picture,
                RichKind::Video,
                RichKind::Audio,
                RichKind::Document,
                RichKind::Location,
                RichKind::Contact,
                RichKind::Buttons,
                RichKind::List,
                RichKind::Template,
            ],
            quote: true,
            filters: vec![FilterField::Text, FilterField::Status, FilterField::Label],
            // Nothing read here ever brings the service's count down (§11 rows 8 and 9).
            counts_unread: false,
            busy_statuses: vec![
                ChatStatus::New,
                ChatStatus::Open,
                ChatStatus::Other(map::BOT.to_owned()),
            ],
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

    fn assignment(&self) -> Option<&dyn Assignment> {
        Some(self)
    }

    fn labels(&self) -> Option<&dyn Labels> {
        Some(self)
    }

    fn quick_replies(&self) -> Option<&dyn QuickReplies> {
        Some(self)
    }

    fn templates(&self) -> Option<&dyn Templates> {
        Some(self)
    }
}
