//! The mark that a file came from elsewhere: systems that know one ask before such a file is run,
//! and look at it first.

use std::path::Path;

/// Marks a file. Where the file system keeps no marks, the file is as good without one.
#[cfg(windows)]
pub(crate) fn mark(path: &Path) {
    // A stream beside the content; 3 is the internet.
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    if let Err(error) = std::fs::write(stream, "[ZoneTransfer]\r\nZoneId=3\r\n") {
        tracing::warn!("a saved file could not be marked as foreign: {error}");
    }
}

/// Marks a file. Where the file system keeps no marks, the file is as good without one.
#[cfg(target_os = "macos")]
pub(crate) fn mark(path: &Path) {
    // 0081: downloaded, and not yet looked at; then the time in hexadecimal seconds, and by whom.
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default();
    let value = format!("0081;{:x};Switchboard;", now.as_secs());
    if let Err(error) = xattr::set(path, "com.apple.quarantine", value.as_bytes()) {
        tracing::warn!("a saved file could not be marked as foreign: {error}");
    }
}

/// Linux's programs know no such mark; nothing that is saved can be executed there.
#[cfg(not(any(windows, target_os = "macos")))]
pub(crate) fn mark(_path: &Path) {}

#[cfg(all(test, windows))]
mod tests {
    use super::*;

    #[test]
    fn a_marked_file_says_where_it_came_from() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.png");
        std::fs::write(&path, "x").unwrap();
        mark(&path);
        let moved = folder.path().join("moved.png");
        std::fs::rename(&path, &moved).unwrap();
        let stream = format!("{}:Zone.Identifier", moved.display());
        let said = std::fs::read_to_string(stream).unwrap();
        assert!(said.contains("ZoneId=3"), "the internet: {said}");
    }
}

#[cfg(all(test, target_os = "macos"))]
mod tests {
    use super::*;

    #[test]
    fn a_marked_file_says_where_it_came_from() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("photo.png");
        std::fs::write(&path, "x").unwrap();
        mark(&path);
        let said = xattr::get(&path, "com.apple.quarantine").unwrap().unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("Switchboard"), "by whom: {said}");
    }
}
