//! WebKitWebDriver, which opens the app and speaks WebDriver with us. One driver serves one session,
//! so every launch has a driver of its own.

use std::{net::TcpListener, path::Path, process::Stdio};

use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};
use tokio::{
    net::TcpStream,
    process::{Child, Command},
};

use crate::{Failure, Outcome, wait::until};

/// A driver and the session it holds.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    /// The session.
    session: WebDriver,
}

impl Driver {
    /// Starts a driver and has it open `program`, which calls itself `name`.
    pub(crate) async fn open(
        name: &str,
        program: &Path,
        arguments: &[String],
        environment: &[(String, String)],
        log: &Path,
    ) -> Outcome<Self> {
        let port = free_port()?;
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)?;
        let mut child = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .envs(environment.iter().map(|(name, value)| (name, value)))
            // Without it the app's webview refuses the session, and the driver waits for ever.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Failure::at("WebKitWebDriver could not be started", error))?;
        until("the driver listens", async || {
            if let Some(status) = child.try_wait()? {
                return Err(Failure(format!("it ended with {status}")));
            }
            Ok(TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;

        let mut capabilities = Capabilities::default();
        capabilities.set("browserName", name)?;
        capabilities.set(
            "webkitgtk:browserOptions",
            json!({ "binary": program, "args": arguments }),
        )?;
        let session = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities)
            .connect()
            .await
            .map_err(|error| Failure::at("the window did not open", error))?;
        // The app is closed, or killed, as a person or the system would; the driver goes after it.
        // Ending the session as well would wait for a page that is gone.
        session
            .clone()
            .leak()
            .map_err(|error| Failure::at("the session", error))?;
        Ok(Self { child, session })
    }

    /// The session.
    pub(crate) const fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Ends the driver, whatever became of the app.
    pub(crate) async fn end(mut self) -> Outcome {
        Ok(self.child.kill().await?)
    }
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
