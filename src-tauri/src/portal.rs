//! Whether the desktop is dark, as its portal says. The portal may be missing, slow or hung: the
//! window waits for it no longer than nobody notices, and what comes later is shown later.

use std::time::Duration;

use futures_util::StreamExt as _;
use tauri::{AppHandle, Manager as _, Theme};
use tokio::sync::watch;
use zbus::zvariant::{OwnedValue, Value};

use crate::host::Host;

/// How long the window waits, so that it opens in its own colours.
const PATIENCE: Duration = Duration::from_millis(100);

const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html>
#[zbus::proxy(
    interface = "org.freedesktop.portal.Settings",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop",
    gen_blocking = false
)]
trait Portal {
    fn read(&self, namespace: &str, key: &str) -> zbus::Result<OwnedValue>;

    #[zbus(signal)]
    fn setting_changed(&self, namespace: &str, key: &str, value: Value<'_>) -> zbus::Result<()>;
}

/// What the portal says, once it does.
#[derive(Debug)]
pub(crate) struct Colours(watch::Receiver<Option<Theme>>);

impl Colours {
    /// Asks the portal, without waiting.
    pub(crate) fn ask() -> Self {
        let (sender, said) = watch::channel(None);
        tauri::async_runtime::spawn(async move {
            match follow(&sender).await {
                Ok(()) => {}
                // Most desktops without a portal have GTK's own settings.
                Err(error) => tracing::debug!("the desktop says nothing of its colours: {error}"),
            }
        });
        Self(said)
    }

    /// Has the window open in the theme that is known by now. (What a window is built with is not
    /// looked at here; the program's own theme is.)
    pub(crate) async fn first(&mut self, app: &AppHandle) {
        // Neither too late nor never is an error.
        let _ = tokio::time::timeout(PATIENCE, self.0.changed()).await;
        let theme = *self.0.borrow_and_update();
        if theme.is_some() {
            app.set_theme(theme);
        }
    }

    /// Shows what is said from now on.
    pub(crate) fn show(mut self, app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            while self.0.changed().await.is_ok() {
                app.set_theme(*self.0.borrow_and_update());
                app.state::<Host>().touch_outside();
            }
        });
    }
}

async fn follow(said: &watch::Sender<Option<Theme>>) -> zbus::Result<()> {
    let session = zbus::Connection::session().await?;
    let portal = PortalProxy::new(&session).await?;
    let mut changed = portal.receive_setting_changed().await?;
    // One that fails to answer now may tell of a change later.
    let now = portal.read(NAMESPACE, KEY).await;
    said.send_replace(now.ok().and_then(|now| theme(&now)));
    while let Some(signal) = changed.next().await {
        let Ok(args) = signal.args() else { continue };
        if args.namespace == NAMESPACE && args.key == KEY {
            said.send_replace(theme(&args.value));
        }
    }
    Ok(())
}

/// The theme behind a number, however often that is wrapped. Without a preference, or with one that
/// is not known, it is GTK's own.
fn theme(value: &Value<'_>) -> Option<Theme> {
    match value {
        Value::Value(inner) => theme(inner),
        Value::U32(1) => Some(Theme::Dark),
        Value::U32(2) => Some(Theme::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preference_is_a_number_however_it_is_wrapped() {
        let wrapped = |number: u32| Value::Value(Box::new(Value::from(number)));
        for (value, expected) in [
            (Value::from(1_u32), Some(Theme::Dark)),
            (wrapped(1), Some(Theme::Dark)),
            (Value::Value(Box::new(wrapped(2))), Some(Theme::Light)),
            (wrapped(0), None),
            (wrapped(7), None),
            (Value::from("dark"), None),
            (Value::from(-1_i32), None),
        ] {
            assert_eq!(theme(&value), expected, "{value:?}");
        }
    }
}
