//! Contacts: list, search, one, its chat and gates, change, unite, fire (5.3).

use axum::extract::{Path, State};
use serde_json::Value;

use super::{
    App, chats, events,
    quirks::Quirks,
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, id},
    world::{Contact, Variable, World},
};
use crate::lock;

/// A contact by the text in the path.
pub(crate) fn found<'a>(
    world: &'a World,
    quirks: &Quirks,
    contact: &str,
) -> Result<&'a Contact, Refusal> {
    let id = contact.parse().ok();
    let found = id.and_then(|id: i64| world.contacts.get(&id));
    found.ok_or_else(|| Refusal::no_contact(quirks))
}

/// The same, to change it.
pub(crate) fn found_mut<'a>(
    world: &'a mut World,
    quirks: &Quirks,
    contact: &str,
) -> Result<&'a mut Contact, Refusal> {
    let id = contact.parse().ok();
    let found = id.and_then(|id: i64| world.contacts.get_mut(&id));
    found.ok_or_else(|| Refusal::no_contact(quirks))
}

/// GET /contacts
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    page(&app, &query, |_| true)
}

/// GET /contacts/search
pub(crate) async fn search(State(app): State<App>, query: Query) -> Answer {
    let term = query.term().ok_or_else(|| Refusal::missing("term"))?;
    page(&app, &query, |contact| {
        let has = |text: &String| text.to_lowercase().contains(&term);
        has(&contact.full_name())
            || contact.email.as_ref().is_some_and(has)
            || contact.phone.as_ref().is_some_and(has)
    })
}

fn page(app: &App, query: &Query, fits: impl Fn(&Contact) -> bool) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let wire = app.wire(&quirks, &world);
    let all = world.contacts.values();
    let fitting: Vec<&Contact> = all.filter(|contact| fits(contact)).collect();
    page.of(&quirks, &fitting, |contact| wire.contact(contact))
}

/// GET /contacts/{contactId}
pub(crate) async fn get(State(app): State<App>, Path(contact): Path<String>) -> Answer {
    let quirks = app.quirks();
    let world = lock(&app.world);
    let contact = found(&world, &quirks, &contact)?;
    Ok(Reply(app.wire(&quirks, &world).full_contact(contact)))
}

/// GET /contacts/{contactId}/info
pub(crate) async fn info(State(app): State<App>, Path(contact): Path<String>) -> Answer {
    let quirks = app.quirks();
    let world = lock(&app.world);
    let contact = found(&world, &quirks, &contact)?;
    Ok(Reply(app.wire(&quirks, &world).info(contact)))
}

/// GET /contacts/{contactId}/chat
pub(crate) async fn chat(State(app): State<App>, Path(contact): Path<String>) -> Answer {
    let chat = found(&lock(&app.world), &app.quirks(), &contact)?.chat;
    chats::one(&app, chat)
}

/// GET /contacts/{contactId}/gates
pub(crate) async fn gates(
    State(app): State<App>,
    Path(contact): Path<String>,
    query: Query,
) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let contact = found(&world, &quirks, &contact)?;
    let wire = app.wire(&quirks, &world);
    page.of(&quirks, &contact.gates, |gate| wire.gate_of(gate, contact))
}

/// PUT /contacts/{contactId}
pub(crate) async fn update(
    State(app): State<App>,
    Path(contact): Path<String>,
    body: Body,
) -> Answer {
    let quirks = app.quirks();
    let now = app.clock.now();
    let mut world = lock(&app.world);
    let id = found(&world, &quirks, &contact)?.id;
    let values = body
        .get("values")
        .ok_or_else(|| Refusal::missing("values"))?;
    let values = values.as_object();
    let values =
        values.ok_or_else(|| Refusal::invalid("values", "The values must be an object"))?;
    for (name, value) in values {
        let text = match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => {
                return Err(Refusal::invalid(
                    name,
                    format!("The {name} must be a string"),
                ));
            }
        };
        if name == "firstName" && text.as_deref().is_none_or(|it| it.trim().is_empty()) {
            return Err(Refusal::missing("firstName"));
        }
        let fresh = world.free_id();
        let Some(contact) = world.contacts.get_mut(&id) else {
            continue;
        };
        match name.as_str() {
            "firstName" => contact.first_name = text.unwrap_or_default(),
            "lastName" => contact.last_name = text,
            "email" => contact.email = text,
            "phone" => contact.phone = text,
            _ => set_variable(contact, fresh, name, text, now),
        }
    }
    drop(world);
    app.tell();
    Ok(Reply::done())
}

fn set_variable(
    contact: &mut Contact,
    fresh: i64,
    name: &str,
    value: Option<String>,
    now: jiff::Timestamp,
) {
    let known = contact.variables.iter_mut().find(|it| it.name == name);
    if let Some(variable) = known {
        variable.value = value;
        variable.updated_at = now;
    } else {
        contact.variables.push(Variable {
            id: fresh,
            name: name.to_owned(),
            value,
            created_at: now,
            updated_at: now,
        });
    }
}

/// POST /contacts/{contactId}/unite/{targetContactId}
pub(crate) async fn unite(
    State(app): State<App>,
    Path((contact, target)): Path<(String, String)>,
) -> Answer {
    let quirks = app.quirks();
    let mut world = lock(&app.world);
    let stays = found(&world, &quirks, &contact)?.id;
    let goes = found(&world, &quirks, &target)?.id;
    if stays == goes {
        return Err(Refusal::impossible(
            "A contact can not be united with itself",
        ));
    }
    merge(&mut world, stays, goes);
    drop(world);
    app.tell();
    Ok(Reply::done())
}

/// The first contact stays, what it lacks comes from the second, whose chat ends in the first one's.
fn merge(world: &mut World, stays: i64, goes: i64) {
    let chat_of = |id| {
        world
            .contacts
            .get(&id)
            .map(|contact: &Contact| contact.chat)
    };
    let (Some(chat), Some(old_chat)) = (chat_of(stays), chat_of(goes)) else {
        return;
    };
    let moved = world.talk(old_chat).map(std::mem::take).unwrap_or_default();
    for message in &moved {
        world.place(message.id, chat);
    }
    if let Some(talk) = world.talk(chat) {
        talk.extend(moved);
        talk.sort_by_key(|message| (message.created_at, message.id));
    }
    let old_chat = world.chats.remove(&old_chat);
    if let (Some(chat), Some(old)) = (world.chats.get_mut(&chat), old_chat) {
        chat.updated_at = chat.updated_at.max(old.updated_at);
        chat.operator = chat.operator.or(old.operator);
        chat.open |= old.open;
    }
    let Some(old) = world.contacts.remove(&goes) else {
        return;
    };
    for gate in &old.gates {
        world.own(gate.id, stays);
    }
    let Some(contact) = world.contacts.get_mut(&stays) else {
        return;
    };
    contact.last_name = contact.last_name.take().or(old.last_name);
    contact.email = contact.email.take().or(old.email);
    contact.phone = contact.phone.take().or(old.phone);
    contact.photo |= old.photo;
    contact.gates.extend(old.gates);
    contact.notes.extend(old.notes);
    for tag in old.tags {
        if !contact.tags.contains(&tag) {
            contact.tags.push(tag);
        }
    }
    for funnel in old.funnels {
        if !contact.funnels.contains(&funnel) {
            contact.funnels.push(funnel);
        }
    }
    for variable in old.variables {
        if let Some(own) = contact
            .variables
            .iter_mut()
            .find(|it| it.name == variable.name)
        {
            own.value = own.value.take().or(variable.value);
        } else {
            contact.variables.push(variable);
        }
    }
}

/// POST /contacts/{contactId}/fire
pub(crate) async fn fire(
    State(app): State<App>,
    Path(contact): Path<String>,
    query: Query,
    body: Body,
) -> Answer {
    let contact = id(&contact, "Contact")?;
    let chat = {
        let world = lock(&app.world);
        world.contacts.get(&contact).map(|contact| contact.chat)
    };
    let chat = chat.ok_or_else(|| Refusal::no_contact(&app.quirks()))?;
    let name = match query.get("name") {
        Some(name) => name,
        None => body.text("name")?,
    };
    events::add(
        &app,
        events::activity(chat, &format!("Trigger fired: {name}")),
    );
    Ok(Reply::done())
}
