//! Where the person wants a file, by the system's own dialog.

use std::path::{Path, PathBuf};

use domain::view::AppAnswer;
use domain::{Error, ErrorCode, Result};
use tauri::{AppHandle, Manager as _};

use crate::words::Words;

/// Asks where to put a file, beginning with this name in the folder for downloads. `None` if the
/// person went back. A name without an ending gets the one that was offered.
///
/// # Errors
/// `Internal` if the window is gone.
pub(crate) async fn ask(app: &AppHandle, folder: PathBuf, file: &str) -> Result<Option<PathBuf>> {
    let ending = Path::new(file).extension().unwrap_or_default().to_owned();
    let ending_text = ending.to_string_lossy().into_owned();
    let mut dialog = rfd::AsyncFileDialog::new()
        .set_title(Words::spoken().get("save-title"))
        .set_directory(folder)
        .set_file_name(file)
        .add_filter(ending_text.to_uppercase(), &[&ending_text]);
    if let Some(window) = app.get_webview_window("main") {
        dialog = dialog.set_parent(&window);
    }
    let (asked, asking) = tokio::sync::oneshot::channel();
    // Dialogs are opened where the window lives.
    app.run_on_main_thread(move || {
        // Fails only if nobody waits any more.
        let _ = asked.send(dialog.save_file());
    })
    .map_err(closing)?;
    let chosen = asking.await.map_err(closing)?.await;
    Ok(chosen.map(|file| match file.path() {
        path if path.extension().is_none() => path.with_extension(ending),
        path => path.to_owned(),
    }))
}

/// What the window is told of a file that was written.
pub(crate) fn saved(path: &Path, chats: u32) -> AppAnswer {
    AppAnswer::Saved {
        path: path.display().to_string(),
        chats,
    }
}

fn closing(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorCode::Internal, "Switchboard is closing.").with_source(error)
}
