//! The chat list, statuses and deletion (chathub.md §3.8, §3.9, §3.10).

use std::collections::HashSet;

use async_trait::async_trait;
use domain::facets::{Deletion, Statuses};
use domain::provider::ChatPage;
use domain::{ChatFilter, ChatStatus, Error, ErrorCode, RemoteChatId, Result, Timestamp};
use reqwest::Method;
use serde_json::json;

use super::client::{Call, Level};
use super::{ChatHub, list, map, wire};
use crate::fields::id_value;

/// Chats asked for at a time. The service may give fewer, and says nowhere how many at most.
const PAGE_SIZE: &str = "100";

/// Digits that make a phone, written with spaces and signs or without.
const SHORTEST_PHONE: usize = 7;

impl ChatHub {
    pub(super) async fn chat_page(
        &self,
        filter: &ChatFilter,
        page: Option<&str>,
    ) -> Result<ChatPage> {
        let number: u32 = match page {
            None => 1,
            Some(page) => page.parse().map_err(|_| {
                Error::new(ErrorCode::Internal, "This is not a page of the chat list.")
            })?,
        };
        let mut query = vec![
            ("page", number.to_string()),
            ("per_page", PAGE_SIZE.to_owned()),
        ];
        query.extend(filter_query(filter, self.client.http.now())?);
        let call = Call::new(Level::Chat, Method::GET, &["api", "chat", "chats"]).query(query);
        let answer = self.client.ask(call).await?;
        let read = |item: &_| wire::Chat::read(item).map(map::chat);
        let list = list::read(&answer.body, read).ok_or_else(|| answer.undecodable())?;
        // Chats move between pages while we page, so the first page is the only one that shows
        // by itself that it is all there is.
        let distinct: HashSet<_> = list.items.iter().map(|chat| &chat.id).collect();
        let complete = number == 1
            && list
                .total
                .is_some_and(|total| distinct.len() as u64 >= total);
        let next = (list.seen > 0 && !complete).then(|| (number + 1).to_string());
        Ok(ChatPage {
            chats: list.items,
            total: list.total,
            next,
        })
    }
}

/// The parts of a filter that ChatHub knows, in its mixed spelling.
fn filter_query(filter: &ChatFilter, now: Timestamp) -> Result<Vec<(&'static str, String)>> {
    let mut query = Vec::new();
    let mut add = |key, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            query.push((key, value));
        }
    };
    add("search", filter.text.as_deref().map(plain_phone));
    add("source", filter.source.map(|source| source.to_string()));
    // The key comes twice, from and to; what one alone would mean is not documented (§6).
    if filter.from.is_some() || filter.to.is_some() {
        let from = filter.from.unwrap_or(Timestamp(0));
        let to = filter.to.unwrap_or(now.max(from));
        add("date", Some(from.to_iso()));
        add("date", Some(to.to_iso()));
    }
    add("tg_user_id", filter.telegram.map(|id| id.to_string()));
    add("phone", filter.phone.as_deref().map(plain_phone));
    if let Some(status) = &filter.status {
        let number = map::status_number(status).ok_or_else(unknown_status)?;
        add("status", Some(number.to_string()));
    }
    add(
        "organizationId",
        filter.organization.as_ref().map(|id| id.0.clone()),
    );
    add(
        "operatorId",
        filter.operator.as_ref().map(|id| id.0.clone()),
    );
    Ok(query)
}

/// A phone as ChatHub writes phones, `380936670003`, however a person writes it. What isn't a phone
/// stays as it is.
fn plain_phone(text: &str) -> String {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let phone = digits.len() >= SHORTEST_PHONE
        && text
            .chars()
            .all(|char| char.is_ascii_digit() || char.is_whitespace() || "+-().".contains(char));
    if phone { digits } else { text.to_owned() }
}

fn unknown_status() -> Error {
    Error::new(ErrorCode::Invalid, "ChatHub has no such status.")
}

#[async_trait]
impl Statuses for ChatHub {
    fn settable(&self) -> Vec<ChatStatus> {
        ChatStatus::KNOWN.to_vec()
    }

    async fn set_status(&self, chat: &RemoteChatId, status: &ChatStatus) -> Result<()> {
        let number = map::status_number(status).ok_or_else(unknown_status)?;
        let call = Call::new(Level::Chat, Method::PUT, &["api", "chat", "status"])
            .json(&json!({ "id": id_value(chat.as_str()), "status": number }));
        self.client.ask(call).await.map(drop)
    }
}

#[async_trait]
impl Deletion for ChatHub {
    async fn delete_chat(&self, chat: &RemoteChatId) -> Result<()> {
        let path = ["api", "chat", "chats", chat.as_str()];
        let call = Call::new(Level::Chat, Method::DELETE, &path);
        match self.client.ask(call).await {
            // Gone is what was wanted. The body is empty or `OK`, so it is not read.
            Err(error) if error.code == ErrorCode::NotFound => Ok(()),
            other => other.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_asked_for_as_chathub_writes_them() {
        for (written, asked) in [
            ("+38 (093) 667-00-03", "380936670003"),
            (" 380936670003 ", "380936670003"),
            ("093.667.00.03", "0936670003"),
            ("#491", "#491"),
            ("12-34", "12-34"),
            ("order 380936670003", "order 380936670003"),
            ("Olena", "Olena"),
        ] {
            assert_eq!(plain_phone(written), asked, "{written}");
        }
    }
}
