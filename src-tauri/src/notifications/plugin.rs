//! Notifications through Tauri's plugin, for Windows and macOS.

use domain::{Error, ErrorCode, Result};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;

use super::{Acted, Key, Shown};

/// The system's own sound of a message.
const SOUND: &str = if cfg!(target_os = "macos") {
    "Ping"
} else {
    "IM"
};

/// The plugin. It can neither replace nor withdraw what it has shown.
pub(super) struct Backend {
    app: AppHandle,
}

impl Backend {
    pub(super) fn new(app: AppHandle, _acted: Acted) -> Self {
        Self { app }
    }

    pub(super) async fn show(&self, _key: Key, shown: Shown) -> Result<()> {
        let mut builder = self
            .app
            .notification()
            .builder()
            .title(shown.title)
            .body(shown.body);
        builder = if shown.sound {
            builder.sound(SOUND)
        } else {
            builder.silent()
        };
        builder.show().map_err(|error| {
            Error::new(
                ErrorCode::Internal,
                "The system refused to show a notification.",
            )
            .with_source(error)
        })
    }

    pub(super) async fn withdraw(&self, _key: &Key) {}

    pub(super) async fn withdraw_all(&self) {}
}
