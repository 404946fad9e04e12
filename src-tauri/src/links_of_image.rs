//! An AppImage has no installer that tells the desktop who opens `switchboard://`: it does so
//! itself, in a file that desktops overlook once the image is gone.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::desktop_entry;
use crate::installed::{self, Installed};

/// What a list of programs is called in a folder of them, and who makes it.
const LISTS: &str = "update-desktop-database";

/// Tells the desktop, if this is an AppImage.
pub(crate) fn tell_desktop() {
    if installed::kind() != Installed::AppImage {
        return;
    }
    let Some((image, folder)) = desktop_entry::program().zip(dirs::data_local_dir()) else {
        return;
    };
    match put(&folder.join("applications"), &image) {
        Ok(false) => {}
        Ok(true) => tracing::info!("links to chats open this AppImage"),
        Err(error) => tracing::warn!("links to chats open nothing: {error}"),
    }
}

/// Writes the file, if it doesn't say so already.
fn put(folder: &Path, image: &Path) -> std::io::Result<bool> {
    let path = folder.join("app.switchboard.desktop-links.desktop");
    let text = entry(image).ok_or(ErrorKind::InvalidInput)?;
    if std::fs::read_to_string(&path).is_ok_and(|there| there == text) {
        return Ok(false);
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(path, text)?;
    // Without it the desktop finds the file when it makes its lists the next time.
    let made = Command::new(LISTS)
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !made.is_ok_and(|made| made.success()) {
        tracing::debug!("{LISTS} is not there, or failed");
    }
    Ok(true)
}

fn entry(image: &Path) -> Option<String> {
    Some(format!(
        "[Desktop Entry]\n\
         Type=Application\n\
         Name=Switchboard\n\
         Exec={} %u\n\
         TryExec={}\n\
         Terminal=false\n\
         NoDisplay=true\n\
         MimeType=x-scheme-handler/switchboard;\n",
        desktop_entry::word(image)?,
        desktop_entry::text(image)?
    ))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_image_opens_links_wherever_it_is_now() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("applications");
        let read = || {
            let files: Vec<PathBuf> = std::fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|kind| kind == "desktop"))
                .collect();
            assert_eq!(files.len(), 1, "one file: {files:?}");
            std::fs::read_to_string(&files[0]).unwrap()
        };
        let first = Path::new("/home/me/My Apps/Switchboard_1.AppImage");
        assert!(put(&folder, first).unwrap(), "told");
        let words = desktop_entry::command(&read()).unwrap();
        assert_eq!(words, [first, Path::new("%u")], "the image, and the link");
        assert!(!put(&folder, first).unwrap(), "not told twice");
        let second = Path::new("/home/me/Switchboard_2.AppImage");
        assert!(put(&folder, second).unwrap(), "told of the newer one");
        let words = desktop_entry::command(&read()).unwrap();
        assert_eq!(words, [second, Path::new("%u")], "in its place");
        let lines = Path::new("/a\nExec=x");
        assert!(put(&folder, lines).is_err(), "no line of its own");
    }
}
