//! A session bus of a test's own, and the real keyring on it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;

/// Nothing is started on demand: what isn't there stays away.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=DIR</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// A bus, a home folder, and what runs there.
pub(crate) struct Bus {
    pub(crate) address: String,
    home: TempDir,
    daemon: Child,
    keyring: Option<Child>,
}

impl Bus {
    pub(crate) fn start() -> Self {
        let home = TempDir::new().unwrap();
        let config = home.path().join("bus.conf");
        let text = CONFIG.replace("DIR", home.path().to_str().unwrap());
        std::fs::write(&config, text).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg("--nofork")
            .arg("--print-address=1")
            .arg(format!("--config-file={}", config.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            address: address.trim().to_owned(),
            home,
            daemon,
            keyring: None,
        }
    }

    /// A bus with an unlocked gnome-keyring on it.
    pub(crate) fn with_keyring() -> Self {
        let mut bus = Self::start();
        bus.start_keyring();
        bus
    }

    pub(crate) fn start_keyring(&mut self) {
        let mut keyring = self
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring is installed");
        keyring.stdin.take().unwrap().write_all(b"private").unwrap();
        self.keyring = Some(keyring);
        self.wait_for_owner(true);
    }

    pub(crate) fn end_keyring(&mut self) {
        if let Some(mut keyring) = self.keyring.take() {
            keyring.kill().unwrap();
            keyring.wait().unwrap();
            self.wait_for_owner(false);
        }
    }

    pub(crate) fn connect(&self) -> Connection {
        let builder = Builder::address(self.address.as_str()).unwrap();
        builder.build().unwrap()
    }

    /// Runs a program of the keyring's on this bus; what it wrote.
    pub(crate) fn run(&self, program: &str, arguments: &[&str], input: &str) -> String {
        let mut child = self
            .command(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// A program with this bus and this home as its surroundings.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env("XDG_DATA_HOME", self.home.path())
            .env_remove("GNOME_KEYRING_CONTROL")
            .env_remove("DISPLAY");
        command
    }

    /// A folder for the program's data.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn wait_for_owner(&self, owned: bool) {
        let connection = self.connect();
        let bus = DBusProxy::new(&connection).unwrap();
        let name = "org.freedesktop.secrets".try_into().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while bus
            .name_has_owner(zbus::names::BusName::clone(&name))
            .unwrap()
            != owned
        {
            assert!(Instant::now() < deadline, "the keyring comes or goes");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        for child in self.keyring.iter_mut().chain([&mut self.daemon]) {
            // Gone already is as good.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
