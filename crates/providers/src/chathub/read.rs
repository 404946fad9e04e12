//! Marking messages as read (chathub.md §3.12), whose body no page shows: the account's own
//! template if it has one, else the plausible shapes in turn. Marking twice harms nothing.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use domain::facets::ReadMarks;
use domain::{Error, ErrorCode, RemoteChatId, RemoteMessageId, Result};
use reqwest::Method;
use serde_json::Value;

use super::ChatHub;
use super::client::{Call, Level};
use crate::fields::id_value;
use crate::http::Answer;

/// Message status 3 is Read (§5).
const READ: i64 = 3;
/// Messages marked at a time.
const BATCH: usize = 100;

/// The plausible bodies, likeliest first. `$id` stands for one message.
const SHAPES: [&str; 7] = [
    r#"{"ids":"$ids","status":"$status"}"#,
    r#"{"messageIds":"$ids","status":"$status"}"#,
    r#"[{"id":"$id","status":"$status"}]"#,
    r#"{"chatId":"$chat","messageIds":"$ids","status":"$status"}"#,
    r#"{"chatId":"$chat","ids":"$ids","status":"$status"}"#,
    r#"{"id":"$ids","status":"$status"}"#,
    r#"{"id":"$id","status":"$status"}"#,
];

#[async_trait]
impl ReadMarks for ChatHub {
    async fn mark_read(&self, chat: &RemoteChatId, messages: &[RemoteMessageId]) -> Result<()> {
        for batch in messages.chunks(BATCH) {
            self.mark_batch(chat, batch).await?;
        }
        Ok(())
    }
}

impl ChatHub {
    async fn mark_batch(&self, chat: &RemoteChatId, messages: &[RemoteMessageId]) -> Result<()> {
        if let Some(template) = &self.options.read_body {
            let template = serde_json::from_str(template).map_err(|error| {
                Error::new(
                    ErrorCode::Invalid,
                    "The body for marking as read, set in this account's options, is not JSON.",
                )
                .with_source(error)
            })?;
            let answer = self.mark_with(&template, chat, messages).await?;
            return self.client.judge(answer).map(drop);
        }
        let known = self.read_shape.load(Ordering::Relaxed).checked_sub(1);
        let mut refused = None;
        for (index, shape) in SHAPES.iter().enumerate() {
            if known.is_some_and(|known| known != index) {
                continue;
            }
            let template = serde_json::from_str(shape).unwrap_or_default();
            let answer = self.mark_with(&template, chat, messages).await?;
            let wrong_shape = matches!(answer.status.as_u16(), 400 | 404 | 405 | 415 | 422);
            if !wrong_shape {
                self.client.judge(answer)?;
                self.read_shape.store(index + 1, Ordering::Relaxed);
                return Ok(());
            }
            refused.get_or_insert(answer);
        }
        // Every shape was refused: the first refusal speaks of the likeliest one.
        refused.map_or(Ok(()), |answer| self.client.judge(answer).map(drop))
    }

    /// Sends one body. A template for one message that isn't a list goes once for each.
    async fn mark_with(
        &self,
        template: &Value,
        chat: &RemoteChatId,
        messages: &[RemoteMessageId],
    ) -> Result<Answer> {
        let singly = mentions_one(template) && !template.is_array();
        if let (true, Some((last, others))) = (singly, messages.split_last()) {
            for one in others {
                let answer = self
                    .put(&fill(template, chat, std::slice::from_ref(one)))
                    .await?;
                if !answer.status.is_success() {
                    return Ok(answer);
                }
            }
            return self
                .put(&fill(template, chat, std::slice::from_ref(last)))
                .await;
        }
        self.put(&fill(template, chat, messages)).await
    }

    async fn put(&self, body: &Value) -> Result<Answer> {
        let path = ["api", "chat", "messages", "status"];
        let call = Call::new(Level::Chat, Method::PUT, &path).json(body);
        self.client.answer(call).await
    }
}

/// Puts the values in. A list whose item mentions `$id` becomes one item per message.
fn fill(template: &Value, chat: &RemoteChatId, messages: &[RemoteMessageId]) -> Value {
    let ids = || messages.iter().map(|id| id_value(id.as_str()));
    match template {
        Value::String(text) => match text.as_str() {
            "$ids" => Value::Array(ids().collect()),
            "$id" => ids().next().unwrap_or(Value::Null),
            "$chat" => id_value(chat.as_str()),
            "$status" => Value::from(READ),
            _ => template.clone(),
        },
        Value::Array(items) => Value::Array(
            items
                .iter()
                .flat_map(|item| -> Vec<Value> {
                    if mentions_one(item) {
                        messages
                            .iter()
                            .map(|one| fill(item, chat, std::slice::from_ref(one)))
                            .collect()
                    } else {
                        vec![fill(item, chat, messages)]
                    }
                })
                .collect(),
        ),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), fill(value, chat, messages)))
                .collect(),
        ),
        other => other.clone(),
    }
}

fn mentions_one(template: &Value) -> bool {
    match template {
        Value::String(text) => text == "$id",
        Value::Array(items) => items.iter().any(mentions_one),
        Value::Object(fields) => fields.values().any(mentions_one),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_with_values_of_the_right_type() {
        let chat = RemoteChatId::from("7");
        let messages = [RemoteMessageId::from("1"), RemoteMessageId::from("b")];
        for (template, expected) in [
            (SHAPES[0], r#"{"ids":[1,"b"],"status":3}"#),
            (SHAPES[2], r#"[{"id":1,"status":3},{"id":"b","status":3}]"#),
            (SHAPES[3], r#"{"chatId":7,"messageIds":[1,"b"],"status":3}"#),
            (
                r#"{"chat":{"id":"$chat"},"marks":["$id"],"note":"kept"}"#,
                r#"{"chat":{"id":7},"marks":[1,"b"],"note":"kept"}"#,
            ),
        ] {
            let template = serde_json::from_str(template).unwrap();
            let expected: Value = serde_json::from_str(expected).unwrap();
            assert_eq!(fill(&template, &chat, &messages), expected, "{template}");
        }
    }
}
