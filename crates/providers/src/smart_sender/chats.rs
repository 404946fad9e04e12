//! The chat list, one chat, closing and giving away (§5.1).

use async_trait::async_trait;
use domain::facets::{Assignment, ChatLookup, ReadMarks, Statuses};
use domain::provider::ChatPage;
use domain::{
    AssignTarget, Assigned, Assignee, ChatFilter, ChatStatus, ContactId, Error, ErrorCode,
    OperatorId, RemoteChat, RemoteChatId, RemoteMessageId, Result,
};
use reqwest::Method;
use serde_json::json;

use super::client::Call;
use super::{SmartSender, map, wire};

/// A page of ours: open chats first, then closed ones, because a chat doesn't say which it is
/// (§8.8) and a list without a state is undocumented (§8.4). Written `open:3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    open: bool,
    number: u32,
}

impl Place {
    fn read(text: &str) -> Option<Self> {
        let (state, number) = text.split_once(':')?;
        Some(Self {
            open: match state {
                "open" => true,
                "closed" => false,
                _ => return None,
            },
            number: number.parse().ok().filter(|number| *number > 0)?,
        })
    }

    const fn state(self) -> &'static str {
        if self.open { "open" } else { "closed" }
    }

    fn write(self) -> String {
        format!("{}:{}", self.state(), self.number)
    }
}

/// What a filter asks of the service.
struct Wanted {
    open: bool,
    closed: bool,
    operator: Option<OperatorId>,
    unread: bool,
    term: Option<String>,
}

impl SmartSender {
    fn wanted(&self, filter: &ChatFilter) -> Wanted {
        let has = |status| filter.status.as_ref().is_none_or(|it| *it == status);
        let mine = match filter.assigned {
            Some(Assigned::Me) => self.me.as_ref().map(|me| me.id.clone()),
            _ => None,
        };
        let term = filter.text.as_deref().map(str::trim);
        Wanted {
            open: has(ChatStatus::Open) && filter.open != Some(false),
            closed: has(ChatStatus::Closed) && filter.open != Some(true),
            operator: filter.operator.clone().or(mine),
            unread: filter.unread == Some(true),
            term: term.filter(|term| !term.is_empty()).map(str::to_owned),
        }
    }

    pub(super) async fn chat_page(
        &self,
        filter: &ChatFilter,
        page: Option<&str>,
    ) -> Result<ChatPage> {
        let wanted = self.wanted(filter);
        let place = match page {
            Some(page) => Place::read(page).ok_or_else(|| {
                Error::new(ErrorCode::Internal, "This is not a page of the chat list.")
            })?,
            None => Place {
                open: wanted.open,
                number: 1,
            },
        };
        if !wanted.open && !wanted.closed {
            return Ok(ChatPage {
                chats: Vec::new(),
                total: Some(0),
                next: None,
            });
        }
        let (mut chats, mut next) = self.list(place, &wanted).await?;
        let whole = wanted.operator.is_none() && !wanted.unread && wanted.term.is_none();
        if whole && place.open && place.number == 1 {
            self.mark_mine(&mut chats, &wanted).await?;
        }
        if next.is_none() && place.open && wanted.closed {
            let closed = Place {
                open: false,
                number: 1,
            };
            // An empty page ends a reading, so the closed ones follow at once.
            if chats.is_empty() {
                (chats, next) = self.list(closed, &wanted).await?;
            } else {
                next = Some(closed);
            }
        }
        Ok(ChatPage {
            chats,
            total: None,
            next: next.map(Place::write),
        })
    }

    async fn list(
        &self,
        place: Place,
        wanted: &Wanted,
    ) -> Result<(Vec<RemoteChat>, Option<Place>)> {
        let mut query = vec![("state", place.state().to_owned())];
        // One selector at a time; of the unread ones of somebody the unread are kept here.
        match &wanted.operator {
            Some(operator) => {
                query.push(("selector[name]", "private".to_owned()));
                query.push(("selector[operatorId]", operator.0.clone()));
            }
            None if wanted.unread => query.push(("selector[name]", "unread".to_owned())),
            None => query.push(("selector[name]", "none".to_owned())),
        }
        query.extend(wanted.term.clone().map(|term| ("term", term)));
        let page = self
            .page(&["chats"], place.number, query, wire::Chat::read)
            .await?;
        let status = if place.open {
            ChatStatus::Open
        } else {
            ChatStatus::Closed
        };
        let assignee = wanted
            .operator
            .as_ref()
            .map(|operator| Assignee::Operator(self.operator_ref(operator)));
        let mut chats = Vec::new();
        for one in page.items {
            let mut chat = map::chat(one, Some(status.clone()), &self.known);
            chat.assignee.clone_from(&assignee);
            chats.push(chat);
        }
        if wanted.unread {
            chats.retain(|chat| chat.unread != Some(0));
        }
        let next = page.next.map(|number| Place {
            open: place.open,
            number,
        });
        Ok((chats, next))
    }

    /// A chat doesn't say whose it is (§8.8). Which ones are the person's own is asked for along
    /// with the list's first page; the others' stay unsaid.
    async fn mark_mine(&self, chats: &mut Vec<RemoteChat>, wanted: &Wanted) -> Result<()> {
        let Some(me) = &self.me else {
            return Ok(());
        };
        let mine = Wanted {
            operator: Some(me.id.clone()),
            term: None,
            ..*wanted
        };
        let first = Place {
            open: true,
            number: 1,
        };
        let mine = match self.list(first, &mine).await {
            // Who has left the project is no operator any more; the list is worth having all the
            // same.
            Err(error) if matches!(error.code, ErrorCode::Invalid | ErrorCode::NotFound) => {
                return Ok(());
            }
            other => other?.0,
        };
        for own in mine {
            match chats.iter_mut().find(|chat| chat.id == own.id) {
                Some(chat) => chat.assignee = own.assignee,
                None => chats.push(own),
            }
        }
        Ok(())
    }

    fn operator_ref(&self, id: &OperatorId) -> domain::OperatorRef {
        match &self.me {
            Some(me) if me.id == *id => me.clone(),
            _ => self.known.operator(id),
        }
    }

    /// The customer's id that calls take, which chats are shown with (§7.1).
    pub(super) async fn contact_id(&self, chat: &RemoteChatId) -> Result<ContactId> {
        if let Some(known) = self.known.contact(chat) {
            return Ok(known);
        }
        self.look_up(chat).await?;
        self.known.contact(chat).ok_or_else(|| {
            Error::new(
                ErrorCode::Decode,
                "Smart Sender didn't say whose chat this is.",
            )
        })
    }

    pub(super) async fn look_up(&self, chat: &RemoteChatId) -> Result<RemoteChat> {
        let call = Call::new(Method::GET, &["chats", chat.as_str()]);
        let answer = self.client.answer(&call).await?;
        let json = self.client.judge(&answer)?;
        let read = wire::Chat::read(&json).ok_or_else(|| answer.undecodable())?;
        Ok(map::chat(read, None, &self.known))
    }
}

#[async_trait]
impl ChatLookup for SmartSender {
    async fn chat(&self, chat: &RemoteChatId) -> Result<RemoteChat> {
        self.look_up(chat).await
    }
}

#[async_trait]
impl ReadMarks for SmartSender {
    /// Marks the whole chat: there is no finer way (§5.1).
    async fn mark_read(&self, chat: &RemoteChatId, _: &[RemoteMessageId]) -> Result<()> {
        let path = ["chats", chat.as_str(), "read"];
        self.client.act(Call::new(Method::PUT, &path)).await
    }
}

#[async_trait]
impl Statuses for SmartSender {
    /// A closed chat opens by itself when the customer writes; nothing else opens it (§5.1).
    fn settable(&self) -> Vec<ChatStatus> {
        vec![ChatStatus::Closed]
    }

    async fn set_status(&self, chat: &RemoteChatId, status: &ChatStatus) -> Result<()> {
        if *status != ChatStatus::Closed {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "Smart Sender can only close chats. They open when the customer writes.",
            ));
        }
        let path = ["chats", chat.as_str(), "close"];
        self.client.act(Call::new(Method::PUT, &path)).await
    }
}

#[async_trait]
impl Assignment for SmartSender {
    fn by_email(&self) -> bool {
        false
    }

    fn by_department(&self) -> bool {
        false
    }

    fn takes_comment(&self) -> bool {
        true
    }

    async fn assign(&self, chat: &RemoteChatId, to: &AssignTarget, comment: &str) -> Result<()> {
        let AssignTarget::Operator { id, name } = to else {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "Smart Sender gives chats to its operators only.",
            ));
        };
        // An empty text may be refused (§8.18).
        let comment = match comment.trim() {
            "" if name.is_empty() => "Assigned".to_owned(),
            "" => format!("Assigned to {name}"),
            comment => comment.to_owned(),
        };
        let path = ["chats", chat.as_str(), "forward", id.as_str()];
        let call = Call::new(Method::POST, &path).json(&json!({ "text": comment }));
        self.client.act(call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_token_names_state_and_number() {
        for text in ["open:1", "closed:235"] {
            let place = Place::read(text).unwrap();
            assert_eq!(place.write(), text, "lossless");
        }
        for text in ["", "3", "open", "open:", "open:0", "new:1", "open:-1"] {
            assert_eq!(Place::read(text), None, "{text:?} is none of ours");
        }
    }
}
