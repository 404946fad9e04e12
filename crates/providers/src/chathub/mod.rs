//! SMSBAT ChatHub (`chathub.md` is the API reference the comments point to).
//!
//! `client` sends, `auth` authorizes, `wire` and `map` read; the other modules are one per group
//! of calls. Start at [`ChatHub`].

mod auth;
mod chats;
mod check;
mod client;
pub(crate) mod foreign;
mod hub;
mod jwt;
mod list;
mod map;
mod messages;
mod operators;
mod read;
#[cfg(test)]
mod samples;
mod send;
mod verify;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize};

use async_trait::async_trait;
use domain::facets::{
    Deletion, History, Live, Operators, Organizations, ReadMarks, Statuses, Tokens,
};
use domain::provider::{ChatPage, Identity, ProviderHealth, SharedProvider, Sink};
use domain::{
    AccountConfig, AccountOptions, AttachmentKind, ChatFilter, ChatStatus, Check, Credentials,
    FilterField, HistoryPage, Limits, Outgoing, Provider, RemoteChatId, Result, SendReceipt,
};

use self::client::Client;
use crate::http::Http;

/// The vendor's server.
pub(crate) const SERVER: &str = "https://chatapi.smsbat.com";

/// Largest file: our own limit, because a file travels inside one request as base64.
const LARGEST_FILE: u64 = 20 << 20;

/// One account's connection to ChatHub.
struct ChatHub {
    client: Client,
    options: AccountOptions,
    /// Which of the two documented paths of the messages works: 0 while unknown.
    messages_path: AtomicU8,
    /// The reading of the mark-as-read body that worked, plus one.
    read_shape: AtomicUsize,
    /// The service has no REST way to send: the hub is used.
    send_through_hub: AtomicBool,
    /// The live connection while it stands.
    hub: hub::Line,
}

/// Connects an account. Sends nothing.
pub(crate) fn connect(
    config: &AccountConfig,
    credentials: Credentials,
    http: Http,
) -> Result<SharedProvider> {
    let working_as = config.working_as.as_ref().map(|it| it.id.clone());
    let tokens = auth::Tokens::new(credentials, config.options.chat_level, working_as)?;
    Ok(Arc::new(ChatHub {
        client: Client::new(http, config.server.clone(), tokens),
        options: config.options.clone(),
        messages_path: AtomicU8::new(0),
        read_shape: AtomicUsize::new(0),
        send_through_hub: AtomicBool::new(false),
        hub: hub::Line::default(),
    }))
}

impl ChatHub {
    /// Company-level abilities are not for one operator's token.
    fn for_company(&self) -> Option<&Self> {
        self.client.tokens.administers().then_some(self)
    }
}

#[async_trait]
impl Provider for ChatHub {
    fn limits(&self) -> Limits {
        Limits {
            max_text: None,
            max_attachment: LARGEST_FILE,
            attachments: vec![AttachmentKind::Photo, AttachmentKind::File],
            filters: vec![
                FilterField::Text,
                FilterField::Status,
                FilterField::Source,
                FilterField::Date,
                FilterField::Phone,
                FilterField::Telegram,
                FilterField::Organization,
                FilterField::Operator,
            ],
            counts_unread: true,
            busy_statuses: vec![
                ChatStatus::New,
                ChatStatus::Open,
                ChatStatus::Waiting,
                ChatStatus::Paused,
            ],
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
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<SendReceipt> {
        self.send_message(chat, message, progress).await
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

    fn history(&self) -> Option<&dyn History> {
        Some(self)
    }

    fn statuses(&self) -> Option<&dyn Statuses> {
        Some(self)
    }

    fn read_marks(&self) -> Option<&dyn ReadMarks> {
        Some(self)
    }

    fn deletion(&self) -> Option<&dyn Deletion> {
        Some(self)
    }

    fn organizations(&self) -> Option<&dyn Organizations> {
        self.for_company().map(|it| it as &dyn Organizations)
    }

    fn operators(&self) -> Option<&dyn Operators> {
        self.for_company().map(|it| it as &dyn Operators)
    }

    fn tokens(&self) -> Option<&dyn Tokens> {
        self.for_company().map(|it| it as &dyn Tokens)
    }

    fn live(&self) -> Option<&dyn Live> {
        self.options.live.then_some(self as &dyn Live)
    }
}

#[async_trait]
impl History for ChatHub {
    async fn history(&self, chat: &RemoteChatId, before: Option<&str>) -> Result<HistoryPage> {
        self.whole_history(chat, before).await
    }
}
