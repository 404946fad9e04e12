//! Private notes beside a chat: kept here, or at the service where it keeps some.

use domain::view::NoteAct;
use domain::{ChatId, NoteId, Result};

use crate::Engine;
use crate::desk::Desk;
use crate::service_acts::unsupported;

/// Marks the key of a note that a service keeps; `n:` is for those kept here.
const AT_SERVICE: &str = "s:";

impl Engine {
    /// Writes, changes or throws away a note, or keeps one that is being written.
    ///
    /// # Errors
    /// `Invalid` for an empty note, `NotFound`, `Unsupported` for a shared note where the service
    /// keeps none, those of the service, `Storage`.
    pub async fn note_act(&self, chat: ChatId, act: NoteAct) -> Result<()> {
        let desk = self.desk()?;
        match act {
            NoteAct::Add { text, shared: true } => {
                let session = desk.session(chat.account)?;
                let provider = session.signed_in()?;
                let facet = provider.service_notes().ok_or_else(unsupported)?;
                facet.add_note(&chat.remote, text.trim()).await?;
                desk.store
                    .save_note_draft(chat.clone(), String::new(), desk.now())
                    .await?;
                self.customer_get(chat.clone(), true).await?;
            }
            NoteAct::Add {
                text,
                shared: false,
            } => {
                desk.store.add_note(chat.clone(), text, desk.now()).await?;
            }
            NoteAct::Draft { text } => {
                let store = &desk.store;
                if store
                    .save_note_draft(chat.clone(), text, desk.now())
                    .await?
                {
                    desk.chat_changed(&chat);
                }
                return Ok(());
            }
            NoteAct::Edit { key, text } => match at_service(&key) {
                Some(note) => {
                    let session = desk.session(chat.account)?;
                    let provider = session.signed_in()?;
                    let facet = provider.service_notes().ok_or_else(unsupported)?;
                    facet.edit_note(&chat.remote, &note, text.trim()).await?;
                    self.customer_get(chat.clone(), true).await?;
                }
                None => {
                    desk.store
                        .edit_note(chat.clone(), key, text, desk.now())
                        .await?;
                }
            },
            NoteAct::Delete { key } => match at_service(&key) {
                Some(note) => {
                    let session = desk.session(chat.account)?;
                    let provider = session.signed_in()?;
                    let facet = provider.service_notes().ok_or_else(unsupported)?;
                    facet.delete_note(&chat.remote, &note).await?;
                    self.customer_get(chat.clone(), true).await?;
                }
                None => desk.store.delete_note(chat.clone(), key).await?,
            },
        }
        told(&desk, &chat);
        Ok(())
    }
}

fn at_service(key: &str) -> Option<NoteId> {
    key.strip_prefix(AT_SERVICE).map(NoteId::from)
}

fn told(desk: &Desk, chat: &ChatId) {
    desk.messages_changed(chat);
    desk.chat_changed(chat);
}
