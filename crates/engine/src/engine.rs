//! The engine: what the front end's commands are methods of.

use std::sync::{Arc, PoisonError, RwLock};

use domain::view::AppPhase;
use domain::{AppEvent, Error, ErrorCode, Result};
use tokio::sync::broadcast;

use crate::config::{EngineConfig, Jitter};
use crate::desk::{Core, Desk};
use crate::events::Events;
use crate::folder_hold::FolderHold;
use crate::notify::{Notification, NotificationKind};
use crate::screen::{Screen, WindowState};

/// Everything the program does, without a window. Cheap to share; [`Engine::shutdown`] ends it.
pub struct Engine {
    pub(crate) core: Arc<Core>,
    stage: RwLock<Stage>,
    /// Held while opening, so that two tries never interleave. In it what keeps other programs from
    /// the data folder, once this one has it.
    pub(crate) opening: tokio::sync::Mutex<Option<FolderHold>>,
}

/// How far opening has come.
struct Stage {
    phase: AppPhase,
    desk: Option<Arc<Desk>>,
    over: bool,
}

impl Engine {
    /// Starts and returns at once; the keyring, the databases and the accounts are opened in the
    /// background, and [`Engine::app_state`] says how far that has come. Must be called within a
    /// tokio runtime.
    #[must_use]
    pub fn start(config: EngineConfig) -> Arc<Self> {
        let engine = Arc::new(Self {
            core: Arc::new(Core {
                events: Events::start(config.pace.events),
                jitter: Jitter::new(config.seed),
                screen: Screen::new(),
                config,
            }),
            stage: RwLock::new(Stage {
                phase: AppPhase::Starting,
                desk: None,
                over: false,
            }),
            opening: tokio::sync::Mutex::default(),
        });
        tokio::spawn({
            let engine = Arc::clone(&engine);
            async move { engine.open().await }
        });
        engine
    }

    /// What changes from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.core.events.subscribe()
    }

    /// The window was shown, hidden, focused or left.
    pub fn set_window(&self, window: WindowState) {
        self.core.screen.set_window(window);
    }

    /// Shows a notification for the person to see that they arrive.
    pub fn notification_test(&self) {
        self.core.config.notifier.show(Notification {
            chat: None,
            kind: NotificationKind::Test,
            sound: true,
            again: false,
            answerable: false,
        });
    }

    /// Asks the front end to open a chat: a notification or a link was clicked.
    pub fn ask_to_open(&self, chat: domain::ChatId) {
        self.core.events.emit(AppEvent::OpenChat { chat });
    }

    /// Stops every task and folds the databases together. Commands answer an error afterwards.
    pub async fn shutdown(&self) {
        let desk = {
            let mut stage = self.stage.write().unwrap_or_else(PoisonError::into_inner);
            stage.over = true;
            stage.desk.take()
        };
        if let Some(desk) = desk {
            desk.close().await;
        }
        // While it is still being opened, the hold goes with the engine.
        if let Ok(mut hold) = self.opening.try_lock() {
            *hold = None;
        }
    }

    /// What is open.
    ///
    /// # Errors
    /// `Storage` while nothing is.
    pub(crate) fn desk(&self) -> Result<Arc<Desk>> {
        let stage = self.stage.read().unwrap_or_else(PoisonError::into_inner);
        stage.desk.clone().ok_or_else(|| match &stage.phase {
            _ if stage.over => Error::new(ErrorCode::Storage, "Switchboard is closing."),
            AppPhase::NoKeyring { error } | AppPhase::Failed { error, .. } => {
                Error::new(error.code, error.message.clone())
            }
            AppPhase::KeyLost => Error::new(
                ErrorCode::Keyring,
                "The key of the local data is not in the system's keyring.",
            ),
            AppPhase::Starting | AppPhase::Ready { .. } => {
                Error::new(ErrorCode::Storage, "Switchboard is still starting.")
            }
        })
    }

    pub(crate) fn find_desk(&self) -> Option<Arc<Desk>> {
        let stage = self.stage.read().unwrap_or_else(PoisonError::into_inner);
        stage.desk.clone()
    }

    pub(crate) fn phase(&self) -> AppPhase {
        let stage = self.stage.read().unwrap_or_else(PoisonError::into_inner);
        stage.phase.clone()
    }

    pub(crate) fn set_phase(&self, phase: AppPhase) {
        let mut stage = self.stage.write().unwrap_or_else(PoisonError::into_inner);
        stage.phase = phase;
        drop(stage);
        self.core.events.emit(AppEvent::AppChanged);
    }

    /// Takes the desk away: the program opens anew.
    pub(crate) fn clear_desk(&self) {
        let mut stage = self.stage.write().unwrap_or_else(PoisonError::into_inner);
        stage.desk = None;
        stage.phase = AppPhase::Starting;
        drop(stage);
        self.core.events.emit(AppEvent::AppChanged);
    }

    /// Puts the desk in its place; false if the engine was shut down meanwhile.
    pub(crate) fn set_desk(&self, desk: &Arc<Desk>) -> bool {
        let mut stage = self.stage.write().unwrap_or_else(PoisonError::into_inner);
        if stage.over {
            return false;
        }
        stage.phase = AppPhase::Ready {
            this_run_only: desk.this_run_only,
        };
        stage.desk = Some(Arc::clone(desk));
        drop(stage);
        self.core.events.emit(AppEvent::AppChanged);
        true
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine")
            .field("phase", &self.phase())
            .finish_non_exhaustive()
    }
}
