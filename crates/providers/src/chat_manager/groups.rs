//! Making groups, their participants and invitation (chat-manager.md §4).

use async_trait::async_trait;
use domain::facets::Groups;
use domain::{Error, ErrorCode, Group, Invitation, NewGroup, ParticipantId, RemoteChatId, Result};
use reqwest::Method;
use serde_json::{Map, Value};

use super::client::{Call, Manager};
use super::{ChatManager, map, wire};

/// Limits of the form: the documents', and the messenger's own for titles (§4.1, §12.11).
const LONGEST_TITLE: usize = 128;
const LONGEST_DESCRIPTION: usize = 255;
const LONGEST_CREATED_BY: usize = 50;

#[async_trait]
impl Groups for ChatManager {
    async fn create_group(&self, form: &NewGroup) -> Result<RemoteChatId> {
        let body = body(form)?;
        let call = Call::new(Manager::Chats, Method::POST, &["chats"])
            .json(&body)
            .once();
        let answer = self.client.ask(call).await?;
        // Without an id the group is made all the same.
        let id = wire::accepted_id(&answer).ok_or_else(|| answer.undecodable())?;
        Ok(RemoteChatId(id))
    }

    async fn group(&self, chat: &RemoteChatId) -> Result<Group> {
        Ok(map::group(self.detail(chat).await?))
    }

    async fn remove_participant(
        &self,
        chat: &RemoteChatId,
        participant: &ParticipantId,
    ) -> Result<()> {
        let path = ["chats", chat.as_str(), "participants", participant.as_str()];
        let call = Call::new(Manager::Chats, Method::DELETE, &path);
        match self.client.ask(call).await {
            Err(error) if error.code == ErrorCode::NotFound => {
                // Somebody who is out already may be answered like this (§12.16).
                let group = self.group(chat).await?;
                let mut people = group.participants.iter();
                match people.find(|it| it.id == *participant) {
                    Some(person) if !person.active => Ok(()),
                    _ => Err(error),
                }
            }
            other => other.map(drop),
        }
    }

    async fn invitation(&self, chat: &RemoteChatId) -> Result<Invitation> {
        let path = ["chats", chat.as_str(), "invitation"];
        let call = Call::new(Manager::Chats, Method::GET, &path);
        let answer = self.client.answer(&call).await?;
        if answer.status.as_u16() == 409 {
            // There is none yet, or the chat is switched off (§12.17).
            return Err(Error::new(
                ErrorCode::NotFound,
                "There is no invitation to this chat.",
            ));
        }
        let answer = self.client.judge(answer)?;
        Ok(map::invitation(answer.read()?))
    }
}

fn body(form: &NewGroup) -> Result<Value> {
    let within = |text: &str, most: usize, what: &str| {
        if text.chars().count() <= most {
            return Ok(());
        }
        Err(Error::new(
            ErrorCode::Invalid,
            format!("The {what} is longer than {most} characters."),
        ))
    };
    let title = form.title.trim();
    if title.is_empty() {
        return Err(Error::new(ErrorCode::Invalid, "The title is missing."));
    }
    within(title, LONGEST_TITLE, "title")?;
    within(&form.description, LONGEST_DESCRIPTION, "description")?;
    within(&form.created_by, LONGEST_CREATED_BY, "label of its maker")?;
    let fields = [
        ("title", title),
        ("description", form.description.trim()),
        ("createdBy", form.created_by.trim()),
    ];
    let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
    let fields = fields.map(|(key, text)| (key.to_owned(), Value::from(text)));
    Ok(Value::Object(fields.collect::<Map<_, _>>()))
}
