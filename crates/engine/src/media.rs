//! Bytes of files: fetched when looked at, a few kept in memory, none on disk unless saved.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, MutexGuard, PoisonError};

use domain::provider::Media;
use domain::{AccountId, ChatId, Error, ErrorCode, Result};
use store::MediaSource;

use crate::Engine;
use crate::desk::Desk;
use crate::{file_name, picture};

/// Bytes kept in memory at most.
const KEPT: usize = 24 * 1024 * 1024;
/// Larger files aren't kept.
const LARGEST_KEPT: usize = 6 * 1024 * 1024;
/// Larger files aren't shown.
const SHOWN: u64 = 32 * 1024 * 1024;
/// Larger files aren't saved.
const SAVED: u64 = 200 * 1024 * 1024;

impl Engine {
    /// The bytes of a message's picture, for showing it.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` if it is too large to show or no picture that can be, those of the
    /// network, `Storage`.
    pub async fn media_get(&self, chat: ChatId, key: String, index: u32) -> Result<Media> {
        let desk = self.desk()?;
        let (_, media) = fetch(&desk, chat, key, index, SHOWN).await?;
        if !picture::is_bearable(&media.bytes) {
            return Err(Error::new(
                ErrorCode::Invalid,
                "This can't be shown here. Save it to look at it.",
            ));
        }
        Ok(Arc::unwrap_or_clone(media))
    }

    /// Saves a message's file into a folder and answers its full path. Nothing is overwritten.
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
        let (name, media) = fetch(&desk, chat, key, index, SAVED).await?;
        let folder = folder.to_owned();
        let saved = tokio::task::spawn_blocking(move || {
            file_name::save(&folder, &named(&name, &media.mime), &media.bytes)
        });
        let path = saved
            .await
            .map_err(|error| Error::new(ErrorCode::Internal, "Not saved.").with_source(error))?
            .map_err(|error| {
                Error::new(
                    ErrorCode::Storage,
                    format!("The file could not be saved: {error}"),
                )
            })?;
        Ok(path.display().to_string())
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

async fn fetch(
    desk: &Desk,
    chat: ChatId,
    key: String,
    index: u32,
    limit: u64,
) -> Result<(String, Arc<Media>)> {
    let account = chat.account;
    match desk.store.media_source(chat, key, index).await? {
        MediaSource::Local(file) => {
            let media = Media {
                mime: file.mime,
                bytes: file.bytes,
            };
            Ok((file.name, Arc::new(media)))
        }
        MediaSource::Remote {
            url, name, mime, ..
        } => {
            if let Some(media) = desk.lock_media().get(account, &url) {
                return Ok((name, media));
            }
            let session = desk.session(account)?;
            let mut media = session.signed_in()?.media(&url, limit).await?;
            // What the message says of its file is more exact than a server's default.
            if let Some(mime) = mime
                && media.mime == "application/octet-stream"
            {
                media.mime = mime;
            }
            let media = Arc::new(media);
            desk.lock_media().put(account, url, Arc::clone(&media));
            Ok((name, media))
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
