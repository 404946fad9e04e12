//! WhatsApp templates: list (5.5), send (5.6), who wants none (5.8).

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{
    App, Scope, actions,
    events::{self, NewMessage},
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, page},
    seed::{ACCOUNTS, Language, Person},
    send, wire,
    world::{Chat, Status},
};
use crate::lock;

/// GET /whatsapp/templates
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    app.allow(&[Scope::ViewTemplates])?;
    let all = query.word("includeAll", &["true", "false"])? == Some("true");
    let account = query.get("accountId");
    let world = lock(&app.world);
    let shown = world.templates.iter().filter(|template| {
        let of = template.pointer("/channelInfo/accountId");
        let approved = localizations(template).any(is_approved);
        (all || approved)
            && account.is_none_or(|account| of.and_then(Value::as_str) == Some(account))
    });
    Ok(Reply::Json(shown.cloned().collect()))
}

fn localizations(template: &Value) -> impl Iterator<Item = &Value> {
    let list = template.pointer("/provider_template/localizations");
    list.and_then(Value::as_array).into_iter().flatten()
}

fn is_approved(localization: &Value) -> bool {
    localization.get("status").and_then(Value::as_str) == Some("APPROVED")
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

fn component<'a>(localization: &'a Value, kind: &str) -> Option<&'a Value> {
    let mut components = localization.get("components")?.as_array()?.iter();
    components.find(|component| word(component, "type") == kind)
}

/// The text with its variables filled in.
fn filled(localization: &Value, values: &[&str]) -> Result<String, Refusal> {
    let body = component(localization, "BODY").map_or("", |body| word(body, "text"));
    let needed = (1..=20)
        .filter(|n| body.contains(&format!("{{{{{n}}}}}")))
        .count();
    if values.len() != needed {
        return Err(Refusal::invalid(format!(
            "Template needs {needed} body variables, got {}",
            values.len()
        )));
    }
    let mut text = body.to_owned();
    for (place, value) in values.iter().enumerate() {
        if value.contains(['\n', '\t']) || value.contains("     ") {
            return Err(Refusal::invalid(
                "Body variables can not contain newlines, tabs or more than 4 consecutive spaces",
            ));
        }
        text = text.replace(&format!("{{{{{}}}}}", place + 1), value);
    }
    Ok(text)
}

/// The localization that is sent: the language asked for, or the only one.
fn chosen(app: &App, name: &str, language: Option<&str>) -> Result<Value, Refusal> {
    let world = lock(&app.world);
    let template = world.templates.iter().find(|it| word(it, "name") == name);
    let template = template.ok_or_else(|| Refusal::new(404, "Template not found"))?;
    let fitting: Vec<&Value> = localizations(template)
        .filter(|it| language.is_none_or(|language| word(it, "language") == language))
        .collect();
    match fitting.as_slice() {
        [one] if is_approved(one) => Ok((*one).clone()),
        [_] => Err(Refusal::invalid("Template is not approved")),
        [] => Err(Refusal::invalid("Template has no such language")),
        _ => Err(Refusal::invalid("\"language\" is required")),
    }
}

/// A header that needs a file has to get one of its kind.
fn check_header(localization: &Value, body: &Body) -> Result<(), Refusal> {
    let header = component(localization, "HEADER");
    let format = header.map_or("", |header| word(header, "format"));
    if !matches!(format, "IMAGE" | "VIDEO" | "DOCUMENT") {
        return Ok(());
    }
    let given = body.object("header")?;
    let text = |key: &str| {
        given
            .and_then(|given| given.get(key)?.as_str())
            .unwrap_or("")
    };
    if !text("type").eq_ignore_ascii_case(format) || text("url").is_empty() {
        return Err(Refusal::invalid(format!(
            "Template needs a header of type {} with a url",
            format.to_lowercase()
        )));
    }
    Ok(())
}

/// POST /whatsapp/templates/send
pub(crate) async fn send(State(app): State<App>, body: Body) -> Answer {
    app.allow(&[Scope::SendTemplates])?;
    let quirks = app.quirks();
    let name = body.text_of("templateName", 512)?;
    if !name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    {
        return Err(Refusal::invalid(
            "\"templateName\" fails to match the required pattern",
        ));
    }
    let to = actions::digits(body.text_of("to", 40)?);
    let account = ACCOUNTS[0].1;
    let from = body.text("from")?.unwrap_or(account);
    if actions::digits(from) != account {
        return Err(Refusal::invalid("Channel not found"));
    }
    let localization = chosen(&app, name, body.text("language")?)?;
    let values = match body.get("body") {
        None => Vec::new(),
        Some(_) => body.list("body", 0, 20)?.to_vec(),
    };
    let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let text = filled(&localization, &values)?;
    check_header(&localization, &body)?;
    let chat = chat(&app, &to);
    let (unsubscribed, open) = {
        let world = lock(&app.world);
        let found = world.chats.get(&chat);
        let found = found.ok_or_else(|| Refusal::no_chat(&quirks))?;
        let open = found.window_open(app.clock.now(), quirks.window_everywhere);
        (found.unsubscribed.is_some(), open)
    };
    if unsubscribed {
        return Ok(Reply::Json(
            json!({ "success": false, "error": "Recipient has unsubscribed from templates" }),
        ));
    }
    let as_session = open && body.get("sessionMessage").is_some();
    let content = if as_session {
        events::text(&text)
    } else {
        let mut content = events::content("special", "text", text.as_str());
        let special = json!({ "whatsapp": { "template": { "name": name } } });
        content.insert("special".to_owned(), special);
        content
    };
    let message = events::add(&app, chat, NewMessage::outgoing(None, content));
    let message = message.ok_or_else(|| Refusal::no_chat(&quirks))?;
    let asked = json!({
        "templateName": name, "to": body.get("to"), "from": body.get("from"), "language": body.get("language"),
        "body": body.get("body"), "header": body.get("header"),
    });
    send::note(&app, chat, &message, &asked);
    events::deliver(&app, &message);
    Ok(Reply::Json(json!({
        "success": true, "text": text, "sentAsSessionMessage": as_session, "messageId": message.id(),
    })))
}

/// The chat with this phone; a new one when there is none.
fn chat(app: &App, phone: &str) -> i64 {
    let (channel, account) = ACCOUNTS[0];
    let known = {
        let world = lock(&app.world);
        let mut chats = world.chats.values();
        chats
            .find(|chat: &&Chat| chat.channel == channel && chat.contact == phone)
            .map(|chat| chat.number)
    };
    known.unwrap_or_else(|| {
        let person = Person {
            name: format!("+{phone}"),
            language: Language::English,
            channel,
            account,
            contact: phone.to_owned(),
        };
        let chat = events::new_chat(app, person);
        events::change_chat(app, chat, |chat| chat.status = Status::Resolved);
        chat
    })
}

/// GET /whatsapp/templates/unsubscribed/{accountId}
pub(crate) async fn unsubscribed(
    State(app): State<App>,
    Path(account): Path<String>,
    query: Query,
) -> Answer {
    app.allow(&[Scope::ListChats])?;
    let limit = query.digits("limit", 1, 9_999)?.unwrap_or(10_000);
    let skip = query.digits("skip", 0, 99_999)?;
    let world = lock(&app.world);
    let mut found: Vec<&Chat> = world
        .chats
        .values()
        .filter(|chat| chat.account == account && chat.unsubscribed.is_some())
        .collect();
    found.sort_by_key(|chat| chat.unsubscribed);
    let found = page(found, Some(limit), skip).into_iter();
    Ok(Reply::Json(
        found
            .map(|chat| json!({ "phone": chat.contact, "title": chat.title, "date": chat.unsubscribed.map(wire::iso) }))
            .collect(),
    ))
}
