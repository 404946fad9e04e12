//! The list, one chat, and signing in, which reads the list (chat-manager.md §4.2, §4.3, §9).

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use domain::facets::ChatLookup;
use domain::provider::{ChatPage, Identity};
use domain::{ChatFilter, ChatStatus, Error, ErrorCode, RemoteChat, RemoteChatId, Result};
use reqwest::Method;

use super::client::{Call, Manager};
use super::{ChatManager, map, wire};
use crate::http::Answer;

/// Chats on a page: half the documented maximum, because a chat carries all its participants.
const PAGE_SIZE: u64 = 100;

impl ChatManager {
    pub(super) async fn identify(&self) -> Result<Identity> {
        let answer = self.list(vec![("page", "0".into()), ("size", "1".into())]);
        let answer = answer.await?;
        let strange =
            answer.is_html() && !matches!(answer.status.as_u16(), 401 | 403 | 429 | 500..);
        if strange || matches!(answer.status.as_u16(), 300..=399 | 404 | 405) {
            return Err(not_here());
        }
        let answer = self.client.judge(answer)?;
        wire::page(&answer.body, |_| ()).ok_or_else(not_here)?;
        Ok(Identity {
            name: self.client.tokens.client_id().to_owned(),
            operator: None,
            expires_at: None,
        })
    }

    pub(super) async fn chat_page(
        &self,
        filter: &ChatFilter,
        page: Option<&str>,
    ) -> Result<ChatPage> {
        let nothing = ChatPage {
            chats: Vec::new(),
            total: Some(0),
            next: None,
        };
        let number: u64 = match page.map(str::parse) {
            None => 0,
            Some(Ok(number)) => number,
            Some(Err(_)) => return Ok(nothing),
        };
        let mut query = vec![
            ("page", number.to_string()),
            ("size", PAGE_SIZE.to_string()),
        ];
        match &filter.status {
            None => {}
            Some(ChatStatus::Open) => query.push(("isActive", "true".to_owned())),
            Some(ChatStatus::Closed) => query.push(("isActive", "false".to_owned())),
            Some(_) => return Ok(nothing),
        }
        // An interval that is none is refused by the service (§12.9).
        if filter
            .from
            .zip(filter.to)
            .is_some_and(|(from, to)| from > to)
        {
            return Ok(nothing);
        }
        let bounds = [("fromDate", filter.from), ("toDate", filter.to)];
        let bounds = bounds.into_iter();
        query.extend(bounds.filter_map(|(key, at)| Some((key, at?.to_iso()))));
        let answer = self.client.judge(self.list(query).await?)?;
        let page = wire::page(&answer.body, map::chat).ok_or_else(|| answer.undecodable())?;
        Ok(ChatPage {
            total: page.meta.total_records,
            next: next(&page, number).map(|number| number.to_string()),
            chats: page.chats,
        })
    }

    /// The list with the slash that the documents print; without it where only that is answered
    /// (§12.5).
    async fn list(&self, query: Vec<(&'static str, String)>) -> Result<Answer> {
        let with = Call::new(Manager::Chats, Method::GET, &["chats", ""]).query(query.clone());
        let without = Call::new(Manager::Chats, Method::GET, &["chats"]).query(query);
        if self.list_without_slash.load(Ordering::Relaxed) {
            return self.client.answer(&without).await;
        }
        let answer = self.client.answer(&with).await?;
        if !matches!(answer.status.as_u16(), 301 | 302 | 307 | 308 | 404 | 405) {
            return Ok(answer);
        }
        let other = self.client.answer(&without).await?;
        if other.status.is_success() {
            self.list_without_slash.store(true, Ordering::Relaxed);
            return Ok(other);
        }
        Ok(answer)
    }

    /// A chat as the service tells of it.
    pub(super) async fn detail(&self, chat: &RemoteChatId) -> Result<wire::Chat> {
        let call = Call::new(Manager::Chats, Method::GET, &["chats", chat.as_str()]);
        self.client.ask(call).await?.read()
    }
}

#[async_trait]
impl ChatLookup for ChatManager {
    async fn chat(&self, chat: &RemoteChatId) -> Result<RemoteChat> {
        Ok(map::chat(&self.detail(chat).await?))
    }
}

/// The number of the next page. Pages may be shorter than asked for, so that only the service's
/// own numbers say where the list ends, or an empty page.
fn next<T>(page: &wire::Page<T>, asked: u64) -> Option<u64> {
    if page.seen == 0 {
        return None;
    }
    let meta = &page.meta;
    let following = asked.checked_add(1)?;
    let more = match (meta.total_pages, meta.total_records) {
        (Some(pages), _) => following < pages,
        (None, Some(records)) => {
            let size = meta.page_size.unwrap_or(page.seen as u64);
            following.saturating_mul(size) < records
        }
        (None, None) => true,
    };
    more.then_some(following)
}

fn not_here() -> Error {
    Error::new(
        ErrorCode::NotThisService,
        "Something answers at this address, but it isn't Chat Manager. Check the server and the \
         path prefix of the chat calls.",
    )
}
