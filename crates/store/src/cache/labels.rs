//! The labels of a chat: as JSON with the chat, and by label for the filter.

use domain::LabelId;
use rusqlite::Transaction;

use crate::fault::Done;

/// Labels as a column holds them: in one order, each once.
pub(super) fn text(labels: &[LabelId]) -> Done<String> {
    let mut sorted: Vec<&str> = labels.iter().map(LabelId::as_str).collect();
    sorted.sort_unstable();
    sorted.dedup();
    Ok(serde_json::to_string(&sorted)?)
}

/// What [`text`] wrote.
pub(super) fn list(text: &str) -> Vec<LabelId> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The service's labels with what is pending on top.
pub(super) fn with(server: &str, changes: &[(LabelId, bool)]) -> Done<String> {
    let mut labels = list(server);
    for (label, on) in changes {
        labels.retain(|known| known != label);
        if *on {
            labels.push(label.clone());
        }
    }
    text(&labels)
}

/// Makes a chat findable by its labels.
pub(super) fn index(tx: &Transaction<'_>, chat: i64, labels: &str) -> Done<()> {
    unindex(tx, chat)?;
    let mut insert =
        tx.prepare_cached("INSERT OR IGNORE INTO chat_labels (label, chat) VALUES (?1, ?2)")?;
    for label in list(labels) {
        insert.execute((label.as_str(), chat))?;
    }
    Ok(())
}

/// Forgets the labels of a chat that are stored with it.
pub(super) fn unindex(tx: &Transaction<'_>, chat: i64) -> Done<()> {
    let stored: Vec<String> = tx
        .prepare_cached("SELECT label FROM chat_labels WHERE chat = ?1")?
        .query_map([chat], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut delete = tx.prepare_cached("DELETE FROM chat_labels WHERE label = ?1 AND chat = ?2")?;
    for label in stored {
        delete.execute((label, chat))?;
    }
    Ok(())
}
