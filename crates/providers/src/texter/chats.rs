//! The chat list (§3.1) and one chat (§3.2).

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use domain::facets::ChatLookup;
use domain::provider::ChatPage;
use domain::{Answering, Assignee, ChatFilter, Error, ErrorCode, RemoteChat, RemoteChatId, Result};
use serde_json::Value;

use super::client::{Call, Scope};
use super::known::Place;
use super::{Texter, map, wire};
use crate::fields::Fields;

/// Chats a page.
const PAGE: usize = 50;
/// Rows of the page before that are read again, because the list moves while it is read (§10.1).
const OVERLAP: usize = 3;
/// The shortest text that is searched for (§3.1).
const SHORTEST: usize = 2;

/// `limit` and `skip` aren't this search's words (§11 row 1).
const NO_PAGING: u8 = 1;

impl Texter {
    pub(super) async fn chat_page(
        &self,
        filter: &ChatFilter,
        page: Option<&str>,
    ) -> Result<ChatPage> {
        let text = filter.text.as_deref().map_or("", str::trim);
        let status = filter.status.as_ref().map(map::status_name);
        // What the service would refuse, or has never heard of, matches nothing at its end.
        if (!text.is_empty() && text.chars().count() < SHORTEST) || status == Some(None) {
            return Ok(ChatPage {
                chats: Vec::new(),
                total: Some(0),
                next: None,
            });
        }
        let cursor = page.map(Cursor::read).transpose()?.unwrap_or_default();
        let call = |paged: bool| {
            let mut call = Call::get(&["chats", "search"], Scope::ListChats);
            if !text.is_empty() {
                call = call.query("search", text);
            }
            if let Some(Some(status)) = status {
                call = call.query("statuses[]", status);
            }
            if let Some(label) = &filter.label {
                call = call.query("labels[]", label);
            }
            if paged {
                call = call.query("limit", PAGE);
            }
            if paged && cursor.skip > 0 {
                call = call.query("skip", cursor.skip);
            }
            call
        };
        let paged = self.paging.load(Ordering::Relaxed) != NO_PAGING;
        let json = match self.client.ask(&call(paged)).await {
            // An unknown word in a query may be refused: then without it, once and for all.
            Err(error) if paged && cursor.skip == 0 && error.code == ErrorCode::Invalid => {
                let json = self.client.ask(&call(false)).await.map_err(|_| error)?;
                self.paging.store(NO_PAGING, Ordering::Relaxed);
                json
            }
            other => other?,
        };
        self.page_of(&json, &cursor)
    }

    fn page_of(&self, json: &Value, cursor: &Cursor) -> Result<ChatPage> {
        let rows = wire::list(json, "data").ok_or_else(undecodable)?;
        let read = rows.iter().filter_map(|row| wire::Chat::read(row));
        let chats: Vec<RemoteChat> = read.filter_map(|chat| self.learn(chat)).collect();
        if chats.is_empty() && !rows.is_empty() {
            return Err(undecodable());
        }
        let total = Fields::of(json)
            .and_then(|fields| fields.number(&["total"]))
            .and_then(|total| u64::try_from(total).ok());
        let first = chats.first().map(|chat| chat.id.0.clone());
        // A list that is the same wherever it begins doesn't page. One whose pages are shorter
        // than asked for does.
        let again = cursor.skip > 0 && first.is_some() && first == cursor.first;
        let seen = cursor.skip + rows.len();
        let pages = self.paging.load(Ordering::Relaxed) != NO_PAGING;
        let more = pages && total.is_none_or(|total| total > seen as u64);
        let overlap = OVERLAP.min(rows.len().saturating_sub(1));
        let next = (more && !again && !rows.is_empty() && rows.len() > overlap).then(|| {
            let first = cursor.first.clone().or(first);
            let skip = seen - overlap;
            Cursor { skip, first }.write()
        });
        Ok(ChatPage { chats, total, next })
    }

    /// A chat of a search, and what it teaches for other calls.
    fn learn(&self, mut chat: wire::Chat) -> Option<RemoteChat> {
        let place = place(&chat);
        if let Some(department) = chat.department.take() {
            self.known.learn_department(department);
        }
        let session = chat.bot_session.take();
        let mut chat = map::full_chat(chat)?;
        if let Some(session) = session {
            self.known.learn_session(&chat.id, session);
        }
        if let Some(labels) = &chat.labels {
            self.known.learn_labels(&chat.id, labels);
        }
        self.finish(&mut chat, place);
        Some(chat)
    }

    fn finish(&self, chat: &mut RemoteChat, place: Option<Place>) {
        if let Some(place) = place {
            self.known.learn_place(&chat.id, place);
        }
        if let Some(Assignee::Operator(agent)) = &chat.assignee {
            self.known.learn_agent(agent);
        }
        if let Some(Answering::Until { at }) = &mut chat.answering {
            *at = self.client.here(*at);
        }
    }

    pub(super) async fn public_chat(&self, chat: &RemoteChatId) -> Result<wire::Chat> {
        let call = Call::get(&["chats", chat.as_str()], Scope::SendSession);
        let json = self.client.ask(&call).await?;
        let own = ["channelInfo", "status", "channel"];
        let read = wire::Chat::read(wire::one(&json, &own, "chat"));
        // Anything that says nothing of a chat isn't one.
        read.filter(|chat| chat.channel.is_some() || chat.status.is_some())
            .ok_or_else(undecodable)
    }

    /// Where a chat's customer is reached.
    pub(super) async fn place_of(&self, chat: &RemoteChatId) -> Result<Place> {
        if let Some(known) = self.known.place(chat) {
            return Ok(known);
        }
        let place = place(&self.public_chat(chat).await?).ok_or_else(undecodable)?;
        self.known.learn_place(chat, place.clone());
        Ok(place)
    }
}

fn place(chat: &wire::Chat) -> Option<Place> {
    Some(Place {
        channel: chat.channel.clone()?,
        contact: chat.contact.clone()?,
        account: chat.account.clone(),
    })
}

pub(super) fn undecodable() -> Error {
    Error::new(
        ErrorCode::Decode,
        "The service's answer could not be understood.",
    )
}

#[async_trait]
impl ChatLookup for Texter {
    async fn chat(&self, chat: &RemoteChatId) -> Result<RemoteChat> {
        let read = self.public_chat(chat).await?;
        let place = place(&read);
        let mut chat = map::public_chat(chat.clone(), read);
        self.finish(&mut chat, place);
        Ok(chat)
    }
}

/// Where the list goes on: how many rows were read, and which was the first of all.
#[derive(Debug, Default)]
struct Cursor {
    skip: usize,
    first: Option<String>,
}

impl Cursor {
    fn read(text: &str) -> Result<Self> {
        let (skip, first) = text.split_once(' ').unwrap_or((text, ""));
        let skip = skip
            .parse()
            .map_err(|_| Error::new(ErrorCode::Internal, "The place in the list got lost."))?;
        Ok(Self {
            skip,
            first: (!first.is_empty()).then(|| first.to_owned()),
        })
    }

    fn write(&self) -> String {
        format!("{} {}", self.skip, self.first.as_deref().unwrap_or(""))
    }
}
