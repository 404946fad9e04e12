//! Whether the tray can be seen. On Linux a panel shows it, and panels come late at login, crash, and
//! are switched off: the window, where only the tray leads to it, then waits in the taskbar, and goes
//! back into the tray with the next panel.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, Manager as _};

/// The window waits in the taskbar only because there is no tray.
static PARKED: AtomicBool = AtomicBool::new(false);

/// Puts the window into the taskbar in place of the tray.
pub(crate) fn park(app: &AppHandle) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    PARKED.store(true, Ordering::Relaxed);
    for result in [window.minimize(), window.show()] {
        if let Err(error) = result {
            tracing::warn!("the window could not be put into the taskbar: {error}");
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use futures_util::StreamExt as _;
    use tauri::Manager as _;
    use zbus::proxy::CacheProperties;

    use super::{AppHandle, Ordering, PARKED, park};

    /// How long the desktop is waited for.
    const PATIENCE: Duration = Duration::from_secs(1);

    /// <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/>
    #[zbus::proxy(
        interface = "org.kde.StatusNotifierWatcher",
        default_service = "org.kde.StatusNotifierWatcher",
        default_path = "/StatusNotifierWatcher",
        gen_blocking = false
    )]
    trait Watcher {
        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> zbus::Result<bool>;

        #[zbus(signal)]
        fn status_notifier_host_registered(&self) -> zbus::Result<()>;

        #[zbus(signal)]
        fn status_notifier_host_unregistered(&self) -> zbus::Result<()>;
    }

    async fn watcher() -> zbus::Result<WatcherProxy<'static>> {
        let session = zbus::Connection::session().await?;
        WatcherProxy::builder(&session)
            .cache_properties(CacheProperties::No)
            .build()
            .await
    }

    /// Whether an icon in the tray can be seen: only where a desktop shows such icons.
    pub(crate) async fn is_shown() -> bool {
        let asked = async { watcher().await?.is_status_notifier_host_registered().await };
        matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(true)))
    }

    /// Keeps a way to the window, whatever becomes of the tray.
    pub(crate) fn follow(app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = heed(&app).await {
                tracing::debug!("nothing tells whether there is a tray: {error}");
            }
        });
    }

    async fn heed(app: &AppHandle) -> zbus::Result<()> {
        let watcher = watcher().await?;
        let mut owners = watcher.inner().receive_owner_changed().await?;
        let mut came = watcher.receive_status_notifier_host_registered().await?;
        let mut went = watcher.receive_status_notifier_host_unregistered().await?;
        loop {
            tokio::select! {
                Some(_) = owners.next() => {}
                Some(_) = came.next() => {}
                Some(_) = went.next() => {}
                else => return Ok(()),
            }
            changed(app, is_shown().await);
        }
    }

    fn changed(app: &AppHandle, shown: bool) {
        let Some(window) = app.get_webview_window("main") else {
            return;
        };
        if !shown {
            if !window.is_visible().unwrap_or(true) {
                tracing::info!("the tray has gone: the window waits in the taskbar");
                park(app);
            }
        } else if PARKED.swap(false, Ordering::Relaxed) && window.is_minimized().unwrap_or(false) {
            tracing::info!("there is a tray: the window goes into it");
            crate::app::hide_window(app);
        }
    }
}

#[cfg(target_os = "linux")]
pub(crate) use linux::{follow, is_shown};

/// Whether an icon in the tray can be seen: always here.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn is_shown() -> bool {
    true
}

/// The tray stays.
#[cfg(not(target_os = "linux"))]
pub(crate) fn follow(_app: &AppHandle) {}
