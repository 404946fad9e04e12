//! Organizations and operators.

use domain::view::{Cached, OperatorAddReport, OperatorImportRow};
use domain::{AccountId, Operator, OperatorId, OperatorStatus, Organization, OrganizationId};
use tauri::State;

use super::{Answer, LONGEST_FIELD, counted, sized};
use crate::host::Host;

/// Longest pasted list of operators, in bytes.
const LONGEST_IMPORT: usize = 1024 * 1024;

/// Most operators added at once.
const MOST_OPERATORS: usize = 10_000;

#[tauri::command]
pub(crate) async fn organization_list(
    host: State<'_, Host>,
    account: AccountId,
    refresh: bool,
) -> Answer<Cached<Vec<Organization>>> {
    Ok(host.engine().organization_list(account, refresh).await?)
}

#[tauri::command]
pub(crate) async fn operator_list(
    host: State<'_, Host>,
    account: AccountId,
    organization: OrganizationId,
    refresh: bool,
) -> Answer<Cached<Vec<Operator>>> {
    sized(organization.as_str(), LONGEST_FIELD)?;
    Ok(host
        .engine()
        .operator_list(account, organization, refresh)
        .await?)
}

#[tauri::command]
pub(crate) async fn operator_import_preview(
    host: State<'_, Host>,
    account: AccountId,
    organization: OrganizationId,
    text: String,
) -> Answer<Vec<OperatorImportRow>> {
    sized(&text, LONGEST_IMPORT)?;
    Ok(host
        .engine()
        .operator_import_preview(account, organization, &text)
        .await?)
}

#[tauri::command]
pub(crate) async fn operator_add(
    host: State<'_, Host>,
    account: AccountId,
    organization: OrganizationId,
    names: Vec<String>,
) -> Answer<OperatorAddReport> {
    counted(&names, MOST_OPERATORS)?;
    for name in &names {
        sized(name, LONGEST_FIELD)?;
    }
    Ok(host
        .engine()
        .operator_add(account, organization, names)
        .await?)
}

#[tauri::command]
pub(crate) async fn operator_set_status(
    host: State<'_, Host>,
    account: AccountId,
    operator: OperatorId,
    status: OperatorStatus,
) -> Answer<()> {
    sized(operator.as_str(), LONGEST_FIELD)?;
    Ok(host
        .engine()
        .operator_set_status(account, operator, status)
        .await?)
}
