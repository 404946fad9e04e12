//! Notifications over D-Bus, as the desktop specification has them: replaced by id, withdrawn,
//! clicked, heard, and answered where the desktop takes answers. (The plugin can do none of it here.)

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Error, ErrorCode, Result};
use futures_util::StreamExt as _;
use tokio::sync::Mutex;
use zbus::zvariant::Value;

use super::{Act, Acted, Key, Shown};

/// <https://specifications.freedesktop.org/notification-spec/latest/protocol.html>
#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the specification has that many")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    fn close_notification(&self, id: u32) -> zbus::Result<()>;

    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;

    /// An answer that was written into a notification. Not of the specification; KDE and others
    /// have it, and say so with the capability `inline-reply`.
    #[zbus(signal)]
    fn notification_replied(&self, id: u32, text: &str) -> zbus::Result<()>;
}

/// What is on screen, by daemon's id.
type OnScreen = Arc<Mutex<HashMap<Key, u32>>>;

/// The daemon that is there now, if any.
type Daemon = Arc<Mutex<Option<Connected>>>;

/// A connection to the desktop's notification daemon, made when first needed.
pub(super) struct Backend {
    acted: Acted,
    on_screen: OnScreen,
    connected: Daemon,
}

#[derive(Clone)]
struct Connected {
    proxy: NotificationsProxy<'static>,
    markup: bool,
    replies: bool,
}

/// How long the daemon is waited for: one that hangs would hold up all that is to be shown.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longest answer that is taken from the daemon, in bytes.
const LONGEST_REPLY: usize = 64 * 1024;

impl Backend {
    pub(super) fn new(acted: Acted) -> Self {
        Self {
            acted,
            on_screen: OnScreen::default(),
            connected: Daemon::default(),
        }
    }

    pub(super) async fn show(&self, key: Key, shown: Shown) -> Result<()> {
        let daemon = self.daemon().await?;
        let mut on_screen = self.on_screen.lock().await;
        let replaces = on_screen.get(&key).copied().unwrap_or(0);
        let body = if daemon.markup {
            escaped(&shown.body)
        } else {
            shown.body
        };
        let mut hints = HashMap::from([
            ("desktop-entry", Value::from("Switchboard")),
            ("category", Value::from("im.received")),
        ]);
        if shown.sound {
            hints.insert("sound-name", Value::from("message-new-instant"));
        } else {
            hints.insert("suppress-sound", Value::from(true));
        }
        let mut actions = vec!["default", shown.open.as_str()];
        if let Some(reply) = shown.reply.as_deref().filter(|_| daemon.replies) {
            actions.extend(["inline-reply", reply]);
        }
        let sent = daemon
            .proxy
            .notify(
                "Switchboard",
                replaces,
                "switchboard",
                &shown.title,
                &body,
                &actions,
                hints,
                -1,
            )
            .await;
        match sent {
            Ok(id) => {
                on_screen.insert(key, id);
                Ok(())
            }
            Err(error) => {
                // The daemon may have been restarted: the next one connects anew.
                *self.connected.lock().await = None;
                Err(failed(error))
            }
        }
    }

    pub(super) async fn withdraw(&self, key: &Key) {
        let Some(id) = self.on_screen.lock().await.remove(key) else {
            return;
        };
        let Ok(daemon) = self.daemon().await else {
            return;
        };
        if let Err(error) = daemon.proxy.close_notification(id).await {
            // The person may have closed it at this very moment.
            tracing::debug!("a notification could not be withdrawn: {error}");
        }
    }

    /// Takes back all that is shown: nothing would come of a click once the program has ended.
    pub(super) async fn withdraw_all(&self) {
        let shown: Vec<Key> = self.on_screen.lock().await.keys().cloned().collect();
        for key in shown {
            self.withdraw(&key).await;
        }
    }

    async fn daemon(&self) -> Result<Connected> {
        let mut connected = self.connected.lock().await;
        if let Some(daemon) = connected.as_ref() {
            return Ok(daemon.clone());
        }
        let daemon = async {
            let session = zbus::connection::Builder::session()?
                .method_timeout(PATIENCE)
                .build()
                .await?;
            self.connect(&session).await
        }
        .await
        .map_err(failed)?;
        Ok(connected.insert(daemon).clone())
    }

    async fn connect(&self, session: &zbus::Connection) -> zbus::Result<Connected> {
        let proxy = NotificationsProxy::new(session).await?;
        let capabilities = proxy.get_capabilities().await?;
        let has = |wanted: &str| capabilities.iter().any(|capability| capability == wanted);
        let (markup, replies) = (has("body-markup"), has("inline-reply"));
        let mut owners = proxy.inner().receive_owner_changed().await?;
        let mut invoked = proxy.receive_action_invoked().await?;
        let mut replied = proxy.receive_notification_replied().await?;
        let mut closed = proxy.receive_notification_closed().await?;
        let acted = Arc::clone(&self.acted);
        let on_screen = Arc::clone(&self.on_screen);
        let connected = Arc::clone(&self.connected);
        tauri::async_runtime::spawn(async move {
            loop {
                tokio::select! {
                    Some(signal) = invoked.next() => {
                        let Ok(args) = signal.args() else { continue };
                        let key = key_of(&on_screen, args.id).await;
                        if let Some(key) = key && args.action_key == "default" {
                            acted(key, Act::Open);
                        }
                    }
                    Some(signal) = replied.next() => {
                        let Ok(args) = signal.args() else { continue };
                        let key = key_of(&on_screen, args.id).await;
                        let text = args.text.trim();
                        let fits = !text.is_empty() && text.len() <= LONGEST_REPLY;
                        if let Some(key) = key && fits {
                            acted(key, Act::Reply(text.to_owned()));
                        }
                    }
                    Some(signal) = closed.next() => {
                        let Ok(args) = signal.args() else { continue };
                        on_screen.lock().await.retain(|_, id| *id != args.id);
                    }
                    // Another daemon has other abilities, shows nothing of ours, and counts anew:
                    // its numbers are other programs' notifications.
                    Some(_) = owners.next() => {
                        *connected.lock().await = None;
                        on_screen.lock().await.clear();
                        break;
                    }
                    else => break,
                }
            }
        });
        Ok(Connected {
            proxy,
            markup,
            replies,
        })
    }
}

async fn key_of(on_screen: &OnScreen, id: u32) -> Option<Key> {
    let on_screen = on_screen.lock().await;
    on_screen
        .iter()
        .find(|(_, shown)| **shown == id)
        .map(|(key, _)| key.clone())
}

/// Foreign text must not become the daemon's markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn failed(error: zbus::Error) -> Error {
    Error::new(
        ErrorCode::Internal,
        "The desktop shows no notifications: its notification service does not answer.",
    )
    .with_source(error)
}

#[cfg(test)]
mod tests;
