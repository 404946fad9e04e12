//! The window as the window manager sees it: its title, its size, its close button.

use std::time::Duration;

use tokio::process::Command;

use crate::{Failure, Outcome, process::Pid, wait::until};

/// How long a window may take to go after it was told to.
const MOMENT: Duration = Duration::from_millis(800);

/// A window on the screen.
#[derive(Debug, Clone)]
pub struct Window {
    id: String,
}

impl Window {
    /// The window of a process, once it is there.
    pub(crate) async fn of(pid: Pid) -> Outcome<Self> {
        until("the app has a window", async || {
            let pid = pid.to_string();
            let windows = list().await?;
            let found = windows.into_iter().find(|window| window.pid == pid);
            Ok(found.map(|window| Self { id: window.id }))
        })
        .await
    }

    /// Another window of a process, by its title, once it is there.
    pub(crate) async fn titled(pid: Pid, title: &str) -> Outcome<Self> {
        until(&format!("there is a window \"{title}\""), async || {
            let pid = pid.to_string();
            let windows = list().await?;
            let found = windows
                .into_iter()
                .find(|window| window.pid == pid && window.title == title);
            Ok(found.map(|window| Self { id: window.id }))
        })
        .await
    }

    /// Whether it is off the screen within a moment.
    pub(crate) async fn wait_gone_soon(&self) -> Outcome<Option<()>> {
        let gone = crate::wait::within(MOMENT, "the window is gone", async || {
            let windows = list().await?;
            let gone = windows.iter().all(|window| window.id != self.id);
            Ok(gone.then_some(()))
        });
        Ok(gone.await.ok())
    }

    /// Its title.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn title(&self) -> Outcome<String> {
        let windows = list().await?;
        windows
            .into_iter()
            .find(|window| window.id == self.id)
            .map(|window| window.title)
            .ok_or_else(|| Failure("the window is gone".to_owned()))
    }

    /// Waits until the title satisfies `check`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_title(&self, what: &str, check: impl Fn(&str) -> bool) -> Outcome {
        until(&format!("the window's title {what}"), async || {
            let title = self.title().await?;
            if check(&title) {
                return Ok(Some(()));
            }
            Err(Failure(format!("it is \"{title}\"")))
        })
        .await
    }

    /// Waits until it is off the screen.
    ///
    /// # Errors
    /// When it stays.
    pub async fn wait_gone(&self) -> Outcome {
        until("the window is gone", async || {
            let windows = list().await?;
            let gone = windows.iter().all(|window| window.id != self.id);
            Ok(gone.then_some(()))
        })
        .await
    }

    /// Makes it so large.
    ///
    /// # Errors
    /// When the window manager refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        wmctrl(&[
            "-i",
            "-r",
            &self.id,
            "-b",
            "remove,maximized_vert,maximized_horz",
        ])
        .await?;
        wmctrl(&[
            "-i",
            "-r",
            &self.id,
            "-e",
            &format!("0,0,0,{width},{height}"),
        ])
        .await?;
        Ok(())
    }

    /// Takes it off the screen by leaving for another desktop.
    ///
    /// # Errors
    /// When the window manager refuses.
    pub async fn put_out_of_sight(&self) -> Outcome {
        wmctrl(&["-s", "1"]).await.map(drop)
    }

    /// Takes it off the screen by its minimize button, so to speak.
    ///
    /// # Errors
    /// When it stays.
    pub async fn minimize(&self) -> Outcome {
        crate::keys::on_screen(&["windowminimize", "--sync", &self.id]).await
    }

    /// Waits until it stands in the taskbar and nowhere else: iconic, as the window manager has it.
    ///
    /// # Errors
    /// When it doesn't in time.
    pub async fn wait_iconic(&self) -> Outcome {
        until("the window stands in the taskbar", async || {
            let output = Command::new("xprop")
                .args(["-id", &self.id, "WM_STATE"])
                .output()
                .await?;
            let said = String::from_utf8_lossy(&output.stdout);
            Ok(said.contains("window state: Iconic").then_some(()))
        })
        .await
    }

    /// Waits until it is on the screen and has the focus.
    ///
    /// # Errors
    /// When it doesn't come to the front in time.
    pub async fn wait_front(&self) -> Outcome {
        until("the window comes to the front", async || {
            Ok(self.is_front().await?.then_some(()))
        })
        .await
    }

    /// Whether it is on the screen and has the focus.
    ///
    /// # Errors
    /// When there is no display.
    pub async fn is_front(&self) -> Outcome<bool> {
        let number = u64::from_str_radix(self.id.trim_start_matches("0x"), 16).ok();
        let output = Command::new("xdotool")
            .arg("getactivewindow")
            .output()
            .await?;
        let active = String::from_utf8_lossy(&output.stdout);
        Ok(number.is_some() && active.trim().parse().ok() == number)
    }

    /// Gives it the focus.
    ///
    /// # Errors
    /// When the window manager refuses.
    pub async fn focus(&self) -> Outcome {
        wmctrl(&["-i", "-a", &self.id]).await.map(drop)
    }

    /// Clicks its close button, so to speak.
    ///
    /// # Errors
    /// When the window manager refuses.
    pub async fn close(&self) -> Outcome {
        wmctrl(&["-i", "-c", &self.id]).await.map(drop)
    }
}

struct Listed {
    id: String,
    pid: String,
    title: String,
}

async fn list() -> Outcome<Vec<Listed>> {
    // Window, desktop, process, machine, title.
    let text = wmctrl(&["-l", "-p"]).await?;
    let parse = |line: &str| {
        let mut words = line.split_whitespace();
        let (id, _desktop, pid) = (words.next()?, words.next()?, words.next()?);
        let _machine = words.next()?;
        Some(Listed {
            id: id.to_owned(),
            pid: pid.to_owned(),
            title: words.collect::<Vec<_>>().join(" "),
        })
    };
    Ok(text.lines().filter_map(parse).collect())
}

async fn wmctrl(arguments: &[&str]) -> Outcome<String> {
    let output = Command::new("wmctrl").args(arguments).output().await?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Failure(format!("wmctrl {arguments:?}: {}", output.status)))
}
