//! Looking at what a killed program left. On a copy: the next life meets the files as they are.

use std::path::Path;

use domain::{AccountId, ChatId};
use rusqlite::Connection;
use store::{DatabaseKey, Store};
use tempfile::TempDir;

use super::life::Heard;
use crate::Trial;
use crate::stage::{Home, sentence};

/// Both files are sound, nothing needs mending, and every draft is there.
pub(super) fn look(home: &Home, heard: &Heard) -> Trial {
    let copy = TempDir::new().map_err(sentence)?;
    copy_files(&home.dir, copy.path())?;
    if !copy.path().join("outbox.db").exists() {
        return Ok(());
    }
    let key = home.database_key()?;
    open_whole(copy.path(), &key)?;
    let store = open_whole(copy.path(), &key)?;
    for (chat, texts) in &heard.drafts {
        let draft = tokio::task::block_in_place(|| {
            let chat = ChatId::new(AccountId(1), chat.to_string());
            tokio::runtime::Handle::current().block_on(store.draft(chat))
        });
        let text = draft.map_err(sentence)?.text;
        if !texts.contains(&text) {
            return Err(format!("draft of {chat} is {text:?}, one of {texts:?}?"));
        }
    }
    drop(store);
    for name in ["outbox.db", "cache.db"] {
        check(&copy.path().join(name), home)?;
    }
    Ok(())
}

/// Opens the files; that something had to be mended is an error.
pub(super) fn open_whole(dir: &Path, key: &DatabaseKey) -> Trial<Store> {
    let opened = Store::open(dir, key).map_err(sentence)?;
    if let Some(salvage) = opened.salvage {
        return Err(format!("the outbox was damaged: {salvage:?}"));
    }
    Ok(opened.store)
}

/// Copies the files of a folder.
pub(super) fn copy_files(from: &Path, to: &Path) -> Trial {
    for entry in std::fs::read_dir(from).map_err(sentence)? {
        let entry = entry.map_err(sentence)?;
        // The index of a write-ahead log is made anew from the log, as after a loss of power.
        let shared = entry.file_name().to_string_lossy().ends_with("-shm");
        if !shared && entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).map_err(sentence)?;
        }
    }
    Ok(())
}

/// SQLite's own whole check.
fn check(path: &Path, home: &Home) -> Trial {
    let conn = Connection::open(path).map_err(sentence)?;
    conn.pragma_update(None, "key", format!("x'{}'", home.key))
        .map_err(sentence)?;
    let verdict: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(sentence)?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(format!("{}: {verdict}", path.display()))
    }
}
