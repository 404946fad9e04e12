//! Histories (§4.1, §10.3): backwards by time and id, with what the documents leave open found
//! out as it is met.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use domain::facets::History;
use domain::{Error, ErrorCode, HistoryPage, RemoteChatId, RemoteMessage, RemoteMessageId, Result};

use super::chats::undecodable;
use super::client::{Call, Scope};
use super::{Texter, map, wire};
use crate::fields::Fields;

/// Messages a page: the documented usual number (§11 row 4).
const PAGE: usize = 50;
/// For a service that would keep the oldest of a page.
const ALL: usize = 10_000;
/// Names no message, and has the form of one (§10.3).
pub(super) const NOBODY: &str = "000000000000000000000000";
/// How far beyond now the newest page begins, in milliseconds.
const AHEAD: i64 = 60_000;

/// A page as it came, ascending, and how far back the whole chat reaches.
struct Read {
    messages: Vec<RemoteMessage>,
    seen: usize,
    oldest_of_all: Option<i64>,
    newest_of_all: Option<i64>,
}

impl Texter {
    async fn newest(&self, chat: &RemoteChatId) -> Result<HistoryPage> {
        let limit = if self.keeps_oldest.load(Ordering::Relaxed) {
            ALL
        } else {
            PAGE
        };
        let read = self.newest_of(chat, limit).await?;
        let last = read.messages.last().map(|message| message.sent_at.0);
        // A full page that ends before the chat does holds its oldest messages (§11 row 2).
        if read.seen >= limit && limit < ALL && last < read.newest_of_all {
            match self.newest_of(chat, ALL).await {
                Ok(all) => {
                    self.keeps_oldest.store(true, Ordering::Relaxed);
                    return Ok(page(all, ALL));
                }
                // It takes no such number: what was read is worth having.
                Err(error) if error.code == ErrorCode::Invalid => {}
                Err(error) => return Err(error),
            }
        }
        Ok(page(read, limit))
    }

    async fn newest_of(&self, chat: &RemoteChatId, limit: usize) -> Result<Read> {
        let now = self.client.server_now().0.saturating_add(AHEAD);
        if !self.wants_known_id.load(Ordering::Relaxed) {
            match self.before(chat, now, NOBODY, limit).await {
                Err(error) if is_unknown_id(&error) => {
                    let read = self.around_known(chat, now, limit).await;
                    // Whatever else the matter is, the first refusal says it best.
                    let read = read.map_err(|_| error)?;
                    self.wants_known_id.store(true, Ordering::Relaxed);
                    return Ok(read);
                }
                other => return other,
            }
        }
        self.around_known(chat, now, limit).await
    }

    /// The newest page from a service that wants a message's id, which it then leaves out: that
    /// message comes from a second page, begun at another one.
    async fn around_known(&self, chat: &RemoteChatId, now: i64, limit: usize) -> Result<Read> {
        let known = match self.known.seen(chat) {
            Some(id) => id,
            None => self.any_message(chat).await?,
        };
        let mut read = match self.before(chat, now, known.as_str(), limit).await {
            // It may be gone by now.
            Err(error) if is_unknown_id(&error) => {
                let other = self.any_message(chat).await?;
                self.before(chat, now, other.as_str(), limit).await?
            }
            other => other?,
        };
        let other = read.messages.first().map(|message| message.id.clone());
        if let Some(other) = other {
            let second = self.before(chat, now, other.as_str(), limit).await?;
            read.messages.extend(second.messages);
            tidy(&mut read.messages);
        }
        Ok(read)
    }

    /// Some message of a chat, by the bot's session.
    async fn any_message(&self, chat: &RemoteChatId) -> Result<RemoteMessageId> {
        let session = self.public_chat(chat).await?.bot_session;
        let session = session.or_else(|| self.known.session(chat));
        let session = session.ok_or_else(undecodable)?;
        let path = ["messages", "chat", chat.as_str()];
        let call = Call::get(&path, Scope::ViewChats).query("botSessionId", session);
        let read = self.read(&call, chat).await?;
        let last = read.messages.last().map(|message| message.id.clone());
        last.ok_or_else(undecodable)
    }

    async fn before(&self, chat: &RemoteChatId, time: i64, id: &str, limit: usize) -> Result<Read> {
        let path = ["messages", "chat", chat.as_str()];
        let call = Call::get(&path, Scope::ViewChats)
            .query("limit", limit)
            .query("beforeTime", time)
            .query("beforeId", id);
        self.read(&call, chat).await
    }

    async fn read(&self, call: &Call<'_>, chat: &RemoteChatId) -> Result<Read> {
        let json = self.client.ask(call).await?;
        let rows = wire::list(&json, "messages").ok_or_else(undecodable)?;
        let read = rows.iter().filter_map(|row| wire::Message::read(row));
        let read: Vec<wire::Message> = read.collect();
        for message in &read {
            if let Some(provider_id) = &message.provider_id {
                let id = RemoteMessageId(message.id.clone());
                self.known.learn_message(&id, provider_id);
            }
        }
        let mut messages: Vec<RemoteMessage> = read
            .into_iter()
            .filter_map(|message| map::message(message, &self.known))
            .collect();
        if messages.is_empty() && !rows.is_empty() {
            return Err(undecodable());
        }
        tidy(&mut messages);
        if let Some(last) = messages.last() {
            self.known.learn_seen(chat, &last.id);
        }
        let fields = Fields::of(&json);
        let number = |key: &str| Some(fields.as_ref()?.moment(&[key])?.0);
        Ok(Read {
            messages,
            seen: rows.len(),
            oldest_of_all: number("minTime"),
            newest_of_all: number("maxTime"),
        })
    }

    /// What the messenger calls a message, for quoting it (§4.2).
    pub(super) async fn provider_id(
        &self,
        chat: &RemoteChatId,
        id: &RemoteMessageId,
    ) -> Result<String> {
        if let Some(known) = self.known.provider_id(id) {
            return Ok(known);
        }
        let mut page = self.newest(chat).await?;
        loop {
            if let Some(known) = self.known.provider_id(id) {
                return Ok(known);
            }
            let Some(older) = page.older.take() else {
                return Err(Error::new(
                    ErrorCode::Invalid,
                    "The message that is quoted isn't there any more.",
                ));
            };
            page = self.history(chat, Some(&older)).await?;
        }
    }
}

/// Whether a service that wants an existing message's id may say so like this.
fn is_unknown_id(error: &Error) -> bool {
    matches!(error.code, ErrorCode::Invalid | ErrorCode::NotFound)
}

/// Ascending, each once (§7.2).
fn tidy(messages: &mut Vec<RemoteMessage>) {
    messages.sort_by(|a, b| (a.sent_at, &a.id.0).cmp(&(b.sent_at, &b.id.0)));
    messages.dedup_by(|a, b| a.id == b.id);
}

fn page(read: Read, limit: usize) -> HistoryPage {
    let oldest = read.messages.first();
    let older = oldest.filter(|oldest| {
        let begins = read
            .oldest_of_all
            .is_some_and(|least| oldest.sent_at.0 <= least);
        // A full page at the chat's first moment may have siblings of that moment before it; of a
        // short one nothing but the chat's beginning or an empty page says that it is the last.
        read.seen >= limit || !begins
    });
    HistoryPage {
        older: older.map(|oldest| format!("{} {}", oldest.sent_at.0, oldest.id)),
        messages: read.messages,
    }
}

#[async_trait]
impl History for Texter {
    async fn history(&self, chat: &RemoteChatId, before: Option<&str>) -> Result<HistoryPage> {
        let Some(before) = before else {
            return self.newest(chat).await;
        };
        let lost = || Error::new(ErrorCode::Internal, "The place in the history got lost.");
        let (time, id) = before.split_once(' ').ok_or_else(lost)?;
        let time: i64 = time.parse().map_err(|_| lost())?;
        if self.keeps_oldest.load(Ordering::Relaxed) {
            let read = self.before(chat, time, id, ALL).await?;
            return Ok(page(read, ALL));
        }
        let read = self.before(chat, time, id, PAGE).await?;
        let first = read.messages.first();
        let stands = first.is_some_and(|first| first.sent_at.0 >= time);
        let here = page(read, PAGE);
        if !stands || here.older.is_none() {
            return Ok(here);
        }
        // The time is inclusive: pages of nothing but that moment would go on for ever (§10.3).
        let earlier = self.before(chat, time.saturating_sub(1), id, PAGE).await?;
        let earlier = page(earlier, PAGE);
        Ok(HistoryPage {
            messages: [earlier.messages, here.messages].concat(),
            older: earlier.older,
        })
    }
}
