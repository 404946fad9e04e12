//! Desktop files that this program writes for itself: how it is started, in the words of
//! <https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html>.

use std::path::{Path, PathBuf};

use glib::{KeyFile, KeyFileFlags};

const GROUP: &str = "Desktop Entry";
const RESERVED: &[char] = &['"', '`', '$', '\\'];

/// What is to be started. An AppImage is mounted elsewhere each time: that is the image itself.
pub(crate) fn program() -> Option<PathBuf> {
    match std::env::var_os("APPIMAGE") {
        Some(image) => Some(PathBuf::from(image)),
        None => std::env::current_exe().ok(),
    }
}

/// A path as one word of a command: quoted, and then written as every text of a desktop file is.
/// `None` where it is no text, or holds what no line can.
pub(crate) fn word(path: &Path) -> Option<String> {
    let mut quoted = String::from("\"");
    for c in line(path)?.chars() {
        match c {
            '%' => quoted.push_str("%%"),
            c if RESERVED.contains(&c) => quoted.extend(['\\', c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    Some(quoted.replace('\\', r"\\"))
}

/// A path as a text of its own.
pub(crate) fn text(path: &Path) -> Option<String> {
    Some(line(path)?.replace('\\', r"\\").replace(' ', r"\s"))
}

fn line(path: &Path) -> Option<&str> {
    let path = path.to_str()?;
    (!path.chars().any(char::is_control)).then_some(path)
}

/// The command of a desktop file, as its words.
pub(crate) fn command(file: &str) -> Option<Vec<PathBuf>> {
    let exec = read(file)?.string(GROUP, "Exec").ok()?;
    let words = glib::shell_parse_argv(exec.as_str()).ok()?;
    let words = words.iter().filter_map(|word| word.to_str());
    Some(words.map(|word| word.replace("%%", "%").into()).collect())
}

/// A desktop file with the command of another, and all else as it is.
pub(crate) fn with_command_of(file: &str, other: &str) -> Option<String> {
    let (file, other) = (read(file)?, read(other)?);
    file.set_value(GROUP, "Exec", &other.value(GROUP, "Exec").ok()?);
    Some(file.to_data().into())
}

fn read(text: &str) -> Option<KeyFile> {
    let file = KeyFile::new();
    let all = KeyFileFlags::KEEP_COMMENTS | KeyFileFlags::KEEP_TRANSLATIONS;
    file.load_from_data(text, all).ok()?;
    Some(file)
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
        let lines = Path::new("/a\nExec=x");
        assert_eq!(
            (word(lines), text(lines)),
            (None, None),
            "no line of its own"
        );
    }

    #[test]
    fn glib_reads_what_is_meant() {
        let path = Path::new(r#" /home/me/My data/100%/"q" $x \y"#);
        let file = format!(
            "[Desktop Entry]\nExec={} --minimized\nTryExec={}\n",
            word(path).unwrap(),
            text(path).unwrap()
        );
        let words = command(&file).unwrap();
        assert_eq!(words, [path, Path::new("--minimized")], "{file}");
        let tried = read(&file).unwrap().string(GROUP, "TryExec").unwrap();
        assert_eq!(tried.as_str(), path.to_str().unwrap(), "{file}");
        assert_eq!(command("no desktop file"), None, "nothing to start");
    }

    #[test]
    fn only_the_command_is_taken_from_another() {
        let file = "[Desktop Entry]\n# mine\nName=A\nExec=\"/old\"\nX-Mine=1\n";
        let other = "[Desktop Entry]\nName=B\nExec=\"/new \\\\\"q\" %u\n";
        let made = with_command_of(file, other).unwrap();
        assert_eq!(command(&made), command(other), "the command");
        for kept in ["# mine", "Name=A", "X-Mine=1"] {
            assert!(made.contains(kept), "{kept} in {made}");
        }
    }
}
