//! A file that appears whole or not at all: it is written beside its place under another name, and
//! takes the place once it is on disk.

use std::io;
use std::path::{Path, PathBuf};

use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncWriteExt as _, BufWriter};

use crate::{file_name, origin};

/// A file under way. Dropped before it is kept, it leaves nothing behind.
pub(crate) struct NewFile {
    part: PathBuf,
    file: Option<BufWriter<File>>,
}

impl NewFile {
    /// Begins a file that will be at `place`.
    pub(crate) async fn beside(place: &Path) -> io::Result<Self> {
        Self::create(place.parent().unwrap_or(Path::new(""))).await
    }

    /// Begins a file in a folder.
    pub(crate) async fn create(folder: &Path) -> io::Result<Self> {
        let part = format!(".switchboard-{}.part", uuid::Uuid::new_v4().simple());
        let part = folder.join(part);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // What customers wrote is for the person's eyes.
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&part).await?;
        Ok(Self {
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

    /// Where its bytes go, as they arrive.
    pub(crate) fn sink(&mut self) -> io::Result<&mut BufWriter<File>> {
        self.file.as_mut().ok_or(io::ErrorKind::NotConnected.into())
    }

    /// Puts the file at `place`, over what may be there.
    pub(crate) async fn keep(mut self, place: &Path) -> io::Result<()> {
        self.finish().await?;
        tokio::fs::rename(&self.part, place).await
    }

    /// Puts a file that came from elsewhere under this name into its folder, under another one if
    /// that is taken. Nothing is overwritten, nothing is executable, and the system is told that it
    /// came from elsewhere.
    pub(crate) async fn keep_as(mut self, name: &str) -> io::Result<PathBuf> {
        self.finish().await?;
        origin::mark(&self.part);
        let folder = self.part.parent().unwrap_or(Path::new(""));
        // The name is taken by an empty file first, so that nobody else's is replaced.
        let path = file_name::reserve(folder, name)?;
        match tokio::fs::rename(&self.part, &path).await {
            Ok(()) => Ok(path),
            Err(error) => {
                // An empty file is of no use; if it can't be removed either, the error says why.
                let _ = std::fs::remove_file(&path);
                Err(error)
            }
        }
    }

    async fn finish(&mut self) -> io::Result<()> {
        if let Some(mut file) = self.file.take() {
            file.flush().await?;
            file.get_ref().sync_all().await?;
        }
        Ok(())
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
        let mut given_up = NewFile::beside(&place).await.unwrap();
        given_up.write("half").await.unwrap();
        drop(given_up);
        assert_eq!(names(folder.path()), ["chats.txt"], "nothing is left");
        assert_eq!(std::fs::read(&place).unwrap(), b"before", "as it was");
        let mut kept = NewFile::beside(&place).await.unwrap();
        kept.write("whole").await.unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"before", "not yet");
        kept.keep(&place).await.unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"whole", "in its place");
        assert_eq!(names(folder.path()), ["chats.txt"], "alone");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&place).unwrap().permissions().mode();
            assert_eq!(mode & 0o177, 0, "for the person's eyes");
        }
    }

    async fn saved(folder: &Path, name: &str, content: &str) -> PathBuf {
        let mut file = NewFile::create(folder).await.unwrap();
        file.write(content).await.unwrap();
        file.keep_as(name).await.unwrap()
    }

    #[tokio::test]
    async fn saving_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let first = saved(folder.path(), "a.txt", "1").await;
        let second = saved(folder.path(), "a.txt", "2").await;
        assert_eq!(second, folder.path().join("a (2).txt"), "numbered");
        assert_eq!(std::fs::read(first).unwrap(), b"1", "left alone");
        assert_eq!(std::fs::read(second).unwrap(), b"2", "written");
        assert_eq!(names(folder.path()).len(), 2, "and nothing else is there");
    }

    #[tokio::test]
    async fn saved_files_stay_in_their_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("in");
        std::fs::create_dir(&inner).unwrap();
        let path = saved(&inner, "../../out.sh", "#!/bin/sh").await;
        assert_eq!(path, inner.join("out.sh"), "no way up");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o111, 0, "not executable");
        }
    }
}
