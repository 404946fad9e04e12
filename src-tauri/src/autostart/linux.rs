//! The list of what starts with the desktop on Linux: a folder of desktop files. (The plugin writes
//! paths with spaces as several words, and overlooks that desktops switch such a file off from
//! within.)

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager as _};

use crate::args::Options;

/// <https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html>
const RESERVED: &[char] = &['"', '`', '$', '\\'];

/// This program's file in the list.
struct Entry {
    path: Option<PathBuf>,
    text: String,
}

/// Keeps what the file is to be.
pub(crate) fn plugin(options: &Options, name: &str) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    // An AppImage is mounted elsewhere each time; what is to be started is the image.
    let program = std::env::var_os("APPIMAGE").map_or_else(std::env::current_exe, |image| {
        Ok::<_, Error>(PathBuf::from(image))
    });
    let text = program
        .ok()
        .and_then(|program| entry(&program, options.data_dir.as_deref()));
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

/// A path as one word of a command: quoted, and then written as every text of a desktop file is.
fn word(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    if path.chars().any(char::is_control) {
        return None;
    }
    let mut quoted = String::from("\"");
    for c in path.chars() {
        match c {
            '%' => quoted.push_str("%%"),
            c if RESERVED.contains(&c) => quoted.extend(['\\', c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    Some(quoted.replace('\\', r"\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_one_word() {
        for (path, expected) in [
            ("/usr/bin/switchboard", r#""/usr/bin/switchboard""#),
            ("/home/me/My Apps/x", r#""/home/me/My Apps/x""#),
            ("/a/100%/x", r#""/a/100%%/x""#),
            (r#"/a/"b"/$HOME/`c`"#, r#""/a/\\"b\\"/\\$HOME/\\`c\\`""#),
            (r"/a\b", r#""/a\\\\b""#),
        ] {
            assert_eq!(word(Path::new(path)).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(word(Path::new("/a\nExec=x")), None, "no line of its own");
    }

    #[test]
    fn glib_reads_the_command_as_it_is_meant() {
        let dir = Path::new(r#"/home/me/My data/100%/"q" $x \y"#);
        let text = entry(Path::new("/opt/My Apps/switchboard"), Some(dir)).unwrap();
        let file = glib::KeyFile::new();
        file.load_from_data(&text, glib::KeyFileFlags::NONE)
            .unwrap();
        let command = file.string("Desktop Entry", "Exec").unwrap();
        let words = glib::shell_parse_argv(command.replace("%%", "%")).unwrap();
        let words: Vec<_> = words.iter().map(|word| word.to_str().unwrap()).collect();
        assert_eq!(
            words,
            [
                "/opt/My Apps/switchboard",
                "--minimized",
                "--data-dir",
                dir.to_str().unwrap()
            ],
            "{command}"
        );
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
