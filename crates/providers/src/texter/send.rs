//! Sending (§4.2).

use std::borrow::Cow;

use domain::{
    Error, ErrorCode, Outgoing, RemoteChatId, RemoteMessageId, Result, Rich, RichKind, SendReceipt,
};
use serde_json::{Number, Value, json};

use super::client::{Call, Scope};
use super::templates::Wanted;
use super::{LONGEST_TEXT, Texter, wire};

/// WhatsApp's limits, which Texter's own editor keeps (§4.2).
const MOST_BUTTONS: usize = 3;
const MOST_ROWS: usize = 10;
const LONGEST_BUTTON: usize = 20;
const LONGEST_ROW: usize = 24;

impl Texter {
    pub(super) async fn send_message(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
    ) -> Result<SendReceipt> {
        if message.attachment.is_some() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "Texter takes no files from here: it fetches them from a public address.",
            ));
        }
        if let Some(Rich::Template {
            name,
            language,
            variables,
            header_url,
            header,
        }) = &message.rich
        {
            let wanted = Wanted {
                name,
                language,
                variables,
                header_url,
                header: header.as_deref(),
            };
            return self.send_template(chat, wanted).await;
        }
        let mut body = body(message)?;
        let quote = match &message.quote {
            Some(quote) => Some(self.provider_id(chat, quote).await?),
            None => None,
        };
        if let Some(fields) = body.as_object_mut() {
            if let Some(quote) = quote {
                fields.insert("context".to_owned(), Value::from(quote));
            }
            // Nothing says that it keeps a second send away, and no harm is known of it (§11
            // row 12).
            let mark = format!("{:032x}", rand::random::<u128>());
            fields.insert("tmpSendId".to_owned(), Value::from(mark));
        }
        let path = ["messages", "send", chat.as_str()];
        let call = Call::post(&path, Scope::SendSession, &body).once();
        let json = self.client.ask(&call).await?;
        let sent = match wire::list(&json, "messages") {
            Some(list) => list
                .first()
                .and_then(|message| wire::Message::read(message)),
            None => wire::Message::read(wire::one(&json, &["_id"], "message")),
        };
        if let Some(sent) = &sent
            && let Some(provider_id) = &sent.provider_id
        {
            let id = RemoteMessageId(sent.id.clone());
            self.known.learn_message(&id, provider_id);
            self.known.learn_seen(chat, &id);
        }
        Ok(SendReceipt {
            id: sent.map(|sent| RemoteMessageId(sent.id)),
        })
    }
}

/// The content of a message. What the service would refuse is refused here, in better words.
fn body(message: &Outgoing) -> Result<Value> {
    let text = message.text.as_str();
    if text.chars().count() > LONGEST_TEXT as usize {
        return Err(invalid("The text is longer than 4096 characters."));
    }
    let Some(rich) = &message.rich else {
        return if text.is_empty() {
            Err(invalid("The text is missing."))
        } else {
            Ok(json!({ "type": "text", "text": text }))
        };
    };
    match rich {
        Rich::Link { kind, url, name } => link(*kind, url, name, text),
        Rich::Location {
            title,
            latitude,
            longitude,
        } => location(title, latitude, longitude),
        Rich::Contact { name, phone } => Ok(json!({ "type": "contacts", "contacts": [
            { "name": { "formatted_name": name }, "phones": [{ "phone": phone }] } ] })),
        Rich::Buttons { buttons } => {
            within(
                buttons.iter().map(String::as_str),
                MOST_BUTTONS,
                LONGEST_BUTTON,
            )?;
            let buttons = buttons.iter();
            let buttons: Vec<Value> = buttons
                .map(|title| json!({ "title": title, "payload": title }))
                .collect();
            Ok(json!({ "type": "buttons", "text": text, "buttons": buttons }))
        }
        Rich::List { button, rows } => {
            within([button.as_str()].into_iter(), 1, LONGEST_BUTTON)?;
            within(
                rows.iter().map(|(title, _)| title.as_str()),
                MOST_ROWS,
                LONGEST_ROW,
            )?;
            let rows: Vec<Value> = rows.iter().map(|(title, more)| row(title, more)).collect();
            Ok(json!({ "type": "list", "text": text, "list": {
                "button": button, "sections": [{ "title": button, "rows": rows }] } }))
        }
        // Sent by a call of its own.
        Rich::Template { .. } => Err(invalid("A template can't be sent as a message.")),
    }
}

fn row(title: &str, description: &str) -> Value {
    if description.is_empty() {
        json!({ "title": title, "payload": title })
    } else {
        json!({ "title": title, "payload": title, "description": description })
    }
}

fn link(kind: RichKind, url: &str, name: &str, caption: &str) -> Result<Value> {
    let media_type = match kind {
        RichKind::Picture => "image",
        RichKind::Video => "video",
        RichKind::Audio | RichKind::Voice => "audio",
        RichKind::Document => "document",
        _ => return Err(invalid("Texter can't send files of this kind.")),
    };
    let mut item = json!({ "mediaType": media_type, "url": url });
    if let Some(fields) = item.as_object_mut() {
        for (key, value) in [("filename", name), ("caption", caption)] {
            if !value.is_empty() {
                fields.insert(key.to_owned(), Value::from(value));
            }
        }
    }
    Ok(json!({ "type": "media", "media": [item] }))
}

/// Degrees as the numbers that Texter wants.
fn location(title: &str, latitude: &str, longitude: &str) -> Result<Value> {
    let degrees = |text: &str, most: f64| {
        let number: Number = serde_json::from_str(text.trim()).ok()?;
        (number.as_f64()?.abs() <= most).then_some(number)
    };
    let place = degrees(latitude, 90.0).zip(degrees(longitude, 180.0));
    let (latitude, longitude) =
        place.ok_or_else(|| invalid("The place's degrees are not on Earth."))?;
    let mut place = json!({ "latitude": latitude, "longitude": longitude });
    if let (false, Some(fields)) = (title.is_empty(), place.as_object_mut()) {
        fields.insert("name".to_owned(), Value::from(title));
    }
    Ok(json!({ "type": "location", "location": place }))
}

fn within<'a>(titles: impl Iterator<Item = &'a str>, most: usize, longest: usize) -> Result<()> {
    let lengths: Vec<usize> = titles.map(|title| title.chars().count()).collect();
    if lengths.is_empty() || lengths.len() > most {
        return Err(invalid(format!("WhatsApp takes 1 to {most} of these.")));
    }
    if lengths
        .iter()
        .any(|length| *length == 0 || *length > longest)
    {
        return Err(invalid(format!("Each needs 1 to {longest} characters.")));
    }
    Ok(())
}

fn invalid(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorCode::Invalid, message)
}
