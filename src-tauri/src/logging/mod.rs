//! The log: to standard error and to `logs/switchboard.log` under the data folder, older parts
//! beside it. It holds no secret and no message text: the crates that see those never log them,
//! and what looks like a phone or a token is taken out on the way to the file.

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

use self::file::LogFile;
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
        .with(fmt::layer().with_writer(io::stderr).with_filter(filter()))
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
