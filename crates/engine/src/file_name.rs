//! Names of files that came from elsewhere: made harmless before anything is written.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

/// Longest name in bytes, extension included: every file system takes it.
const LONGEST: usize = 150;
/// Longest extension that is kept when a name is cut.
const LONGEST_EXTENSION: usize = 12;
/// Numbers tried before giving up on a name that is taken.
const TRIES: u32 = 1000;
const NAMELESS: &str = "file";
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A name without folders, control characters, or anything a system treats specially. Never
/// empty.
pub(crate) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    // A dash at the front is read as an option by whatever the file is handed to by name.
    let trimmed = kept
        .trim_start_matches(|c: char| ".-".contains(c) || c.is_whitespace())
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    if trimmed.is_empty() {
        return NAMELESS.to_owned();
    }
    // A desktop shows such a file under the name and the picture that its content asks for.
    let disguise = trimmed.to_ascii_lowercase().ends_with(".desktop");
    let disguised = format!("{trimmed}.txt");
    let trimmed = if disguise { &disguised } else { trimmed };
    // What is cut off may be what kept a name from being a device's.
    let name = shorten(trimmed, LONGEST);
    if is_reserved(&name) {
        format!("_{}", shorten(trimmed, LONGEST - 1))
    } else {
        name
    }
}

/// Marks that turn text around or hide in it: `exe.jpg` must not be shown for `gpj.exe`.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Device names of Windows, which open a device whatever the extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_lowercase();
    let port = |prefix| {
        stem.strip_prefix(prefix).is_some_and(|rest: &str| {
            rest.chars().count() == 1 && rest.chars().all(|c| "0123456789¹²³".contains(c))
        })
    };
    RESERVED.contains(&stem.as_str()) || port("com") || port("lpt")
}

/// Cuts the stem, not the extension, at a character's boundary.
fn shorten(name: &str, longest: usize) -> String {
    if name.len() <= longest {
        return name.to_owned();
    }
    let (stem, extension) = split(name);
    let mut room = longest.saturating_sub(extension.len());
    while !stem.is_char_boundary(room.min(stem.len())) {
        room -= 1;
    }
    let stem: String = stem
        .get(..room.min(stem.len()))
        .unwrap_or_default()
        .to_owned();
    // Windows drops what a name ends with, and would write under another.
    let stem = stem.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    format!("{stem}{extension}")
}

/// Stem and extension, dot included.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST_EXTENSION => name.split_at(dot),
        _ => (name, ""),
    }
}

/// Takes a harmless form of this name in a folder, numbered if it is taken, by an empty file that
/// nobody can execute.
pub(crate) fn reserve(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let name = clean(name);
    let (stem, extension) = split(&name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for number in 1..=TRIES {
        let path = match number {
            1 => folder.join(&name),
            _ => folder.join(format!("{stem} ({number}){extension}")),
        };
        match options.open(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The MIME type of a file: as told, or by its name where nothing useful was.
pub(crate) fn mime_of(name: &str, told: &str) -> String {
    let told = told.split(';').next().unwrap_or_default().trim();
    let plausible = told.len() <= 100
        && told.split('/').count() == 2
        && told
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/.+-_".contains(c));
    if plausible && told != "application/octet-stream" {
        return told.to_lowercase();
    }
    mime_guess::from_path(name)
        .first_or_octet_stream()
        .essence_str()
        .to_owned()
}

/// Whether a file is a picture that messengers show.
pub(crate) fn is_photo(mime: &str) -> bool {
    matches!(
        mime,
        "image/jpeg" | "image/png" | "image/gif" | "image/webp"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_harmless() {
        let names = [
            ("../../.ssh/authorized_keys", "authorized_keys"),
            ("C:\\Windows\\system32\\evil.dll", "evil.dll"),
            ("/etc/passwd", "passwd"),
            ("..", "file"),
            ("", "file"),
            ("  . . ", "file"),
            (".bashrc", "bashrc"),
            ("a\0b\nc.txt", "abc.txt"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1.log", "_com1.log"),
            ("com10.log", "com10.log"),
            ("report: \"final\"?.pdf", "report_ _final__.pdf"),
            ("trailing. ", "trailing"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("рахунок №5.pdf", "рахунок №5.pdf"),
            ("..\\..\\AppData\\Startup\\x.bat", "x.bat"),
            ("//host/share/x.lnk", "x.lnk"),
            ("a/../../b", "b"),
            ("...", "file"),
            ("x.pdf/", "file"),
            ("a:stream.txt", "a_stream.txt"),
            ("|sh", "_sh"),
            ("LPT9", "_LPT9"),
            ("aux .txt", "_aux .txt"),
            ("CONIN$", "_CONIN$"),
            ("\u{feff}\u{200b}.profile", "profile"),
            ("x\u{2066}txt.exe", "xtxt.exe"),
            ("\r\n", "file"),
            ("invoice\u{61c}fdp.exe", "invoicefdp.exe"),
            ("\u{61c}.-\u{61c}-rf", "rf"),
            ("-rf", "rf"),
            ("--output=x.sh", "output=x.sh"),
            (" .-. -", "file"),
            ("invoice.pdf.desktop", "invoice.pdf.desktop.txt"),
            ("x.DESKTOP", "x.DESKTOP.txt"),
            (".desktop", "desktop"),
        ];
        for (name, expected) in names {
            assert_eq!(clean(name), expected, "{name:?}");
        }
        println!("S5: {} names made harmless", names.len());
    }

    #[test]
    fn long_names_keep_their_extension() {
        let name = clean(&format!("{}.jpeg", "ї".repeat(500)));
        assert!(name.len() <= LONGEST, "fits every file system");
        assert!(name.ends_with("ї.jpeg"), "{name}");
    }

    #[test]
    fn what_is_cut_leaves_no_harm_at_the_end() {
        let dotted = clean(&format!("{}.{}", "a".repeat(LONGEST - 1), "b".repeat(40)));
        assert_eq!(dotted, "a".repeat(LONGEST - 1), "no dot that is dropped");
        let device = clean(&format!("con{}x.txt", " ".repeat(LONGEST)));
        assert_eq!(device, "_con.txt", "no device's name");
        for name in [dotted, device, clean(&format!("con.{}", "a".repeat(400)))] {
            assert!(name.len() <= LONGEST, "still short: {name}");
            assert_eq!(clean(&name), name, "clean is clean");
        }
    }

    #[test]
    fn mime_is_told_or_guessed() {
        for (name, told, expected) in [
            ("a.png", "", "image/png"),
            ("a.bin", "image/PNG", "image/png"),
            ("a.pdf", "application/octet-stream", "application/pdf"),
            ("a", "text/plain; charset=utf-8", "text/plain"),
            ("a", "nonsense\r\nX: y", "application/octet-stream"),
        ] {
            assert_eq!(mime_of(name, told), expected, "{name} {told:?}");
        }
    }
}
