//! Tags, which hang on customers rather than on chats (§5.4).

use async_trait::async_trait;
use domain::facets::Labels;
use domain::{ContactId, ErrorCode, Label, LabelId, RemoteChatId, Result};
use reqwest::Method;
use serde_json::json;

use super::client::Call;
use super::{SmartSender, map, wire};

/// The colour of a tag for which none was chosen.
const PLAIN: &str = "555555";

#[async_trait]
impl Labels for SmartSender {
    async fn labels(&self) -> Result<Vec<Label>> {
        self.tags(&["tags"]).await
    }

    async fn labels_of(&self, chat: &RemoteChatId) -> Result<Vec<LabelId>> {
        let contact = self.contact_id(chat).await?;
        self.tags_of(&contact).await
    }

    async fn set_label(&self, chat: &RemoteChatId, label: &LabelId, on: bool) -> Result<()> {
        let contact = self.contact_id(chat).await?;
        let path = ["contacts", contact.as_str(), "tags", label.as_str()];
        let method = if on { Method::POST } else { Method::DELETE };
        let done = self.client.act(Call::new(method, &path)).await;
        match done {
            // A tag that hangs there already is refused (§4), one that doesn't can't be taken
            // off: what counts is how it is now.
            Err(error) if matches!(error.code, ErrorCode::Invalid | ErrorCode::NotFound) => {
                let tags = self.tags_of(&contact).await?;
                if tags.contains(label) == on {
                    Ok(())
                } else {
                    Err(error)
                }
            }
            other => other,
        }
    }

    async fn create_label(&self, name: &str, color: &str) -> Result<Label> {
        // Six digits without the sign; whether they may be missing isn't said.
        let digits = match color.trim_start_matches('#') {
            "" => PLAIN,
            digits => digits,
        };
        let body = json!({ "name": name, "color": digits });
        let call = Call::new(Method::POST, &["tags"]).json(&body).once();
        let answer = self.client.answer(&call).await?;
        if let Some(tag) = self.client.made(&answer, wire::Tag::read)? {
            return Ok(map::label(tag));
        }
        // Made without a word of it: names are unique in a project (§5.4).
        let mut all = self.labels().await?.into_iter();
        all.find(|label| label.name == name)
            .ok_or_else(|| answer.undecodable())
    }
}

impl SmartSender {
    async fn tags(&self, path: &[&str]) -> Result<Vec<Label>> {
        let read = |value: &_| wire::Tag::read(value).map(map::label);
        self.all(path, read, |label| label.id.0.clone()).await
    }

    async fn tags_of(&self, contact: &ContactId) -> Result<Vec<LabelId>> {
        let tags = self.tags(&["contacts", contact.as_str(), "tags"]).await?;
        Ok(tags.into_iter().map(|tag| tag.id).collect())
    }
}
