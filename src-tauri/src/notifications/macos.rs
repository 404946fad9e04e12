//! Notifications of macOS: replaced and withdrawn by name, clicked, and answered where they are.
//!
//! Only an app in its bundle may show any, and the person is asked first. A click is told to the
//! program that showed the notification; what is shown is withdrawn when that ends.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Error, ErrorCode, Result};
use mac_usernotifications::{Action, Notification, NotificationResponse};
use tauri::AppHandle;
use tauri::async_runtime::JoinHandle;
use tokio::sync::Mutex;

use super::{Act, Acted, Key, Shown, Whose, system};

/// The system's own sound of a message.
const SOUND: &str = "Ping";

const OPEN: &str = "open";
const REPLY: &str = "reply";

/// How long the person is waited for who is asked whether notifications may be shown: the next one
/// waits behind this one.
const PATIENCE: Duration = Duration::from_secs(60);

/// macOS's notifications.
pub(super) struct Native {
    acted: Acted,
    installation: String,
    whose: Whose,
    /// What is on screen, each with what waits for the person there.
    on_screen: Mutex<HashMap<Key, JoinHandle<()>>>,
}

impl Native {
    pub(super) fn new(app: &AppHandle, whose: Whose, acted: Acted) -> Self {
        Self {
            acted,
            installation: app.config().identifier.clone(),
            whose,
            on_screen: Mutex::default(),
        }
    }

    pub(super) async fn show(&self, key: Key, shown: Shown) -> Result<()> {
        let asked = mac_usernotifications::request_auth();
        let allowed = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(answer) => answer.map_err(failed)?,
            // Nobody has answered yet.
            Err(_) => false,
        };
        if !allowed {
            return Err(Error::new(
                ErrorCode::Internal,
                "Notifications of this program are switched off in the system's settings.",
            ));
        }
        let mut notification = Notification::new()
            .id(&self.name(&key))
            .title(shown.title)
            .message(shown.body)
            // With a button macOS says when a notification was closed; else that is asked for
            // twice a second.
            .action(Action::button(OPEN, shown.open));
        if let Some(reply) = shown.reply {
            notification = notification.action(Action::reply(REPLY, &reply, &reply, ""));
        }
        if shown.sound {
            notification = notification.sound(SOUND);
        }
        let sent = notification.send().await.map_err(failed)?;
        let acted = Arc::clone(&self.acted);
        let waiting = tauri::async_runtime::spawn({
            let key = key.clone();
            async move {
                // An error is one that another took the place of.
                if let Ok(response) = sent.response().await
                    && let Some(act) = act(&response)
                {
                    acted(key, act);
                }
            }
        });
        if let Some(earlier) = self.on_screen.lock().await.insert(key, waiting) {
            earlier.abort();
        }
        Ok(())
    }

    /// One that an earlier run showed, too.
    pub(super) async fn withdraw(&self, key: &Key) {
        if let Some(waiting) = self.on_screen.lock().await.remove(key) {
            waiting.abort();
        }
        if mac_usernotifications::check_bundle().is_ok() {
            mac_usernotifications::close_delivered(&self.name(key)).await;
        }
    }

    /// Takes back all that is shown: nothing would come of a click once the program has ended.
    pub(super) async fn withdraw_all(&self) {
        let shown: Vec<Key> = self.on_screen.lock().await.keys().cloned().collect();
        for key in shown {
            self.withdraw(&key).await;
        }
    }

    fn name(&self, key: &Key) -> String {
        system::name(&self.installation, self.whose, key)
    }
}

fn act(response: &NotificationResponse) -> Option<Act> {
    if let Some(text) = &response.reply_text {
        return system::answer(text);
    }
    let opened = response.is_default_action() || response.action_identifier == OPEN;
    opened.then_some(Act::Open(None))
}

fn failed(error: mac_usernotifications::Error) -> Error {
    Error::new(
        ErrorCode::Internal,
        "The system refused to show a notification.",
    )
    .with_source(error)
}
