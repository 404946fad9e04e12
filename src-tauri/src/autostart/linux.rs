//! The list of what starts with the desktop on Linux: a folder of desktop files. (The plugin writes
//! paths with spaces as several words, and overlooks that desktops switch such a file off from
//! within.)

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager as _};

use crate::args::Options;
use crate::desktop_entry::{self, word};
use crate::installed::{self, Installed};

/// This program's file in the list.
struct Entry {
    path: Option<PathBuf>,
    text: String,
}

/// Keeps what the file is to be.
pub(crate) fn plugin(options: &Options, name: &str) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let text =
        desktop_entry::program().and_then(|program| entry(&program, options.data_dir.as_deref()));
    let path = dirs::config_dir().map(|dir| dir.join("autostart").join(format!("{name}.desktop")));
    tauri::plugin::Builder::new("autostart")
        .setup(move |app, _| {
            app.manage(Entry {
                path,
                text: text.unwrap_or_default(),
            });
            Ok(())
        })
        .build()
}

/// Puts the program on the list, or takes it off.
pub(super) fn set(app: &AppHandle, on: bool) -> std::io::Result<()> {
    let entry = app.state::<Entry>();
    let path = entry.path.as_deref().ok_or(ErrorKind::NotFound)?;
    if on && entry.text.is_empty() {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "the program's place can't be written into a desktop file",
        ));
    }
    put(path, on.then_some(&entry.text))
}

/// Whether it is on the list.
pub(super) fn is_on(app: &AppHandle) -> std::io::Result<bool> {
    let entry = app.state::<Entry>();
    stands(entry.path.as_deref().ok_or(ErrorKind::NotFound)?)
}

/// What stands on the list starts the program where it is now: a newer AppImage has another name,
/// and a program may be moved. A build of somebody's own takes no place from one that is there.
pub(super) fn mend(app: &AppHandle) -> std::io::Result<()> {
    let entry = app.state::<Entry>();
    let path = entry.path.as_deref().ok_or(ErrorKind::NotFound)?;
    repoint(path, &entry.text, installed::kind() != Installed::Loose)
}

fn repoint(path: &Path, text: &str, takes_over: bool) -> std::io::Result<()> {
    if text.is_empty() || !stands(path)? {
        return Ok(());
    }
    let there = std::fs::read_to_string(path)?;
    let command = desktop_entry::command(&there);
    if command == desktop_entry::command(text) {
        return Ok(());
    }
    let starts = command
        .as_deref()
        .and_then(<[PathBuf]>::first)
        .is_some_and(|program| program.is_file());
    if starts && !takes_over {
        return Ok(());
    }
    let mended = desktop_entry::with_command_of(&there, text);
    std::fs::write(path, mended.as_deref().unwrap_or(text))
}

fn put(path: &Path, text: Option<&String>) -> std::io::Result<()> {
    let Some(text) = text else {
        return match std::fs::remove_file(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed,
        };
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

/// A file that its desktop switched off is there, and starts nothing.
fn stands(path: &Path) -> std::io::Result<bool> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let off = text.lines().any(|line| {
        let (key, value) = line.split_once('=').unwrap_or_default();
        matches!(
            (key.trim(), value.trim()),
            ("Hidden", "true") | ("X-GNOME-Autostart-enabled", "false")
        )
    });
    Ok(!off)
}

/// The desktop file; `None` where a path is no text, or holds what no line can.
fn entry(program: &Path, data_dir: Option<&Path>) -> Option<String> {
    let mut command = vec![word(program)?, "--minimized".to_owned()];
    if let Some(dir) = data_dir {
        command.extend(["--data-dir".to_owned(), word(dir)?]);
    }
    Some(format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Switchboard\n\
         Icon=switchboard\n\
         Exec={}\n\
         Terminal=false\n\
         StartupNotify=false\n\
         X-GNOME-Autostart-enabled=true\n",
        command.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_read_as_it_is_meant() {
        let dir = Path::new(r#"/home/me/My data/100%/"q" $x \y"#);
        let text = entry(Path::new("/opt/My Apps/switchboard"), Some(dir)).unwrap();
        let expected = [
            Path::new("/opt/My Apps/switchboard"),
            Path::new("--minimized"),
            Path::new("--data-dir"),
            dir,
        ];
        assert_eq!(desktop_entry::command(&text).unwrap(), expected, "{text}");
    }

    #[test]
    fn what_was_moved_is_started_where_it_is_now() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.desktop");
        let [gone, there, here] =
            ["1.AppImage", "2.AppImage", "3.AppImage"].map(|name| dir.path().join(name));
        std::fs::write(&there, "").unwrap();
        let own = entry(&here, None).unwrap();
        let started = || desktop_entry::command(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (before, takes_over, after) in [
            (&gone, false, &here),
            (&gone, true, &here),
            (&there, false, &there),
            (&there, true, &here),
            (&here, false, &here),
        ] {
            let text = entry(before, None).unwrap() + "X-Mine=1\n";
            std::fs::write(&path, &text).unwrap();
            repoint(&path, &own, takes_over).unwrap();
            let words = started();
            assert_eq!(
                words,
                [after.as_path(), Path::new("--minimized")],
                "{before:?}"
            );
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(
                text.contains("X-Mine=1"),
                "what the desktop wrote stays: {text}"
            );
        }
        for off in [None, Some("Hidden=true\n")] {
            let text = off.map(|off| entry(&gone, None).unwrap() + off);
            put(&path, text.as_ref()).unwrap();
            repoint(&path, &own, true).unwrap();
            let left = std::fs::read_to_string(&path).ok();
            assert_eq!(left, text, "what is off stays off");
        }
    }

    #[test]
    fn a_file_that_the_desktop_switched_off_starts_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("autostart/x.desktop");
        assert!(!stands(&path).unwrap(), "not there");
        put(&path, None).unwrap();
        let text = entry(Path::new("/usr/bin/switchboard"), None).unwrap();
        put(&path, Some(&text)).unwrap();
        assert!(stands(&path).unwrap(), "there");
        for off in ["Hidden=true\n", "X-GNOME-Autostart-enabled=false\n"] {
            std::fs::write(&path, format!("{text}{off}")).unwrap();
            assert!(!stands(&path).unwrap(), "{off} switches it off");
        }
        put(&path, Some(&text)).unwrap();
        assert!(stands(&path).unwrap(), "on again, whatever stood there");
        put(&path, None).unwrap();
        assert!(!stands(&path).unwrap(), "taken off");
    }
}
