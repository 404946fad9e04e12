//! Sending a message (chathub.md §4): through REST, or through the hub where the service turns
//! out to have no REST way.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::{
    AttachmentKind, Error, ErrorCode, Outgoing, OutgoingAttachment, RemoteChatId, RemoteMessageId,
    Result, SendReceipt,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Call, Level};
use super::{ChatHub, LARGEST_FILE};
use crate::fields::{Fields, id_value, text_of};
use crate::http::Answer;

/// `author` 0 is an operator (§4.1).
const OPERATOR: i64 = 0;

impl ChatHub {
    pub(super) async fn send_message(
        &self,
        chat: &RemoteChatId,
        message: &Outgoing,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<SendReceipt> {
        let file = message.attachment.as_ref();
        if file.is_some_and(|file| file.bytes.len() as u64 > LARGEST_FILE) {
            return Err(Error::new(
                ErrorCode::Invalid,
                format!("The file is larger than {} MB.", LARGEST_FILE >> 20),
            ));
        }
        if !self.send_through_hub.load(Ordering::Relaxed) {
            let path = ["api", "chat", chat.as_str(), "message"];
            let call = Call::new(Level::Chat, Method::POST, &path)
                .upload(body(message), progress)
                .once();
            let answer = self.client.answer(call).await?;
            if answer.status.is_success() {
                return receipt(&answer);
            }
            if !self.has_no_way(&answer, chat).await {
                return Err(self.client.judge(answer).err().unwrap_or_else(no_way));
            }
        }
        let receipt = self.send_by_hub(chat, message).await?;
        self.send_through_hub.store(true, Ordering::Relaxed);
        Ok(receipt)
    }

    /// Whether a refusal means that the service has no such call, rather than no such chat: the
    /// call is on the marketing page only (§10 row 1).
    async fn has_no_way(&self, answer: &Answer, chat: &RemoteChatId) -> bool {
        match answer.status.as_u16() {
            405 | 501 => true,
            404 => self.whole_history(chat, None).await.is_ok(),
            _ => false,
        }
    }

    async fn send_by_hub(&self, chat: &RemoteChatId, message: &Outgoing) -> Result<SendReceipt> {
        let chat = id_value(chat.as_str());
        let (target, arguments) = match &message.attachment {
            None => (
                "SendMessage",
                vec![chat, Value::from(message.text.as_str())],
            ),
            Some(_) if !message.text.is_empty() => {
                // Its media call has no text, and two calls could be half done.
                return Err(Error::new(
                    ErrorCode::Unsupported,
                    "ChatHub takes text and file only one by one here. Send them separately.",
                ));
            }
            Some(file) => ("SendMediaMessage", vec![chat, hub_media(file)]),
        };
        if !self.hub.is_up() {
            let error = if self.options.live {
                Error::new(
                    ErrorCode::Server,
                    "ChatHub takes messages only over the live connection, which is down.",
                )
            } else {
                no_way()
            };
            return Err(error);
        }
        let result = self.hub.invoke(target, arguments).await?;
        Ok(SendReceipt { id: id_in(&result) })
    }
}

fn no_way() -> Error {
    Error::new(
        ErrorCode::Unsupported,
        "This ChatHub takes messages only over the live connection, which is switched off.",
    )
}

fn body(message: &Outgoing) -> Bytes {
    let mut body = json!({ "textMessage": message.text, "author": OPERATOR });
    if let (Some(file), Some(fields)) = (&message.attachment, body.as_object_mut()) {
        let media = json!({
            "name": file.name,
            "format": file.mime,
            "dataBase64": STANDARD.encode(&file.bytes),
            "type": kind_number(file.kind),
        });
        fields.insert("media".to_owned(), media);
    }
    Bytes::from(body.to_string())
}

/// The hub writes PascalCase, and an extension where REST has a MIME type (§4.2).
fn hub_media(file: &OutgoingAttachment) -> Value {
    let extension = file.name.rsplit_once('.').map(|(_, extension)| extension);
    let format = extension
        .filter(|it| (1..=5).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric()))
        .or_else(|| file.mime.rsplit_once('/').map(|(_, subtype)| subtype))
        .unwrap_or("bin");
    json!({
        "Name": file.name,
        "Format": format,
        "DataBase64": STANDARD.encode(&file.bytes),
        "Type": kind_number(file.kind),
    })
}

/// Photo is 1; that File is 2 is read from the message types (§5).
fn kind_number(kind: AttachmentKind) -> i64 {
    match kind {
        AttachmentKind::Photo => 1,
        AttachmentKind::File => 2,
    }
}

/// Any success means accepted (§10 row 2), but for a web page: that is some other server's.
fn receipt(answer: &Answer) -> Result<SendReceipt> {
    if answer.is_html() {
        return Err(answer.undecodable());
    }
    Ok(SendReceipt {
        id: answer.json().ok().and_then(|json| id_in(&json)),
    })
}

/// The new message's id, wherever the answer has it.
fn id_in(json: &Value) -> Option<RemoteMessageId> {
    let id = match json {
        Value::Number(_) => text_of(json),
        Value::String(text) => text.parse::<i64>().is_ok().then(|| text.clone()),
        Value::Object(_) => {
            let fields = Fields::of(json)?;
            fields.text(&["id", "messageId"]).or_else(|| {
                let inner = fields.find(&["message", "data", "result", "value"])?;
                match inner {
                    Value::Object(_) => id_in(inner).map(|id| id.0),
                    _ => None,
                }
            })
        }
        _ => None,
    };
    id.map(RemoteMessageId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_id_is_found_in_any_plausible_answer() {
        for (answer, id) in [
            (r#"{"id":5}"#, Some("5")),
            (r#"{"messageId":"5"}"#, Some("5")),
            (r#"{"message":{"id":5}}"#, Some("5")),
            (r#"{"data":{"messageId":5}}"#, Some("5")),
            ("5", Some("5")),
            (r#""5""#, Some("5")),
            (r#""OK""#, None),
            (r#"{"message":"accepted"}"#, None),
            (r#"{"success":true}"#, None),
            ("null", None),
            ("true", None),
            ("[]", None),
        ] {
            let json = serde_json::from_str(answer).unwrap();
            assert_eq!(id_in(&json), id.map(RemoteMessageId::from), "{answer}");
        }
    }

    #[test]
    fn the_hub_gets_an_extension_for_a_format() {
        let file = |name: &str, mime: &str| OutgoingAttachment {
            kind: AttachmentKind::Photo,
            name: name.into(),
            mime: mime.into(),
            bytes: vec![1],
        };
        for (name, mime, format) in [
            ("a.jpg", "image/jpeg", "jpg"),
            ("photo", "image/png", "png"),
            ("x.not an extension", "image/png", "png"),
        ] {
            let media = hub_media(&file(name, mime));
            assert_eq!(media["Format"], format, "{name}");
        }
    }
}
