//! What is done to a chat: assign (3.3), resolve (3.4), properties (3.5), CRM data (3.6).

use axum::extract::{Path, State};
use serde_json::{Map, Value, json};

use super::{
    App, Scope,
    events::{self, NewMessage},
    refusal::{Answer, Refusal, Reply},
    request::Body,
    seed::{AGENTS, DEPARTMENTS},
    wire,
    world::{Agent, Status, World},
};
use crate::lock;

/// POST /chats/assign
pub(crate) async fn assign(State(app): State<App>, body: Body) -> Answer {
    app.allow(&[Scope::ManageChats])?;
    let agent = agent(&body)?;
    let department = body.text("departmentId")?;
    if agent.is_none() && department.is_none() {
        return Err(Refusal::invalid("An agent or a department is required"));
    }
    if department.is_some_and(|department| !DEPARTMENTS.contains(&department)) {
        return Err(Refusal::invalid("Department not found"));
    }
    let chat = target(&app, &body)?;
    events::assign(&app, chat, agent, department);
    Ok(Reply::Ok)
}

/// The one agent that is named, by one of three names.
fn agent(body: &Body) -> Result<Option<&'static Agent>, Refusal> {
    let mut found = None;
    for field in ["agentUid", "agentEmail", "agentCrmId"] {
        let Some(name) = body.text(field)? else {
            continue;
        };
        if found.is_some() {
            return Err(Refusal::invalid("At most one agent identifier is allowed"));
        }
        let mut agents = AGENTS.iter();
        let agent = agents.find(|agent| match field {
            "agentUid" => agent.uid == name,
            "agentEmail" => agent.email.eq_ignore_ascii_case(name),
            _ => agent.crm_id == name,
        });
        found = Some(agent.ok_or_else(|| Refusal::invalid("Agent not found"))?);
    }
    Ok(found)
}

fn target(app: &App, body: &Body) -> Result<i64, Refusal> {
    let no_chat = || Refusal::no_chat(&app.quirks());
    let world = lock(&app.world);
    match (body.text("chatId")?, body.text("phone")?) {
        (Some(chat), None) => world.find(chat).ok_or_else(no_chat),
        (None, Some(phone)) => by_phone(&world, phone, body.object("channel")?, no_chat),
        _ => Err(Refusal::invalid("Exactly one of chatId, phone is required")),
    }
}

fn by_phone(
    world: &World,
    phone: &str,
    channel: Option<&Map<String, Value>>,
    no_chat: impl Fn() -> Refusal,
) -> Result<i64, Refusal> {
    let digits = digits(phone);
    let name = channel.and_then(|channel| channel.get("name"));
    let mut fitting = world.chats.values().filter(|chat| {
        chat.has_phone() && chat.contact == digits && name.is_none_or(|name| name == chat.channel)
    });
    let first = fitting.next().ok_or_else(no_chat)?;
    if fitting.next().is_some() {
        return Err(Refusal::invalid("Several chats found, channel is required"));
    }
    Ok(first.number)
}

/// A phone in international form, however it is written.
pub(crate) fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix('0') {
        Some(local) => format!("972{local}"),
        None => digits,
    }
}

/// POST /chats/{chatId}/resolve
pub(crate) async fn resolve(
    State(app): State<App>,
    Path(chat): Path<String>,
    body: Body,
) -> Answer {
    app.allow(&[Scope::ManageChats])?;
    let quirks = app.quirks();
    let notify = body.flag("notifyClient")?;
    let chat = known(&app, &chat)?;
    if notify {
        let open = lock(&app.world)
            .chats
            .get(&chat)
            .is_some_and(|it| it.window_open(app.clock.now(), quirks.window_everywhere));
        if !open {
            return Err(super::send::outside(&quirks));
        }
        let words = events::text("Thank you for writing to us!");
        events::add(&app, chat, NewMessage::outgoing(Some("Bot"), words));
    }
    events::set_status(&app, chat, Status::Resolved);
    Ok(Reply::Json(json!({ "success": true })))
}

/// PATCH /chats/{chatId}
pub(crate) async fn update(State(app): State<App>, Path(chat): Path<String>, body: Body) -> Answer {
    app.allow(&[Scope::ManageChats])?;
    let chat = known(&app, &chat)?;
    for field in ["displayName", "title"] {
        if body
            .text(field)?
            .is_some_and(|text| text.chars().count() > 255)
        {
            return Err(Refusal::invalid(format!(
                "\"{field}\" length must be less than or equal to 255 characters long"
            )));
        }
    }
    let crm = body.object("crmData")?.cloned();
    let link = body.text("crmDeepLink")?.map(str::to_owned);
    let external = body.flag("externalBot")?;
    let name = body.text("displayName")?.map(str::to_owned);
    let title = body.text("title")?.map(str::to_owned);
    events::change_chat(&app, chat, |chat| {
        chat.title = title.unwrap_or_else(|| chat.title.clone());
        chat.display_name = name.or(chat.display_name.take());
        chat.crm = crm.unwrap_or_else(|| chat.crm.clone());
        chat.crm_link = link.or(chat.crm_link.take());
        if body.has("externalBot") {
            chat.external_bot = Some(external);
        }
    });
    Ok(whole(&app, chat))
}

/// POST /chats/{chatId}/crm-data
pub(crate) async fn crm_data(
    State(app): State<App>,
    Path(chat): Path<String>,
    body: Body,
) -> Answer {
    app.allow(&[Scope::ManageChats])?;
    let chat = known(&app, &chat)?;
    let data = body
        .object("data")?
        .ok_or_else(|| Refusal::invalid("\"data\" is required"))?;
    events::change_chat(&app, chat, |chat| merge(&mut chat.crm, data));
    Ok(whole(&app, chat))
}

fn merge(old: &mut Map<String, Value>, new: &Map<String, Value>) {
    for (key, value) in new {
        match (old.get_mut(key), value) {
            (Some(Value::Object(old)), Value::Object(new)) => merge(old, new),
            _ => {
                old.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The full chat and `success` beside it.
fn whole(app: &App, chat: i64) -> Reply {
    let quirks = app.quirks();
    let world = lock(&app.world);
    let mut value = world
        .chats
        .get(&chat)
        .map_or(Value::Null, |chat| wire::chat(&quirks, chat));
    if let Some(fields) = value.as_object_mut() {
        fields.insert("success".to_owned(), json!(true));
    }
    Reply::Json(value)
}

/// The number of a chat that there is.
pub(crate) fn known(app: &App, chat: &str) -> Result<i64, Refusal> {
    let found = lock(&app.world).find(chat);
    found.ok_or_else(|| Refusal::no_chat(&app.quirks()))
}
