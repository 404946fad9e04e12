//! The customer behind a chat: the service's card, its notes, a group's people, and the same
//! person's chats elsewhere.

use domain::view::{Cached, Customer, ErrorView};
use domain::{ChatId, Contact, Error, Group, LabelId, RemoteChat, Result, ServiceNote};
use serde::{Deserialize, Serialize};

use store::{Moment, Told};

use crate::desk::Desk;
use crate::session::Session;
use crate::{Engine, directory};

/// What the service said of a customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Card {
    contact: Option<Contact>,
    group: Option<Group>,
    notes: Vec<ServiceNote>,
    labels: Vec<LabelId>,
}

impl Engine {
    /// The customer of a chat: as last read, or read anew if `refresh` or never read. A part
    /// that can't be read stays as it was, and the answer says why.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn customer_get(&self, chat: ChatId, refresh: bool) -> Result<Cached<Customer>> {
        let desk = self.desk()?;
        let session = desk.session(chat.account)?;
        let key = format!("customer:{}", chat.remote);
        let known = desk.store.kept::<Card>(chat.account, key.clone()).await?;
        let cached = match known {
            Some(known) if !refresh => directory::known(Some(known)),
            known => match session.signed_in() {
                Err(error) => directory::failed(known, &error),
                Ok(_) => {
                    let before = known.map(|(card, _)| card).unwrap_or_default();
                    let asked = desk.store.moment();
                    let (card, trouble) = read(&session, &chat, before).await;
                    let now = desk.now();
                    let told = (asked, trouble.is_none());
                    learn(&desk, &session, &chat, &card, told).await?;
                    desk.store
                        .keep(chat.account, key, card.clone(), now)
                        .await?;
                    Cached {
                        error: trouble.as_ref().map(ErrorView::from),
                        ..directory::fresh(card, now)
                    }
                }
            },
        };
        let value = person(&desk, chat, cached.value).await?;
        Ok(Cached {
            value,
            at: cached.at,
            error: cached.error,
        })
    }
}

/// What the service says, part by part; the first trouble is answered beside the rest.
async fn read(session: &Session, chat: &ChatId, mut card: Card) -> (Card, Option<Error>) {
    let provider = &session.provider;
    let remote = &chat.remote;
    let mut trouble = None;
    let mut note = |error: Error| {
        tracing::info!(%error, "a part of a customer's card could not be read");
        trouble.get_or_insert(error);
    };
    if let Some(facet) = provider.contacts() {
        match facet.contact_of(remote).await {
            Ok(contact) => card.contact = Some(contact),
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.groups() {
        match facet.group(remote).await {
            Ok(group) => card.group = Some(group),
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.service_notes() {
        match facet.notes(remote).await {
            Ok(notes) => card.notes = notes,
            Err(error) => note(error),
        }
    }
    if let Some(facet) = provider.labels() {
        match facet.labels_of(remote).await {
            Ok(labels) => card.labels = labels,
            Err(error) => note(error),
        }
    }
    (card, trouble)
}

/// What only the card says, the chat has from there. By the phone it is searched, and the same
/// person's other chats are proposed; labels are shown in the list, found by and taken off, if the
/// card that was `asked` for came `whole`: else they are as old as the last one.
async fn learn(
    desk: &Desk,
    session: &Session,
    chat: &ChatId,
    card: &Card,
    (asked, whole): (Moment, bool),
) -> Result<()> {
    let Some(known) = desk.store.chat_row(chat.clone()).await? else {
        return Ok(());
    };
    let phone = card.contact.as_ref().and_then(|card| card.phone.clone());
    let said = RemoteChat {
        phone: phone.filter(|_| known.phone.is_none()),
        labels: (whole && session.provider.labels().is_some()).then(|| card.labels.clone()),
        ..RemoteChat::new(chat.remote.clone())
    };
    if said.phone.is_none() && said.labels.is_none() {
        return Ok(());
    }
    let changes = desk
        .store
        .upsert_chats(chat.account, vec![said], Told::Asked(asked), desk.now())
        .await?;
    desk.chats_changed(session, &changes);
    Ok(())
}

/// The card, with the same person's other chats.
async fn person(desk: &Desk, chat: ChatId, card: Card) -> Result<Customer> {
    let (linked, proposed) = desk.store.same_person(chat).await?;
    Ok(Customer {
        contact: card.contact,
        group: card.group,
        notes: card.notes,
        labels: card.labels,
        linked,
        proposed,
    })
}
