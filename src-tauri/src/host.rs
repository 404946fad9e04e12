//! What the commands act on: the real engine, or the demo's while it runs.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::{AccountForm, AccountId, AppEvent, ChatId, Result};
use engine::{Engine, WindowState};
use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::error::RecvError;

use crate::demo::Demo;
use crate::notifications::{DesktopNotifier, Whose};
use crate::words::Words;

/// Name of the one event the window listens to.
const EVENT: &str = "app-event";

/// The engines of this run. Invariant: exactly one is current, and only its events reach the
/// window.
pub(crate) struct Host {
    app: AppHandle,
    data_dir: PathBuf,
    real: Arc<Engine>,
    demo: tokio::sync::Mutex<Option<Demo>>,
    current: RwLock<Arc<Engine>>,
    shown_unread: Mutex<Option<u32>>,
    window: Mutex<WindowState>,
}

impl Host {
    /// A host of the real engine. [`Host::follow`] it next.
    pub(crate) fn new(app: AppHandle, data_dir: PathBuf, real: Arc<Engine>) -> Self {
        Self {
            app,
            data_dir,
            current: RwLock::new(Arc::clone(&real)),
            real,
            demo: tokio::sync::Mutex::new(None),
            shown_unread: Mutex::new(None),
            window: Mutex::new(WindowState {
                visible: true,
                focused: false,
            }),
        }
    }

    /// The engine to work with now.
    pub(crate) fn engine(&self) -> Arc<Engine> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// A notification of a chat was clicked: shows the chat in the window. One of the real data
    /// ends the demo.
    pub(crate) async fn open_chat(&self, whose: Whose, chat: ChatId) {
        match whose {
            Whose::Real => {
                self.stop_demo().await;
                self.real.ask_to_open(chat);
            }
            Whose::Demo => {
                if let Some(demo) = self.demo.lock().await.as_ref() {
                    demo.engine().ask_to_open(chat);
                }
            }
        }
    }

    /// The person's folder for downloads; the home folder where there is none.
    pub(crate) fn downloads(&self) -> PathBuf {
        let path = self.app.path();
        path.download_dir()
            .or_else(|_| path.home_dir())
            .unwrap_or_else(|_| std::env::temp_dir())
    }

    /// Switches to the demo, starting it if it doesn't run yet.
    pub(crate) async fn start_demo(&self) -> Result<()> {
        let mut demo = self.demo.lock().await;
        let engine = match demo.as_ref() {
            Some(running) => running.engine(),
            None => {
                let started = Demo::start(
                    &self.data_dir,
                    Arc::new(DesktopNotifier::new(&self.app, Whose::Demo)),
                )
                .await?;
                self.follow(started.engine());
                demo.insert(started).engine()
            }
        };
        self.switch_to(engine);
        Ok(())
    }

    /// Ends the demo and goes back to the real data.
    pub(crate) async fn stop_demo(&self) {
        if let Some(demo) = self.demo.lock().await.take() {
            self.switch_to(Arc::clone(&self.real));
            demo.stop().await;
        }
    }

    /// Signs in to one more account. It is never one of the demo's, which keeps nothing: whoever
    /// signs in is done looking, so the demo ends once the service agreed.
    pub(crate) async fn add_account(&self, form: AccountForm) -> Result<AccountId> {
        let account = self.real.account_add(form).await?;
        self.stop_demo().await;
        Ok(account)
    }

    /// Ends everything: what must be on disk is, when this returns.
    pub(crate) async fn shutdown(&self) {
        if let Some(demo) = self.demo.lock().await.take() {
            demo.stop().await;
        }
        self.real.shutdown().await;
    }

    /// The window was shown, hidden, focused or left.
    pub(crate) fn set_window(&self, window: WindowState) {
        *self.window.lock().unwrap_or_else(PoisonError::into_inner) = window;
        self.engine().set_window(window);
    }

    fn switch_to(&self, engine: Arc<Engine>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&engine);
        let window = *self.window.lock().unwrap_or_else(PoisonError::into_inner);
        engine.set_window(window);
        self.tell(&AppEvent::AppChanged);
        self.tell(&AppEvent::AccountsChanged);
        self.tell(&AppEvent::ChatsChanged);
        self.tell(&AppEvent::SettingsChanged);
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move { app.state::<Self>().show_unread().await });
    }

    fn is_current(&self, engine: &Arc<Engine>) -> bool {
        Arc::ptr_eq(&self.engine(), engine)
    }

    /// Passes an engine's events on to the window for as long as the engine lives.
    pub(crate) fn follow(&self, engine: Arc<Engine>) {
        let app = self.app.clone();
        let mut events = engine.events();
        tauri::async_runtime::spawn(async move {
            loop {
                let event = match events.recv().await {
                    Ok(event) => event,
                    // Too many at once to tell each: everything is read again.
                    Err(RecvError::Lagged(_)) => AppEvent::ChatsChanged,
                    Err(RecvError::Closed) => break,
                };
                let host = app.state::<Self>();
                if host.is_current(&engine) {
                    host.tell(&event);
                    host.show_unread().await;
                }
            }
        });
    }

    fn tell(&self, event: &AppEvent) {
        if let Err(error) = self.app.emit_to("main", EVENT, event) {
            tracing::warn!("the window was not told of a change: {error}");
        }
    }

    /// Puts the unread total into the window's title, if it changed.
    async fn show_unread(&self) {
        let Ok(state) = self.engine().app_state().await else {
            return;
        };
        {
            let mut shown = self
                .shown_unread
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if *shown == Some(state.unread) {
                return;
            }
            *shown = Some(state.unread);
        }
        let words = Words::english();
        let title = if state.unread == 0 {
            words.get("app-name")
        } else {
            words.with("title-unread", [("count", state.unread.into())])
        };
        if let Some(window) = self.app.get_webview_window("main")
            && let Err(error) = window.set_title(&title)
        {
            tracing::warn!("the title could not be set: {error}");
        }
    }
}
