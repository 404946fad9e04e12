//! Operator tokens. They never reach the webview: what was issued is copied from here.

use domain::view::{IssuedTokenView, TokenReportView};
use domain::{AccountId, OperatorId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use tauri::State;

use super::{Answer, LONGEST_FIELD, sized};
use crate::clipboard::KeptClipboard;
use crate::host::Host;

#[tauri::command]
pub(crate) async fn token_issue(
    host: State<'_, Host>,
    account: AccountId,
    operator: OperatorId,
    expires_at: Timestamp,
) -> Answer<IssuedTokenView> {
    sized(operator.as_str(), LONGEST_FIELD)?;
    Ok(host
        .engine()
        .token_issue(account, &operator, expires_at)
        .await?)
}

#[tauri::command]
pub(crate) async fn token_copy(
    host: State<'_, Host>,
    clipboard: State<'_, KeptClipboard>,
    handle: u64,
) -> Answer<()> {
    let token = host.engine().token_secret(handle)?;
    Ok(clipboard.copy(&token)?)
}

#[tauri::command]
pub(crate) async fn token_validate(
    host: State<'_, Host>,
    account: AccountId,
    handle: Option<u64>,
    token: Option<SecretString>,
) -> Answer<TokenReportView> {
    if let Some(token) = &token {
        sized(token.expose_secret(), LONGEST_FIELD)?;
    }
    Ok(host.engine().token_validate(account, handle, token).await?)
}
