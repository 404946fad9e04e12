//! The sound of a notification, where the daemon makes none: most small ones don't.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// Its name in the desktop's sound theme.
pub(super) const NAME: &str = "message-new-instant";

/// The same in the theme that others fall back to.
const FILE: &str = "/usr/share/sounds/freedesktop/stereo/message-new-instant.oga";

/// Plays it with whatever the desktop plays sounds with.
pub(super) fn play() {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let Some((program, word)) = player(&path, Path::new(FILE)) else {
        tracing::debug!("there is nothing that plays sounds");
        return;
    };
    let started = Command::new(program)
        .arg(word)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        // Waited for, so that it doesn't stay in the list of processes.
        Ok(mut player) => {
            tauri::async_runtime::spawn(async move { player.wait().await });
        }
        Err(error) => tracing::debug!("a sound was not played: {error}"),
    }
}

/// The first program that can do it, and what to tell it.
fn player(path: &OsStr, file: &Path) -> Option<(PathBuf, String)> {
    let found = |name: &str| {
        std::env::split_paths(path)
            .map(|folder| folder.join(name))
            .find(|program| program.is_file())
    };
    if let Some(program) = found("canberra-gtk-play") {
        return Some((program, format!("--id={NAME}")));
    }
    let file = file.is_file().then(|| file.display().to_string())?;
    let program = ["pw-play", "paplay"].into_iter().find_map(found)?;
    Some((program, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktops_own_player_is_taken_before_others() {
        let dir = tempfile::tempdir().unwrap();
        let with = |name: &str| std::fs::write(dir.path().join(name), "").unwrap();
        let chosen = || player(dir.path().as_os_str(), &dir.path().join("sound.oga"));
        assert_eq!(chosen(), None, "there is none");
        with("paplay");
        assert_eq!(chosen(), None, "there is no file for it");
        with("sound.oga");
        let file = dir.path().join("sound.oga").display().to_string();
        assert_eq!(
            chosen(),
            Some((dir.path().join("paplay"), file)),
            "what there is"
        );
        with("canberra-gtk-play");
        assert_eq!(
            chosen(),
            Some((
                dir.path().join("canberra-gtk-play"),
                "--id=message-new-instant".to_owned()
            )),
            "the one that knows the theme"
        );
    }
}
