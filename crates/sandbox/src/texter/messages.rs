//! Histories (4.1): backwards by a cursor of time and id, or one bot session.

use std::time::Duration;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{
    App, Scope,
    actions::known,
    quirks::{BeforeId, Kept, OverLimit, Quirks},
    refusal::{Answer, Refusal, Reply},
    request::Query,
    wire,
    world::Message,
};
use crate::{clock::plus, lock};

const USUAL: i64 = 50;

/// Which messages are wanted: one of the two filters is compulsory.
enum Filter<'a> {
    Before { time: i64, id: &'a str },
    Session(&'a str),
}

fn filter(query: &Query) -> Result<Filter<'_>, Refusal> {
    let time = query.digits("beforeTime", 0, i64::MAX)?;
    let before = (time, query.id("beforeId")?);
    match (before, query.id("botSessionId")?) {
        ((Some(time), Some(id)), None) => Ok(Filter::Before { time, id }),
        ((None, None), Some(session)) => Ok(Filter::Session(session)),
        _ => Err(Refusal::invalid(
            "Either botSessionId or both beforeTime and beforeId are required",
        )),
    }
}

fn limit(query: &Query, quirks: &Quirks) -> Result<usize, Refusal> {
    let limit = query.digits("limit", 0, i64::MAX)?.unwrap_or(USUAL);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let most = quirks.messages_max;
    if most == 0 || limit <= most {
        return Ok(limit);
    }
    match quirks.messages_over {
        OverLimit::Clamped => Ok(most),
        OverLimit::Refused => Err(Refusal::invalid(format!(
            "\"limit\" must be less than or equal to {most}"
        ))),
    }
}

/// GET /messages/chat/{chatId}
pub(crate) async fn of_chat(
    State(app): State<App>,
    Path(chat): Path<String>,
    query: Query,
) -> Answer {
    app.allow(&[Scope::ViewChats])?;
    let quirks = app.quirks();
    let filter = filter(&query)?;
    let limit = limit(&query, &quirks)?;
    let chat = known(&app, &chat)?;
    let now = app.clock.now();
    let lag = Duration::from_millis(quirks.history_lag_ms);
    let mut world = lock(&app.world);
    world.talk(chat);
    let found = world.chats.get_mut(&chat);
    let found = found.ok_or_else(|| Refusal::no_chat(&quirks))?;
    if quirks.reading_resets_unread {
        found.unread = 0;
    }
    let talk = found.talk.as_deref().unwrap_or_default();
    let mut shown: Vec<&Message> = talk
        .iter()
        .filter(|message| !message.by_api || plus(message.at, lag) <= now)
        .collect();
    shown.sort_by_key(|message| (message.at, message.number));
    let time = |message: Option<&&Message>| message.map(|it| it.at.as_millisecond());
    let (least, most) = (time(shown.first()), time(shown.last()));
    match filter {
        Filter::Session(session) => {
            let same = session == found.session();
            shown.retain(|message| same && message.bot_session);
        }
        Filter::Before { time, id } => {
            let exists = talk.iter().any(|message| message.id() == id);
            if quirks.before_id == BeforeId::Existing && !exists {
                return Err(Refusal::invalid("\"beforeId\" message not found"));
            }
            shown.retain(|it| it.at.as_millisecond() <= time && it.id() != id);
        }
    }
    let cut = match quirks.messages_kept {
        Kept::Newest => shown.len().saturating_sub(limit),
        Kept::Oldest => 0,
    };
    let messages: Vec<Value> = shown
        .iter()
        .skip(cut)
        .take(limit)
        .map(|message| wire::message(&quirks, found, message))
        .collect();
    Ok(Reply::Json(if quirks.tells_range {
        json!({ "messages": messages, "minTime": least, "maxTime": most })
    } else {
        json!({ "messages": messages })
    }))
}
