//! Whether what the engine shows is what the sandbox holds.

use std::collections::BTreeMap;

use domain::view::{ChatListQuery, ChatRow, MessageState};
use domain::{ChatFilter, ChatId, ChatStatus};
use engine::Engine;
use sandbox::Script;

use crate::Trial;
use crate::stage::{sentence, until};

/// Rows that are asked for at a time.
const WINDOW: u32 = 200;

/// Waits until everything shown is what the sandbox holds; if that never comes, the differences.
pub(crate) async fn same(engine: &Engine, sandbox: &Script) -> Trial {
    let waited = until(engine, "the cache equals the server", async || {
        let differences = differences(engine, sandbox).await?;
        Ok(differences.is_empty().then_some(()))
    })
    .await;
    if waited.is_err() {
        let mut left = differences(engine, sandbox).await?;
        left.truncate(5);
        return Err(format!("the cache differs from the server: {left:?}"));
    }
    Ok(())
}

async fn differences(engine: &Engine, sandbox: &Script) -> Trial<Vec<String>> {
    let mut found = Vec::new();
    let mut shown = rows(engine).await?;
    for chat in sandbox.chats() {
        let Some(row) = shown.remove(&chat.id.to_string()) else {
            found.push(format!("chat {} is missing", chat.id));
            continue;
        };
        let status = usize::try_from(chat.status)
            .ok()
            .and_then(|index| ChatStatus::KNOWN.get(index));
        if status != Some(&row.status) {
            found.push(format!(
                "chat {}: {} here, {} there",
                chat.id, row.status, chat.status
            ));
        }
        if row.unread != chat.unread {
            found.push(format!(
                "chat {}: {} unread here, {} there",
                chat.id, row.unread, chat.unread
            ));
        }
        found.extend(in_history(engine, sandbox, &row.id, chat.id).await?);
    }
    found.extend(shown.keys().map(|id| format!("chat {id} is gone there")));
    Ok(found)
}

async fn rows(engine: &Engine) -> Trial<BTreeMap<String, ChatRow>> {
    let mut rows = BTreeMap::new();
    let mut offset = 0;
    loop {
        let query = ChatListQuery {
            filter: ChatFilter::default(),
            offset: Some(offset),
            limit: Some(WINDOW),
            ..ChatListQuery::default()
        };
        let page = engine.chat_list(query).await.map_err(sentence)?;
        let count = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        rows.extend(
            page.rows
                .into_iter()
                .map(|row| (row.id.remote.to_string(), row)),
        );
        offset += count;
        if count == 0 || offset >= page.total {
            return Ok(rows);
        }
    }
}

async fn in_history(
    engine: &Engine,
    sandbox: &Script,
    chat: &ChatId,
    number: i64,
) -> Trial<Option<String>> {
    let page = engine
        .message_list(chat.clone(), None, Some(500))
        .await
        .map_err(sentence)?;
    let parked = |state: &MessageState| {
        matches!(
            state,
            MessageState::Failed { .. } | MessageState::Unconfirmed
        )
    };
    let messages = page.messages.into_iter();
    let here: Vec<(String, String)> = messages
        .filter(|message| !parked(&message.state))
        .map(|message| match message.state {
            MessageState::None | MessageState::Delivery { .. } => (message.key, message.text),
            state => (message.key, format!("{} ({state:?})", message.text)),
        })
        .collect();
    let there: Vec<(String, String)> = sandbox
        .messages(number)
        .into_iter()
        .map(|message| (format!("m:{}", message.id), message.text))
        .collect();
    if here == there {
        return Ok(None);
    }
    let longest = here.len().max(there.len());
    let odd = (0..longest)
        .map(|at| (here.get(at), there.get(at)))
        .find(|(here, there)| here != there)
        .map(|(here, there)| format!("{here:?} where {there:?} is there"));
    Ok(Some(format!(
        "chat {number}: {} messages here, {} there; {}",
        here.len(),
        there.len(),
        odd.unwrap_or_default()
    )))
}
