//! What WebKitGTK is told before the first window: whether its processes live behind walls, and
//! whether there is a graphics card worth drawing with. It takes both from the environment, which
//! its processes and nothing else here look at.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::installed::Installed;

/// Where the system shows its graphics cards.
const CARDS: &str = "/dev/dri";

/// What WebKit starts for its walls, and what lets them through to the session's bus.
const BUILDER: &str = "bwrap";
const PROXY: &str = "xdg-dbus-proxy";

/// How a person tells WebKit to put up no walls.
const NO_WALLS: &str = "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS";

/// Tells WebKit. To be called before anything else runs beside us: the environment is shared.
pub(crate) fn prepare(installed: Installed) {
    match walls(installed, OsStr::new(BUILDER)) {
        Ok(()) if std::env::var_os(NO_WALLS).is_some() => {
            tracing::warn!("WebKit's process sandbox is off: {NO_WALLS} says so");
        }
        Ok(()) => tell("WEBKIT_FORCE_SANDBOX"),
        Err(reason) => tracing::warn!("WebKit's process sandbox is off: {reason}"),
    }
    if !has_card(Path::new(CARDS)) || software_is_wanted() {
        // Layers are for graphics cards. Without one each is drawn, copied and put together by the
        // processor, and takes memory of its own.
        tracing::info!("there is no graphics card: WebKit draws without layers");
        tell("WEBKIT_DISABLE_COMPOSITING_MODE");
    }
}

/// What the person said in the environment themselves stays.
fn tell(name: &str) {
    if let Err(error) = glib::setenv(name, "1", false) {
        tracing::warn!("{name} could not be set: {error}");
    }
}

/// Whether WebKit's processes can be walled in here. Where they can't, they would not start at all,
/// and the window would stay empty: so the same kind of walls is put up once around nothing.
fn walls(installed: Installed, builder: &OsStr) -> Result<(), String> {
    if installed == Installed::AppImage {
        return Err("an AppImage's own programs can't be seen from inside".to_owned());
    }
    let display = std::env::var("DISPLAY").unwrap_or_default();
    if !display.starts_with(':') && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        return Err(
            "the screen is another computer's, which can't be reached from inside".to_owned(),
        );
    }
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap_or_default();
    if let Some(socket) = socket(&bus).filter(|socket| !socket.exists()) {
        return Err(format!(
            "the session's bus is not at {}, where it is said to be",
            socket.display()
        ));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|folder| folder.join(PROXY).is_file()) {
        return Err(format!("{PROXY} is not installed"));
    }
    let tried = Command::new(builder)
        .args(["--die-with-parent", "--unshare-all", "--ro-bind", "/", "/"])
        .args(["--proc", "/proc", "--dev", "/dev", "true"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output();
    match tried {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let line = said.lines().next().unwrap_or("it says nothing");
            Err(format!("this system does not allow it ({line})"))
        }
        Err(error) => Err(format!("{BUILDER} can't be started ({error})")),
    }
}

/// The file that a bus listens at, if it does at one. WebKit shows it to its processes, and ends the
/// program where that can't be done.
fn socket(address: &str) -> Option<&Path> {
    let path = address.strip_prefix("unix:path=")?;
    Some(Path::new(path.split([',', ';']).next()?))
}

/// Whether there is something that draws in hardware.
fn has_card(cards: &Path) -> bool {
    let entries = std::fs::read_dir(cards).into_iter().flatten().flatten();
    let renders = |name: &OsStr| name.as_encoded_bytes().starts_with(b"renderD");
    entries.into_iter().any(|entry| renders(&entry.file_name()))
        // Some drivers have no such node.
        || Path::new("/dev/nvidia0").exists()
}

/// Whether the person asked for drawing in software.
fn software_is_wanted() -> bool {
    std::env::var_os("LIBGL_ALWAYS_SOFTWARE").is_some_and(|value| value == "1" || value == "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_that_can_not_be_put_up_are_not_asked_for() {
        let said = |builder: &str| walls(Installed::Loose, OsStr::new(builder));
        assert!(said("/nowhere/bwrap").is_err(), "it is not installed");
        assert!(said("false").is_err(), "it is not allowed");
        assert!(
            walls(Installed::AppImage, OsStr::new("true")).is_err(),
            "what is mounted for us is not there inside"
        );
    }

    #[test]
    fn a_bus_may_be_at_a_file() {
        for (address, expected) in [
            ("unix:path=/run/user/1000/bus", Some("/run/user/1000/bus")),
            ("unix:path=/tmp/dbus-x,guid=0123", Some("/tmp/dbus-x")),
            ("unix:path=/a;unix:path=/b", Some("/a")),
            ("unix:abstract=/tmp/dbus", None),
            ("", None),
        ] {
            assert_eq!(socket(address), expected.map(Path::new), "{address}");
        }
    }

    #[test]
    fn a_card_is_one_that_renders() {
        let dir = tempfile::tempdir().unwrap();
        if !Path::new("/dev/nvidia0").exists() {
            assert!(!has_card(&dir.path().join("nowhere")), "no folder, no card");
            std::fs::write(dir.path().join("card0"), "").unwrap();
            assert!(!has_card(dir.path()), "a screen without one");
        }
        std::fs::write(dir.path().join("renderD128"), "").unwrap();
        assert!(has_card(dir.path()), "one that renders");
    }
}
