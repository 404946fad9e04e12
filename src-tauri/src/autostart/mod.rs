//! Starting with the desktop. The system's own list of such programs is the truth: the setting
//! follows it at the start, and it follows the setting when the person changes that.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod list;
#[cfg(not(target_os = "linux"))]
#[path = "plugin.rs"]
mod list;

use domain::Settings;
use tauri::{AppHandle, Manager as _};

pub(crate) use self::list::plugin;
use crate::host::Host;

/// The settings were opened: they say what the system says.
pub(crate) async fn opened(app: &AppHandle) {
    let host = app.state::<Host>();
    if let Err(error) = list::mend(app) {
        tracing::warn!("what starts with the desktop may be gone: {error}");
    }
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
    if let Err(error) = list::set(app, settings.autostart) {
        tracing::warn!("the system did not change what starts with the desktop: {error}");
        opened(app).await;
    }
}

async fn read(app: &AppHandle) -> Option<(Settings, bool)> {
    let settings = app.state::<Host>().real().settings_get().await.ok()?;
    let enabled = list::is_on(app)
        .inspect_err(|error| tracing::warn!("the system does not say what starts with it: {error}"))
        .ok()?;
    Some((settings, enabled))
}
