//! The app's process, found by its own command line.

use std::{fs, path::Path};

use tokio::process::Command;

use crate::{Failure, Outcome, wait::until};

/// A process id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pid(u32);

impl std::fmt::Display for Pid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The process of `program` that was given `data_dir`.
pub(crate) fn find(program: &Path, data_dir: &Path) -> Outcome<Option<Pid>> {
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process may end between being listed and being read.
        let Ok(line) = fs::read(format!("/proc/{pid}/cmdline")) else {
            continue;
        };
        let mut words = line.split(|byte| *byte == 0);
        let is_program = words.next() == Some(program.as_os_str().as_encoded_bytes());
        if is_program && words.any(|word| word == data_dir.as_os_str().as_encoded_bytes()) {
            return Ok(Some(Pid(pid)));
        }
    }
    Ok(None)
}

/// Says words to the one app that is open, on the name it keeps on the bus for second starts.
pub(crate) async fn say_to_running(words: &[&str]) -> Outcome {
    let session = zbus::Connection::session().await?;
    let bus = zbus::fdo::DBusProxy::new(&session).await?;
    let names = bus.list_names().await.map_err(zbus::Error::from)?;
    let name = names
        .iter()
        .find(|name| name.as_str().ends_with(".SingleInstance"))
        .ok_or_else(|| Failure("no app listens for second starts".to_owned()))?;
    let path = format!("/{}", name.replace('.', "/").replace('-', "_"));
    let app = zbus::Proxy::new(&session, name.as_str(), path, "org.SingleInstance.DBus").await?;
    app.call_method("ExecuteCallback", &(words, "/")).await?;
    Ok(())
}

impl Pid {
    /// Whether WebKit's process for the page, which this one started, sees this one: behind walls it
    /// sees none but its own.
    pub(crate) fn is_seen_by_webkit(self) -> Outcome<Option<bool>> {
        let own = fs::read_link(format!("/proc/{self}/ns/pid"))?;
        for entry in fs::read_dir("/proc")? {
            let path = entry?.path();
            let is_page = fs::read_to_string(path.join("comm"))
                .is_ok_and(|name| name.starts_with("WebKitWebProces"));
            let number = path
                .file_name()
                .and_then(|name| name.to_str()?.parse().ok());
            if let (true, Some(page)) = (is_page, number)
                && Self(page).descends_from(self)
            {
                let theirs = fs::read_link(path.join("ns/pid"))?;
                return Ok(Some(theirs == own));
            }
        }
        Ok(None)
    }

    fn descends_from(self, ancestor: Self) -> bool {
        let mut at = self;
        while at != ancestor {
            let stat = fs::read_to_string(format!("/proc/{at}/stat")).unwrap_or_default();
            let parent = stat
                .rsplit_once(')')
                .and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
            match parent {
                Some(parent) if parent > 1 => at = Self(parent),
                _ => return false,
            }
        }
        true
    }

    /// The number.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    /// Sends a signal.
    pub(crate) async fn signal(self, name: &str) -> Outcome {
        let status = Command::new("kill")
            .args([format!("-{name}"), self.to_string()])
            .status()
            .await?;
        if status.success() {
            return Ok(());
        }
        Err(Failure(format!("kill -{name} {self}: {status}")))
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(self) -> Outcome {
        until(
            "the app ends",
            async || Ok((!self.is_alive()).then_some(())),
        )
        .await
    }

    /// Whether it runs.
    pub(crate) fn is_alive(self) -> bool {
        // A zombie has ended; its parent merely hasn't noticed yet.
        fs::read_to_string(format!("/proc/{self}/stat")).is_ok_and(|stat| {
            stat.rsplit_once(')')
                .is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
        })
    }
}
