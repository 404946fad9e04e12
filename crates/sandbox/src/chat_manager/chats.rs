//! Chats: list with filters and pages, create, one, remove a participant, invitation (section 4).

use std::{cmp::Ordering, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{
    App,
    events::{self, NewChat},
    quirks::{Accepted, RemovedAgain, TrailingSlash},
    refusal::{Answer, Refusal},
    request::{Body, Pairs, id},
    wire::{MESSENGER, Wire},
    world::{Chat, World},
};
use crate::{clock::plus, lock};

/// Limits of the documents (4.1).
const MOST_CREATED_BY: usize = 50;
const MOST_DESCRIPTION: usize = 255;

/// GET /chats
pub(crate) async fn list(State(app): State<App>, query: Pairs) -> Answer {
    if app.quirks().trailing_slash == TrailingSlash::Required {
        return Err(Refusal::not_found("Resource"));
    }
    answer(&app, &query)
}

/// GET /chats/
pub(crate) async fn list_slash(State(app): State<App>, query: Pairs) -> Answer {
    if app.quirks().trailing_slash == TrailingSlash::Forbidden {
        return Err(Refusal::not_found("Resource"));
    }
    answer(&app, &query)
}

fn answer(app: &App, query: &Pairs) -> Answer {
    let quirks = app.quirks();
    let now = app.clock.now();
    let page = query.page(&quirks)?;
    let orders = orders(query, quirks.strict_sort)?;
    let active = query.flag("isActive")?;
    let wanted = query.ids("id")?;
    let (from, to) = (
        query.bound("fromDate", false)?,
        query.bound("toDate", true)?,
    );
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Refusal::bad("fromDate: must not be after toDate"));
    }
    let world = lock(&app.world);
    let mut found: Vec<&Chat> = world
        .chats
        .values()
        .filter(|chat| chat.readable_at <= now)
        .filter(|chat| active.is_none_or(|active| active == chat.active))
        .filter(|chat| wanted.is_empty() || wanted.contains(&chat.id))
        .filter(|chat| {
            let at = (chat.registered_at <= now).then_some(chat.registered_at);
            from.is_none_or(|from| at.is_some_and(|at| at >= from))
                && to.is_none_or(|to| at.is_some_and(|at| at <= to))
        })
        .collect();
    found.sort_by(|a, b| compare(&orders, a, b));
    let wire = Wire {
        quirks: &quirks,
        world: &world,
        now,
    };
    Ok(Json(page.of(&quirks, &found, |chat| wire.listed(chat))).into_response())
}

#[derive(Debug, Clone, Copy)]
enum Field {
    RegisteredAt,
    IsActive,
    Service,
    CreatedBy,
}

/// Fields to sort by, and whether each descends (12.7, 12.8).
fn orders(query: &Pairs, strict: bool) -> Result<Vec<(Field, bool)>, Refusal> {
    let mut orders = Vec::new();
    for text in query.all("sort") {
        let (name, direction) = text.split_once(':').unwrap_or((text, "ASC"));
        let field = match name {
            "registeredAt" => Some(Field::RegisteredAt),
            "isActive" => Some(Field::IsActive),
            "service" => Some(Field::Service),
            "createdBy" => Some(Field::CreatedBy),
            _ => None,
        };
        let descends = match direction.to_uppercase().as_str() {
            "ASC" => Some(false),
            "DESC" => Some(true),
            _ => None,
        };
        match (field, descends) {
            (Some(field), Some(descends)) => orders.push((field, descends)),
            _ if strict => return Err(Refusal::bad(format!("sort: {text} is not supported"))),
            _ => {}
        }
    }
    if orders.is_empty() {
        orders.push((Field::RegisteredAt, true));
    }
    Ok(orders)
}

fn compare(orders: &[(Field, bool)], a: &Chat, b: &Chat) -> Ordering {
    for (field, descends) in orders {
        let order = match field {
            Field::RegisteredAt => a.registered_at.cmp(&b.registered_at),
            Field::IsActive => a.active.cmp(&b.active),
            Field::CreatedBy => a.created_by.cmp(&b.created_by),
            // Only one messenger exists.
            Field::Service => Ordering::Equal,
        };
        let order = if *descends { order.reverse() } else { order };
        if order.is_ne() {
            return order;
        }
    }
    a.id.cmp(&b.id)
}

/// POST /chats
pub(crate) async fn create(State(app): State<App>, body: Body) -> Answer {
    let within = |field: &'static str, text: Option<&str>, most: usize| match text {
        Some(text) if text.chars().count() > most => Err(Refusal::bad(format!(
            "{field}: size must be between 0 and {most}"
        ))),
        other => Ok(other.map(str::to_owned)),
    };
    let title = body.text("title")?.to_owned();
    within("title", Some(&title), app.quirks().max_title)?;
    let new = NewChat {
        title,
        created_by: within("createdBy", body.optional("createdBy")?, MOST_CREATED_BY)?,
        description: within(
            "description",
            body.optional("description")?,
            MOST_DESCRIPTION,
        )?,
    };
    Ok(accepted(&app, events::create(&app, new)))
}

/// 202 and the chat's id, in one of the readings (12.2).
fn accepted(app: &App, chat: Uuid) -> Response {
    let status = StatusCode::ACCEPTED;
    match app.quirks().accepted {
        Accepted::Id => (status, Json(json!({ "id": chat }))).into_response(),
        Accepted::ChatId => (status, Json(json!({ "chatId": chat }))).into_response(),
        Accepted::Text => (status, Json(json!(chat))).into_response(),
        Accepted::Raw => (status, chat.to_string()).into_response(),
        Accepted::Location => {
            let address = format!("{}/api/v1/private/chats/{chat}", app.chat_prefix);
            let mut response = status.into_response();
            if let Ok(address) = HeaderValue::from_str(&address) {
                response.headers_mut().insert(header::LOCATION, address);
            }
            response
        }
    }
}

/// A chat that can be read by now (12.31).
pub(crate) fn readable(world: &World, chat: Uuid, now: Timestamp) -> Result<&Chat, Refusal> {
    let found = world.chats.get(&chat);
    found
        .filter(|chat| chat.readable_at <= now)
        .ok_or_else(|| Refusal::not_found("Chat"))
}

/// A chat that can be written to by now.
pub(crate) fn writable(app: &App, chat: Uuid) -> Result<(), Refusal> {
    let now = app.clock.now();
    let world = lock(&app.world);
    let found = readable(&world, chat, now)?;
    if found.registered_at > now {
        return Err(Refusal::not_found("Chat"));
    }
    if !found.active {
        return Err(Refusal::new(
            app.quirks().inactive_status,
            "The chat is not active",
        ));
    }
    Ok(())
}

/// GET /chats/{chatId}
pub(crate) async fn get(State(app): State<App>, Path(chat): Path<String>) -> Answer {
    let quirks = app.quirks();
    let now = app.clock.now();
    let world = lock(&app.world);
    let found = readable(&world, id(&chat)?, now)?;
    let wire = Wire {
        quirks: &quirks,
        world: &world,
        now,
    };
    Ok(Json(wire.chat(found)).into_response())
}

/// DELETE /chats/{chatId}/participants/{participantId}
pub(crate) async fn remove(
    State(app): State<App>,
    Path((chat, participant)): Path<(String, String)>,
) -> Answer {
    let (chat, participant) = (id(&chat)?, id(&participant)?);
    let quirks = app.quirks();
    let now = app.clock.now();
    let is_in = {
        let world = lock(&app.world);
        let found = readable(&world, chat, now)?;
        let member = found.members.iter().find(|it| it.user == participant);
        let member = member.ok_or_else(|| Refusal::not_found("Participant"))?;
        if !found.active {
            return Err(Refusal::conflict("The chat is not active"));
        }
        if participant == world.bot {
            return Err(Refusal::conflict("This participant can not be removed"));
        }
        member.is_in(now)
    };
    if is_in {
        let at = plus(now, Duration::from_millis(quirks.removed_after_ms));
        events::leave(&app, chat, participant, at);
    } else if quirks.removed_again == RemovedAgain::NotFound {
        return Err(Refusal::not_found("Participant"));
    }
    Ok(accepted(&app, chat))
}

/// GET /chats/{chatId}/invitation
pub(crate) async fn invitation(State(app): State<App>, Path(chat): Path<String>) -> Answer {
    let now = app.clock.now();
    let world = lock(&app.world);
    let found = readable(&world, id(&chat)?, now)?;
    if found.registered_at > now || !found.active {
        return Err(Refusal::new(
            app.quirks().no_invitation_status,
            "Chat not found",
        ));
    }
    let body = json!({ "service": MESSENGER, "invitation": found.invitation });
    Ok(Json(body).into_response())
}
