//! GET /api/company/organization (3.2).

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::{App, auth::Caller, refusal::Refusal};
use crate::lock;

pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Value>, Refusal> {
    caller.company()?;
    let world = lock(&app.world);
    let all: Vec<Value> = world
        .organizations
        .iter()
        .map(|organization| json!({ "id": organization.id, "name": organization.name }))
        .collect();
    Ok(Json(Value::from(all)))
}
