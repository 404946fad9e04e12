//! The file: one line for each event, a bounded size.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use engine::redact;

/// Bytes at which a part of the log is full.
const FULL: u64 = 1024 * 1024;
/// Parts that are kept beside the one that is written.
const OLDER: u32 = 3;
/// Longest line, in bytes.
const LONGEST: usize = 4096;

/// The part of the log that is written.
#[derive(Debug)]
pub(super) struct LogFile {
    folder: PathBuf,
    file: File,
    written: u64,
}

/// Path of a part: 0 is written, the higher the older.
pub(super) fn part(folder: &Path, number: u32) -> PathBuf {
    match number {
        0 => folder.join("switchboard.log"),
        _ => folder.join(format!("switchboard.log.{number}")),
    }
}

/// Paths of all parts there may be, the oldest first.
pub(super) fn parts(folder: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    (0..=OLDER).rev().map(|number| part(folder, number))
}

impl LogFile {
    /// Goes on with the log in a folder.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(part(folder, 0))?;
        let written = file.metadata()?.len();
        Ok(Self {
            folder: folder.to_owned(),
            file,
            written,
        })
    }

    fn append(&mut self, line: &str) -> io::Result<()> {
        if self.written >= FULL {
            for number in (0..OLDER).rev() {
                let from = part(&self.folder, number);
                if from.exists() {
                    fs::rename(from, part(&self.folder, number + 1))?;
                }
            }
            *self = Self::open(&self.folder)?;
        }
        self.file.write_all(line.as_bytes())?;
        self.written += u64::try_from(line.len()).unwrap_or(0);
        Ok(())
    }
}

/// Takes an event at a time, as `tracing_subscriber` writes them.
impl Write for LogFile {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        // A full disk costs lines of the log, nothing else.
        let _ = self.append(&line_of(&String::from_utf8_lossy(event)));
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The same on its way elsewhere.
pub(super) struct Lines<W>(pub(super) W);

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let line = line_of(&String::from_utf8_lossy(event));
        self.0.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// An event as one line that is fit to be kept.
fn line_of(event: &str) -> String {
    let line: String = event
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut line = line.trim_end().to_owned();
    let mut end = LONGEST.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    line.truncate(end);
    let mut line = redact::line(&line);
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_without_phones_and_tokens() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = LogFile::open(dir.path()).unwrap();
        let event = "2026-11-29T23:18:03.000001Z  INFO engine: to +380671234567\nBearer abc\u{7}\n";
        assert_eq!(log.write(event.as_bytes()).unwrap(), event.len(), "taken");
        log.write_all(format!("{}\n", "x ї".repeat(5000)).as_bytes())
            .unwrap();
        let text = fs::read_to_string(part(dir.path(), 0)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "one for each event");
        assert_eq!(
            lines[0], "2026-11-29T23:18:03.000001Z  INFO engine: to … Bearer …",
            "fit to be kept"
        );
        assert!(lines[1].len() <= LONGEST, "bounded");
    }

    #[test]
    fn standard_error_is_told_what_the_file_is() {
        let mut told = Vec::new();
        let event = "INFO engine: to 380 67 123 45 67\npwd=abc\n";
        Lines(&mut told).write_all(event.as_bytes()).unwrap();
        assert_eq!(told, "INFO engine: to … pwd=…\n".as_bytes(), "redacted");
    }

    #[test]
    fn the_log_never_outgrows_its_parts_and_goes_on_after_a_start() {
        let dir = tempfile::tempdir().unwrap();
        let line = format!("{}\n", "word ".repeat(700));
        for start in 0..3 {
            let mut log = LogFile::open(dir.path()).unwrap();
            for _ in 0..700 {
                log.write_all(line.as_bytes()).unwrap();
            }
            log.write_all(format!("start {start}\n").as_bytes())
                .unwrap();
        }
        let sizes: Vec<u64> = parts(dir.path())
            .map(|path| fs::metadata(path).unwrap().len())
            .collect();
        assert_eq!(sizes.len(), 4, "the part that is written and three more");
        let most = FULL + u64::try_from(LONGEST).unwrap();
        assert!(sizes.iter().all(|size| *size <= most), "{sizes:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4, "no others");
        let newest = fs::read_to_string(part(dir.path(), 0)).unwrap();
        assert!(newest.ends_with("start 2\n"), "the newest is last");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(part(dir.path(), 0)).unwrap().permissions();
            assert_eq!(mode.mode() & 0o077, 0, "nobody else reads it");
        }
    }
}
