//! Customers' cards (§5.3).

use async_trait::async_trait;
use domain::facets::Contacts;
use domain::{Contact, ContactId, Error, ErrorCode, RemoteChatId, Result};
use reqwest::Method;

use super::client::Call;
use super::{SmartSender, map, wire};

/// Chats that are looked up for what a search found, each by a request of its own.
const MOST_CHATS: usize = 3;

/// Digits that make a phone, written with spaces and signs or without.
const SHORTEST_PHONE: usize = 7;

#[async_trait]
impl Contacts for SmartSender {
    async fn contact_of(&self, chat: &RemoteChatId) -> Result<Contact> {
        let id = self.contact_id(chat).await?;
        let call = Call::new(Method::GET, &["contacts", id.as_str()]);
        let answer = self.client.answer(&call).await?;
        let json = self.client.judge(&answer).map_err(|error| {
            // Either status may mean that there is none (§4), and a read has nothing else to be
            // wrong.
            if answer.status.as_u16() == 400 || error.code == ErrorCode::NotFound {
                self.known.forget(&id);
                Error {
                    code: ErrorCode::NotFound,
                    ..error
                }
            } else {
                error
            }
        })?;
        let card = wire::Contact::read(&json).ok_or_else(|| answer.undecodable())?;
        let mut card = map::contact(card, &self.known);
        card.chat = Some(chat.clone());
        Ok(card)
    }

    async fn find_contacts(&self, term: &str) -> Result<Vec<Contact>> {
        let term = searched(term);
        // The service refuses an empty one.
        if term.is_empty() {
            return Ok(Vec::new());
        }
        let query = vec![("term", term)];
        let path = ["contacts", "search"];
        let page = self.page(&path, 1, query, wire::Contact::read).await?;
        let mut found: Vec<Contact> = page
            .items
            .into_iter()
            .map(|card| map::contact(card, &self.known))
            .collect();
        let without = found.iter_mut().filter(|card| card.chat.is_none());
        for card in without.take(MOST_CHATS) {
            card.chat = self.chat_of(&card.id).await;
        }
        Ok(found)
    }

    async fn unite(&self, kept: &ContactId, other: &ContactId) -> Result<()> {
        let path = ["contacts", kept.as_str(), "unite", other.as_str()];
        self.client
            .act(Call::new(Method::POST, &path).once())
            .await?;
        self.known.forget(other);
        Ok(())
    }
}

impl SmartSender {
    /// The customer's chat, if the service tells: a card is of use without it, too.
    async fn chat_of(&self, contact: &ContactId) -> Option<RemoteChatId> {
        let path = ["contacts", contact.as_str(), "chat"];
        let json = self.client.ask(Call::new(Method::GET, &path)).await.ok()?;
        let chat = RemoteChatId(wire::Chat::read(&json)?.id);
        self.known.pair(chat.clone(), contact.clone());
        Some(chat)
    }
}

/// A term as the service's own clients write it: of phones the digits, addresses in small
/// letters.
fn searched(term: &str) -> String {
    let term = term.trim();
    let digits: String = term.chars().filter(char::is_ascii_digit).collect();
    let like_phone = term
        .chars()
        .all(|char| char.is_ascii_digit() || char.is_whitespace() || "+-().".contains(char));
    if digits.len() >= SHORTEST_PHONE && like_phone {
        return digits;
    }
    if term.contains('@') {
        return term.to_lowercase();
    }
    term.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_searched_as_the_service_keeps_them() {
        for (typed, asked) in [
            (" +38 (093) 667-00-03 ", "380936670003"),
            ("Me@Mail.Example", "me@mail.example"),
            ("Олена", "Олена"),
            ("12-34", "12-34"),
            ("  ", ""),
        ] {
            assert_eq!(searched(typed), asked, "{typed:?}");
        }
    }
}
