//! The log: to standard error and to `logs/switchboard.log` under the data folder, older parts
//! beside it. It holds no secret and no message text: the crates that see those never log them,
//! and what looks like a phone or a token is taken out on the way to either.

mod file;
mod read;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use self::file::{Lines, LogFile};
pub(crate) use self::read::{page, tail};

/// Where the log is, under a data folder.
pub(crate) fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("logs")
}

/// Starts logging at `level` for our own crates, and at most `warn` for libraries. A folder that
/// can't be written means a log on standard error alone.
pub(crate) fn start(data_dir: &Path, level: LevelFilter) {
    let ours = ["switchboard", "engine", "providers", "store", "sandbox"];
    let filter = || {
        Targets::new()
            .with_default(level.min(LevelFilter::WARN))
            .with_targets(ours.map(|target| (target, level)))
    };
    let file = LogFile::open(&folder(data_dir)).map(|file| {
        fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
            .with_filter(filter())
    });
    let (file, failed) = match file {
        Ok(file) => (Some(file), None),
        Err(error) => (None, Some(error)),
    };
    tracing_subscriber::registry()
        .with(
            fmt::layer()
                .with_ansi(false)
                .with_writer(|| Lines(io::stderr()))
                .with_filter(filter()),
        )
        .with(file)
        .init();
    if let Some(error) = failed {
        tracing::warn!("there is no log file: {error}");
    }
    log_panics();
}

/// A panic's place goes to the log. Its words stay out of a release: they can quote a text.
fn log_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a task broke off");
        if cfg!(debug_assertions) {
            usual(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_leaves_its_place_in_the_log_and_not_its_words() {
        let dir = tempfile::tempdir().unwrap();
        let file = LogFile::open(dir.path()).unwrap();
        let layer = fmt::layer().with_ansi(false).with_writer(Mutex::new(file));
        let before = std::panic::take_hook();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            log_panics();
            let words = "index 7 of 'Кетчуп-zanzibar' with Bearer s3cr3t-zanzibar";
            let broken = std::panic::catch_unwind(|| panic!("{words}"));
            assert!(broken.is_err(), "it broke off");
        });
        std::panic::set_hook(before);
        let log = std::fs::read_to_string(file::part(dir.path(), 0)).unwrap();
        assert!(log.contains("a task broke off"), "said: {log}");
        assert!(log.contains("logging/mod.rs"), "and where: {log}");
        assert!(!log.contains("zanzibar"), "but no words: {log}");
    }
}
