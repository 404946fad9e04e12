//! Settings.

use domain::Settings;
use tauri::State;

use super::{Answer, LONGEST_TEXT, whole};
use crate::host::Host;

#[tauri::command]
pub(crate) async fn settings_get(host: State<'_, Host>) -> Answer<Settings> {
    Ok(host.engine().settings_get().await?)
}

#[tauri::command]
pub(crate) async fn settings_set(host: State<'_, Host>, settings: Settings) -> Answer<()> {
    // Keys are texts that the window makes.
    whole(&settings, LONGEST_TEXT)?;
    Ok(host.engine().settings_set(settings).await?)
}
