//! Erasing what deleted rows left: words in the text indexes, pages in the write-ahead logs.

use domain::Result;

use crate::Store;
use crate::connect::fold;
use crate::fault::Done;
use crate::store::Inner;

/// Pages of an index that are rewritten at a time: others may write in between.
const STEP: i64 = 400;

impl Store {
    /// Rewrites the text indexes where rows were deleted from them, and folds both write-ahead
    /// logs away: afterwards nothing of what was deleted before is left in any file. False if
    /// somebody was reading, so that something may be left in a log: then it is to be called again.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn scrub(&self) -> Result<bool> {
        self.blocking(|inner| {
            set_secure(inner, "ON")?;
            let merged = merge(inner);
            set_secure(inner, "FAST")?;
            merged?;
            fold_both(inner)
        })
        .await
    }
}

fn set_secure(inner: &Inner, mode: &str) -> Done<()> {
    inner.with_cache(|conn| {
        conn.pragma_update_and_check(None, "secure_delete", mode, |_| Ok(()))?;
        Ok(())
    })
}

/// The first step begins anew with all of an index, a step that changes next to nothing was the
/// last.
fn merge(inner: &Inner) -> Done<()> {
    for table in ["message_text", "chat_words", "chat_parts"] {
        let mut step = -STEP;
        loop {
            let changed = inner.with_cache(|conn| {
                let before = conn.total_changes();
                conn.execute(
                    &format!("INSERT INTO {table} ({table}, rank) VALUES ('merge', ?1)"),
                    [step],
                )?;
                Ok(conn.total_changes() - before)
            })?;
            if changed < 2 {
                break;
            }
            step = STEP;
        }
    }
    Ok(())
}

fn fold_both(inner: &Inner) -> Done<bool> {
    let cache = inner.with_cache(|conn| Ok(fold(conn)?))?;
    Ok(inner.with_outbox(|conn| Ok(fold(conn)?))? && cache)
}
