//! The JSON objects of section 6, in the shapes the quirks ask for.

use jiff::{
    Timestamp,
    tz::{self, TimeZone},
};
use serde_json::{Map, Value, json};

use super::{
    quirks::{ChatFields, DateForm, DateZone, InfoShape, Quirks, UnreadField},
    world::{Channel, Chat, Contact, Funnel, Gate, Message, Note, Operator, Sender, Tag, World},
};

/// Names and colours an operator's status has.
pub(crate) const STATUSES: [(&str, &str); 3] = [
    ("Online", "2FB344"),
    ("Away", "F59F00"),
    ("Offline", "868E96"),
];

/// Shapes objects.
pub(crate) struct Wire<'a> {
    pub(crate) base: &'a str,
    pub(crate) quirks: &'a Quirks,
    pub(crate) world: &'a World,
}

impl Wire<'_> {
    pub(crate) fn project(&self) -> Value {
        let project = &self.world.project;
        json!({
            "id": project.id, "name": project.name, "timezone": project.timezone,
            "photo": self.avatar("project", project.id), "identifier": project.identifier,
        })
    }

    pub(crate) fn chat(&self, chat: &Chat) -> Value {
        let Some(contact) = self.world.contacts.get(&chat.contact) else {
            return Value::Null;
        };
        let gates = contact.gates.iter().map(|gate| self.gate(gate));
        let gates_key = if self.quirks.gate_singular {
            "gate"
        } else {
            "gates"
        };
        let mut value = json!({
            "id": chat.id, "name": contact.full_name(), "image": self.photo(contact),
            "contact": { "id": contact.messenger_id, "originalId": contact.id },
            gates_key: gates.collect::<Vec<_>>(),
            "createdAt": self.moment(chat.created_at), "updatedAt": self.moment(chat.updated_at),
        });
        let mut add = |key: &str, extra: Value| {
            if let Some(fields) = value.as_object_mut() {
                fields.insert(key.to_owned(), extra);
            }
        };
        if self.quirks.unread_field == UnreadField::Both {
            add("unreadMessages", json!(contact.unread()));
        }
        if self.quirks.chat_fields == ChatFields::Catalogue {
            let last = chat.talk.as_ref().and_then(|talk| talk.last());
            add("title", json!(contact.full_name()));
            add("phone", json!(contact.phone));
            add("type", json!("contact"));
            add("isClosed", json!(!chat.open));
            add("state", json!(if chat.open { "open" } else { "closed" }));
            add("canReply", json!(contact.gate().is_some()));
            add(
                "lastMessage",
                json!(last.map(|last| self.message(chat, last))),
            );
        }
        value
    }

    pub(crate) fn gate(&self, gate: &Gate) -> Value {
        let channel = self.world.channels.get(&gate.channel);
        json!({
            "id": gate.id, "subscribed": gate.subscribed, "unreadMessages": gate.unread,
            "channel": channel.map(|channel| self.channel(channel)),
        })
    }

    /// A gate as the console's lists have it, with its contact.
    pub(crate) fn gate_of(&self, gate: &Gate, contact: &Contact) -> Value {
        let mut value = self.gate(gate);
        if let Some(fields) = value.as_object_mut() {
            let brief = json!({ "id": contact.id, "fullName": contact.full_name() });
            fields.insert("contact".into(), brief);
        }
        value
    }

    pub(crate) fn channel(&self, channel: &Channel) -> Value {
        let (kind, name) = (channel.kind, channel.name);
        json!({
            "id": channel.id, "active": channel.active, "occupied": true, "type": kind, "name": name,
            "referrer": 1, "link": format!("https://{kind}.example/{name}"),
            "app": format!("{kind}://chat?name={name}"),
            "createdAt": self.moment(channel.created_at), "updatedAt": self.moment(channel.updated_at),
        })
    }

    pub(crate) fn message(&self, chat: &Chat, message: &Message) -> Value {
        let state = match &message.failure {
            Some(reason) => json!({ "type": "failed", "message": reason }),
            None if message.delivered_at.is_none() && message.by_api => {
                json!({ "type": "pending", "message": null })
            }
            None => json!({ "type": "success", "message": null }),
        };
        let gate = message.gate.and_then(|gate| self.world.gate(gate));
        json!({
            "id": message.id, "content": self.content(&message.content),
            "internal": message.internal, "state": state, "sender": self.sender(chat, message.sender),
            "gate": gate.map(|gate| self.gate(gate)),
            "createdAt": self.moment(message.created_at),
            "deliveredAt": message.delivered_at.map(|at| self.moment(at)),
            "seenAt": message.seen_at.map(|at| self.moment(at)),
            "editedAt": message.edited_at.map(|at| self.moment(at)),
        })
    }

    fn sender(&self, chat: &Chat, sender: Sender) -> Value {
        let nobody = if self.quirks.relative_images {
            "/img/unknown-icon.png".to_owned()
        } else {
            format!("{}/img/unknown-icon.png", self.base)
        };
        let project = self.world.project.name;
        match sender {
            Sender::Contact => {
                let contact = self.world.contacts.get(&chat.contact);
                let image = contact.filter(|contact| contact.photo);
                json!({
                    "type": "contact", "fullName": contact.map(Contact::full_name),
                    "image": image.map_or(nobody, |contact| self.photo(contact)),
                })
            }
            Sender::Operator(id) => json!({
                "type": "operator", "image": self.avatar("operators", id),
                "fullName": self.world.operators.get(&id).map(|operator| operator.name),
            }),
            Sender::Bot => json!({ "type": "bot", "fullName": project, "image": nobody }),
            Sender::Project => json!({ "type": "project", "fullName": project, "image": nobody }),
        }
    }

    /// The template with addresses made absolute.
    fn content(&self, content: &Value) -> Value {
        match content {
            Value::String(text) if text.starts_with("/storage/") => {
                Value::from(format!("{}{text}", self.base))
            }
            Value::Array(items) => items.iter().map(|item| self.content(item)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(key, value)| (key.clone(), self.content(value)))
                .collect::<Map<_, _>>()
                .into(),
            other => other.clone(),
        }
    }

    fn photo(&self, contact: &Contact) -> String {
        if contact.photo {
            self.avatar("contacts", contact.id)
        } else {
            format!("{}/img/unknown-icon.png", self.base)
        }
    }

    fn avatar(&self, whose: &str, id: i64) -> String {
        let project = self.world.project.id;
        format!("{}/storage/projects/{project}/{whose}/{id}.png", self.base)
    }

    /// The contact without notes, as lists have it.
    pub(crate) fn contact(&self, contact: &Contact) -> Value {
        let tags = contact.tags.iter().filter_map(|id| self.world.tags.get(id));
        let funnels = &self.world.funnels;
        let funnels = contact.funnels.iter().filter_map(|id| funnels.get(id));
        let variables = contact.variables.iter().map(|variable| {
            json!({
                "id": variable.id, "name": variable.name, "value": variable.value,
                "description": null, "content": [],
                "createdAt": self.console_moment(variable.created_at),
                "updatedAt": self.console_moment(variable.updated_at),
            })
        });
        json!({
            "id": contact.id, "fullName": contact.full_name(), "firstName": contact.first_name,
            "lastName": contact.last_name, "email": contact.email, "phone": contact.phone,
            "photo": self.photo(contact), "state": "active",
            "tags": tags.map(|tag| self.tag(tag)).collect::<Vec<_>>(),
            "funnels": funnels.map(funnel).collect::<Vec<_>>(),
            "variables": variables.collect::<Vec<_>>(),
            "createdAt": self.console_moment(contact.created_at),
        })
    }

    /// The whole contact.
    pub(crate) fn full_contact(&self, contact: &Contact) -> Value {
        let mut value = self.contact(contact);
        if let Some(fields) = value.as_object_mut() {
            let notes = contact.notes.iter().map(|note| self.note(note));
            fields.insert("notes".into(), notes.collect());
        }
        value
    }

    /// The contact with its variables flattened.
    pub(crate) fn info(&self, contact: &Contact) -> Value {
        let mut value = self.contact(contact);
        let Some(fields) = value.as_object_mut() else {
            return value;
        };
        fields.remove("variables");
        let pairs = contact
            .variables
            .iter()
            .map(|variable| (variable.name.clone(), json!(variable.value)));
        match self.quirks.info {
            InfoShape::Variables => {
                fields.insert("variables".into(), Value::Object(pairs.collect()));
            }
            InfoShape::Values => {
                let values = pairs.map(|(name, value)| json!({ "name": name, "value": value }));
                fields.insert("values".into(), values.collect());
            }
            InfoShape::TopLevel => pairs.for_each(|(name, value)| {
                fields.entry(name).or_insert(value);
            }),
        }
        value
    }

    pub(crate) fn tag(&self, tag: &Tag) -> Value {
        json!({
            "id": tag.id, "name": tag.name, "color": tag.color,
            "createdAt": self.console_moment(tag.created_at),
        })
    }

    pub(crate) fn note(&self, note: &Note) -> Value {
        let user = self.world.operators.get(&note.operator);
        json!({
            "id": note.id, "content": note.content,
            "createdAt": self.console_moment(note.created_at),
            "user": user.map(|operator| self.user(operator)),
        })
    }

    pub(crate) fn operator(&self, operator: &Operator) -> Value {
        let mine = |chat: &&Chat| chat.operator == Some(operator.id);
        let status = STATUSES.get(operator.status).map(
            |(name, color)| json!({ "id": operator.status + 1, "name": name, "color": color }),
        );
        json!({
            "id": operator.id, "type": "operator", "watermark": "", "subscribed": true,
            "involvement": operator.involvement,
            "chatsTotal": self.world.chats.values().filter(mine).count(),
            "status": status, "info": self.user(operator),
            "createdAt": self.console_moment(operator.created_at),
            "deletedAt": operator.deleted_at.map(|at| self.console_moment(at)),
        })
    }

    fn user(&self, operator: &Operator) -> Value {
        json!({
            "id": operator.id + 4_000, "subscribed": true, "email": operator.email, "phone": null,
            "photo": self.avatar("operators", operator.id), "locale": "en",
            "timezone": self.world.project.timezone, "fullName": operator.name,
            "firstName": operator.name.split(' ').next(),
            "createdAt": self.console_moment(operator.created_at), "preferredCurrency": "UAH",
        })
    }

    /// A moment in Messenger's objects.
    fn moment(&self, at: Timestamp) -> String {
        match self.quirks.dates {
            DateForm::Plain | DateForm::Mixed => self.plain(at),
            DateForm::Iso => iso(at),
        }
    }

    /// A moment in the console's objects.
    fn console_moment(&self, at: Timestamp) -> String {
        match self.quirks.dates {
            DateForm::Plain => self.plain(at),
            DateForm::Iso | DateForm::Mixed => iso(at),
        }
    }

    fn plain(&self, at: Timestamp) -> String {
        let zone = match self.quirks.date_zone {
            DateZone::Utc => TimeZone::UTC,
            // Machines without a zone database take the winter offset.
            DateZone::Project => TimeZone::get(self.world.project.timezone)
                .unwrap_or_else(|_| TimeZone::fixed(tz::offset(2))),
        };
        at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

pub(crate) fn funnel(funnel: &Funnel) -> Value {
    json!({ "id": funnel.id, "name": funnel.name, "serviceKey": funnel.service_key })
}
