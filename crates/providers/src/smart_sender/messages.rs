//! A chat's messages and their files; changing and deleting what was sent (§5.2).

use async_trait::async_trait;
use domain::facets::{Edits, History};
use domain::provider::Media;
use domain::{Error, ErrorCode, HistoryPage, RemoteChatId, RemoteMessageId, Result};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use url::Url;

use super::client::Call;
use super::{SERVER, SmartSender, map, wire};
use crate::fields::id_value;
use crate::http::{Fetched, fetch_file};

/// Where the vendor's site-relative addresses lead (§6.6).
const SITE: &str = "https://messenger.smartsender.com";

impl SmartSender {
    /// A file, from wherever a message says that it is. Addresses are public, so no token goes
    /// along (§8.26); only the API's own host gets it, if it insists.
    pub(super) async fn file(&self, address: &str, limit: u64) -> Result<Media> {
        let unreadable = || {
            Error::new(
                ErrorCode::Invalid,
                "The file's address can't be understood.",
            )
        };
        let url = self
            .site()
            .and_then(|site| site.join(address.trim()).ok())
            .ok_or_else(unreadable)?;
        let client = &self.client;
        let bare = HeaderMap::new();
        let fetch = |url, headers| fetch_file(&client.http, url, &client.base, headers, limit);
        if let Fetched::File(media) = fetch(url.clone(), &bare).await? {
            return Ok(media);
        }
        let may_not = || Error::new(ErrorCode::Forbidden, "The file may not be read.");
        if url.origin() != client.base.origin() {
            return Err(may_not());
        }
        match fetch(url, &client.headers()).await? {
            Fetched::File(media) => Ok(media),
            Fetched::Unauthorized => Err(may_not()),
        }
    }

    /// Whether a file lies at another server than the account's.
    pub(super) fn is_elsewhere(&self, address: &str) -> bool {
        let url = self.site().and_then(|site| site.join(address.trim()).ok());
        url.is_none_or(|url| url.host() != self.client.base.host())
    }

    /// What relative addresses are relative to.
    fn site(&self) -> Option<Url> {
        let base = &self.client.base;
        let vendor = Url::parse(SERVER).ok()?;
        if base.origin() == vendor.origin() {
            return Url::parse(SITE).ok();
        }
        base.join("/").ok()
    }
}

#[async_trait]
impl History for SmartSender {
    /// Newest first, twenty at a time. A page shifts while messages arrive: then the next one
    /// repeats some, but none is left out.
    async fn history(&self, chat: &RemoteChatId, before: Option<&str>) -> Result<HistoryPage> {
        let number = match before {
            None => 1,
            Some(before) => before
                .parse()
                .map_err(|_| Error::new(ErrorCode::Internal, "This is not a page of a history."))?,
        };
        let path = ["chats", chat.as_str(), "messages"];
        let query = vec![("activities", "1".to_owned())];
        let page = self.page(&path, number, query, wire::Message::read).await?;
        Ok(HistoryPage {
            messages: map::history(page.items, &self.known),
            older: page.next.map(|number| number.to_string()),
        })
    }
}

#[async_trait]
impl Edits for SmartSender {
    async fn edit(&self, message: &RemoteMessageId, handle: &str, text: &str) -> Result<()> {
        let body = json!({ "text": text, "messageId": id_value(message.as_str()) });
        let path = ["gates", handle, "messages"];
        self.client
            .act(Call::new(Method::PUT, &path).json(&body))
            .await
    }

    async fn delete(&self, message: &RemoteMessageId, handle: &str) -> Result<()> {
        let body = json!({ "messageIds": [id_value(message.as_str())] });
        let path = ["gates", handle, "messages"];
        self.client
            .act(Call::new(Method::DELETE, &path).json(&body))
            .await
    }
}
