//! Bytes of files: fetched when looked at, a few kept in memory, none on disk unless saved.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};

use domain::provider::Media;
use domain::{AccountId, ChatId, Error, ErrorCode, Result};
use store::MediaSource;

use crate::Engine;
use crate::desk::Desk;
use crate::export::NewFile;
use crate::picture;

/// Bytes kept in memory at most.
const KEPT: usize = 24 * 1024 * 1024;
/// Larger files aren't kept.
const LARGEST_KEPT: usize = 6 * 1024 * 1024;
/// Larger files aren't shown: their bytes stand here and in the window until they are a picture.
const SHOWN: u64 = 16 * 1024 * 1024;
/// Larger files aren't saved.
const SAVED: u64 = 200 * 1024 * 1024;

impl Engine {
    /// The bytes of a message's picture, for showing it; `None` for one so large that it is shown
    /// only to who asked for it.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` if it is too large to show or no picture that can be, those of the
    /// network, `Storage`.
    pub async fn media_get(
        &self,
        chat: ChatId,
        key: String,
        index: u32,
        asked: bool,
    ) -> Result<Option<Media>> {
        let desk = self.desk()?;
        let media = fetch(&desk, chat, key, index).await?;
        if !picture::is_bearable(&media.bytes) {
            return Err(Error::new(
                ErrorCode::Invalid,
                "This can't be shown here. Save it to look at it.",
            ));
        }
        let shown = asked || picture::is_light(&media.bytes);
        Ok(shown.then(|| Arc::unwrap_or_clone(media)))
    }

    /// Saves a message's file into a folder and answers its full path. Nothing is overwritten. The
    /// file is written as it arrives, and never stands in memory as a whole.
    ///
    /// # Errors
    /// As [`Engine::media_get`]; `Storage` if it can't be written.
    pub async fn media_save(
        &self,
        chat: ChatId,
        key: String,
        index: u32,
        folder: &Path,
    ) -> Result<String> {
        let desk = self.desk()?;
        let account = chat.account;
        let source = desk.store.media_source(chat, key, index).await?;
        let mut file = saving(folder).await?;
        let (name, mime) = match source {
            MediaSource::Local(local) => {
                file.write(&local.bytes).await.map_err(unsaved)?;
                (local.name, local.mime)
            }
            MediaSource::Remote {
                url, name, mime, ..
            } => {
                let known = desk.lock_media().get(account, &url);
                let told = if let Some(media) = known {
                    file.write(&media.bytes).await.map_err(unsaved)?;
                    media.mime.clone()
                } else {
                    let session = desk.session(account)?;
                    let provider = session.signed_in()?;
                    let sink = file.sink().map_err(unsaved)?;
                    provider.media_into(&url, SAVED, sink).await?
                };
                (name, more_exact(told, mime))
            }
        };
        let path = file.keep_as(&named(&name, &mime)).await.map_err(unsaved)?;
        Ok(path.display().to_string())
    }
}

/// A file that will be saved in a folder, which is made if it isn't there.
pub(crate) async fn saving(folder: &Path) -> Result<NewFile> {
    tokio::fs::create_dir_all(folder).await.map_err(unsaved)?;
    NewFile::create(folder).await.map_err(unsaved)
}

pub(crate) fn unsaved(error: std::io::Error) -> Error {
    Error::new(
        ErrorCode::Storage,
        format!("The file could not be saved: {error}"),
    )
}

/// What the message says of its file is more exact than a server's default.
fn more_exact(told: String, said: Option<String>) -> String {
    match said {
        Some(said) if told == "application/octet-stream" => said,
        _ => told,
    }
}

/// The name with an extension, so that the system knows how to open it.
fn named(name: &str, mime: &str) -> String {
    let known = mime_guess::get_mime_extensions_str(mime).and_then(|known| known.first());
    match known {
        Some(extension) if Path::new(name).extension().is_none() => format!("{name}.{extension}"),
        _ => name.to_owned(),
    }
}

async fn fetch(desk: &Desk, chat: ChatId, key: String, index: u32) -> Result<Arc<Media>> {
    let account = chat.account;
    match desk.store.media_source(chat, key, index).await? {
        MediaSource::Local(file) => Ok(Arc::new(Media {
            mime: file.mime,
            bytes: file.bytes,
        })),
        MediaSource::Remote { url, mime, .. } => {
            if let Some(media) = desk.lock_media().get(account, &url) {
                return Ok(media);
            }
            let session = desk.session(account)?;
            let media = session.signed_in()?.media(&url, SHOWN).await?;
            let media = Arc::new(Media {
                mime: more_exact(media.mime, mime),
                ..media
            });
            desk.lock_media().put(account, url, Arc::clone(&media));
            Ok(media)
        }
    }
}

impl Desk {
    pub(crate) fn lock_media(&self) -> MutexGuard<'_, MediaCache> {
        self.media.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The files looked at last, oldest first.
#[derive(Default)]
pub(crate) struct MediaCache {
    files: VecDeque<(AccountId, String, Arc<Media>)>,
    bytes: usize,
}

impl MediaCache {
    fn get(&mut self, account: AccountId, url: &str) -> Option<Arc<Media>> {
        let place = self
            .files
            .iter()
            .position(|(owner, known, _)| *owner == account && known == url)?;
        let file = self.files.remove(place)?;
        let media = Arc::clone(&file.2);
        self.files.push_back(file);
        Some(media)
    }

    fn put(&mut self, account: AccountId, url: String, media: Arc<Media>) {
        if media.bytes.len() > LARGEST_KEPT || self.get(account, &url).is_some() {
            return;
        }
        self.bytes += media.bytes.len();
        self.files.push_back((account, url, media));
        while self.bytes > KEPT
            && let Some((_, _, oldest)) = self.files.pop_front()
        {
            self.bytes -= oldest.bytes.len();
        }
    }

    pub(crate) fn forget_account(&mut self, account: AccountId) {
        self.files.retain(|(owner, _, _)| *owner != account);
        self.bytes = self
            .files
            .iter()
            .map(|(_, _, media)| media.bytes.len())
            .sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(size: usize) -> Arc<Media> {
        Arc::new(Media {
            mime: "image/png".to_owned(),
            bytes: vec![0; size],
        })
    }

    #[test]
    fn the_files_looked_at_last_are_kept() {
        let mut cache = MediaCache::default();
        let account = AccountId(1);
        for n in 0..5 {
            cache.put(account, n.to_string(), file(LARGEST_KEPT));
            cache.get(account, "0");
        }
        assert!(cache.get(account, "0").is_some(), "looked at each time");
        assert!(cache.get(account, "1").is_none(), "made room");
        assert!(cache.bytes <= KEPT, "bounded: {}", cache.bytes);
        cache.put(account, "big".to_owned(), file(LARGEST_KEPT + 1));
        assert!(cache.get(account, "big").is_none(), "too large to keep");
        cache.forget_account(account);
        assert_eq!(cache.bytes, 0, "nothing stays of an account that left");
    }

    #[test]
    fn saved_files_get_an_extension() {
        assert_eq!(named("photo", "image/png"), "photo.png", "from the type");
        assert_eq!(named("a.dat", "image/png"), "a.dat", "its own stays");
    }
}
