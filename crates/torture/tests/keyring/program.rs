//! The program that opens, and what it says.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use torture::{Ask, OPENER, Said};

use crate::bus::Bus;

/// Milliseconds that the keyring may take in these tests, where it takes half a minute else.
pub(crate) const PATIENCE: u64 = 1_500;
/// Milliseconds that opening may take beyond that, on a busy machine.
const GRACE: u64 = 6_000;

pub(crate) struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    /// Opens the data of this bus's home.
    pub(crate) fn open(bus: &Bus) -> (Self, Said) {
        Self::open_with(&mut bus.command(env!("CARGO_BIN_EXE_torture")), bus)
    }

    pub(crate) fn open_with(command: &mut Command, bus: &Bus) -> (Self, Said) {
        let mut child = command
            .arg(OPENER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut program = Self {
            child,
            stdin,
            lines,
        };
        let said = program.ask(&Ask::Open {
            dir: bus.data_dir(),
            patience: PATIENCE,
        });
        assert!(said.millis < PATIENCE + GRACE, "opens in time: {said:?}");
        (program, said)
    }

    pub(crate) fn ask(&mut self, ask: &Ask) -> Said {
        let line = serde_json::to_string(ask).unwrap() + "\n";
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(line.as_bytes()).unwrap();
        let said = self.lines.next().expect("it answers").unwrap();
        serde_json::from_str(&said).unwrap()
    }

    /// Ends it as a person does.
    pub(crate) fn end(mut self) {
        self.stdin = None;
        assert!(self.child.wait().unwrap().success(), "it ends well");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The name of a phase.
pub(crate) fn phase(said: &Said) -> &str {
    said.phase["phase"].as_str().unwrap()
}

/// What the person is told.
pub(crate) fn words(said: &Said) -> &str {
    said.phase["error"]["message"].as_str().unwrap_or_default()
}
