//! Sending (§5.2): to the customer rather than to the chat, one of nine kinds.

use domain::{
    Error, ErrorCode, Outgoing, RemoteChatId, RemoteMessageId, Result, Rich, RichKind, SendReceipt,
};
use reqwest::Method;
use reqwest::header::DATE;
use serde_json::{Number, Value, json};

use super::client::Call;
use super::{SmartSender, wire};
use crate::fields::Fields;
use crate::http::http_date;

impl SmartSender {
    pub(super) async fn send_message(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
    ) -> Result<SendReceipt> {
        let mut body = body(message)?;
        let contact = self.contact_id(chat).await?;
        let watermark = self.known.watermark(&contact, self.client.http.now());
        if let Some(fields) = body.as_object_mut() {
            fields.insert("watermark".to_owned(), Value::from(watermark));
        }
        let path = ["contacts", contact.as_str(), "send"];
        let call = Call::new(Method::POST, &path).json(&body).once();
        let answer = self.client.answer(&call).await?;
        let json = match self.client.judge(&answer) {
            Err(error) if error.code == ErrorCode::NotFound => {
                self.known.forget(&contact);
                return Err(error);
            }
            other => other?,
        };
        let fields = Fields::of(&json).ok_or_else(|| answer.undecodable())?;
        if fields.flag(&["state"]) == Some(false) {
            return Err(Error::new(
                ErrorCode::Invalid,
                "Smart Sender did not send this.",
            ));
        }
        let sent = wire::Message::read(&json);
        // Clients tell success by the id, or by the content (§5.2).
        let accepted = sent.is_some()
            || fields.find(&["content"]).is_some()
            || fields.flag(&["state"]) == Some(true);
        if !accepted {
            return Err(answer.undecodable());
        }
        let date = answer.headers.get(DATE).and_then(|it| it.to_str().ok());
        let created = sent.as_ref().and_then(|sent| sent.created.as_deref());
        if let (Some(created), Some(now)) = (created, date.and_then(http_date)) {
            self.known.made_now(created, now);
        }
        Ok(SendReceipt {
            id: sent.map(|sent| RemoteMessageId(sent.id)),
        })
    }
}

fn body(message: &Outgoing) -> Result<Value> {
    if message.attachment.is_some() {
        return Err(Error::new(
            ErrorCode::Unsupported,
            "Smart Sender takes files only from a public web address.",
        ));
    }
    Ok(match &message.rich {
        None => json!({ "type": "text", "content": message.text }),
        Some(Rich::Link { kind, url, .. }) => {
            let kind = link_type(*kind).ok_or_else(unsupported)?;
            json!({ "type": kind, "media": url })
        }
        Some(Rich::Location {
            title,
            latitude,
            longitude,
        }) => json!({
            "type": "location", "title": title,
            "latitude": degrees(latitude)?, "longitude": degrees(longitude)?,
        }),
        Some(Rich::Contact { name, phone }) => {
            json!({ "type": "contact", "fullName": name, "phoneNumber": phone })
        }
        Some(Rich::Buttons { .. } | Rich::List { .. } | Rich::Template { .. }) => {
            return Err(unsupported());
        }
    })
}

/// The service's word for a kind of file.
fn link_type(kind: RichKind) -> Option<&'static str> {
    Some(match kind {
        RichKind::Picture => "picture",
        RichKind::Video => "video",
        RichKind::Audio => "audio",
        RichKind::Voice => "voice",
        RichKind::Animation => "animation",
        RichKind::Document => "file",
        RichKind::Location
        | RichKind::Contact
        | RichKind::Buttons
        | RichKind::List
        | RichKind::Template => return None,
    })
}

fn degrees(text: &str) -> Result<Number> {
    let number = text.trim().parse().ok().and_then(Number::from_f64);
    number.ok_or_else(|| Error::new(ErrorCode::Invalid, "This is not a place on a map."))
}

fn unsupported() -> Error {
    Error::new(
        ErrorCode::Unsupported,
        "Smart Sender takes no messages of this kind.",
    )
}
