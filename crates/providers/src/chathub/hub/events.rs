//! What the hub's events mean (chathub.md §4.2). Their fields are known from comments only, so
//! an event that says too little becomes "look there".

use domain::facets::LiveEvent;
use domain::{RemoteChat, RemoteChatId, RemoteMessageId};
use serde_json::Value;

use crate::chathub::map;
use crate::chathub::wire::{self, Code};
use crate::fields::{Fields, text_of};

/// The event in a call of the service; `None` for one that means nothing here.
pub(super) fn event(target: &str, arguments: &[Value]) -> Option<LiveEvent> {
    let first = arguments.first();
    match target.to_ascii_lowercase().as_str() {
        "receivemessage" | "receivemediamessage" => message(first),
        "chatstatuschanged" => {
            let (chat, status) = pair(arguments, &["chatId", "id"], &["status", "chatStatus"])?;
            Some(LiveEvent::ChatStatus {
                chat: RemoteChatId(chat),
                status: map::chat_status(&status),
            })
        }
        "messagestatuschanged" => {
            let (message, status) = pair(
                arguments,
                &["messageId", "id"],
                &["status", "messageStatus"],
            )?;
            Some(LiveEvent::Delivery {
                message: RemoteMessageId(message),
                delivery: map::delivery(&status),
            })
        }
        "chatcreated" => Some(LiveEvent::ChatCreated {
            chat: first.and_then(chat),
        }),
        _ => None,
    }
}

fn message(argument: Option<&Value>) -> Option<LiveEvent> {
    let Some(wire) = argument.and_then(wire::Message::read) else {
        return Some(look_everywhere());
    };
    let Some(chat) = wire.chat.clone().map(RemoteChatId) else {
        return Some(look_everywhere());
    };
    Some(match map::message(wire) {
        Some(message) => LiveEvent::Message { chat, message },
        None => LiveEvent::ChatTouched { chat },
    })
}

/// Something arrived in a chat that wasn't named: the list must be read anew, as after a chat
/// was created without a word about it.
fn look_everywhere() -> LiveEvent {
    LiveEvent::ChatCreated { chat: None }
}

fn chat(value: &Value) -> Option<RemoteChat> {
    wire::Chat::read(value)
        .map(map::chat)
        .or_else(|| text_of(value).map(RemoteChat::new))
}

/// Two arguments, or one object that holds both.
fn pair(arguments: &[Value], ids: &[&str], codes: &[&str]) -> Option<(String, Code)> {
    match arguments {
        [id, code, ..] => Some((text_of(id)?, Code::read(code)?)),
        [both] => {
            let fields = Fields::of(both)?;
            Some((fields.text(ids)?, Code::find(&fields, codes)?))
        }
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::{AuthorKind, ChatStatus, Delivery};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_full_message_is_shown_and_a_thin_one_makes_us_look() {
        let full = json!({"id": 9, "chatId": 5, "message": "hi", "author": 1,
            "date": "2026-01-20T10:00:00Z", "status": 0, "messageType": 0});
        let Some(LiveEvent::Message { chat, message }) = event("ReceiveMessage", &[full]) else {
            panic!("says all that is needed");
        };
        assert_eq!(chat, RemoteChatId::from("5"), "its chat");
        assert_eq!(message.author.kind, AuthorKind::Customer, "its side");
        for thin in [
            json!({"chatId": 5, "message": "hi"}),
            json!({"id": 9, "chatId": 5, "message": "hi", "author": 1}),
            json!({"id": 9, "chatId": 5, "date": "2026-01-20T10:00:00Z"}),
            json!({"ChatId": "5"}),
        ] {
            assert_eq!(
                event("ReceiveMessage", std::slice::from_ref(&thin)),
                Some(LiveEvent::ChatTouched {
                    chat: RemoteChatId::from("5")
                }),
                "{thin}"
            );
        }
        assert_eq!(
            event(
                "ReceiveMediaMessage",
                &[json!({"media": {"uri": "/a.png", "name": "a.png"}})]
            ),
            Some(LiveEvent::ChatCreated { chat: None }),
            "not even the chat is named"
        );
    }

    #[test]
    fn a_media_message_carries_its_file() {
        let media = json!({"id": 9, "chatId": 5, "author": 1, "date": "2026-01-20T10:00:00",
            "messageType": 1, "media": {"uri": "/files/a.png", "name": "a.png"}});
        let Some(LiveEvent::Message { message, .. }) = event("ReceiveMediaMessage", &[media])
        else {
            panic!("says all that is needed");
        };
        assert_eq!(
            message.attachments[0].url.as_deref(),
            Some("/files/a.png"),
            "its place"
        );
    }

    #[test]
    fn statuses_come_as_two_arguments_or_in_one() {
        for arguments in [
            vec![json!(5), json!(4)],
            vec![json!("5"), json!("4")],
            vec![json!({"chatId": 5, "status": 4})],
            vec![json!({"Id": 5, "ChatStatus": "Closed"})],
        ] {
            assert_eq!(
                event("ChatStatusChanged", &arguments),
                Some(LiveEvent::ChatStatus {
                    chat: RemoteChatId::from("5"),
                    status: ChatStatus::Closed
                }),
                "{arguments:?}"
            );
        }
        assert_eq!(
            event("MessageStatusChanged", &[json!(9), json!(3)]),
            Some(LiveEvent::Delivery {
                message: RemoteMessageId::from("9"),
                delivery: Delivery::Read
            }),
            "3 is read"
        );
        assert_eq!(event("ChatStatusChanged", &[]), None, "says nothing");
        assert_eq!(
            event("SomethingNew", &[json!(1)]),
            None,
            "unknown events pass"
        );
    }

    #[test]
    fn a_new_chat_brings_its_source_and_client() {
        let dto = json!({"id": 77, "messSource": 2, "client": {"name": "Ann", "phone": "380"}});
        let Some(LiveEvent::ChatCreated { chat: Some(chat) }) = event("ChatCreated", &[dto]) else {
            panic!("names the chat");
        };
        assert_eq!(chat.title.as_deref(), Some("Ann"), "the customer's name");
        assert_eq!(chat.channel.unwrap().0, "telegram", "source 2");
        assert_eq!(chat.phone.as_deref(), Some("380"), "the customer's phone");
    }
}
