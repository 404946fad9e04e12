//! Funnels of the project and of contacts (5.8). Contacts take the service key, never the id.

use axum::extract::{Path, State};

use super::{
    App, contacts,
    refusal::{Answer, Refusal, Reply},
    request::{Query, id},
    wire,
    world::{Funnel, World},
};
use crate::lock;

/// GET /funnels
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let term = query.term().unwrap_or_default();
    let world = lock(&app.world);
    let fits = |funnel: &&Funnel| funnel.name.to_lowercase().contains(&term);
    let fitting: Vec<&Funnel> = world.funnels.values().filter(fits).collect();
    page.of(&quirks, &fitting, |funnel| wire::funnel(funnel))
}

/// GET /funnels/{funnelId}
pub(crate) async fn get(State(app): State<App>, Path(funnel): Path<String>) -> Answer {
    let funnel = id(&funnel, "Funnel")?;
    let world = lock(&app.world);
    let funnel = world.funnels.get(&funnel);
    let funnel = funnel.ok_or_else(|| Refusal::not_found("Funnel"))?;
    Ok(Reply(wire::funnel(funnel)))
}

/// GET /contacts/{contactId}/funnels
pub(crate) async fn of_contact(
    State(app): State<App>,
    Path(contact): Path<String>,
    query: Query,
) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let contact = contacts::found(&world, &quirks, &contact)?;
    let funnels: Vec<&Funnel> = contact
        .funnels
        .iter()
        .filter_map(|id| world.funnels.get(id))
        .collect();
    page.of(&quirks, &funnels, |funnel| wire::funnel(funnel))
}

fn keyed(world: &World, key: &str) -> Result<i64, Refusal> {
    let mut funnels = world.funnels.values();
    let funnel = funnels.find(|funnel| funnel.service_key == key);
    funnel
        .map(|funnel| funnel.id)
        .ok_or_else(|| Refusal::not_found("Funnel"))
}

/// POST /contacts/{contactId}/funnels/{serviceKey}
pub(crate) async fn start(
    State(app): State<App>,
    Path((contact, key)): Path<(String, String)>,
) -> Answer {
    let mut world = lock(&app.world);
    let funnel = keyed(&world, &key);
    let contact = contacts::found_mut(&mut world, &app.quirks(), &contact)?;
    let funnel = funnel?;
    if !contact.funnels.contains(&funnel) {
        contact.funnels.push(funnel);
    }
    drop(world);
    app.tell();
    Ok(Reply::done())
}

/// DELETE /contacts/{contactId}/funnels/{serviceKey}
pub(crate) async fn leave(
    State(app): State<App>,
    Path((contact, key)): Path<(String, String)>,
) -> Answer {
    let mut world = lock(&app.world);
    let funnel = keyed(&world, &key);
    let contact = contacts::found_mut(&mut world, &app.quirks(), &contact)?;
    let funnel = funnel?;
    let place = contact.funnels.iter().position(|it| *it == funnel);
    contact
        .funnels
        .remove(place.ok_or_else(|| Refusal::not_found("Funnel"))?);
    drop(world);
    app.tell();
    Ok(Reply::done())
}
