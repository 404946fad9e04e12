//! Operators: list, add, status (3.3 - 3.5). Their tokens are in `auth`.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App,
    auth::Caller,
    body::{Body, Pairs},
    refusal::Refusal,
    wire,
};
use crate::lock;

/// GET /api/operator
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Pairs,
) -> Result<Json<Value>, Refusal> {
    caller.company()?;
    let organization = query
        .number("organizationId")?
        .ok_or_else(|| Refusal::missing("organizationId"))?;
    let deleted_too = app.quirks().list_deleted_operators;
    let world = lock(&app.world);
    if !world
        .organizations
        .iter()
        .any(|known| known.id == organization)
    {
        return Err(Refusal::not_found("Organization"));
    }
    let operators: Vec<Value> = world
        .operators
        .values()
        .filter(|operator| operator.organization == organization)
        .filter(|operator| deleted_too || operator.status != 2)
        .map(|operator| wire::operator(&world, operator))
        .collect();
    Ok(Json(Value::from(operators)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewOperator {
    organization_id: Option<i64>,
    name: Option<String>,
}

/// POST /api/operator/synchronize
pub(crate) async fn add(
    State(app): State<App>,
    caller: Caller,
    Body(wanted): Body<Vec<NewOperator>>,
) -> Result<Json<Value>, Refusal> {
    caller.company()?;
    let mut world = lock(&app.world);
    let mut checked = Vec::new();
    for operator in wanted {
        let organization = operator
            .organization_id
            .ok_or_else(|| Refusal::missing("organizationId"))?;
        let name = operator.name.unwrap_or_default().trim().to_owned();
        if name.is_empty() {
            return Err(Refusal::missing("name"));
        }
        if !world
            .organizations
            .iter()
            .any(|known| known.id == organization)
        {
            return Err(Refusal::bad(format!(
                "There is no organization {organization}"
            )));
        }
        checked.push((organization, name));
    }
    let added: Vec<Value> = checked
        .into_iter()
        .map(|(organization, name)| world.add_operator(organization, name))
        .map(|operator| json!({ "id": operator.id, "name": operator.name, "status": operator.status }))
        .collect();
    Ok(Json(Value::from(added)))
}

#[derive(Deserialize)]
pub(crate) struct StatusChange {
    pub(crate) id: Option<i64>,
    pub(crate) status: Option<i64>,
}

impl StatusChange {
    /// Both fields, the status within `0..=last`.
    pub(crate) fn checked(&self, last: i64) -> Result<(i64, i64), Refusal> {
        let id = self.id.ok_or_else(|| Refusal::missing("id"))?;
        let status = self.status.ok_or_else(|| Refusal::missing("status"))?;
        if !(0..=last).contains(&status) {
            return Err(Refusal::semantic(format!("There is no status {status}")));
        }
        Ok((id, status))
    }
}

/// POST /api/operator/status
pub(crate) async fn set_status(
    State(app): State<App>,
    caller: Caller,
    Body(change): Body<StatusChange>,
) -> Result<StatusCode, Refusal> {
    caller.company()?;
    let (id, status) = change.checked(2)?;
    let mut world = lock(&app.world);
    let operator = world
        .operators
        .get_mut(&id)
        .ok_or_else(|| Refusal::not_found("Operator"))?;
    operator.status = status;
    Ok(StatusCode::OK)
}
