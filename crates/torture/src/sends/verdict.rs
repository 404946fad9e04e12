//! What became of the sends: by the sandbox's record, by the outbox, and on screen.

use domain::view::{MessageState, MessageView};
use domain::{ChatId, OutboxId};
use engine::Engine;
use store::{OutboxRow, OutboxState, Store};

use super::Handed;
use crate::ledger::{Entry, Fate, objection};
use crate::service::Service;
use crate::stage::{sentence, until};
use crate::{Tally, Trial};

/// Waits until no message is on its way any more. Each needs its time, so only a standstill of all
/// chats is an error.
pub(super) async fn settled(engine: &Engine, handed: &Handed, tells_history: bool) -> Trial {
    let all_under_way = async || {
        let mut left = 0;
        for chat in handed.keys() {
            left += under_way(engine, chat, tells_history).await?;
        }
        Trial::Ok(left)
    };
    let mut left = all_under_way().await?;
    while left > 0 {
        left = until(engine, "one more message has left", async || {
            let now = all_under_way().await?;
            Ok((now < left).then_some(now))
        })
        .await?;
    }
    Ok(())
}

async fn under_way(engine: &Engine, chat: &ChatId, tells_history: bool) -> Trial<usize> {
    let messages = page(engine, chat).await?.into_iter();
    let count = messages.filter(|one| match one.state {
        MessageState::Queued | MessageState::Sending | MessageState::Checking => true,
        // Where there is a history, the message itself takes the place of the row.
        MessageState::Delivery { .. } => tells_history && is_row(one),
        _ => false,
    });
    Ok(count.count())
}

async fn page(engine: &Engine, chat: &ChatId) -> Trial<Vec<MessageView>> {
    let page = engine.message_list(chat.clone(), None, Some(500)).await;
    Ok(page.map_err(sentence)?.messages)
}

/// Whether what is shown is the outbox's, not the service's.
fn is_row(message: &MessageView) -> bool {
    message.key.starts_with("o:")
}

/// Waits until each message that was taken is shown once and in order, and nothing else but what
/// the person has to decide about; how many of these are unconfirmed.
pub(super) async fn shown<S: Service>(
    engine: &Engine,
    service: &S,
    handed: &Handed,
) -> Trial<usize> {
    let mut asked = 0;
    for chat in handed.keys() {
        let ours: Vec<String> = service
            .taken()
            .into_iter()
            .filter(|taken| taken.chat == chat.remote.as_str())
            .map(|taken| format!("m:{}", taken.id))
            .collect();
        if S::TELLS_HISTORY {
            until(engine, "what was taken is shown", async || {
                let messages = page(engine, chat).await?.into_iter();
                let keys: Vec<String> = messages
                    .map(|message| message.key)
                    .filter(|key| ours.contains(key))
                    .collect();
                Ok((keys == ours).then_some(()))
            })
            .await?;
        }
        for message in page(engine, chat).await?.iter().filter(|one| is_row(one)) {
            match message.state {
                MessageState::Unconfirmed => asked += 1,
                MessageState::Failed { .. } => {}
                MessageState::Delivery { .. } if !S::TELLS_HISTORY => {}
                ref odd => return Err(format!("{:?} is shown as {odd:?}", message.text)),
            }
        }
    }
    Ok(asked)
}

/// Holds what was handed over against what was taken; how many are unknown.
pub(super) async fn judge<S: Service>(
    store: &Store,
    service: &S,
    handed: &Handed,
    tally: &mut Tally,
) -> Trial<usize> {
    let mut unknown = 0;
    for (chat, sends) in handed {
        let rows = store.outbox_of_chat(chat.clone()).await.map_err(sentence)?;
        let state = |id: OutboxId| {
            let row: Option<&OutboxRow> = rows.iter().find(|row| row.id == id);
            row.map_or(OutboxState::Accepted, |row| row.state)
        };
        let mut entries = Vec::new();
        for (id, text) in sends {
            let fate = match state(*id) {
                OutboxState::Accepted => Fate::Taken,
                OutboxState::Unknown => Fate::Open,
                OutboxState::Failed => Fate::Refused,
                other => return Err(format!("{text:?} is left as {other:?}")),
            };
            unknown += usize::from(fate == Fate::Open);
            tally.add(S::SENDS, 1);
            tally.add(
                "sends parked with their text",
                usize::from(fate == Fate::Refused),
            );
            entries.push(Entry {
                text: text.clone(),
                fate,
            });
        }
        let taken = service.taken().into_iter();
        let taken: Vec<String> = taken
            .filter(|taken| taken.chat == chat.remote.as_str())
            .map(|taken| taken.text)
            .collect();
        tally.add("sends taken", taken.len());
        if let Some(odd) = objection(&entries, &taken) {
            return Err(format!("chat {chat}: {odd}"));
        }
    }
    Ok(unknown)
}
