//! Copying secrets to the clipboard without showing them to the webview.

use std::sync::{Mutex, PoisonError};

use arboard::Clipboard;
use domain::{Error, ErrorCode, Result};
use secrecy::{ExposeSecret as _, SecretString};

/// The clipboard, once something was copied. On X11 the text is served by the program that
/// copied it, so this is kept until the program ends.
#[derive(Default)]
pub(crate) struct KeptClipboard(Mutex<Option<Clipboard>>);

impl KeptClipboard {
    /// Copies a secret, marked so that clipboard histories that know the mark leave it out.
    ///
    /// # Errors
    /// `Internal` if the desktop has no clipboard.
    pub(crate) fn copy(&self, secret: &SecretString) -> Result<()> {
        let failed = |error: arboard::Error| {
            Error::new(ErrorCode::Internal, "The clipboard could not be used.").with_source(error)
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match kept.take() {
            Some(clipboard) => clipboard,
            None => Clipboard::new().map_err(failed)?,
        };
        let clipboard = kept.insert(clipboard);
        exclude(clipboard)
            .text(secret.expose_secret().to_owned())
            .map_err(failed)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn exclude(clipboard: &mut Clipboard) -> arboard::Set<'_> {
    use arboard::SetExtLinux as _;
    clipboard.set().exclude_from_history()
}

#[cfg(target_os = "macos")]
fn exclude(clipboard: &mut Clipboard) -> arboard::Set<'_> {
    use arboard::SetExtApple as _;
    clipboard.set().exclude_from_history()
}

#[cfg(windows)]
fn exclude(clipboard: &mut Clipboard) -> arboard::Set<'_> {
    use arboard::SetExtWindows as _;
    clipboard.set().exclude_from_history()
}
