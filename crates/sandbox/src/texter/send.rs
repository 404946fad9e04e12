//! Sending (4.2): what every type needs, the 24-hour window, and what comes back.

use axum::extract::{Path, State};
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    App, Scope,
    actions::known,
    events::{self, NewMessage},
    files, life,
    quirks::{MediaFetch, Quirks, TmpSendId},
    refusal::{Answer, Refusal, Reply},
    request::Body,
    wire,
    world::{Message, ReceivedSend, Status},
};
use crate::{fetch, lock, media::Media};

/// WhatsApp's limit of a text.
const LONGEST: usize = 4096;

/// POST /messages/send/{chatId}
pub(crate) async fn post(State(app): State<App>, Path(chat): Path<String>, body: Body) -> Answer {
    app.allow(&[Scope::SendSession])?;
    let quirks = app.quirks();
    let chat = known(&app, &chat)?;
    let whole = whole(&body);
    check(&whole)?;
    {
        let world = lock(&app.world);
        let found = world.chats.get(&chat);
        let found = found.ok_or_else(|| Refusal::no_chat(&quirks))?;
        if !found.window_open(app.clock.now(), quirks.window_everywhere) {
            return Err(outside(&quirks));
        }
        if found.blocked {
            return Err(Refusal::invalid("Chat is blocked"));
        }
    }
    let (context, tmp) = (body.text("context")?, body.text("tmpSendId")?);
    if quirks.tmp_send_id == TmpSendId::Deduplicated
        && let Some(earlier) = sent_before(&app, chat, tmp)
    {
        return Ok(answer(&app, &quirks, chat, &[earlier]));
    }
    let contents = contents(&app, &quirks, &whole).await?;
    let mut sent = Vec::new();
    for content in contents {
        let mut new = NewMessage::outgoing(None, content);
        new.context = context.map(str::to_owned);
        new.tmp_send_id = tmp.map(str::to_owned);
        let message = events::add(&app, chat, new).ok_or_else(|| Refusal::no_chat(&quirks))?;
        note(&app, chat, &message, &whole);
        events::deliver(&app, &message);
        sent.push(message);
    }
    if quirks.sending_takes {
        events::set_status(&app, chat, Status::Assigned);
    }
    if quirks.sending_resets_unread {
        events::change_chat(&app, chat, |chat| chat.unread = 0);
    }
    life::provoked(&app, chat);
    Ok(answer(&app, &quirks, chat, &sent))
}

/// The window is shut (9).
pub(crate) fn outside(quirks: &Quirks) -> Refusal {
    Refusal::new(
        quirks.window_status,
        "Session message can not be sent: more than 24 hours since the last customer message",
    )
}

/// The body as a value.
fn whole(body: &Body) -> Value {
    let fields = [
        "type",
        "text",
        "context",
        "tmpSendId",
        "media",
        "buttons",
        "list",
        "contacts",
        "location",
    ];
    let there = fields.iter().filter_map(|field| {
        let value = body.get(field)?;
        Some(((*field).to_owned(), value.clone()))
    });
    Value::Object(there.collect())
}

fn sent_before(app: &App, chat: i64, tmp: Option<&str>) -> Option<Message> {
    let mut world = lock(&app.world);
    let talk = world.talk(chat)?;
    talk.iter()
        .find(|message| tmp.is_some() && message.tmp_send_id.as_deref() == tmp)
        .cloned()
}

fn answer(app: &App, quirks: &Quirks, chat: i64, sent: &[Message]) -> Reply {
    let world = lock(&app.world);
    let messages: Vec<Value> = world
        .chats
        .get(&chat)
        .into_iter()
        .flat_map(|chat| sent.iter().map(|it| wire::message(quirks, chat, it)))
        .collect();
    Reply::Json(json!({ "success": true, "messages": messages }))
}

/// Remembers for oracles what was accepted.
pub(crate) fn note(app: &App, chat: i64, message: &Message, body: &Value) {
    let kind = body.get("type").and_then(Value::as_str);
    lock(&app.world).sends.push(ReceivedSend {
        message: message.id(),
        chat: super::world::chat_id(chat),
        kind: kind.unwrap_or("template").to_owned(),
        text: message.text().to_owned(),
        body: body.clone(),
        at: message.at,
    });
}

/// Whether a content is what its type asks for.
pub(crate) fn check(body: &Value) -> Result<(), Refusal> {
    let kind = body.get("type").and_then(Value::as_str).unwrap_or("");
    match kind {
        "text" => text(body, "text", LONGEST).map(drop),
        "media" => items(body, "media", 1..=10)?.iter().try_for_each(file),
        "buttons" => {
            text(body, "text", LONGEST)?;
            let mut buttons = items(body, "buttons", 1..=3)?.iter();
            buttons.try_for_each(|button| titled(button, 20))
        }
        "list" => {
            text(body, "text", LONGEST)?;
            let list = body.get("list").unwrap_or(&Value::Null);
            text(list, "button", 20)?;
            let mut rows = Vec::new();
            for section in items(list, "sections", 1..=10)? {
                rows.extend(items(section, "rows", 1..=10)?);
            }
            if rows.len() > 10 {
                return Err(Refusal::invalid("\"list\" must contain at most 10 rows"));
            }
            rows.iter().try_for_each(|row| titled(row, 24))
        }
        "contacts" => {
            let mut contacts = items(body, "contacts", 1..=usize::MAX)?.iter();
            contacts.try_for_each(|contact| {
                let name = contact.get("name").unwrap_or(&Value::Null);
                text(name, "formatted_name", LONGEST).map(drop)
            })
        }
        "location" => {
            let place = body.get("location").unwrap_or(&Value::Null);
            let on_earth = |key: &str, most: f64| {
                let number = place.get(key).and_then(Value::as_f64);
                number.is_some_and(|number| number.abs() <= most)
            };
            if on_earth("latitude", 90.0) && on_earth("longitude", 180.0) {
                return Ok(());
            }
            Err(Refusal::invalid(
                "\"location\" needs latitude and longitude",
            ))
        }
        _ => Err(Refusal::invalid(
            "\"type\" must be one of [text, media, buttons, list, contacts, location]",
        )),
    }
}

fn text<'a>(body: &'a Value, field: &str, most: usize) -> Result<&'a str, Refusal> {
    let text = body.get(field).and_then(Value::as_str).unwrap_or("");
    match text.chars().count() {
        0 => Err(Refusal::invalid(format!("\"{field}\" is required"))),
        count if count > most => Err(Refusal::invalid(format!(
            "\"{field}\" length must be less than or equal to {most} characters long"
        ))),
        _ => Ok(text),
    }
}

fn titled(item: &Value, most: usize) -> Result<(), Refusal> {
    text(item, "title", most)?;
    text(item, "payload", LONGEST).map(drop)
}

fn items<'a>(
    body: &'a Value,
    field: &str,
    count: std::ops::RangeInclusive<usize>,
) -> Result<&'a Vec<Value>, Refusal> {
    let items = body.get(field).and_then(Value::as_array);
    items
        .filter(|items| count.contains(&items.len()))
        .ok_or_else(|| {
            Refusal::invalid(format!(
                "\"{field}\" must contain {} to {} items",
                count.start(),
                count.end()
            ))
        })
}

fn file(item: &Value) -> Result<(), Refusal> {
    let kind = item.get("mediaType").and_then(Value::as_str);
    if !matches!(kind, Some("image" | "video" | "document" | "audio")) {
        return Err(Refusal::invalid(
            "\"mediaType\" must be one of [image, video, document, audio]",
        ));
    }
    match (item.get("url"), item.get("fileId")) {
        (Some(Value::String(url)), None) => address(url).map(drop),
        (None, Some(Value::String(_))) => Ok(()),
        _ => Err(Refusal::invalid(
            "\"media\" needs exactly one of url, fileId",
        )),
    }
}

fn address(url: &str) -> Result<Url, Refusal> {
    Url::parse(url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| Refusal::invalid("\"url\" must be a valid uri"))
}

/// What the messages will consist of: files taken in, everything else as it came.
async fn contents(
    app: &App,
    quirks: &Quirks,
    body: &Value,
) -> Result<Vec<Map<String, Value>>, Refusal> {
    if let Some(items) = body.get("media").and_then(Value::as_array) {
        let mut taken = Vec::new();
        for item in items {
            taken.push(take_in(app, quirks, item).await?);
        }
        let one = |files: Vec<Value>| events::content("media", "media", files);
        return Ok(if quirks.message_per_file {
            taken.into_iter().map(|file| one(vec![file])).collect()
        } else {
            vec![one(taken)]
        });
    }
    let mut content = body.as_object().cloned().unwrap_or_default();
    content.remove("context");
    content.remove("tmpSendId");
    Ok(vec![content])
}

/// A file as the message will carry it.
async fn take_in(app: &App, quirks: &Quirks, item: &Value) -> Result<Value, Refusal> {
    let word = |key: &str| item.get(key).and_then(Value::as_str);
    let kind = word("mediaType").unwrap_or("document");
    let caption = word("caption").unwrap_or("");
    if let Some(file) = word("fileId") {
        if !files::exists(app, file) {
            return Err(Refusal::invalid("File not found"));
        }
        let mime = "application/octet-stream";
        return Ok(events::media(kind, file, "file", mime, caption));
    }
    let url = address(word("url").unwrap_or(""))?;
    let last = url.path_segments().and_then(|mut parts| parts.next_back());
    let last = last.filter(|name| !name.is_empty()).unwrap_or("file");
    let name = word("filename").unwrap_or(last);
    let mut mime = mime_guess::from_path(last)
        .first_or_octet_stream()
        .to_string();
    let fetched = match quirks.media_fetch {
        MediaFetch::Trust => None,
        MediaFetch::During => {
            let (told, bytes) = fetch::get(&url).await.map_err(|reason| {
                Refusal::invalid(format!("The file can not be downloaded: {reason}"))
            })?;
            mime = told.unwrap_or(mime);
            Some(bytes)
        }
    };
    let mut world = lock(&app.world);
    let number = world.free_number();
    let file = files::drawn_for(kind, number);
    if let Some(bytes) = fetched {
        let media = Media {
            name: name.to_owned(),
            mime: mime.clone(),
            bytes,
        };
        world.files.insert(file.clone(), media);
    }
    Ok(events::media(kind, &file, name, &mime, caption))
}
