//! Labels of the environment (5.1 to 5.3) and of a chat (3.7).

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{
    App, Scope, actions, events,
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, page},
    wire,
    world::Label,
};
use crate::lock;

/// GET /labels
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    let limit = query.digits("limit", 1, 10_000)?;
    let skip = query.digits("skip", 0, 100_000)?;
    let world = lock(&app.world);
    let labels: Vec<Value> = world.labels.iter().map(wire::label).collect();
    let total = labels.len();
    Ok(Reply::Json(
        json!({ "total": total, "labels": page(labels, limit, skip) }),
    ))
}

/// GET /labels/{labelId}
pub(crate) async fn get(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let world = lock(&app.world);
    let label = world.labels.iter().find(|label| label.id == id);
    let label = label.ok_or_else(|| Refusal::new(404, "Label not found"))?;
    Ok(Reply::Json(wire::label(label)))
}

/// POST /labels
pub(crate) async fn create(State(app): State<App>, body: Body) -> Answer {
    app.allow(&[Scope::ManageLabels])?;
    let (id, name) = (body.text_of("id", 100)?, body.text_of("name", 100)?);
    let color = body.text("color")?.unwrap_or("#555555");
    let hex = color
        .strip_prefix('#')
        .filter(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if hex.is_none() {
        return Err(Refusal::invalid("\"color\" must be #RRGGBB"));
    }
    let mut world = lock(&app.world);
    if world.labels.iter().any(|label| label.id == id) {
        return Err(Refusal::new(409, "Label already exists"));
    }
    let label = Label {
        id: id.to_owned(),
        name: name.to_owned(),
        color: color.to_owned(),
        system: false,
    };
    let answer = wire::label(&label);
    world.labels.push(label);
    Ok(Reply::Json(answer))
}

/// POST /chats/{chatId}/labels
pub(crate) async fn of_chat(
    State(app): State<App>,
    Path(chat): Path<String>,
    body: Body,
) -> Answer {
    app.allow(&[Scope::ManageChats])?;
    let chat = actions::known(&app, &chat)?;
    let ways: Vec<&str> = ["add", "remove", "set"]
        .into_iter()
        .filter(|way| body.has(way))
        .collect();
    let [way] = ways.as_slice() else {
        return Err(Refusal::invalid(
            "Exactly one of add, remove, set is required",
        ));
    };
    let least = usize::from(*way != "set");
    let ids: Option<Vec<String>> = body
        .list(way, least, usize::MAX)?
        .iter()
        .map(|id| id.as_str().map(str::to_owned))
        .collect();
    let ids = ids.ok_or_else(|| Refusal::invalid(format!("\"{way}\" must contain strings")))?;
    let known = |id: &String| lock(&app.world).labels.iter().any(|label| label.id == *id);
    if *way != "remove" && !ids.iter().all(known) {
        return Err(Refusal::invalid("Label not found"));
    }
    events::change_chat(&app, chat, |chat| match *way {
        "add" => {
            for id in ids {
                if !chat.labels.contains(&id) {
                    chat.labels.push(id);
                }
            }
        }
        "remove" => chat.labels.retain(|label| !ids.contains(label)),
        _ => chat.labels = ids,
    });
    Ok(Reply::Ok)
}
