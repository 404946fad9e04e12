//! A file that appears whole or not at all: it is written beside its place under another name, and
//! takes the place once it is on disk.

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncWriteExt as _, BufWriter};

/// A file under way. Dropped before [`NewFile::keep`], it leaves nothing behind.
pub(crate) struct NewFile {
    place: PathBuf,
    part: PathBuf,
    file: Option<BufWriter<File>>,
}

impl NewFile {
    /// Begins a file that will be at `place`, over what may be there.
    pub(crate) async fn create(place: &Path) -> io::Result<Self> {
        let name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
        let part = place.with_file_name(part);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // What customers wrote is for the person's eyes.
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&part).await?;
        Ok(Self {
            place: place.to_owned(),
            part,
            file: Some(BufWriter::with_capacity(256 * 1024, file)),
        })
    }

    pub(crate) async fn write(&mut self, contents: impl AsRef<[u8]>) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(contents.as_ref()).await,
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Puts the file into its place.
    pub(crate) async fn keep(mut self) -> io::Result<()> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
            file.get_ref().sync_all().await?;
        }
        tokio::fs::rename(&self.part, &self.place).await
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        drop(self.file.take());
        // Gone already if it was kept; what can't be removed is only a part, and says so.
        let _ = std::fs::remove_file(&self.part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_file_is_whole_or_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("chats.txt");
        std::fs::write(&place, "before").unwrap();
        let mut given_up = NewFile::create(&place).await.unwrap();
        given_up.write("half").await.unwrap();
        drop(given_up);
        assert_eq!(names(folder.path()), ["chats.txt"], "nothing is left");
        assert_eq!(std::fs::read(&place).unwrap(), b"before", "as it was");
        let mut kept = NewFile::create(&place).await.unwrap();
        kept.write("whole").await.unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"before", "not yet");
        kept.keep().await.unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"whole", "in its place");
        assert_eq!(names(folder.path()), ["chats.txt"], "alone");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&place).unwrap().permissions().mode();
            assert_eq!(mode & 0o177, 0, "for the person's eyes");
        }
    }
}
