//! Chats: search (3.1) and one by its id (3.2).

use axum::extract::{Path, State};
use serde_json::json;

use super::{
    App, Scope,
    quirks::SearchPaging,
    refusal::{Answer, Refusal, Reply},
    request::{Query, page},
    wire,
    world::{Chat, Status},
};
use crate::lock;

/// The channels that the filter knows: `sms` is not one (8.3).
const CHANNELS: [&str; 5] = [
    "whatsapp",
    "messenger",
    "instagram",
    "website_chat",
    "email",
];
const USUAL: i64 = 30;
const PARAMETERS: [&str; 5] = [
    "search",
    "channel[name]",
    "channel[accountId]",
    "labels[]",
    "statuses[]",
];

/// What is searched for.
struct Wanted<'a> {
    term: Option<String>,
    channel: Option<(&'a str, &'a str)>,
    labels: Vec<&'a str>,
    statuses: Vec<Status>,
}

impl<'a> Wanted<'a> {
    fn read(query: &'a Query) -> Result<Self, Refusal> {
        let term = query.get("search").map(str::to_lowercase);
        if term.as_ref().is_some_and(|term| term.chars().count() < 2) {
            return Err(Refusal::invalid(
                "\"search\" length must be at least 2 characters long",
            ));
        }
        let name = query.word("channel[name]", &CHANNELS)?;
        let channel = match (name, query.get("channel[accountId]")) {
            (None, None) => None,
            (Some(name), Some(account)) => Some((name, account)),
            _ => {
                return Err(Refusal::invalid(
                    "\"channel\" contains name without its required peer accountId",
                ));
            }
        };
        let labels: Vec<&str> = query.all("labels[]").collect();
        let mut unique = labels.clone();
        unique.sort_unstable();
        unique.dedup();
        if labels.len() > 100 || unique.len() < labels.len() {
            return Err(Refusal::invalid(
                "\"labels\" must contain at most 100 unique items",
            ));
        }
        let statuses: Option<Vec<Status>> = query.all("statuses[]").map(Status::named).collect();
        let statuses = statuses
            .filter(|statuses| statuses.len() <= 5)
            .ok_or_else(|| {
                Refusal::invalid(
                    "\"statuses\" must be at most 5 of [BOT, PENDING, ASSIGNED, RESOLVED, BULK]",
                )
            })?;
        Ok(Self {
            term,
            channel,
            labels,
            statuses,
        })
    }

    fn fits(&self, chat: &Chat) -> bool {
        let channel = self.channel;
        let label = |id: &&str| chat.labels.iter().any(|label| label == id);
        chat.last_message_at.is_some()
            && channel.is_none_or(|wanted| wanted == (chat.channel, chat.account))
            && (self.labels.is_empty() || self.labels.iter().any(label))
            && (self.statuses.is_empty() || self.statuses.contains(&chat.status))
            && self.term.as_ref().is_none_or(|term| matches(chat, term))
    }
}

/// A name, or a phone in any form: a local number finds the international one (3.1).
fn matches(chat: &Chat, term: &str) -> bool {
    let named = |name: &str| name.to_lowercase().contains(term);
    if named(&chat.title) || chat.display_name.as_deref().is_some_and(named) {
        return true;
    }
    let phone = term
        .chars()
        .all(|c| c.is_ascii_digit() || "+-() .".contains(c));
    let digits: String = term.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    phone && digits.len() >= 2 && chat.has_phone() && chat.contact.contains(digits)
}

/// GET /chats/search
pub(crate) async fn search(State(app): State<App>, query: Query) -> Answer {
    app.allow(&[Scope::ListChats])?;
    let quirks = app.quirks();
    let wanted = Wanted::read(&query)?;
    let (limit, skip) = match quirks.search_paging {
        SearchPaging::Honoured => (
            query.digits("limit", 1, 10_000)?.unwrap_or(USUAL),
            query.digits("skip", 0, i64::MAX)?,
        ),
        SearchPaging::Short => (
            query
                .digits("limit", 1, 10_000)?
                .unwrap_or(USUAL)
                .min(USUAL),
            query.digits("skip", 0, i64::MAX)?,
        ),
        SearchPaging::Ignored => (USUAL, None),
        SearchPaging::Refused => {
            let unknown = query
                .0
                .iter()
                .find(|(key, _)| !PARAMETERS.contains(&key.as_str()));
            if let Some((key, _)) = unknown {
                return Err(Refusal::invalid(format!("\"{key}\" is not allowed")));
            }
            (USUAL, None)
        }
    };
    let world = lock(&app.world);
    let mut found: Vec<&Chat> = world.chats.values().filter(|it| wanted.fits(it)).collect();
    found.sort_by_key(|chat| std::cmp::Reverse((chat.last_message_at, chat.number)));
    let total = found.len();
    let data: Vec<_> = page(found, Some(limit), skip)
        .into_iter()
        .map(|chat| wire::chat(&quirks, chat))
        .collect();
    Ok(Reply::Json(json!({ "data": data, "total": total })))
}

/// GET /chats/{chatId}
pub(crate) async fn get(State(app): State<App>, Path(chat): Path<String>) -> Answer {
    // Not a view scope, oddly (1.1).
    app.allow(&[Scope::SendSession])?;
    let quirks = app.quirks();
    let mut world = lock(&app.world);
    let number = world.find(&chat).ok_or_else(|| Refusal::no_chat(&quirks))?;
    let last = world.talk(number).and_then(|talk| {
        let mut back = talk.iter().rev();
        back.find(|message| message.direction.is_some()).cloned()
    });
    let chat = world.chats.get(&number);
    let chat = chat.ok_or_else(|| Refusal::no_chat(&quirks))?;
    Ok(Reply::Json(wire::public_chat(&quirks, chat, last.as_ref())))
}
