//! The app, opened in its window.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use thirtyfour::{By, WebDriver};
use tokio::{
    process::{Child, Command},
    sync::Mutex,
};

use crate::{
    Failure, Found, Name, Outcome, Scope, axe,
    driver::Driver,
    keys,
    process::{self, Pid},
    stage,
    wait::{PATIENCE, until},
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

    /// With its data elsewhere.
    #[must_use]
    pub fn over(mut self, data_dir: &Path) -> Self {
        data_dir.clone_into(&mut self.data_dir);
        self
    }

    /// In the system's dark theme.
    #[must_use]
    pub fn dark(self) -> Self {
        self.env("GTK_THEME", "Adwaita:dark")
    }
}

/// Names what has the focus: by its label, its placeholder or its text.
const FOCUSED: &str = "
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const labels = (element.getAttribute('aria-labelledby') || '').split(' ')
      .map((id) => document.getElementById(id)?.textContent || '').join(' ').trim();
    const own = [...(element.labels || [])].map((label) => label.textContent).join(' ').trim();
    return element.getAttribute('aria-label') || labels || own
      || element.textContent.replace(/\\s+/g, ' ').trim() || element.localName;
";

/// Stops of a page before it counts as never coming.
const LONGEST_ROUND: usize = 80;

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
        let driver = Driver::open(
            "wry",
            &program,
            &arguments,
            &launch.environment,
            &launch.log,
        )
        .await?;
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

    /// Its process.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.process.pid.number()
    }

    /// Whether WebKit's process for the page sees other processes than its own: it doesn't where it
    /// lives behind walls.
    ///
    /// # Errors
    /// When there is no such process.
    pub async fn webkit_sees_other_processes(&self) -> Outcome<bool> {
        until("WebKit has a process for the page", async || {
            self.process.pid.is_seen_by_webkit()
        })
        .await
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

    /// Answers the system's own dialog that asks where to save: by typing a path, as people may.
    ///
    /// # Errors
    /// When the dialog doesn't come, or doesn't go.
    pub async fn save_as(&self, path: &Path) -> Outcome {
        let dialog = Window::titled(self.process.pid, "Save as").await?;
        dialog.focus().await?;
        let path = path.to_string_lossy();
        keys::on_screen(&["key", "ctrl+a"]).await?;
        keys::on_screen(&["type", "--delay", "8", &path]).await?;
        until("the dialog took the name", async || {
            keys::on_screen(&["key", "Return"]).await?;
            dialog.wait_gone_soon().await
        })
        .await
    }

    /// Closes the system's own dialog that asks where to save, without an answer.
    ///
    /// # Errors
    /// When the dialog doesn't come, or doesn't go.
    pub async fn dismiss_saving(&self) -> Outcome {
        let dialog = Window::titled(self.process.pid, "Save as").await?;
        dialog.close().await?;
        dialog.wait_gone().await
    }

    /// Writes a picture of the page.
    ///
    /// # Errors
    /// When the page is gone or the file can't be written.
    pub async fn picture(&self, path: &Path) -> Outcome {
        Ok(self.session.screenshot(path).await?)
    }

    /// Fails with what axe finds on the page as it is now, whatever lies over it.
    ///
    /// # Errors
    /// When it finds something.
    pub async fn accessible(&self, view: &str) -> Outcome {
        axe::check(&self.session, view).await
    }

    /// Makes the window's page so large, in pixels of the page.
    ///
    /// # Errors
    /// When it does not become so.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.window.resize(width, height).await?;
        until("the page has the window's size", async || {
            let now = self.session.execute("return window.innerWidth", vec![]);
            Ok((now.await?.convert::<u32>()? == width).then_some(()))
        })
        .await
    }

    /// The accessible name of what has the focus; of its role and nothing else where it has none.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn focused(&self) -> Outcome<String> {
        let said = self.session.execute(FOCUSED, vec![]).await?;
        Ok(said.convert()?)
    }

    /// Presses Tab until something whose name contains `part` has the focus, as somebody without
    /// a mouse does.
    ///
    /// # Errors
    /// When a whole round meets nothing of that name.
    pub async fn tab_to(&self, part: &str) -> Outcome {
        let mut met = Vec::new();
        for _ in 0..LONGEST_ROUND {
            let name = self.focused().await?;
            if name.contains(part) {
                return Ok(());
            }
            met.push(name);
            self.press("Tab").await?;
        }
        Err(Failure(format!(
            "Tab never came to \"{part}\", only to {met:?}"
        )))
    }

    /// Closes the window as a person does, and waits until the app has ended. What is on screen
    /// must be accessible then, so that every journey's last view is looked at.
    ///
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn close(self) -> Outcome {
        self.accessible("the last view").await?;
        self.window.close().await?;
        self.process.pid.ended().await?;
        self.process.end().await
    }

    /// Waits until the app has ended by itself.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn wait_ended(self) -> Outcome {
        self.process.pid.ended().await?;
        self.process.end().await
    }

    /// Tells it to end, as the end of the person's session does, and waits until it has.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn terminate(self) -> Outcome {
        self.process.pid.signal("TERM").await?;
        self.wait_ended().await
    }

    /// How large a picture of its memory may be that it leaves when it crashes, as the system has it.
    ///
    /// # Errors
    /// When it has ended.
    pub fn core_limit(&self) -> Outcome<String> {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.process.pid))?;
        let line = limits.lines().find(|line| line.contains("core file"));
        line.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .ok_or_else(|| Failure("the system has no such limit".to_owned()))
    }

    /// The inner size of its page.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn size(&self) -> Outcome<(u32, u32)> {
        let script = "return [window.innerWidth, window.innerHeight]";
        Ok(self.session.execute(script, vec![]).await?.convert()?)
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

/// Starts the app once more beside the one that is open, and waits until the second has ended.
pub(crate) async fn start_again(data_dir: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(program()?);
    command.arg("--data-dir").arg(data_dir).args(arguments);
    command.stdin(Stdio::null()).kill_on_drop(true);
    let ended = tokio::time::timeout(PATIENCE, command.output()).await;
    match ended {
        Ok(output) => output.map(drop).map_err(Failure::from),
        Err(_) => Err(Failure("a second start did not end".to_owned())),
    }
}

/// Starts the app as another session of the same person does, on a bus where it meets nobody.
pub(crate) async fn start_apart(data_dir: &Path) -> Outcome<Apart> {
    // The same folder in other words, so that nobody takes one program for the other.
    let (program, data_dir) = (program()?, data_dir.join("."));
    let mut command = Command::new("dbus-run-session");
    command.arg("--").arg(&program);
    command.arg("--data-dir").arg(&data_dir);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).kill_on_drop(true);
    let bus = command.spawn()?;
    let pid = until("the other program is there", async || {
        process::find(&program, &data_dir)
    })
    .await?;
    Ok(Apart { pid, _bus: bus })
}

/// An app in another session.
#[derive(Debug)]
pub struct Apart {
    pid: Pid,
    _bus: Child,
}

impl Apart {
    /// `kill -9`.
    ///
    /// # Errors
    /// When it could not be killed.
    pub async fn kill(self) -> Outcome {
        self.pid.signal("KILL").await?;
        self.pid.ended().await
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
