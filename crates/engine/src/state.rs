//! The program as a whole: `app_*` and `service_list`.

use domain::view::{AppPhase, AppState};
use domain::{Error, ErrorCode, Policy, Result, ServiceDescriptor, SignInField};

use crate::Engine;

impl Engine {
    /// The program as a whole. Answers in every phase.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn app_state(&self) -> Result<AppState> {
        let desk = self.find_desk();
        let (last_chat, waiting) = match &desk {
            // Behind the lock there are numbers, but no chats.
            Some(desk) if desk.lock.is_on() => (None, desk.store.waiting_for_me().await?),
            Some(desk) => (
                desk.store.last_chat().await?,
                desk.store.waiting_for_me().await?,
            ),
            None => (None, 0),
        };
        Ok(AppState {
            phase: self.phase(),
            version: self.core.config.version.clone(),
            demo: self.core.config.demo,
            last_chat,
            waiting,
            policy: self.core.config.policy.clone(),
            lock: self.lock_state(),
            mended: desk.and_then(|desk| desk.mended.clone()),
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

    /// Signs out of every account, deletes everything that is kept on this computer, and begins
    /// anew: the way out for who forgot the passphrase.
    ///
    /// # Errors
    /// `Invalid` if the window is not locked, `Storage` if a file can't be deleted, `Keyring` if a secret may be left there; what could
    /// be deleted is.
    pub async fn app_erase(&self) -> Result<()> {
        if !self.is_locked() {
            return Err(Error::new(
                ErrorCode::Invalid,
                "Only what is locked is erased.",
            ));
        }
        self.open_erased().await
    }

    /// The services this program knows, for the sign-in form.
    #[must_use]
    pub fn service_list(&self) -> Vec<ServiceDescriptor> {
        services(&self.core.config.policy)
    }
}

/// The services, with the servers that the administrator chose.
pub(crate) fn services(policy: &Policy) -> Vec<ServiceDescriptor> {
    let mut services = providers::services();
    for service in &mut services {
        if let Some(preset) = policy.servers.get(&service.kind) {
            service.default_server.clone_from(&preset.url);
            service.server_fixed = preset.fixed;
            let more = service.methods.iter_mut().flat_map(|it| &mut it.more);
            for asked in more.filter(|it| it.field == SignInField::TokenUrl) {
                if let Some(address) = &preset.token_url {
                    asked.default.clone_from(address);
                }
            }
        }
    }
    services
}

fn already_open() -> Error {
    Error::new(ErrorCode::Invalid, "The local data is open already.")
}
