//! The program as a whole: `app_*` and `service_list`.

use domain::view::{AppPhase, AppState};
use domain::{Error, ErrorCode, Result, ServiceDescriptor};

use crate::Engine;

impl Engine {
    /// The program as a whole. Answers in every phase.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn app_state(&self) -> Result<AppState> {
        let (last_chat, unread) = match self.find_desk() {
            Some(desk) => (
                desk.store.last_chat().await?,
                desk.store.unread_total().await?,
            ),
            None => (None, 0),
        };
        Ok(AppState {
            phase: self.phase(),
            version: self.core.config.version.clone(),
            demo: self.core.config.demo,
            last_chat,
            unread,
        })
    }

    /// Tries the keyring and the databases again. Returns when that ended, either way.
    ///
    /// # Errors
    /// None so far; [`Engine::app_state`] says how it went.
    pub async fn app_retry(&self) -> Result<()> {
        if self.find_desk().is_none() {
            self.set_phase(AppPhase::Starting);
            self.open().await;
        }
        Ok(())
    }

    /// Goes on without a keyring, with databases and secrets that end with this run.
    ///
    /// # Errors
    /// `Invalid` if the program is open already.
    pub async fn app_this_run_only(&self) -> Result<()> {
        let _turn = self.opening.lock().await;
        if self.find_desk().is_some() {
            return Err(already_open());
        }
        self.open_for_this_run().await;
        Ok(())
    }

    /// Puts the old data aside and begins anew.
    ///
    /// # Errors
    /// `Invalid` if the program is open already, `Storage` if the old data can't be moved.
    pub async fn app_start_over(&self) -> Result<()> {
        if self.find_desk().is_some() {
            return Err(already_open());
        }
        self.open_anew().await
    }

    /// The services this program knows, for the sign-in form.
    #[must_use]
    pub fn service_list(&self) -> Vec<ServiceDescriptor> {
        providers::services()
    }
}

fn already_open() -> Error {
    Error::new(ErrorCode::Invalid, "The local data is open already.")
}
