//! Notifications through Tauri's plugin, for Windows and macOS.

use domain::{Error, ErrorCode, Result};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;

use super::{Clicked, Key, Shown};

/// The plugin. It can neither replace nor withdraw what it has shown.
pub(super) struct Backend {
    app: AppHandle,
}

impl Backend {
    pub(super) fn new(app: AppHandle, _clicked: Clicked) -> Self {
        Self { app }
    }

    pub(super) async fn show(&self, _key: Key, shown: Shown) -> Result<()> {
        self.app
            .notification()
            .builder()
            .title(shown.title)
            .body(shown.body)
            .show()
            .map_err(|error| {
                Error::new(
                    ErrorCode::Internal,
                    "The system refused to show a notification.",
                )
                .with_source(error)
            })
    }

    pub(super) async fn withdraw(&self, _key: &Key) {}
}
