//! The peers, showing the same front end from a server on loopback. Without the program behind it
//! the page stays at its first screen, which is what a peer can be asked for.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use e2e::{Failure, Outcome};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// A browser that shows one page in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    MiniBrowser,
    Chromium,
}

impl Peer {
    /// Where it is installed, if it is.
    pub(crate) fn program(self) -> Option<PathBuf> {
        let places: &[&str] = match self {
            Self::MiniBrowser => &[
                "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
                "/usr/lib/webkit2gtk-4.1/MiniBrowser",
            ],
            Self::Chromium => &[
                "/usr/lib/chromium/chromium",
                "/usr/lib64/chromium-browser/chromium-browser",
                "/usr/lib/chromium-browser/chromium-browser",
            ],
        };
        let mut places = places.iter().map(PathBuf::from);
        places.find(|place| place.exists())
    }

    fn command(self, program: &Path, url: &str, profile: &Path) -> Command {
        let mut command = Command::new(program);
        match self {
            Self::MiniBrowser => {
                command.arg("--private").arg(url);
            }
            Self::Chromium => {
                command.args([
                    "--test-type",
                    "--no-sandbox",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--disable-default-apps",
                    "--disable-extensions",
                    "--no-first-run",
                    "--password-store=basic",
                ]);
                command.arg(format!("--user-data-dir={}", profile.display()));
                command.arg(format!("--app={url}"));
            }
        }
        command
    }
}

/// A program that was started, and ends with this.
#[derive(Debug)]
pub(crate) struct Started {
    child: Child,
    /// What it was started with is kept as long.
    _profile: TempDir,
    /// How long it took until its window was there, in milliseconds.
    pub(crate) mapped: f64,
}

impl Started {
    /// Starts a peer and waits for its window; `None` where it isn't installed.
    pub(crate) async fn peer(peer: Peer, url: &str) -> Outcome<Option<Self>> {
        let Some(program) = peer.program() else {
            return Ok(None);
        };
        let profile = TempDir::new()?;
        let command = peer.command(&program, url, profile.path());
        Self::start(command, profile).await.map(Some)
    }

    /// Starts the app with a fresh folder and waits for its window.
    pub(crate) async fn app(program: &Path) -> Outcome<Self> {
        let folder = TempDir::new()?;
        let mut command = Command::new(program);
        command.arg("--data-dir").arg(folder.path());
        Self::start(command, folder).await
    }

    async fn start(mut command: Command, profile: TempDir) -> Outcome<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let began = Instant::now();
        let child = command.spawn()?;
        let pid = child.id().unwrap_or_default().to_string();
        loop {
            let listed = Command::new("wmctrl").args(["-l", "-p"]).output().await?;
            let text = String::from_utf8_lossy(&listed.stdout);
            let ours = |line: &str| line.split_whitespace().nth(2) == Some(&*pid);
            if text.lines().any(ours) {
                break;
            }
            if began.elapsed() > Duration::from_secs(30) {
                return Err(Failure(format!("{command:?} opened no window")));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Self {
            child,
            _profile: profile,
            mapped: began.elapsed().as_secs_f64() * 1000.0,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    pub(crate) async fn end(mut self) -> Outcome {
        Ok(self.child.kill().await?)
    }
}

/// Serves a folder on loopback for as long as the test runs; its address.
pub(crate) async fn serve(folder: PathBuf) -> Outcome<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let folder = folder.clone();
            tokio::spawn(async move {
                // A browser that went away needs no answer.
                let _ = answer(stream, &folder).await;
            });
        }
    });
    Ok(address)
}

/// Answers one request.
async fn answer(mut stream: TcpStream, folder: &Path) -> Outcome {
    let mut head = Vec::new();
    let mut piece = [0; 2048];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            return Ok(());
        }
        head.extend_from_slice(piece.get(..read).unwrap_or_default());
    }
    let head = String::from_utf8_lossy(&head);
    let path = head.split_whitespace().nth(1).unwrap_or("/");
    let path = path.split(['?', '#']).next().unwrap_or("/");
    let name = path.trim_start_matches('/');
    let name = if name.is_empty() { "index.html" } else { name };
    let file = (!name.contains("..")).then(|| std::fs::read(folder.join(name)));
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let (status, body) = match file {
        Some(Ok(body)) => ("200 OK", body),
        _ => ("404 Not Found", Vec::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    Ok(stream.shutdown().await?)
}
