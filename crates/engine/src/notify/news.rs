//! Looks up what is new in a chat.

use std::sync::Arc;

use domain::view::MessageView;
use domain::{AccountId, AuthorKind, ChatId, ChatStatus, RemoteMessageId, Result};
use store::Notified;

use super::standing::Standing;
use super::words::LONGEST_TEXT;
use super::{About, Newest, News, Whose};
use crate::desk::Desk;
use crate::session::Session;

/// Unread chats looked at when an account begins.
const LOOKED_AT: u32 = 2000;
/// Messages looked at to find the newest one of the customer.
const LAST_MESSAGES: u32 = 20;

/// Where news of a chat are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// In its row in the list.
    AtRow,
    /// In its messages; those that aren't stored yet are told once they are.
    Closely,
    /// In its messages if all are stored, and else by count: none are going to be read for now.
    AsStored,
}

/// An account's unread chats.
pub(super) async fn unread(
    desk: &Desk,
    account: AccountId,
    standing: &Standing,
) -> Result<Vec<News>> {
    let mut news = Vec::new();
    for chat in desk.store.unread_chats(account, LOOKED_AT).await? {
        news.extend(look_up(desk, chat, Look::AtRow, standing).await?);
    }
    Ok(news)
}

/// A chat as it is now; `None` if it isn't known any more.
pub(super) async fn look_up(
    desk: &Desk,
    chat: ChatId,
    look: Look,
    standing: &Standing,
) -> Result<Option<News>> {
    let Some(row) = desk.store.chat_row(chat.clone()).await? else {
        return Ok(None);
    };
    let memory = desk.store.notified(chat.clone()).await?;
    let unstored = desk.store.unread_unstored(chat.clone()).await?;
    let tells = |session: Arc<Session>| session.provider.history().is_some();
    // What is still to be read is told when it was.
    let waits = look == Look::Closely && desk.session(chat.account).is_ok_and(tells);
    let (mut newest, mut since, mut stored) = (None, None, 0);
    if row.unread > 0 && look == Look::AtRow && unstored == 0 {
        newest = row
            .last
            .as_ref()
            .filter(|last| last.author == AuthorKind::Customer)
            .map(|last| Newest {
                id: None,
                at: last.at,
                text: last.text.clone(),
                attachment: last.attachment,
            });
    } else if row.unread > 0 && look != Look::AtRow && (unstored == 0 || waits) {
        let page = desk.store.message_page(chat.clone(), None, LAST_MESSAGES);
        let messages = page.await?.messages;
        newest = newest_of(&messages);
        since = memory
            .as_ref()
            .and_then(|memory| stored_since(&messages, memory));
        stored = unread_among(&messages);
    }
    let ripe = if waits {
        row.unread.saturating_sub(unstored)
    } else {
        row.unread
    };
    let mine = whose(desk, &chat).await?;
    Ok(Some(News {
        name: row.title,
        newest,
        unread: row.unread,
        ripe,
        since,
        whole: stored >= row.unread,
        mine,
        closed: row.status == ChatStatus::Closed && !standing.was_closed(&chat),
        asleep: row.snoozed_until.is_some(),
        memory,
        chat,
    }))
}

/// What a chat is called, if it is still true of it.
pub(super) async fn still(desk: &Desk, chat: &ChatId, about: About) -> Result<Option<String>> {
    let Some(row) = desk.store.chat_row(chat.clone()).await? else {
        // A message fails as well where the cache was lost.
        return Ok(matches!(about, About::NotSent { .. }).then(String::new));
    };
    let holds = match about {
        About::NotSent { .. } => row.failed > 0,
        _ if row.status == ChatStatus::Closed => false,
        About::Assigned => whose(desk, chat).await? == Whose::Mine,
        About::Queued => whose(desk, chat).await? == Whose::Nobodys,
    };
    Ok(holds.then_some(row.title))
}

/// Whose chat it is. Who never said who they are misses nothing that may be theirs.
async fn whose(desk: &Desk, chat: &ChatId) -> Result<Whose> {
    let me = desk.session(chat.account).ok().and_then(|s| s.me());
    let assignee = desk.store.assignee(chat.clone()).await?;
    Ok(match (assignee, me) {
        (None, _) => Whose::Nobodys,
        (Some(operator), Some(me)) if operator.id != me => Whose::Colleagues,
        (Some(_), _) => Whose::Mine,
    })
}

/// Unread customer messages after the one told of, of some that come oldest first; `None` if none
/// was told of by its id.
fn stored_since(messages: &[MessageView], memory: &Notified) -> Option<u32> {
    let told = memory.message.as_ref()?;
    let is_told = |one: &MessageView| one.key.strip_prefix("m:") == Some(told.as_str());
    let place = messages.iter().rposition(is_told);
    let place = place.or_else(|| messages.iter().rposition(|one| one.at <= memory.at));
    let later = messages.get(place.map_or(0, |place| place + 1)..)?;
    Some(unread_among(later))
}

fn unread_among(messages: &[MessageView]) -> u32 {
    let unread = |one: &&MessageView| one.unread && one.author == AuthorKind::Customer;
    u32::try_from(messages.iter().filter(unread).count()).unwrap_or(u32::MAX)
}

/// The newest message of the customer among these, oldest first.
fn newest_of(messages: &[MessageView]) -> Option<Newest> {
    let message = messages
        .iter()
        .rev()
        .find(|message| message.author == AuthorKind::Customer)?;
    let line = message.text.lines().next().unwrap_or_default();
    Some(Newest {
        id: message.key.strip_prefix("m:").map(RemoteMessageId::from),
        at: message.at,
        text: line.chars().take(LONGEST_TEXT).collect(),
        attachment: message.attachments.first().map(|file| file.kind),
    })
}
