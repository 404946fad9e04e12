//! A private desktop for tests: its own home folder, session bus, display, window manager, unlocked
//! keyring and notification daemon. Nothing of the person's own session is touched.
//!
//! It takes two processes: the outer one makes the folders and asks `dbus-run-session` for a bus, the
//! inner one starts the rest on that bus and then the command.

use std::{
    ffi::OsString,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use lexopt::Parser;

use crate::{Result, processes::Companion, rest, shell};

/// The inner process's command, not for people.
pub(crate) const INSIDE: &str = "inside-desktop";

/// Password of the keyring, which holds nothing but tests' secrets.
const KEYRING_PASSWORD: &str = "private";

const SCREEN: &str = "1440x900x24";

/// Notifications stay until they are closed, and each is written down by `LOG_NOTIFICATION`.
const DUNST: &str = "\
[global]
    always_run_script = true
    history_length = 100
    notification_limit = 0
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
[log]
    summary = \"*\"
    script = LOG
";

/// Fields end with the unit separator, notifications with the record separator: nothing in a text
/// needs quoting.
const LOG_NOTIFICATION: &str = r#"#!/bin/sh
printf '%s\037%s\037%s\037%s\036' \
    "$DUNST_ID" "$DUNST_APP_NAME" "$DUNST_SUMMARY" "$DUNST_BODY" >>"$SWITCHBOARD_NOTIFICATIONS"
"#;

/// `cargo xtask desktop -- COMMAND`.
pub(crate) fn command(parser: &mut Parser) -> Result {
    let words = rest(parser)?;
    let Some((program, arguments)) = words.split_first() else {
        return Err("Say what to run: `cargo xtask desktop -- COMMAND`.".to_owned());
    };
    run(Command::new(program).args(arguments))
}

/// Runs a command in a private desktop.
pub(crate) fn run(wanted: &Command) -> Result {
    let scratch = Scratch::new()?;
    let here = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut outer = Command::new("dbus-run-session");
    outer.arg("--").arg(here).arg(INSIDE).arg("--");
    outer.arg(wanted.get_program()).args(wanted.get_args());
    if let Some(folder) = wanted.get_current_dir() {
        outer.current_dir(folder);
    }
    shell::without_our_package(&mut outer);
    for (name, value) in homes_of_tools() {
        outer.env(name, value);
    }
    for (name, value) in wanted.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    for (name, folder) in scratch.folders()? {
        outer.env(name, folder);
    }
    // Of the person's own session, nothing may shine through.
    for name in [
        "WAYLAND_DISPLAY",
        "XAUTHORITY",
        "GNOME_KEYRING_CONTROL",
        "SSH_AUTH_SOCK",
    ] {
        outer.env_remove(name);
    }
    outer.env("SWITCHBOARD_NOTIFICATIONS", scratch.write_dunst_config()?);
    outer.env("GDK_BACKEND", "x11").env("LC_ALL", "C.UTF-8");
    shell::run(&mut outer)
}

/// The inner half: the session bus is there, the rest is started.
pub(crate) fn inside(parser: &mut Parser) -> Result {
    let words = rest(parser)?;
    let Some((program, arguments)) = words.split_first() else {
        return Err("Nothing to run.".to_owned());
    };
    let (_xvfb, display) = start_display()?;
    let with_display = |command: &mut Command| {
        command.env("DISPLAY", &display);
    };
    let mut environment = Command::new("dbus-update-activation-environment");
    environment.args(["DISPLAY", "HOME", "XDG_RUNTIME_DIR"]);
    with_display(&mut environment);
    shell::output(&mut environment)?;

    let quiet = |command: &mut Command| {
        with_display(command);
        command.stdout(Stdio::null()).stderr(Stdio::null());
    };
    let _openbox = Companion::start("openbox", &[], quiet)?;
    let mut keyring = Companion::start(
        "gnome-keyring-daemon",
        &["--foreground", "--unlock", "--components=secrets"],
        |command| {
            quiet(command);
            command.stdin(Stdio::piped());
        },
    )?;
    if let Some(mut stdin) = keyring.child().stdin.take() {
        stdin
            .write_all(KEYRING_PASSWORD.as_bytes())
            .map_err(|error| format!("The keyring takes no password: {error}."))?;
    }
    keyring.wait_until("no secret service on the bus", || {
        name_is_owned("org.freedesktop.secrets")
    })?;
    let mut dunst = Companion::start("dunst", &[], quiet)?;
    dunst.wait_until("no notification daemon on the bus", || {
        name_is_owned("org.freedesktop.Notifications")
    })?;

    let mut wanted = Command::new(program);
    wanted.args(arguments);
    with_display(&mut wanted);
    shell::run(&mut wanted)
}

/// Starts a virtual display on a free number.
fn start_display() -> Result<(Companion, String)> {
    let arguments = [
        "-displayfd",
        "1",
        "-screen",
        "0",
        SCREEN,
        "-nolisten",
        "tcp",
    ];
    let mut xvfb = Companion::start("Xvfb", &arguments, |command| {
        command.stdout(Stdio::piped()).stderr(Stdio::null());
    })?;
    let mut number = String::new();
    if let Some(stdout) = xvfb.child().stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut number)
            .map_err(|error| format!("Xvfb does not say its display: {error}."))?;
    }
    match number.trim() {
        "" => Err("Xvfb opened no display.".to_owned()),
        number => Ok((xvfb, format!(":{number}"))),
    }
}

fn name_is_owned(name: &str) -> bool {
    let asked = shell::output(Command::new("gdbus").args([
        "call",
        "--session",
        "--dest=org.freedesktop.DBus",
        "--object-path=/org/freedesktop/DBus",
        "--method=org.freedesktop.DBus.NameHasOwner",
        name,
    ]));
    asked.is_ok_and(|answer| answer.contains("true"))
}

/// Cargo and rustup look for themselves in `HOME`, which is about to change.
fn homes_of_tools() -> Vec<(&'static str, OsString)> {
    let Some(home) = std::env::var_os("HOME").map(PathBuf::from) else {
        return Vec::new();
    };
    [("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")]
        .into_iter()
        .map(|(name, folder)| {
            let value = std::env::var_os(name).unwrap_or_else(|| home.join(folder).into());
            (name, value)
        })
        .collect()
}

/// A folder that goes away with us.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self> {
        let folder =
            std::env::temp_dir().join(format!("switchboard-desktop-{}", std::process::id()));
        private_folder(&folder)?;
        Ok(Self(folder))
    }

    fn folders(&self) -> Result<Vec<(&'static str, PathBuf)>> {
        let names = [
            ("HOME", "home"),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_CONFIG_HOME", "home/.config"),
            ("XDG_DATA_HOME", "home/.local/share"),
            ("XDG_CACHE_HOME", "home/.cache"),
            ("XDG_STATE_HOME", "home/.local/state"),
        ];
        names
            .into_iter()
            .map(|(name, folder)| {
                let path = self.0.join(folder);
                private_folder(&path)?;
                Ok((name, path))
            })
            .collect()
    }
}

impl Scratch {
    /// Gives back where the notifications are written down.
    fn write_dunst_config(&self) -> Result<PathBuf> {
        let say = |error: std::io::Error| format!("The notification daemon's folder: {error}.");
        let folder = self.0.join("home/.config/dunst");
        private_folder(&folder)?;
        let script = folder.join("log.sh");
        fs::write(&script, LOG_NOTIFICATION).map_err(say)?;
        #[cfg(unix)]
        fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .map_err(say)?;
        let config = DUNST.replace("LOG", &script.to_string_lossy());
        fs::write(folder.join("dunstrc"), config).map_err(say)?;
        let log = self.0.join("notifications");
        fs::write(&log, "").map_err(say)?;
        Ok(log)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A leftover in the temporary folder is the system's to sweep.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn private_folder(path: &Path) -> Result {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .recursive(true)
        .create(path)
        .map_err(|error| format!("{} could not be made: {error}.", path.display()))
}
