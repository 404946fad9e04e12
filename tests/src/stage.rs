//! What a test stands on: folders, and pictures of the screen when it fails.

use std::ffi::OsString;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::{process::Command, sync::Mutex};

use crate::{
    App, Launch, Notifications, Outcome,
    app::{self, Process},
    process,
    wait::until,
};

/// A test's own place.
#[derive(Debug)]
pub struct Stage {
    name: String,
    scratch: TempDir,
    opened: Mutex<Vec<Process>>,
}

/// Runs a test on a stage of its own. When it fails, the screen and the logs are kept in
/// `target/e2e`.
///
/// # Errors
/// The test's own.
pub async fn journey(name: &str, test: impl AsyncFnOnce(&Stage) -> Outcome) -> Outcome {
    let stage = Stage {
        name: name.to_owned(),
        scratch: TempDir::with_prefix("switchboard-e2e-")?,
        opened: Mutex::default(),
    };
    // An app that was killed before could not withdraw its own.
    Notifications::dismiss_all().await?;
    let outcome = test(&stage).await;
    if outcome.is_err() {
        stage.keep_evidence().await?;
    }
    for process in stage.opened.into_inner() {
        process.end().await?;
    }
    outcome
}

impl Stage {
    /// A folder for one installation's data.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.scratch.path().join("data")
    }

    /// A file with these bytes, for uploads.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn file(&self, name: &str, bytes: &[u8]) -> Outcome<PathBuf> {
        let path = self.scratch.path().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// A folder for `PATH` with a program of this name in it.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn program(&self, name: &str, script: &str) -> Outcome<OsString> {
        let folder = self.scratch.path().join("programs");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(name);
        std::fs::write(&path, script)?;
        #[cfg(unix)]
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        Ok(folder.into())
    }

    /// A folder for downloads, and how the app is opened so that it is the person's.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn with_downloads(&self) -> Outcome<(PathBuf, Launch)> {
        let folder = self.scratch.path().join("downloads");
        let config = self.scratch.path().join("config");
        std::fs::create_dir_all(&folder)?;
        std::fs::create_dir_all(&config)?;
        let line = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", folder.display());
        std::fs::write(config.join("user-dirs.dirs"), line)?;
        let config = config.to_string_lossy();
        let launch = self.launch_options().env("XDG_CONFIG_HOME", &config);
        Ok((folder, launch))
    }

    /// How the app is opened on this stage, before more is said.
    #[must_use]
    pub fn launch_options(&self) -> Launch {
        Launch::new(&self.data_dir(), &self.log())
    }

    /// Opens the app.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn launch(&self) -> Outcome<App> {
        self.launch_with(&self.launch_options()).await
    }

    /// Opens the app as told.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn launch_with(&self, launch: &Launch) -> Outcome<App> {
        let app = App::launch(launch).await?;
        self.opened.lock().await.push(app.process());
        app.loaded().await?;
        Ok(app)
    }

    /// Starts the app again while it is open, as a desktop does that opens a link, and waits until
    /// that start has ended.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn start_again(&self, arguments: &[&str]) -> Outcome {
        app::start_again(&self.data_dir(), arguments).await
    }

    /// The same for an app whose data are elsewhere ([`Launch::over`]).
    ///
    /// # Errors
    /// When it does not end.
    pub async fn start_again_over(&self, data_dir: &Path, arguments: &[&str]) -> Outcome {
        app::start_again(data_dir, arguments).await
    }

    /// Starts the app over the same data in another session of the person, so to speak, and waits
    /// until it has them.
    ///
    /// # Errors
    /// When it does not take them.
    pub async fn start_apart(&self) -> Outcome<app::Apart> {
        let started = app::start_apart(&self.data_dir()).await?;
        let held = self.data_dir().join("in-use");
        until("the data folder is taken", async || {
            let Ok(file) = std::fs::metadata(&held) else {
                return Ok(None);
            };
            let locks = std::fs::read_to_string("/proc/locks")?;
            let number = format!(":{} ", file.ino());
            Ok(locks.contains(&number).then_some(()))
        })
        .await?;
        Ok(started)
    }

    /// Says words to the app that is open as a second start says its arguments, but whatever they
    /// are: as any process of the session can.
    ///
    /// # Errors
    /// When the app doesn't listen.
    pub async fn say_to_running(&self, words: &[&str]) -> Outcome {
        process::say_to_running(words).await
    }

    /// Whether the app has written a line with this into its log.
    ///
    /// # Errors
    /// When there is no log.
    pub fn logged(&self, words: &str) -> Outcome<bool> {
        let log = self.data_dir().join("logs/switchboard.log");
        Ok(std::fs::read_to_string(log)?.contains(words))
    }

    fn log(&self) -> PathBuf {
        self.scratch.path().join("output.log")
    }

    async fn keep_evidence(&self) -> Outcome {
        let folder = target().join("e2e");
        std::fs::create_dir_all(&folder)?;
        let picture = folder.join(format!("{}.png", self.name));
        capture_screen(&picture).await?;
        eprintln!("The screen when it failed: {}", picture.display());
        let logs = [self.log(), self.data_dir().join("logs/switchboard.log")];
        for log in logs.iter().filter(|log| log.exists()) {
            let name = log.file_stem().unwrap_or_default().to_string_lossy();
            std::fs::copy(log, folder.join(format!("{}.{name}.log", self.name)))?;
        }
        Ok(())
    }
}

/// Writes the whole screen into a file.
async fn capture_screen(path: &Path) -> Outcome {
    Command::new("import")
        .args(["-window", "root"])
        .arg(path)
        .status()
        .await?;
    Ok(())
}

/// Cargo's output folder.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"),
    }
}
