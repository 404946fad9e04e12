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

impl Pid {
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
