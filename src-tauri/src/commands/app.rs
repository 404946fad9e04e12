//! The program as a whole: its phase, the demo.

use domain::view::AppState;
use tauri::State;

use super::Answer;
use crate::host::Host;

#[tauri::command]
pub(crate) async fn app_state(host: State<'_, Host>) -> Answer<AppState> {
    Ok(host.engine().app_state().await?)
}

#[tauri::command]
pub(crate) async fn app_retry(host: State<'_, Host>) -> Answer<()> {
    Ok(host.engine().app_retry().await?)
}

#[tauri::command]
pub(crate) async fn app_this_run_only(host: State<'_, Host>) -> Answer<()> {
    Ok(host.engine().app_this_run_only().await?)
}

#[tauri::command]
pub(crate) async fn app_start_over(host: State<'_, Host>) -> Answer<()> {
    Ok(host.engine().app_start_over().await?)
}

#[tauri::command]
pub(crate) async fn demo_set(host: State<'_, Host>, on: bool) -> Answer<()> {
    if on {
        Ok(host.start_demo().await?)
    } else {
        host.stop_demo().await;
        Ok(())
    }
}
