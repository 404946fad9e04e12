//! Accounts: sign in, edit, work as an operator, sign out.

use std::collections::BTreeMap;

use domain::view::{AccountView, UnsentWork};
use domain::{AccountForm, AccountId, AccountOptions, OperatorRef, ServiceDescriptor};
use secrecy::{ExposeSecret as _, SecretString};
use tauri::State;

use super::{Answer, LONGEST_FIELD, fields, sized};
use crate::host::Host;

#[tauri::command]
pub(crate) fn service_list(host: State<'_, Host>) -> Vec<ServiceDescriptor> {
    host.engine().service_list()
}

#[tauri::command]
pub(crate) async fn account_list(host: State<'_, Host>) -> Answer<Vec<AccountView>> {
    Ok(host.engine().account_list().await?)
}

#[tauri::command]
pub(crate) async fn account_add(host: State<'_, Host>, form: AccountForm) -> Answer<AccountId> {
    sized(&form.principal, LONGEST_FIELD)?;
    sized(form.secret.expose_secret(), LONGEST_FIELD)?;
    let more = [
        &form.server,
        &form.label,
        &form.token_url,
        &form.chat_prefix,
        &form.report_prefix,
    ];
    fields(more.into_iter().flatten().map(String::as_str))?;
    Ok(host.add_account(form).await?)
}

#[tauri::command]
pub(crate) async fn account_sign_in_again(
    host: State<'_, Host>,
    account: AccountId,
    secret: SecretString,
) -> Answer<()> {
    sized(secret.expose_secret(), LONGEST_FIELD)?;
    Ok(host.engine().account_sign_in_again(account, secret).await?)
}

#[tauri::command]
pub(crate) async fn account_update(
    host: State<'_, Host>,
    account: AccountId,
    label: String,
    options: AccountOptions,
) -> Answer<()> {
    sized(&label, LONGEST_FIELD)?;
    let texts = [
        &options.read_body,
        &options.token_url,
        &options.chat_prefix,
        &options.report_prefix,
    ];
    fields(texts.into_iter().flatten().map(String::as_str))?;
    // What a later version stored stays as it is: the window has no say in it.
    let options = AccountOptions {
        other: BTreeMap::new(),
        ..options
    };
    Ok(host
        .engine()
        .account_update(account, label, options)
        .await?)
}

#[tauri::command]
pub(crate) async fn account_unsent(
    host: State<'_, Host>,
    account: AccountId,
) -> Answer<UnsentWork> {
    Ok(host.engine().account_unsent(account).await?)
}

#[tauri::command]
pub(crate) async fn account_remove(host: State<'_, Host>, account: AccountId) -> Answer<()> {
    Ok(host.engine().account_remove(account).await?)
}

#[tauri::command]
pub(crate) async fn account_work_as(
    host: State<'_, Host>,
    account: AccountId,
    operator: Option<OperatorRef>,
) -> Answer<()> {
    if let Some(operator) = &operator {
        sized(operator.id.as_str(), LONGEST_FIELD)?;
        sized(&operator.name, LONGEST_FIELD)?;
    }
    Ok(host.engine().account_work_as(account, operator).await?)
}
