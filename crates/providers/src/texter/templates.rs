//! WhatsApp templates: which there are (§5.5), and sending one (§5.6).

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::facets::Templates;
use domain::{Error, ErrorCode, RemoteChatId, RemoteMessageId, Result, SendReceipt, Template};
use serde_json::{Value, json};

use super::chats::undecodable;
use super::client::{Call, Scope};
use super::{Texter, map, wire};
use crate::fields::{Fields, text_of};

/// A template to send.
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    pub(super) language: &'a str,
    pub(super) variables: &'a [String],
    pub(super) header_url: &'a str,
    pub(super) header: Option<&'a str>,
}

impl Texter {
    pub(super) async fn send_template(
        &self,
        chat: &RemoteChatId,
        wanted: Wanted<'_>,
    ) -> Result<SendReceipt> {
        let place = self.place_of(chat).await?;
        if place.channel != "whatsapp" {
            return Err(Error::new(
                ErrorCode::Invalid,
                "Templates can be sent on WhatsApp only.",
            ));
        }
        let mut body = json!({ "templateName": wanted.name, "to": place.contact });
        let mut add = |key: &str, value: Value| {
            if let Some(fields) = body.as_object_mut() {
                fields.insert(key.to_owned(), value);
            }
        };
        if let Some(account) = place.account {
            add("from", Value::from(account));
        }
        if !wanted.language.is_empty() {
            add("language", Value::from(wanted.language));
        }
        if !wanted.variables.is_empty() {
            let values = wanted.variables.iter().map(|value| one_line(value));
            add("body", values.collect());
        }
        if !wanted.header_url.is_empty() {
            let kind = wanted.header.unwrap_or("image");
            let mut header = json!({ "type": kind, "url": wanted.header_url });
            if let ("document", Some(fields)) = (kind, header.as_object_mut()) {
                let path = wanted.header_url.split(['?', '#']).next().unwrap_or("");
                let name = path.rsplit('/').next().filter(|name| !name.is_empty());
                fields.insert(
                    "filename".to_owned(),
                    Value::from(name.unwrap_or("document")),
                );
            }
            add("header", header);
        }
        let path = ["whatsapp", "templates", "send"];
        let call = Call::post(&path, Scope::SendTemplates, &body).once();
        let json = self.client.ask(&call).await?;
        let id = Fields::of(&json).and_then(|fields| fields.text(&["messageId"]));
        Ok(SendReceipt {
            id: id.map(RemoteMessageId),
        })
    }
}

/// Variables hold no newlines, tabs or long runs of spaces (§5.6).
fn one_line(value: &str) -> Value {
    Value::from(value.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A template's approved languages, each as one.
pub(super) fn templates(value: &Value) -> Vec<Template> {
    let Some(fields) = Fields::of(value) else {
        return Vec::new();
    };
    let Some(name) = fields.text(&["name"]) else {
        return Vec::new();
    };
    let title = fields.text(&["title"]).unwrap_or_else(|| name.clone());
    let account = value.pointer("/channelInfo/accountId").and_then(text_of);
    let languages = value
        .pointer("/provider_template/localizations")
        .or_else(|| value.pointer("/localizations"))
        .and_then(Value::as_array);
    let read = |localization: &Value| {
        let fields = Fields::of(localization)?;
        // Only approved ones are listed (§5.5), so that one without a word of it is.
        let approved = fields
            .text(&["status"])
            .is_none_or(|status| status.eq_ignore_ascii_case("APPROVED"));
        let language = fields.text(&["language"])?;
        let body = component(localization, "BODY")?.text(&["text"])?;
        let defaults = value.pointer(&format!("/defaults/{language}/body"));
        let defaults = defaults.and_then(Value::as_array).into_iter().flatten();
        approved.then(|| Template {
            name: name.clone(),
            title: map::clip(&title),
            variables: variables(&body),
            defaults: defaults.filter_map(text_of).collect(),
            header: header(localization),
            account: account.clone().unwrap_or_default(),
            language,
            body,
        })
    };
    languages.into_iter().flatten().filter_map(read).collect()
}

fn component<'a>(localization: &'a Value, kind: &str) -> Option<Fields<'a>> {
    let components = localization.get("components")?.as_array()?;
    components.iter().filter_map(Fields::of).find(|it| {
        it.text(&["type"])
            .is_some_and(|it| it.eq_ignore_ascii_case(kind))
    })
}

/// The kind of file above the text: named by WhatsApp's own word, `format`, or known by an
/// example's being there.
fn header(localization: &Value) -> Option<String> {
    let header = component(localization, "HEADER")?;
    match header.text(&["format"]).map(|it| it.to_ascii_lowercase()) {
        Some(format) if matches!(format.as_str(), "image" | "video" | "document") => Some(format),
        Some(_) => None,
        None => {
            let example = header.find(&["example"]).and_then(Fields::of)?;
            example.find(&["header_handle"]).map(|_| "image".to_owned())
        }
    }
}

/// How many distinct `{{n}}` stand in a text (§7.4).
fn variables(body: &str) -> u32 {
    let names: BTreeSet<&str> = body
        .split("{{")
        .skip(1)
        .filter_map(|rest| rest.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect();
    u32::try_from(names.len()).unwrap_or(u32::MAX)
}

#[async_trait]
impl Templates for Texter {
    async fn templates(&self) -> Result<Vec<Template>> {
        let call = Call::get(&["whatsapp", "templates"], Scope::ViewTemplates);
        let json = self.client.ask(&call).await?;
        let rows = wire::list(&json, "templates").ok_or_else(undecodable)?;
        Ok(rows.into_iter().flat_map(templates).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_counted_once() {
        for (body, count) in [
            ("Hello {{1}}, {{2}} and {{1}}", 2),
            ("No variable", 0),
            ("{{ 1 }} {{1}}", 1),
            ("{{broken", 0),
        ] {
            assert_eq!(variables(body), count, "{body}");
        }
    }
}
