//! The demo: an engine of its own with everything in memory or in a temporary folder, signed in
//! to a made-up company on this computer. It never touches the person's data.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::view::AppPhase;
use domain::{AccountForm, Error, ErrorCode, Result, ServiceKind, Settings, SignInMethod};
use engine::{Engine, EngineConfig, MemorySecrets, Notifier, SecretsBackend};
use sandbox::{Sandbox, SandboxConfig, Size};
use tokio::sync::broadcast::error::RecvError;

use crate::notifications::DesktopNotifier;
use crate::words::Words;

/// A running demo.
pub(crate) struct Demo {
    engine: Arc<Engine>,
    notifier: Arc<DesktopNotifier>,
    sandbox: Sandbox,
    folder: PathBuf,
    dressed: bool,
}

impl Demo {
    /// Starts the made-up company and signs in to it.
    ///
    /// # Errors
    /// If this computer has no free port on loopback, or no room for a temporary folder.
    pub(crate) async fn start(data_dir: &Path, notifier: Arc<DesktopNotifier>) -> Result<Self> {
        let sandbox = Sandbox::start(SandboxConfig {
            size: Size::Demo,
            life: true,
            ..SandboxConfig::default()
        })
        .await
        .map_err(|error| {
            Error::new(ErrorCode::Internal, "The demo could not be started.").with_source(error)
        })?;
        // A demo that was killed may have left its folder.
        let folder = data_dir.join("demo");
        remove(&folder);
        let engine = Engine::start(EngineConfig {
            secrets: SecretsBackend::Memory(MemorySecrets::default()),
            notifier: Arc::clone(&notifier) as Arc<dyn Notifier>,
            demo: true,
            ..EngineConfig::new(folder.clone(), env!("CARGO_PKG_VERSION"))
        });
        let demo = Self {
            engine,
            notifier,
            sandbox,
            folder,
            dressed: false,
        };
        if let Err(error) = demo.sign_in().await {
            demo.stop().await;
            return Err(error);
        }
        Ok(demo)
    }

    async fn sign_in(&self) -> Result<()> {
        self.opened().await?;
        let credentials = self.sandbox.credentials();
        let form = AccountForm {
            server: Some(self.sandbox.url().to_owned()),
            label: Some(Words::spoken().get("demo-company")),
            principal: credentials.login.clone(),
            this_run_only: true,
            ..AccountForm::new(
                ServiceKind::Chathub,
                SignInMethod::Password,
                credentials.password.clone(),
            )
        };
        self.engine.account_add(form).await?;
        Ok(())
    }

    /// Waits until the engine is open.
    async fn opened(&self) -> Result<()> {
        let mut events = self.engine.events();
        loop {
            match self.engine.app_state().await?.phase {
                AppPhase::Ready { .. } => return Ok(()),
                AppPhase::Starting => {}
                AppPhase::NoKeyring { .. } | AppPhase::KeyLost | AppPhase::Failed { .. } => {
                    return Err(Error::new(
                        ErrorCode::Internal,
                        "The demo could not open its temporary folder.",
                    ));
                }
            }
            if let Err(RecvError::Closed) = events.recv().await {
                return Err(Error::new(ErrorCode::Internal, "Switchboard is closing."));
            }
        }
    }

    /// Takes over the looks and the language of these settings, once.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) async fn dress(&mut self, own: &Settings) -> Result<()> {
        if self.dressed {
            return Ok(());
        }
        let settings = Settings {
            language: own.language,
            theme: own.theme,
            density: own.density,
            ..self.engine.settings_get().await?
        };
        self.engine.settings_set(settings).await?;
        self.dressed = true;
        Ok(())
    }

    /// The demo's engine.
    pub(crate) fn engine(&self) -> Arc<Engine> {
        Arc::clone(&self.engine)
    }

    /// Ends it; nothing of it remains.
    pub(crate) async fn stop(self) {
        self.engine.shutdown().await;
        self.notifier.close().await;
        self.sandbox.stop().await;
        remove(&self.folder);
    }
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!("the demo's folder could not be removed: {error}");
    }
}
