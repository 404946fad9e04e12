//! Sending, one message by its id, and files (chat-manager.md §5, §6.3).

use async_trait::async_trait;
use domain::facets::MessageLookup;
use domain::provider::Sink;
use domain::{
    Error, ErrorCode, Outgoing, RemoteChatId, RemoteMessage, RemoteMessageId, Result, SendReceipt,
};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use url::Url;

use super::client::{Call, Manager};
use super::{ChatManager, map, wire};
use crate::http::{Fetched, fetch_file};

impl ChatManager {
    pub(super) async fn send_message(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
    ) -> Result<SendReceipt> {
        if message.attachment.is_some() || message.rich.is_some() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "Chat Manager takes nothing but text.",
            ));
        }
        let path = ["chats", chat.as_str(), "messages"];
        // A real boolean, though the sample has a text (§12.18).
        let body = json!({ "text": message.text, "pinMessage": message.pin });
        let call = Call::new(Manager::Chats, Method::POST, &path)
            .json(&body)
            .once();
        let answer = self.client.ask(call).await?;
        if answer.is_html() {
            return Err(answer.undecodable());
        }
        // No id is promised (§12.20).
        Ok(SendReceipt {
            id: wire::accepted_id(&answer).map(RemoteMessageId),
        })
    }

    /// A file behind an address that needs no token and gets none, wherever it is (§6.3).
    pub(super) async fn file(&self, address: &str, limit: u64, into: Sink<'_>) -> Result<String> {
        let client = &self.client;
        let url = Url::parse(address.trim()).map_err(|_| {
            Error::new(
                ErrorCode::Invalid,
                "The file's address can't be understood.",
            )
        })?;
        let nothing = HeaderMap::new();
        let server = &client.homes.server;
        match fetch_file(&client.http, url, server, &nothing, limit, into).await? {
            Fetched::File(mime) => Ok(mime),
            Fetched::Unauthorized => Err(Error::new(
                ErrorCode::Forbidden,
                "The file may not be read.",
            )),
        }
    }
}

#[async_trait]
impl MessageLookup for ChatManager {
    async fn message(&self, chat: &RemoteChatId, id: &RemoteMessageId) -> Result<RemoteMessage> {
        let path = ["chats", chat.as_str(), "messages", id.as_str()];
        let call = Call::new(Manager::Chats, Method::GET, &path);
        let answer = self.client.ask(call).await?;
        let message: wire::Message = answer.read()?;
        // The message names its writer by id only; it is worth having without the name.
        let chat = self.detail(chat).await.ok();
        let people = chat.iter().flat_map(|chat| &chat.participants);
        let writer = message.written_by.as_ref();
        let writer = writer.and_then(|id| people.into_iter().find(|it| it.id == *id));
        map::message(message, writer).ok_or_else(|| answer.undecodable())
    }
}
