//! What shows of the program outside its window: the title, the tray, the badge on its icon. All
//! three come from one [`Summary`], which is read again whenever something changed.

mod badge;
mod icon;
mod tray;
mod watcher;

use std::sync::Arc;
use std::time::Duration;

use domain::view::{AccountState, LockState};
use domain::{Language, Settings, Timestamp};
use tauri::{AppHandle, Manager as _};
use tokio::sync::Notify;

use crate::host::Host;
use crate::words::{self, Words};
use badge::Badge;
use tray::Tray;

pub(crate) use watcher::{is_shown as tray_is_shown, park};

/// Time between two readings: a burst of changes is shown once.
const GATHER: Duration = Duration::from_millis(200);

/// What is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Summary {
    /// In which language; nothing before there is anything to show.
    language: Option<Language>,
    /// Chats that wait for the person.
    waiting: u32,
    /// Until when nobody is to be disturbed.
    quiet_until: Option<Timestamp>,
    locking: Locking,
    accounts: Vec<AccountLine>,
}

/// Whether the window is locked or can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Locking {
    /// There is no passphrase.
    #[default]
    Impossible,
    Possible,
    Locked,
}

/// An account in the tray's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
struct AccountLine {
    label: String,
    state: State,
    unread: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Connecting,
    Online,
    Trouble,
    SignInAgain,
}

/// Where changes go in. Cheap to share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outside(Arc<Notify>);

impl Outside {
    /// Something changed that may show.
    pub(crate) fn touch(&self) {
        self.0.notify_one();
    }

    /// Shows the state from now on, for as long as the program runs. To be called on the main
    /// thread, where trays are made.
    pub(crate) fn start(&self, app: &AppHandle) {
        watcher::follow(app);
        let changed = Arc::clone(&self.0);
        let mut shown = Shown::new(app);
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            loop {
                let summary = summary(&app.state::<Host>()).await;
                // Do-not-disturb ends by itself, without an event.
                let over = summary
                    .quiet_until
                    .map(|until| until.since(Timestamp::now()));
                if let Some(waiting) = shown.show(&app, summary) {
                    shown.badge.show(&app, waiting).await;
                }
                tokio::time::sleep(GATHER).await;
                match over {
                    Some(over) => {
                        // Whichever comes first.
                        let _ = tokio::time::timeout(over, changed.notified()).await;
                    }
                    None => changed.notified().await,
                }
            }
        });
    }
}

/// What stands on the screen now.
struct Shown {
    tray: Option<Tray>,
    badge: Badge,
    summary: Option<Summary>,
}

impl Shown {
    fn new(app: &AppHandle) -> Self {
        let tray = Tray::new(app)
            .inspect_err(|error| tracing::warn!("there is no tray icon: {error}"))
            .ok();
        Self {
            tray,
            badge: Badge::default(),
            summary: None,
        }
    }

    /// Shows it in the title and the tray. Gives back how many chats wait if that is another number.
    fn show(&mut self, app: &AppHandle, summary: Summary) -> Option<u32> {
        let words = Words::spoken();
        let shown = self.summary.as_ref().map(|summary| summary.waiting);
        let waiting = (shown != Some(summary.waiting)).then_some(summary.waiting);
        if waiting.is_some() {
            let title = title(&words, summary.waiting);
            if let Some(window) = app.get_webview_window("main")
                && let Err(error) = window.set_title(&title)
            {
                tracing::warn!("the title could not be set: {error}");
            }
        }
        if let Some(tray) = &mut self.tray
            && let Err(error) = tray.show(app, &words, &summary)
        {
            tracing::warn!("the tray icon could not be changed: {error}");
        }
        self.summary = Some(summary);
        waiting
    }
}

/// What there is to show, and in which language. An engine that has not opened its data shows nothing.
async fn summary(host: &Host) -> Summary {
    let engine = host.engine();
    let Ok(state) = engine.app_state().await else {
        return Summary::default();
    };
    let lock = host.real().lock_state();
    let accounts = if lock.locked {
        // Names are the person's alone.
        Vec::new()
    } else {
        engine.account_list().await.unwrap_or_default()
    };
    let settings = engine.settings_get().await.unwrap_or_default();
    words::speak(settings.language);
    Summary {
        language: Some(words::spoken()),
        waiting: state.waiting,
        quiet_until: quiet_until(&settings, Timestamp::now()),
        locking: match lock {
            LockState { locked: true, .. } => Locking::Locked,
            LockState { set: true, .. } => Locking::Possible,
            LockState { .. } => Locking::Impossible,
        },
        accounts: accounts
            .into_iter()
            .map(|account| AccountLine {
                label: account.label,
                state: match account.health.state {
                    AccountState::Connecting => State::Connecting,
                    AccountState::Online => State::Online,
                    AccountState::Trouble { .. } => State::Trouble,
                    AccountState::SignInAgain { .. } => State::SignInAgain,
                },
                unread: account.unread,
            })
            .collect(),
    }
}

fn quiet_until(settings: &Settings, now: Timestamp) -> Option<Timestamp> {
    settings.quiet_until.filter(|until| *until > now)
}

fn title(words: &Words, waiting: u32) -> String {
    if waiting == 0 {
        words.get("app-name")
    } else {
        words.with("title-waiting", [("count", waiting.into())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_counts_what_waits() {
        let words = Words::of(Language::En);
        assert_eq!(title(&words, 0), "Switchboard", "nothing to count");
        assert_eq!(title(&words, 3), "(3) Switchboard", "the number first");
    }

    #[test]
    fn a_do_not_disturb_that_is_over_does_not_show() {
        let settings = Settings {
            quiet_until: Some(Timestamp(1000)),
            ..Settings::default()
        };
        assert_eq!(
            quiet_until(&settings, Timestamp(999)),
            Some(Timestamp(1000)),
            "still on"
        );
        assert_eq!(quiet_until(&settings, Timestamp(1000)), None, "over");
    }
}
