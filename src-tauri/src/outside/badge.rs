//! The number on the program's icon in the dock or taskbar, where the desktop has one.

use tauri::AppHandle;
#[cfg(not(target_os = "linux"))]
use tauri::Manager as _;

/// The icon's number.
#[derive(Debug, Default)]
pub(super) struct Badge {
    #[cfg(target_os = "linux")]
    session: Option<zbus::Connection>,
}

#[cfg(target_os = "linux")]
impl Badge {
    /// Tells docks and taskbars that follow the launcher interface (KDE, Unity, Dash to Dock).
    /// Where none listens nothing happens.
    /// <https://wiki.ubuntu.com/Unity/LauncherAPI>
    pub(super) async fn show(&mut self, _app: &AppHandle, waiting: u32) {
        if let Err(error) = self.update(waiting).await {
            tracing::debug!("the dock was not told the count: {error}");
            self.session = None;
        }
    }

    async fn update(&mut self, waiting: u32) -> zbus::Result<()> {
        use std::collections::HashMap;
        use zbus::zvariant::Value;

        let session = match &self.session {
            Some(session) => session,
            None => self.session.insert(zbus::Connection::session().await?),
        };
        let properties = HashMap::from([
            ("count", Value::from(i64::from(waiting))),
            ("count-visible", Value::from(waiting > 0)),
        ]);
        session
            .emit_signal(
                None::<zbus::names::BusName<'_>>,
                "/app/switchboard/desktop/launcher",
                "com.canonical.Unity.LauncherEntry",
                "Update",
                &("application://Switchboard.desktop", properties),
            )
            .await
    }
}

#[cfg(target_os = "macos")]
impl Badge {
    pub(super) async fn show(&mut self, app: &AppHandle, waiting: u32) {
        let count = (waiting > 0).then_some(i64::from(waiting));
        if let Some(window) = app.get_webview_window("main")
            && let Err(error) = window.set_badge_count(count)
        {
            tracing::debug!("the dock was not told the count: {error}");
        }
    }
}

#[cfg(windows)]
impl Badge {
    /// Windows has no numbers on its taskbar, but small pictures: ours is the count itself.
    pub(super) async fn show(&mut self, app: &AppHandle, waiting: u32) {
        let overlay = (waiting > 0).then(|| super::icon::overlay(waiting));
        if let Some(window) = app.get_webview_window("main")
            && let Err(error) = window.set_overlay_icon(overlay)
        {
            tracing::debug!("the taskbar was not told the count: {error}");
        }
    }
}
