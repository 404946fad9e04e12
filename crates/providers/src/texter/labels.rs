//! Labels (§3.7, §5.1, §5.3) and quick replies (§5.4).

use async_trait::async_trait;
use domain::facets::{Labels, QuickReplies};
use domain::{ChatFilter, Error, ErrorCode, Label, LabelId, QuickReply, RemoteChatId, Result};
use serde_json::{Value, json};

use super::chats::undecodable;
use super::client::{Call, Scope};
use super::{Texter, map, wire};
use crate::fields::Fields;

/// Items a page, and pages at most: they may be shorter than asked.
const PAGE: usize = 1000;
const MOST_PAGES: usize = 50;
/// Longest id of a label.
const LONGEST_ID: usize = 100;

impl Texter {
    /// Every item of a list that pages by `limit` and `skip`.
    async fn all<T>(
        &self,
        path: &str,
        name: &str,
        scope: Scope,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Vec<T>> {
        let (mut found, mut skip) = (Vec::new(), 0);
        for _ in 0..MOST_PAGES {
            let mut call = Call::get(&[path], scope).query("limit", PAGE);
            if skip > 0 {
                call = call.query("skip", skip);
            }
            let json = self.client.ask(&call).await?;
            let rows = wire::list(&json, name).ok_or_else(undecodable)?;
            found.extend(rows.iter().filter_map(|row| read(row)));
            skip += rows.len();
            let total = Fields::of(&json)
                .and_then(|fields| fields.number(&["total"]))
                .and_then(|total| usize::try_from(total).ok());
            let more = total.map_or(rows.len() >= PAGE, |total| skip < total);
            if rows.is_empty() || !more {
                break;
            }
        }
        Ok(found)
    }
}

pub(super) fn label(value: &Value) -> Option<Label> {
    let fields = Fields::of(value)?;
    let id = fields.text(&["id"])?;
    Some(Label {
        name: fields
            .text(&["name"])
            .as_deref()
            .map_or_else(|| id.clone(), map::clip),
        color: fields
            .text(&["color"])
            .map(|color| color.to_ascii_lowercase())
            .filter(|color| {
                let hex = color.strip_prefix('#');
                hex.is_some_and(|it| it.len() == 6 && it.bytes().all(|b| b.is_ascii_hexdigit()))
            })
            .unwrap_or_default(),
        id: LabelId(id),
    })
}

pub(super) fn quick_reply(value: &Value) -> Option<QuickReply> {
    let fields = Fields::of(value)?;
    let contents = value.pointer("/send/contents").and_then(Value::as_array);
    let contents: Vec<Fields<'_>> = contents
        .into_iter()
        .flatten()
        .filter_map(Fields::of)
        .collect();
    let text = |content: &Fields<'_>| {
        let plain = content.text(&["type"]).is_none_or(|kind| kind == "text");
        content.text(&["text"]).filter(|_| plain)
    };
    let texts: Vec<String> = contents.iter().filter_map(text).collect();
    let title = value.pointer("/display/title").and_then(Value::as_str);
    Some(QuickReply {
        id: fields.text(&["_id"])?,
        title: title
            .map(map::clip)
            .filter(|title| !title.is_empty())
            .or_else(|| texts.first().map(|text| map::clip(text)))
            .unwrap_or_default(),
        partial: texts.len() < contents.len(),
        texts,
    })
}

/// An id for a new label: its name in small letters and hyphens, or a number where nothing is
/// left of it.
fn id_for(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id: String = id.trim_end_matches('-').chars().take(LONGEST_ID).collect();
    if id.is_empty() {
        format!("label-{:08x}", rand::random::<u32>())
    } else {
        id
    }
}

#[async_trait]
impl Labels for Texter {
    async fn labels(&self) -> Result<Vec<Label>> {
        self.all("labels", "labels", Scope::Any, label).await
    }

    /// Get Chat leaves labels out (§3.2), so the chat is looked for by its customer.
    async fn labels_of(&self, chat: &RemoteChatId) -> Result<Vec<LabelId>> {
        let place = self.place_of(chat).await?;
        let text = match place.channel.as_str() {
            "whatsapp" | "sms" => Some(place.contact),
            _ => {
                let read = self.public_chat(chat).await?;
                read.title
            }
        };
        let filter = ChatFilter {
            text,
            ..ChatFilter::default()
        };
        let page = self.chat_page(&filter, None).await?;
        let mut chats = page.chats.into_iter();
        let found = chats.find(|found| found.id == *chat);
        // A name may be too short to search for, or many customers'.
        let labels = found.and_then(|chat| chat.labels);
        labels.or_else(|| self.known.labels(chat)).ok_or_else(|| {
            Error::new(
                ErrorCode::NotFound,
                "Texter's search doesn't find this chat, so its labels can't be read.",
            )
        })
    }

    async fn set_label(&self, chat: &RemoteChatId, label: &LabelId, on: bool) -> Result<()> {
        // Adding and removing leave colleagues' changes alone, unlike setting all (§3.7).
        let way = if on { "add" } else { "remove" };
        let path = ["chats", chat.as_str(), "labels"];
        let body = json!({ way: [label.0] });
        let call = Call::post(&path, Scope::ManageChats, &body);
        self.client.act(&call).await
    }

    async fn create_label(&self, name: &str, color: &str) -> Result<Label> {
        let mut body = json!({ "id": id_for(name), "name": name });
        // An empty one is none of the documented form; without one the service has its own.
        if let (Some(fields), false) = (body.as_object_mut(), color.is_empty()) {
            fields.insert("color".to_owned(), Value::from(color));
        }
        let call = Call::post(&["labels"], Scope::ManageLabels, &body).once();
        let json = self.client.ask(&call).await?;
        label(wire::one(&json, &["id"], "label")).ok_or_else(undecodable)
    }
}

#[async_trait]
impl QuickReplies for Texter {
    async fn quick_replies(&self) -> Result<Vec<QuickReply>> {
        let scope = Scope::ViewQuickReplies;
        self.all("quick-replies", "quickReplies", scope, quick_reply)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_labels_get_readable_ids() {
        assert_eq!(
            id_for("VIP customer!"),
            "vip-customer",
            "of what can be read"
        );
        assert!(id_for("משלוח").starts_with("label-"), "or a number");
        assert_eq!(id_for(&"x".repeat(200)).len(), 100, "never too long");
    }
}
