//! Settings, links, and the notification test.

use std::sync::Arc;

use domain::Settings;
use tauri::State;

use super::{Answer, LONGEST_FIELD, sized};
use crate::host::Host;
use crate::links;
use crate::notifications::DesktopNotifier;

#[tauri::command]
pub(crate) async fn settings_get(host: State<'_, Host>) -> Answer<Settings> {
    Ok(host.engine().settings_get().await?)
}

#[tauri::command]
pub(crate) async fn settings_set(host: State<'_, Host>, settings: Settings) -> Answer<()> {
    Ok(host.engine().settings_set(settings).await?)
}

#[tauri::command]
pub(crate) fn link_open(url: String) -> Answer<()> {
    sized(&url, LONGEST_FIELD)?;
    Ok(links::open(&url)?)
}

#[tauri::command]
pub(crate) async fn notification_test(notifier: State<'_, Arc<DesktopNotifier>>) -> Answer<()> {
    Ok(notifier.test().await?)
}
