//! What the desktop's notification daemon (dunst) was told. The private desktop has it write every
//! notification down; see `xtask/src/desktop.rs`.

use std::path::PathBuf;

use tokio::process::Command;

use crate::{Failure, Outcome, wait::until};

/// A notification as the daemon got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The daemon's number for it; a replacement keeps its predecessor's.
    pub id: String,
    /// Who sent it.
    pub app: String,
    /// Its first line.
    pub summary: String,
    /// The rest.
    pub body: String,
}

/// The notifications from a moment on.
#[derive(Debug, Clone)]
pub struct Notifications {
    log: PathBuf,
    seen: usize,
}

impl Notifications {
    /// Those that come from now on.
    ///
    /// # Errors
    /// Outside the private desktop.
    pub fn from_now() -> Outcome<Self> {
        let log = std::env::var_os("SWITCHBOARD_NOTIFICATIONS")
            .ok_or_else(|| Failure("there is no private desktop here".to_owned()))?;
        let mut notifications = Self {
            log: log.into(),
            seen: 0,
        };
        notifications.seen = notifications.all()?.len();
        Ok(notifications)
    }

    /// Those that came.
    ///
    /// # Errors
    /// When the record can't be read.
    pub fn list(&self) -> Outcome<Vec<Notification>> {
        Ok(self.all()?.split_off(self.seen))
    }

    /// Waits for the first that satisfies `check`.
    ///
    /// # Errors
    /// When none comes in time.
    pub async fn wait(
        &self,
        what: &str,
        check: impl Fn(&Notification) -> bool,
    ) -> Outcome<Notification> {
        until(&format!("a notification {what}"), async || {
            let list = self.list()?;
            if let Some(found) = list.iter().find(|notification| check(notification)) {
                return Ok(Some(found.clone()));
            }
            Err(Failure(format!("there came {list:?}")))
        })
        .await
    }

    /// Waits until none is on screen any more.
    ///
    /// # Errors
    /// When one stays.
    pub async fn wait_withdrawn(&self) -> Outcome {
        until("the notification is withdrawn", async || {
            let shown = dunstctl(&["count", "displayed"]).await?;
            Ok((shown.trim() == "0").then_some(()))
        })
        .await
    }

    /// Takes all off the screen, as a person does who does not care.
    ///
    /// # Errors
    /// When the daemon is gone.
    pub async fn dismiss_all() -> Outcome {
        dunstctl(&["close-all"]).await.map(drop)
    }

    /// Clicks the newest one.
    ///
    /// # Errors
    /// When the daemon is gone.
    pub async fn click(&self) -> Outcome {
        dunstctl(&["action", "0"]).await.map(drop)
    }

    fn all(&self) -> Outcome<Vec<Notification>> {
        let text = std::fs::read_to_string(&self.log)?;
        let parse = |record: &str| {
            let mut fields = record.split('\u{1f}').map(str::to_owned);
            Some(Notification {
                id: fields.next()?,
                app: fields.next()?,
                summary: fields.next()?,
                body: fields.next()?,
            })
        };
        // What follows the last separator is being written.
        let complete = text
            .rsplit_once('\u{1e}')
            .map_or("", |(complete, _)| complete);
        Ok(complete.split('\u{1e}').filter_map(parse).collect())
    }
}

async fn dunstctl(arguments: &[&str]) -> Outcome<String> {
    let output = Command::new("dunstctl").args(arguments).output().await?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Failure(format!(
        "dunstctl {arguments:?}: {}",
        output.status
    )))
}
