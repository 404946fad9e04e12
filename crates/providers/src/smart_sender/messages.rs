//! A chat's messages and their files; changing and deleting what was sent (§5.2).

use async_trait::async_trait;
use domain::facets::{Edits, History};
use domain::provider::Sink;
use domain::{Error, ErrorCode, HistoryPage, RemoteChatId, RemoteMessageId, Result};
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::json;
use url::Url;

use super::client::Call;
use super::{SERVER, SmartSender, map, pages, wire};
use crate::fields::id_value;
use crate::http::{Fetched, fetch_file};

/// Where the vendor's site-relative addresses lead (§6.6).
const SITE: &str = "https://messenger.smartsender.com";

impl SmartSender {
    /// A file, from wherever a message says that it is. Addresses are public, so no token goes
    /// along (§8.26); only the API's own host gets it, if it insists.
    pub(super) async fn file(&self, address: &str, limit: u64, into: Sink<'_>) -> Result<String> {
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
        let (http, base) = (&client.http, &client.base);
        let fetched = fetch_file(http, url.clone(), base, &bare, limit, into).await?;
        if let Fetched::File(mime) = fetched {
            return Ok(mime);
        }
        let may_not = || Error::new(ErrorCode::Forbidden, "The file may not be read.");
        if url.origin() != client.base.origin() {
            return Err(may_not());
        }
        match fetch_file(http, url, base, &client.headers(), limit, into).await? {
            Fetched::File(mime) => Ok(mime),
            Fetched::Unauthorized => Err(may_not()),
        }
    }

    /// A page of a chat's messages, or of its customer's (§5.2).
    async fn messages_at(
        &self,
        chat: &RemoteChatId,
        place: Place,
    ) -> Result<pages::Page<wire::Message>> {
        let contact;
        let path = if place.by_contact {
            contact = self.contact_id(chat).await?;
            ["contacts", contact.as_str(), "messages"]
        } else {
            ["chats", chat.as_str(), "messages"]
        };
        let query = vec![("activities", "1".to_owned())];
        self.page(&path, place.number, query, wire::Message::read)
            .await
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
        let place = Place::read(before)?;
        let by_contact = self.known.contact(chat);
        let (page, place) = match (self.messages_at(chat, place).await, by_contact) {
            // The chat has none, or is gone: its customer, whose only chat it is, has them too.
            (Err(error), Some(_)) if place.number == 1 && is_no_chat(&error) => {
                let place = Place {
                    by_contact: true,
                    ..place
                };
                let page = self.messages_at(chat, place).await.map_err(|_| error)?;
                (page, place)
            }
            (page, _) => (page?, place),
        };
        Ok(HistoryPage {
            messages: map::history(page.items, &self.known),
            older: page.next.map(|number| Place { number, ..place }.write()),
        })
    }
}

/// Where a history goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// Among the customer's messages rather than the chat's.
    by_contact: bool,
    number: u32,
}

/// What stands before a page of a customer's messages.
const BY_CONTACT: &str = "contact:";

impl Place {
    fn read(text: Option<&str>) -> Result<Self> {
        let text = text.unwrap_or("1");
        let number = text.strip_prefix(BY_CONTACT);
        let by_contact = number.is_some();
        let number = number.unwrap_or(text).parse();
        let number = number
            .map_err(|_| Error::new(ErrorCode::Internal, "This is not a page of a history."))?;
        Ok(Self { by_contact, number })
    }

    fn write(self) -> String {
        let before = if self.by_contact { BY_CONTACT } else { "" };
        format!("{before}{}", self.number)
    }
}

fn is_no_chat(error: &Error) -> bool {
    matches!(error.code, ErrorCode::NotFound | ErrorCode::Unsupported)
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
