//! Processes that live beside us and end with us.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::Result;

/// A process that is told to end when this is dropped, and waited for.
pub(crate) struct Companion {
    name: &'static str,
    child: Child,
}

impl Companion {
    /// Starts one. The kernel ends it too should we die without a chance to.
    pub(crate) fn start(
        name: &'static str,
        arguments: &[&str],
        prepare: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "TERM", name])
            .args(arguments)
            .stdin(Stdio::null());
        prepare(&mut command);
        let child = command
            .spawn()
            .map_err(|error| format!("{name} could not be started: {error}."))?;
        Ok(Self { name, child })
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits until `ready` says so. A companion that ended will never be ready.
    pub(crate) fn wait_until(&mut self, what: &str, mut ready: impl FnMut() -> bool) -> Result {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !ready() {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("{} ended at once with {status}.", self.name));
            }
            if Instant::now() > deadline {
                return Err(format!("{} took too long: {what}.", self.name));
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        // `Child::kill` would be SIGKILL, after which Xvfb leaves its lock file behind.
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        if asked.is_err() {
            // Nobody is there to ask politely; an error means that it is gone already.
            let _ = self.child.kill();
        }
        // An error means that it can't be waited for, which leaves nothing to do.
        let _ = self.child.wait();
    }
}
