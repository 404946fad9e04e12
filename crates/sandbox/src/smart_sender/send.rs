//! Accepting messages: POST /contacts/{contactId}/send (5.2).

use axum::extract::{Path, State};
use serde_json::{Value, json};
use url::Url;

use super::{
    App,
    events::{self, NewMessage, template},
    life,
    messages::too_long,
    quirks::{MediaFetch, Quirks, SendToClosed, SentAs, Watermark},
    refusal::{Answer, Refusal, Reply},
    request::{Body, id},
    world::{ReceivedSend, Sender, World},
};
use crate::{fetch, lock, media::Media};

/// The kinds whose payload is a file.
const FILES: [&str; 6] = ["picture", "video", "audio", "voice", "animation", "file"];

/// What is to be sent.
enum Wanted {
    /// A finished template.
    Ready(Value),
    /// A file, of a kind, at an address.
    File(&'static str, Url),
}

/// POST /contacts/{contactId}/send
pub(crate) async fn post(
    State(app): State<App>,
    Path(contact): Path<String>,
    body: Body,
) -> Answer {
    let quirks = app.quirks();
    let contact = id(&contact, "Contact")?;
    let (chat, gate) = place(&app, &quirks, contact)?;
    let kind = body.text("type")?.to_owned();
    let wanted = wanted(&body, &kind, &quirks)?;
    let watermark = watermark(&app, &body, contact, &quirks)?;
    let content = match wanted {
        Wanted::Ready(content) => content,
        Wanted::File(kind, url) => file(&app, &quirks, gate, kind, &url).await?,
    };
    let message = {
        let mut world = lock(&app.world);
        let mut new = NewMessage::new(chat, sender(&world, chat, quirks.sent_as), content);
        new.gate = Some(gate);
        new.by_api = true;
        let message = events::insert(&app, &mut world, new);
        let message = message.ok_or_else(|| Refusal::not_found("Chat"))?;
        if quirks.send_to_closed == SendToClosed::Reopens
            && let Some(chat) = world.chats.get_mut(&chat)
        {
            chat.open = true;
        }
        let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
        world.sends.push(ReceivedSend {
            message: message.id,
            chat,
            contact,
            kind,
            text: text("content"),
            media: text("media"),
            watermark,
            at: message.created_at,
        });
        message
    };
    app.tell();
    events::deliver(&app, message.id);
    life::provoked(&app, chat);
    let world = lock(&app.world);
    let chat = world.chats.get(&chat);
    let chat = chat.ok_or_else(|| Refusal::not_found("Chat"))?;
    Ok(Reply(app.wire(&quirks, &world).message(chat, &message)))
}

/// The contact's chat and the gate the message goes through: the reachable one it used last (8.5).
fn place(app: &App, quirks: &Quirks, contact: i64) -> Result<(i64, i64), Refusal> {
    let world = lock(&app.world);
    let found = world.contacts.get(&contact);
    let found = found.ok_or_else(|| Refusal::no_contact(quirks))?;
    let chat = world.chats.get(&found.chat);
    let chat = chat.ok_or_else(|| Refusal::not_found("Chat"))?;
    if !chat.open && quirks.send_to_closed == SendToClosed::Refused {
        return Err(Refusal::impossible("The chat is closed"));
    }
    let gate = found.gate();
    let gate =
        gate.ok_or_else(|| Refusal::impossible("The contact is not subscribed to any channel"))?;
    let channel = world.channels.get(&gate.channel);
    if channel.is_none_or(|channel| !channel.active) {
        return Err(Refusal::impossible("The channel is not active"));
    }
    let has_window =
        channel.is_some_and(|it| matches!(it.kind, "instagram" | "facebook" | "whatsapp"));
    let silent_for = app.clock.now().as_second() - gate.heard_at.as_second();
    if quirks.windows && has_window && silent_for > 24 * 3600 {
        return Err(Refusal::impossible(
            "The message is sent outside of the allowed window",
        ));
    }
    Ok((chat.id, gate.id))
}

fn wanted(body: &Body, kind: &str, quirks: &Quirks) -> Result<Wanted, Refusal> {
    if let Some(kind) = FILES.into_iter().find(|file| *file == kind) {
        let media = body.text("media")?;
        let url = Url::parse(media).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let url = url.ok_or_else(|| Refusal::invalid("media", "The media format is invalid"))?;
        return Ok(Wanted::File(kind, url));
    }
    let content = match kind {
        "text" => {
            let text = body.text("content")?;
            if text.chars().count() > quirks.max_text {
                return Err(too_long("content", quirks.max_text));
            }
            events::text(text)
        }
        "location" => {
            let (latitude, longitude) = (body.number("latitude")?, body.number("longitude")?);
            let title = body.text("title")?;
            if !(-90.0..=90.0).contains(&latitude) {
                return Err(Refusal::invalid("latitude", "The latitude is not on Earth"));
            }
            if !(-180.0..=180.0).contains(&longitude) {
                return Err(Refusal::invalid(
                    "longitude",
                    "The longitude is not on Earth",
                ));
            }
            let place = json!({ "title": title, "latitude": latitude, "longitude": longitude });
            template("location", &place)
        }
        // What is sent as fullName comes back as name (6.8).
        "contact" => template(
            "contact",
            &json!({ "name": body.text("fullName")?, "phoneNumber": body.text("phoneNumber")? }),
        ),
        _ => return Err(Refusal::invalid("type", "The selected type is invalid")),
    };
    Ok(Wanted::Ready(content))
}

fn watermark(
    app: &App,
    body: &Body,
    contact: i64,
    quirks: &Quirks,
) -> Result<Option<i64>, Refusal> {
    const FIELD: &str = "watermark";
    if body.get(FIELD).is_none() && quirks.watermark == Watermark::Optional {
        return Ok(None);
    }
    let watermark = body.integer(FIELD)?;
    let last = lock(&app.world).watermark(contact, watermark);
    if quirks.watermark == Watermark::Increasing && last.is_some_and(|last| watermark <= last) {
        return Err(Refusal::invalid(
            FIELD,
            "The watermark must be greater than the last one",
        ));
    }
    Ok(Some(watermark))
}

/// Takes a file into the storage; its template. What does not fit its kind goes out as a file.
async fn file(
    app: &App,
    quirks: &Quirks,
    gate: i64,
    kind: &'static str,
    url: &Url,
) -> Result<Value, Refusal> {
    let name = url.path_segments().and_then(|mut parts| parts.next_back());
    let name = name.filter(|name| !name.is_empty()).unwrap_or("file");
    let mut mime = mime_guess::from_path(name)
        .first_or_octet_stream()
        .to_string();
    let fetched = match quirks.media_fetch {
        MediaFetch::Trust => None,
        MediaFetch::During => {
            let (told, bytes) = fetch::get(url).await.map_err(|reason| {
                Refusal::invalid("media", format!("The media can not be loaded: {reason}"))
            })?;
            mime = told.unwrap_or(mime);
            Some(bytes)
        }
    };
    let fits = match kind {
        "picture" => mime.starts_with("image/"),
        "animation" => mime == "image/gif" || mime.starts_with("video/"),
        "video" => mime.starts_with("video/"),
        "audio" | "voice" => mime.starts_with("audio/"),
        _ => true,
    };
    let mut world = lock(&app.world);
    let (project, number) = (world.project.id, world.free_id());
    let path = format!("/storage/projects/{project}/gates/{gate}/{number}-{name}");
    if let Some(bytes) = fetched {
        let name = name.to_owned();
        world
            .files
            .insert(path.clone(), Media { name, mime, bytes });
    }
    let kind = if fits { kind } else { "file" };
    Ok(template(kind, &json!({ "url": path })))
}

fn sender(world: &World, chat: i64, sent_as: SentAs) -> Sender {
    let operator = match sent_as {
        SentAs::Project => None,
        SentAs::Assignee => world.chats.get(&chat).and_then(|chat| chat.operator),
        SentAs::FirstOperator => world.operators.keys().next().copied(),
        SentAs::Bot => return Sender::Bot,
    };
    operator.map_or(Sender::Project, Sender::Operator)
}
