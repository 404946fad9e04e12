//! The app, opened in its window.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use thirtyfour::{By, WebDriver};
use tokio::sync::Mutex;

use crate::{
    Failure, Found, Name, Outcome, Scope,
    driver::Driver,
    keys,
    process::{self, Pid},
    stage,
    wait::until,
    window::Window,
};

/// How the app is opened.
#[derive(Debug, Clone)]
pub struct Launch {
    data_dir: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    log: PathBuf,
}

impl Launch {
    /// With its data in `data_dir`; what it and the driver print goes to `log`.
    #[must_use]
    pub fn new(data_dir: &Path, log: &Path) -> Self {
        Self {
            data_dir: data_dir.to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            log: log.to_owned(),
        }
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// With an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// In the system's dark theme.
    #[must_use]
    pub fn dark(self) -> Self {
        self.env("GTK_THEME", "Adwaita:dark")
    }
}

/// The app in its window. It lives as long as its [`Stage`](crate::Stage), unless it is closed or
/// killed, so that a failed test leaves something to look at.
#[derive(Debug)]
pub struct App {
    session: WebDriver,
    process: Process,
    window: Window,
}

/// A running app and its driver, as the stage keeps them.
#[derive(Debug, Clone)]
pub(crate) struct Process {
    pid: Pid,
    driver: Arc<Mutex<Option<Driver>>>,
}

impl Process {
    /// Ends both. Nothing happens when they have ended.
    pub(crate) async fn end(&self) -> Outcome {
        if self.pid.is_alive() {
            self.pid.signal("KILL").await?;
        }
        self.pid.ended().await?;
        match self.driver.lock().await.take() {
            Some(driver) => driver.end().await,
            None => Ok(()),
        }
    }
}

impl App {
    /// Opens it and waits for its page.
    ///
    /// # Errors
    /// When it does not open in time.
    pub(crate) async fn launch(launch: &Launch) -> Outcome<Self> {
        // Fails when another test of this process has done it, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let program = program()?;
        let data_dir = launch.data_dir.to_string_lossy().into_owned();
        let mut arguments = vec!["--data-dir".to_owned(), data_dir];
        arguments.extend(launch.arguments.iter().cloned());
        let driver = Driver::open(&program, &arguments, &launch.environment, &launch.log).await?;
        let session = driver.session().clone();
        let pid = until("the app's process is there", async || {
            process::find(&program, &launch.data_dir)
        })
        .await?;
        let window = Window::of(pid).await?;
        window.focus().await?;
        Ok(Self {
            session,
            process: Process {
                pid,
                driver: Arc::new(Mutex::new(Some(driver))),
            },
            window,
        })
    }

    /// What the stage ends.
    pub(crate) fn process(&self) -> Process {
        self.process.clone()
    }

    /// Waits until the page shows something.
    pub(crate) async fn loaded(&self) -> Outcome {
        until("the page shows something", async || {
            let said = self
                .session
                .execute("return document.body?.innerText.trim().length > 0", vec![])
                .await?;
            Ok(said.convert::<bool>()?.then_some(()))
        })
        .await
    }

    /// The window as the window manager sees it.
    #[must_use]
    pub const fn window(&self) -> &Window {
        &self.window
    }

    /// The WebDriver session, for what this crate has no word for.
    #[must_use]
    pub const fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Presses keys wherever the focus is, as in `Control+k`.
    ///
    /// # Errors
    /// When the name is unknown or the page is gone.
    pub async fn press(&self, combination: &str) -> Outcome {
        keys::press(&self.session, combination).await
    }

    /// Picks a file for the page's file field, which people reach through its button and the system's
    /// own dialog; a driver can't reach that dialog.
    ///
    /// # Errors
    /// When there is no file field, or the file is not there.
    pub async fn pick_file(&self, path: &Path) -> Outcome {
        let path = path.to_string_lossy().into_owned();
        until("a file can be picked", async || {
            let field = self.session.find(By::Css("input[type=file]")).await?;
            field.send_keys(path.as_str()).await?;
            Ok(Some(()))
        })
        .await
    }

    /// Writes a picture of the page.
    ///
    /// # Errors
    /// When the page is gone or the file can't be written.
    pub async fn picture(&self, path: &Path) -> Outcome {
        Ok(self.session.screenshot(path).await?)
    }

    /// Closes the window as a person does, and waits until the app has ended.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn close(self) -> Outcome {
        self.window.close().await?;
        self.process.pid.ended().await?;
        self.process.end().await
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When it could not be killed.
    pub async fn kill(self) -> Outcome {
        self.process.end().await
    }
}

impl Scope for App {
    fn by_role(&self, role: &'static str, name: impl Into<Name>) -> Found {
        Found::on_page(&self.session, role, name.into())
    }
}

fn program() -> Outcome<PathBuf> {
    let path = match std::env::var_os("SWITCHBOARD_BIN") {
        Some(path) => path.into(),
        None => stage::target().join("debug/switchboard"),
    };
    path.canonicalize()
        .map_err(|error| Failure::at(&path.display().to_string(), error))
}
