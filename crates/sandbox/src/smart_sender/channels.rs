//! Channels, and making gates on them (5.6).

use axum::extract::{Path, State};

use super::{
    App, events,
    messages::too_long,
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, id},
    seed::{Language, Person},
};
use crate::lock;

/// GET /channels
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let wire = app.wire(&quirks, &world);
    let all: Vec<_> = world.channels.values().collect();
    page.of(&quirks, &all, |channel| wire.channel(channel))
}

/// GET /channels/{channelId}
pub(crate) async fn get(State(app): State<App>, Path(channel): Path<String>) -> Answer {
    let channel = id(&channel, "Channel")?;
    let quirks = app.quirks();
    let world = lock(&app.world);
    let channel = world.channels.get(&channel);
    let channel = channel.ok_or_else(|| Refusal::not_found("Channel"))?;
    Ok(Reply(app.wire(&quirks, &world).channel(channel)))
}

/// PUT /channels/{channelId}
pub(crate) async fn update(
    State(app): State<App>,
    Path(channel): Path<String>,
    body: Body,
) -> Answer {
    let channel = id(&channel, "Channel")?;
    let mut world = lock(&app.world);
    let channel = world.channels.get_mut(&channel);
    let channel = channel.ok_or_else(|| Refusal::not_found("Channel"))?;
    channel.active = body.flag("state")?;
    channel.updated_at = app.clock.now();
    Ok(Reply::done())
}

/// POST /channels/{channelId}/gates: the gate with this identifier, and its contact when it is new.
pub(crate) async fn new_gate(
    State(app): State<App>,
    Path(channel): Path<String>,
    body: Body,
) -> Answer {
    let channel = id(&channel, "Channel")?;
    let kind = {
        let world = lock(&app.world);
        world.channels.get(&channel).map(|channel| channel.kind)
    };
    let kind = kind.ok_or_else(|| Refusal::not_found("Channel"))?;
    if kind != "whatsapp" {
        return Err(Refusal::impossible("The channel does not support this"));
    }
    let identifier = body.text("identifier")?;
    let digits: String = identifier.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Err(Refusal::invalid(
            "identifier",
            "The identifier format is invalid",
        ));
    }
    let person = person(&body, &digits)?;
    let known = {
        let world = lock(&app.world);
        let same = |phone: &String| phone.trim_start_matches('+') == digits;
        let mut contacts = world.contacts.values();
        let contact = contacts.find(|contact| {
            contact.phone.as_ref().is_some_and(same)
                && contact.gates.iter().any(|gate| gate.channel == channel)
        });
        contact.map(|contact| contact.id)
    };
    let contact = match known {
        Some(contact) => Some(contact),
        None => {
            let chat = events::new_contact(&app, person, channel);
            let world = lock(&app.world);
            world.chats.get(&chat).map(|chat| chat.contact)
        }
    };
    let quirks = app.quirks();
    let world = lock(&app.world);
    let contact = contact.and_then(|contact| world.contacts.get(&contact));
    let contact = contact.ok_or_else(|| Refusal::no_contact(&quirks))?;
    let mut gates = contact.gates.iter();
    let gate = gates.find(|gate| gate.channel == channel);
    let gate = gate.ok_or_else(|| Refusal::not_found("Gate"))?;
    Ok(Reply(app.wire(&quirks, &world).gate_of(gate, contact)))
}

fn person(body: &Body, digits: &str) -> Result<Person, Refusal> {
    let given = |field: &str| -> Result<Option<String>, Refusal> {
        if body.get(field).is_none() {
            return Ok(None);
        }
        let text = body.text(field)?;
        if text.chars().count() > 255 {
            return Err(too_long(field, 255));
        }
        Ok(Some(text.to_owned()))
    };
    let phone = given("phone")?;
    if phone.as_ref().is_some_and(|phone| !phone.starts_with('+')) {
        return Err(Refusal::invalid("phone", "The phone format is invalid"));
    }
    Ok(Person {
        first_name: given("firstName")?.ok_or_else(|| Refusal::missing("firstName"))?,
        last_name: given("lastName")?,
        email: given("email")?,
        phone: phone.or_else(|| Some(format!("+{digits}"))),
        language: Language::English,
    })
}
