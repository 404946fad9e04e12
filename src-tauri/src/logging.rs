//! The log: to standard error and to `logs/switchboard.log` under the data folder. It holds no
//! secret and no message text; the crates that see those never log them.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts logging at `level` for our own crates, and at most `warn` for libraries. The log of
/// the run before stays beside it as `switchboard.log.1`. A folder that can't be written means
/// a log on standard error alone.
pub(crate) fn start(data_dir: &Path, level: LevelFilter) {
    let ours = ["switchboard", "engine", "providers", "store", "sandbox"];
    let filter = || {
        Targets::new()
            .with_default(level.min(LevelFilter::WARN))
            .with_targets(ours.map(|target| (target, level)))
    };
    let file = open(&data_dir.join("logs")).map(|file| {
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
}

fn open(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let path = folder.join("switchboard.log");
    if path.exists() {
        fs::rename(&path, folder.join("switchboard.log.1"))?;
    }
    File::create(path)
}
