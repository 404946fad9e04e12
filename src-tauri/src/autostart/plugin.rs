//! The list of what starts with the desktop on Windows and macOS, through Tauri's plugin.

use std::sync::Once;

use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt as _;

use crate::args::Options;
use crate::installed::{self, Installed};

/// The plugin.
pub(crate) fn plugin(options: &Options, name: &str) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let mut args = vec!["--minimized".to_owned()];
    if let Some(dir) = &options.data_dir {
        args.push("--data-dir".to_owned());
        args.push(dir.display().to_string());
    }
    tauri_plugin_autostart::Builder::new()
        .app_name(name)
        .args(args)
        .build()
}

/// Puts the program on the list, or takes it off.
pub(super) fn set(app: &AppHandle, on: bool) -> Result<(), String> {
    let list = app.autolaunch();
    let changed = if on { list.enable() } else { list.disable() };
    changed.map_err(|error| error.to_string())
}

/// Whether it is on the list.
pub(super) fn is_on(app: &AppHandle) -> Result<bool, String> {
    app.autolaunch()
        .is_enabled()
        .map_err(|error| error.to_string())
}

/// What stands on the list starts the program where it is now: an app may be moved. Once in a run;
/// a build of somebody's own takes no place from what is installed.
pub(super) fn mend(app: &AppHandle) -> Result<(), String> {
    static MENDED: Once = Once::new();
    let mut mended = Ok(());
    MENDED.call_once(|| {
        if installed::kind() == Installed::Bundle && is_on(app) == Ok(true) {
            mended = set(app, true);
        }
    });
    mended
}
