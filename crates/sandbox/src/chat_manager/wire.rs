//! The shapes of answers (section 8).

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    quirks::{ListDates, Missing, Quirks, Versions},
    world::{Chat, Content, Member, Message, World},
};

/// `text/plain`, the type of titles.
const PLAIN: &str = "text/plain";

/// The only messenger there is.
pub(crate) const MESSENGER: &str = "telegram";

/// Makes answers of what has come to pass.
pub(crate) struct Wire<'a> {
    pub(crate) quirks: &'a Quirks,
    pub(crate) world: &'a World,
    pub(crate) now: Timestamp,
}

impl Wire<'_> {
    /// A chat as its detail shows it.
    pub(crate) fn chat(&self, chat: &Chat) -> Value {
        self.tidied(self.bare_chat(chat, moment(chat.registered_at)))
    }

    /// A chat as lists show it.
    pub(crate) fn listed(&self, chat: &Chat) -> Value {
        let at = match self.quirks.list_dates {
            ListDates::Full => moment(chat.registered_at),
            ListDates::Zoneless => chat
                .registered_at
                .to_zoned(TimeZone::UTC)
                .strftime("%Y-%m-%dT%H:%M:%S")
                .to_string(),
        };
        self.tidied(self.bare_chat(chat, at))
    }

    fn bare_chat(&self, chat: &Chat, registered_at: String) -> Value {
        let registered = (chat.registered_at <= self.now).then_some(registered_at);
        let titles = chat.titles.iter().filter(|title| title.at <= self.now);
        let titles = titles.map(|title| {
            json!({ "value": title.value, "contentType": PLAIN, "capturedAt": moment(title.at) })
        });
        let members = chat.members.iter();
        let members = members.filter_map(|member| self.member(member));
        let mut value = json!({
            "id": chat.id, "isActive": chat.active, "service": MESSENGER,
            "registeredAt": registered, "createdBy": chat.created_by,
            "title": self.in_order(titles.collect()),
            "participants": members.collect::<Vec<_>>(),
        });
        if let (true, Some(fields)) = (self.quirks.description, value.as_object_mut()) {
            fields.insert("description".into(), json!(chat.description));
        }
        value
    }

    fn member(&self, member: &Member) -> Option<Value> {
        let stays = member.stays.iter();
        let stays: Vec<Value> = stays
            .filter(|stay| stay.joined_at <= self.now)
            .map(|stay| {
                json!({
                    "isActive": stay.is_on(self.now), "joinedAt": moment(stay.joined_at),
                    "invitedBy": stay.invited_by,
                })
            })
            .collect();
        if stays.is_empty() {
            return None;
        }
        let user = self.world.users.get(&member.user)?;
        Some(json!({
            "id": user.id,
            "userProperties": { "firstname": user.firstname, "username": user.username },
            "participations": stays,
        }))
    }

    /// A message with everything that was captured of it.
    pub(crate) fn message(&self, message: &Message) -> Value {
        let contents = message.contents.iter();
        let contents = contents.map(|content| self.content(content)).collect();
        self.tidied(json!({
            "id": message.id, "writtenBy": message.by, "writtenAt": moment(message.at),
            "deleted": message.deleted, "content": self.in_order(contents),
        }))
    }

    fn content(&self, content: &Content) -> Value {
        json!({
            "value": content.value, "contentType": content.content_type,
            "capturedAt": moment(content.at), "evidenceId": content.evidence,
            "hash": content.hash,
        })
    }

    fn in_order(&self, mut versions: Vec<Value>) -> Value {
        if self.quirks.versions == Versions::NewestFirst {
            versions.reverse();
        }
        Value::Array(versions)
    }

    fn tidied(&self, mut value: Value) -> Value {
        tidy(self.quirks, &mut value);
        value
    }
}

/// Missing values left out, fields nobody knows: as the quirks say.
fn tidy(quirks: &Quirks, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| tidy(quirks, item)),
        Value::Object(fields) => {
            if quirks.missing == Missing::Omitted {
                fields.retain(|_, value| !value.is_null());
            }
            fields.values_mut().for_each(|value| tidy(quirks, value));
            if quirks.extra_fields {
                fields.insert("_links".into(), json!({ "self": null, "weight": 1 }));
            }
        }
        _ => {}
    }
}

/// `2024-12-11T08:54:03.000Z`
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
