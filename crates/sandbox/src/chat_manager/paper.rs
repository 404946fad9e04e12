//! The report as a page: who takes part, and what was written.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    reports::Wish,
    wire,
    world::{Chat, Message, World},
};

/// The page. Unless it `escapes`, what people wrote and how they are called stands in it as they wrote it, markup
/// included.
pub(crate) fn page(
    world: &World,
    chat: &Chat,
    wish: &Wish,
    escapes: bool,
    now: Timestamp,
) -> String {
    let own = |text: &str| {
        if escapes {
            escaped(text)
        } else {
            text.to_owned()
        }
    };
    let name = |user: Uuid| {
        let user = world.users.get(&user);
        let name = user.and_then(|user| user.firstname.as_ref().or(user.username.as_ref()));
        own(name.map_or("?", String::as_str))
    };
    let (heading, people, talk, lang) = if wish.spanish {
        (
            "Certificado de conversación",
            "Participantes",
            "Mensajes",
            "es",
        )
    } else {
        (
            "Certificate of a conversation",
            "Participants",
            "Messages",
            "en",
        )
    };
    let members = chat.members.iter();
    let members = members.map(|member| {
        format!(
            "<li>{} <code>{}</code></li>",
            name(member.user),
            member.user
        )
    });
    let wanted = |message: &&Message| {
        message.at <= now
            && wish.from.is_none_or(|from| message.at >= from)
            && wish.to.is_none_or(|to| message.at <= to)
    };
    let messages = chat.talk.iter().flatten().filter(wanted).map(|message| {
        let class = if message.deleted {
            " class=\"deleted\""
        } else {
            ""
        };
        let hash = message
            .contents
            .last()
            .map_or("", |last| last.hash.as_str());
        format!(
            "<tr{class}><td>{}</td><td>{}</td><td>{}</td><td><code>{hash}</code></td></tr>",
            wire::moment(message.at),
            name(message.by),
            own(message.text()),
        )
    });
    let purposes = wish
        .purposes
        .iter()
        .map(|purpose| format!("<li>{}</li>", own(purpose)));
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{heading}</title>\
         <style>td{{border:1px solid #999;padding:4px}}.deleted{{text-decoration:line-through}}</style></head>\
         <body><h1>{heading}</h1><h2>{}</h2><ul>{}</ul><h3>{people}</h3><ul>{}</ul>\
         <h3>{talk}</h3><table>{}</table></body></html>",
        own(chat.title(now).unwrap_or("")),
        purposes.collect::<String>(),
        members.collect::<String>(),
        messages.collect::<String>(),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
