//! What a person hands over who asks for help: versions, the system, how accounts and databases
//! are doing, settings, the newest log. Never a name, a phone, a text or a secret.

#[cfg(test)]
pub(crate) mod tests;
mod zip;

use std::path::{Path, PathBuf};

use domain::view::{AppAnswer, SupportFile};
use domain::{Error, ErrorCode, Result};
use engine::{Engine, redact};
use serde_json::{Value, json};
use tauri::AppHandle;

use crate::{installed, logging, save};

/// Bytes of the newest log that go with it.
const LOG: usize = 512 * 1024;

const README: &str = "\
What Switchboard knows about how it is doing on this computer, for whoever helps you.

about.json      version, system, how it was installed
settings.json   the settings
accounts.json   how each account is doing; servers and ids are shortened
data.json       how much there is of everything, and versions of the databases' schemas
log.txt         the newest lines of the log

No names, no phone numbers, no messages, no passwords, keys or tokens. It is all text: look at it
before you hand it over.
";

/// Everything that a support bundle holds.
///
/// # Errors
/// `Storage`, `Internal`.
pub(crate) async fn files(engine: &Engine, data_dir: &Path) -> Result<Vec<SupportFile>> {
    let report = engine.support_report().await?;
    let log = tokio::task::spawn_blocking({
        let folder = logging::folder(data_dir);
        move || logging::tail(&folder, LOG)
    })
    .await
    .unwrap_or_default();
    let about = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "system": std::env::consts::OS,
        "processor": std::env::consts::ARCH,
        "release": system_release(),
        "desktop": desktop(),
        "web_view": tauri::webview_version().ok(),
        "installed_as": installed::kind(),
        "language": sys_locale::get_locale(),
        "debug": cfg!(debug_assertions),
        "phase": report.phase,
        "demo": report.demo,
        "decided_by_policy": report.policy,
    });
    let texts = [
        ("README.txt", README.to_owned()),
        ("about.json", pretty(&about)?),
        (
            "settings.json",
            pretty(&serde_json::to_value(&report.settings).map_err(unwritten)?)?,
        ),
        (
            "accounts.json",
            pretty(&serde_json::to_value(&report.accounts).map_err(unwritten)?)?,
        ),
        (
            "data.json",
            pretty(&serde_json::to_value(&report.databases).map_err(unwritten)?)?,
        ),
        ("log.txt", shown_log(&log, data_dir)),
    ];
    Ok(texts
        .map(|(name, text)| SupportFile {
            name: name.to_owned(),
            text,
        })
        .into())
}

/// Asks the person where to keep a bundle, and writes it there. `None` if they thought better of
/// it.
///
/// # Errors
/// `Storage` if it can't be written.
pub(crate) async fn save(
    app: &AppHandle,
    files: &[SupportFile],
    folder: PathBuf,
) -> Result<AppAnswer> {
    let day = jiff::Zoned::now().strftime("%Y-%m-%d");
    let file = format!("switchboard-support-{day}.zip");
    let Some(path) = save::ask(app, folder, &file).await? else {
        return Ok(AppAnswer::Cancelled);
    };
    engine::write_file(&path, &archive(files)?).await?;
    Ok(save::saved(&path, 0))
}

/// The files as one.
fn archive(files: &[SupportFile]) -> Result<Vec<u8>> {
    let contents: Vec<(&str, &[u8])> = files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_bytes()))
        .collect();
    zip::archive(&contents).map_err(|error| {
        Error::new(
            ErrorCode::Storage,
            format!("The bundle could not be made: {error}"),
        )
    })
}

/// The log without what leads to a person or a company: their folder's name, servers.
fn shown_log(log: &str, data_dir: &Path) -> String {
    let mut text = redact::servers(log);
    let folders = [(Some(data_dir.to_owned()), "DATA"), (dirs::home_dir(), "~")];
    for (folder, stands_for) in folders {
        let folder = folder.map(|folder| folder.display().to_string());
        if let Some(folder) = folder.filter(|folder| folder.len() > 1) {
            text = text.replace(&folder, stands_for);
        }
    }
    text.lines().fold(String::new(), |mut kept, line| {
        kept.push_str(&redact::line(line));
        kept.push('\n');
        kept
    })
}

fn pretty(value: &Value) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(unwritten)
}

fn unwritten(error: serde_json::Error) -> Error {
    Error::new(ErrorCode::Internal, "The bundle could not be written.").with_source(error)
}

/// What the system calls itself, on Linux.
fn system_release() -> Option<String> {
    let text = std::fs::read_to_string("/etc/os-release").ok()?;
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').chars().take(100).collect())
}

fn desktop() -> Vec<String> {
    ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|value| value.chars().take(100).collect())
        .collect()
}
