//! Notes about customers (§5.7). What a request calls `text` the object calls `content`.

use async_trait::async_trait;
use domain::facets::ServiceNotes;
use domain::{ErrorCode, NoteId, RemoteChatId, Result, ServiceNote};
use reqwest::Method;
use serde_json::json;

use super::client::Call;
use super::{SmartSender, map, wire};

#[async_trait]
impl ServiceNotes for SmartSender {
    async fn notes(&self, chat: &RemoteChatId) -> Result<Vec<ServiceNote>> {
        let contact = self.contact_id(chat).await?;
        let read = |value: &_| wire::Note::read(value).map(|note| map::note(note, &self.known));
        let path = ["contacts", contact.as_str(), "notes"];
        self.all(&path, read, |note| note.id.0.clone()).await
    }

    async fn add_note(&self, chat: &RemoteChatId, text: &str) -> Result<ServiceNote> {
        let contact = self.contact_id(chat).await?;
        let path = ["contacts", contact.as_str(), "notes"];
        let call = Call::new(Method::POST, &path)
            .json(&json!({ "text": text }))
            .once();
        let answer = self.client.answer(&call).await?;
        let note = self.client.made(&answer, wire::Note::read)?;
        let note = match note {
            Some(note) => map::note(note, &self.known),
            // Made without a word of it: it is the newest of these words.
            None => {
                let all = self.notes(chat).await?;
                let same = all.into_iter().filter(|note| note.text == text);
                same.max_by_key(|note| note.at)
                    .ok_or_else(|| answer.undecodable())?
            }
        };
        Ok(ServiceNote {
            text: if note.text.is_empty() {
                text.to_owned()
            } else {
                note.text
            },
            ..note
        })
    }

    async fn edit_note(&self, chat: &RemoteChatId, note: &NoteId, text: &str) -> Result<()> {
        let contact = self.contact_id(chat).await?;
        let path = ["contacts", contact.as_str(), "notes", note.as_str()];
        let call = Call::new(Method::PUT, &path).json(&json!({ "text": text }));
        self.client.act(call).await
    }

    async fn delete_note(&self, chat: &RemoteChatId, note: &NoteId) -> Result<()> {
        let contact = self.contact_id(chat).await?;
        let path = ["contacts", contact.as_str(), "notes", note.as_str()];
        match self.client.act(Call::new(Method::DELETE, &path)).await {
            // Gone is what was wanted.
            Err(error) if error.code == ErrorCode::NotFound => Ok(()),
            other => other,
        }
    }
}
