//! Notes on contacts (5.7). What a request calls `text` the object calls `content`.

use axum::extract::{Path, State};

use super::{
    App, contacts,
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, id},
    world::Note,
};
use crate::lock;

/// GET /contacts/{contactId}/notes
pub(crate) async fn list(
    State(app): State<App>,
    Path(contact): Path<String>,
    query: Query,
) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let contact = contacts::found(&world, &quirks, &contact)?;
    let wire = app.wire(&quirks, &world);
    let notes: Vec<&Note> = contact.notes.iter().rev().collect();
    page.of(&quirks, &notes, |note| wire.note(note))
}

/// POST /contacts/{contactId}/notes
pub(crate) async fn create(
    State(app): State<App>,
    Path(contact): Path<String>,
    body: Body,
) -> Answer {
    let quirks = app.quirks();
    let mut world = lock(&app.world);
    contacts::found(&world, &quirks, &contact)?;
    let note = Note {
        id: world.free_id(),
        content: body.text("text")?.to_owned(),
        // The token is the project's, so its notes are the owner's.
        operator: world.operators.keys().next().copied().unwrap_or_default(),
        created_at: app.clock.now(),
    };
    let reply = app.wire(&quirks, &world).note(&note);
    contacts::found_mut(&mut world, &quirks, &contact)?
        .notes
        .push(note);
    drop(world);
    app.tell();
    Ok(Reply(reply))
}

/// PUT /contacts/{contactId}/notes/{noteId}
pub(crate) async fn update(
    State(app): State<App>,
    Path((contact, note)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let mut world = lock(&app.world);
    let contact = contacts::found_mut(&mut world, &app.quirks(), &contact)?;
    let note = id(&note, "Note")?;
    let note = contact.notes.iter_mut().find(|it| it.id == note);
    let note = note.ok_or_else(|| Refusal::not_found("Note"))?;
    body.text("text")?.clone_into(&mut note.content);
    Ok(Reply::done())
}

/// DELETE /contacts/{contactId}/notes/{noteId}
pub(crate) async fn delete(
    State(app): State<App>,
    Path((contact, note)): Path<(String, String)>,
) -> Answer {
    let mut world = lock(&app.world);
    let contact = contacts::found_mut(&mut world, &app.quirks(), &contact)?;
    let note = id(&note, "Note")?;
    let place = contact.notes.iter().position(|it| it.id == note);
    contact
        .notes
        .remove(place.ok_or_else(|| Refusal::not_found("Note"))?);
    Ok(Reply::done())
}
