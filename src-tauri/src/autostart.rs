//! Starting with the desktop. The system's own list of such programs is the truth: the setting
//! follows it at the start, and it follows the setting when the person changes that.

use domain::Settings;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_autostart::ManagerExt as _;

use crate::args::Options;
use crate::host::Host;

/// The plugin that knows each system's list.
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

/// The settings were opened: they say what the system says.
pub(crate) async fn opened(app: &AppHandle) {
    let host = app.state::<Host>();
    let Some((settings, enabled)) = read(app).await else {
        return;
    };
    if settings.autostart != enabled {
        let settings = Settings {
            autostart: enabled,
            ..settings
        };
        if let Err(error) = host.real().settings_set(settings).await {
            tracing::warn!("the autostart setting was not kept: {error}");
        }
    }
}

/// The settings were saved: the system's list follows. Where it can't, the setting goes back.
pub(crate) async fn settings_changed(app: &AppHandle) {
    let Some((settings, enabled)) = read(app).await else {
        return;
    };
    if settings.autostart == enabled {
        return;
    }
    let list = app.autolaunch();
    let changed = if settings.autostart {
        list.enable()
    } else {
        list.disable()
    };
    if let Err(error) = changed {
        tracing::warn!("the system did not change what starts with the desktop: {error}");
        opened(app).await;
    }
}

async fn read(app: &AppHandle) -> Option<(Settings, bool)> {
    let settings = app.state::<Host>().real().settings_get().await.ok()?;
    let enabled = app
        .autolaunch()
        .is_enabled()
        .inspect_err(|error| tracing::warn!("the system does not say what starts with it: {error}"))
        .ok()?;
    Some((settings, enabled))
}
