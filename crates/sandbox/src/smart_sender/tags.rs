//! Tags of the project and of contacts (5.4).

use axum::extract::{Path, State};

use super::{
    App, contacts,
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, id},
    world::{Tag, World},
};
use crate::lock;

/// GET /tags
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let term = query.term().unwrap_or_default();
    let world = lock(&app.world);
    let wire = app.wire(&quirks, &world);
    let fits = |tag: &&Tag| tag.name.to_lowercase().contains(&term);
    let fitting: Vec<&Tag> = world.tags.values().filter(fits).collect();
    page.of(&quirks, &fitting, |tag| wire.tag(tag))
}

/// A free name and a colour of six hex digits.
fn fields(world: &World, body: &Body, except: Option<i64>) -> Result<(String, String), Refusal> {
    let name = body.text("name")?.trim().to_owned();
    let color = body.text("color")?.to_uppercase();
    if color.len() != 6 || !color.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(Refusal::invalid("color", "The color format is invalid"));
    }
    let taken = |tag: &Tag| tag.name == name && Some(tag.id) != except;
    if world.tags.values().any(taken) {
        return Err(Refusal::invalid("name", "The name has already been taken"));
    }
    Ok((name, color))
}

/// POST /tags
pub(crate) async fn create(State(app): State<App>, body: Body) -> Answer {
    let mut world = lock(&app.world);
    let (name, color) = fields(&world, &body, None)?;
    let tag = Tag {
        id: world.free_id(),
        name,
        color,
        created_at: app.clock.now(),
    };
    let reply = app.wire(&app.quirks(), &world).tag(&tag);
    world.tags.insert(tag.id, tag);
    Ok(Reply(reply))
}

/// PUT /tags/{tagId}
pub(crate) async fn update(State(app): State<App>, Path(tag): Path<String>, body: Body) -> Answer {
    let tag = id(&tag, "Tag")?;
    let mut world = lock(&app.world);
    if !world.tags.contains_key(&tag) {
        return Err(Refusal::not_found("Tag"));
    }
    let (name, color) = fields(&world, &body, Some(tag))?;
    if let Some(tag) = world.tags.get_mut(&tag) {
        tag.name = name;
        tag.color = color;
    }
    Ok(Reply::done())
}

/// DELETE /tags/{tagId}
pub(crate) async fn delete(State(app): State<App>, Path(tag): Path<String>) -> Answer {
    let tag = id(&tag, "Tag")?;
    let mut world = lock(&app.world);
    let removed = world.tags.remove(&tag);
    removed.ok_or_else(|| Refusal::not_found("Tag"))?;
    for contact in world.contacts.values_mut() {
        contact.tags.retain(|it| *it != tag);
    }
    Ok(Reply::done())
}

/// GET /contacts/{contactId}/tags
pub(crate) async fn of_contact(
    State(app): State<App>,
    Path(contact): Path<String>,
    query: Query,
) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let contact = contacts::found(&world, &quirks, &contact)?;
    let wire = app.wire(&quirks, &world);
    let tags: Vec<&Tag> = contact
        .tags
        .iter()
        .filter_map(|id| world.tags.get(id))
        .collect();
    page.of(&quirks, &tags, |tag| wire.tag(tag))
}

/// POST /contacts/{contactId}/tags/{tagId}
pub(crate) async fn attach(
    State(app): State<App>,
    Path((contact, tag)): Path<(String, String)>,
) -> Answer {
    let quirks = app.quirks();
    let mut world = lock(&app.world);
    contacts::found(&world, &quirks, &contact)?;
    let tag = id(&tag, "Tag")?;
    if !world.tags.contains_key(&tag) {
        return Err(Refusal::not_found("Tag"));
    }
    let contact = contacts::found_mut(&mut world, &quirks, &contact)?;
    if contact.tags.contains(&tag) {
        return Err(Refusal::invalid("tag", "The tag is attached already"));
    }
    contact.tags.push(tag);
    drop(world);
    app.tell();
    Ok(Reply::done())
}

/// DELETE /contacts/{contactId}/tags/{tagId}
pub(crate) async fn detach(
    State(app): State<App>,
    Path((contact, tag)): Path<(String, String)>,
) -> Answer {
    let quirks = app.quirks();
    let mut world = lock(&app.world);
    let contact = contacts::found_mut(&mut world, &quirks, &contact)?;
    let tag = id(&tag, "Tag")?;
    let place = contact.tags.iter().position(|it| *it == tag);
    contact
        .tags
        .remove(place.ok_or_else(|| Refusal::not_found("Tag"))?);
    drop(world);
    app.tell();
    Ok(Reply::done())
}
