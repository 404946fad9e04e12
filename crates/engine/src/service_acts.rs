//! What only some services can do, asked for at once: not through the outbox, because nobody
//! waits for it offline and most of it can't be repeated blindly.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use domain::view::{Catalog, MessageView, ServiceAct, ServiceAnswer};
use domain::{
    AccountId, AppEvent, ChatFilter, ChatId, ContactId, Error, ErrorCode, Invitation, NewGroup,
    Outcome, RemoteChatId, RemoteMessageId, Result, Timestamp,
};
use qrcode::{Color, QrCode};
use store::{HistoryUpdate, Told};

use crate::desk::Desk;
use crate::session::Session;
use crate::{Engine, catalog};

impl Engine {
    /// Does something that only some services can do. `folder` is where files are saved.
    ///
    /// # Errors
    /// `Unsupported` where the account can't, `NotFound`, `Invalid`, those of the service,
    /// `Storage`.
    pub async fn service_act(
        &self,
        account: AccountId,
        act: ServiceAct,
        folder: &Path,
    ) -> Result<ServiceAnswer> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        let provider = session.signed_in()?;
        match act {
            ServiceAct::Involve { colleague, on } => {
                let facet = provider.colleagues().ok_or_else(unsupported)?;
                facet.involve(&colleague, on).await?;
                change_catalog(&desk, account, |catalog| {
                    let known = &mut catalog.colleagues;
                    for known in known.iter_mut().filter(|known| known.id == colleague) {
                        known.involved = Some(on);
                    }
                })
                .await
            }
            ServiceAct::SetChannel { channel, on } => {
                let facet = provider.channels().ok_or_else(unsupported)?;
                facet.set_channel(&channel, on).await?;
                change_catalog(&desk, account, |catalog| {
                    let known = &mut catalog.channels;
                    for known in known.iter_mut().filter(|known| known.id == channel) {
                        known.active = Some(on);
                    }
                })
                .await
            }
            ServiceAct::CreateLabel { name, color } => {
                let facet = provider.labels().ok_or_else(unsupported)?;
                let label = facet.create_label(name.trim(), &color).await?;
                let new = label.clone();
                change_catalog(&desk, account, |catalog| catalog.labels.push(new)).await?;
                Ok(ServiceAnswer::Label { label })
            }
            ServiceAct::FindContacts { term } => {
                let facet = provider.contacts().ok_or_else(unsupported)?;
                let contacts = facet.find_contacts(term.trim()).await?;
                Ok(ServiceAnswer::Contacts { contacts })
            }
            ServiceAct::Unite { kept, other } => unite(&session, &kept, &other).await,
            ServiceAct::Link { chat, other, same } => link(&desk, account, chat, other, same).await,
            ServiceAct::CreateGroup { form } => create_group(&desk, &session, form).await,
            ServiceAct::RemoveParticipant { chat, participant } => {
                own(&chat, account)?;
                let facet = provider.groups().ok_or_else(unsupported)?;
                facet.remove_participant(&chat.remote, &participant).await?;
                Ok(ServiceAnswer::Done)
            }
            ServiceAct::Invitation { chat } => {
                own(&chat, account)?;
                let facet = provider.groups().ok_or_else(unsupported)?;
                invited(facet.invitation(&chat.remote).await?)
            }
            ServiceAct::LookUpMessage { chat, id } => {
                own(&chat, account)?;
                let message = look_up(&desk, &session, chat, id.trim()).await?;
                Ok(ServiceAnswer::Message { message })
            }
            ServiceAct::EditMessage { chat, key, text } => {
                own(&chat, account)?;
                change_message(&desk, &session, &chat, &key, Some(text.trim())).await
            }
            ServiceAct::DeleteMessage { chat, key } => {
                own(&chat, account)?;
                change_message(&desk, &session, &chat, &key, None).await
            }
            ServiceAct::PreviewReport { chat, request } => {
                own(&chat, account)?;
                self.report_preview(&session, &chat, &request).await
            }
            ServiceAct::CreateReport { chat, request } => {
                own(&chat, account)?;
                self.report_create(&desk, &session, &chat, &request).await
            }
            ServiceAct::MadeReports { chat } => {
                own(&chat, account)?;
                self.reports_made(&desk, &session, &chat).await
            }
            ServiceAct::SaveReport { report, package } => {
                self.report_save(&session, &report, package, folder).await
            }
        }
    }
}

pub(crate) fn unsupported() -> Error {
    Error::new(
        ErrorCode::Unsupported,
        "This account's service can't do this.",
    )
}

fn invalid(sentence: &'static str) -> Error {
    Error::new(ErrorCode::Invalid, sentence)
}

/// Makes two customers one.
async fn unite(session: &Session, kept: &ContactId, other: &ContactId) -> Result<ServiceAnswer> {
    if kept == other {
        return Err(invalid("These are the same customer already."));
    }
    let facet = session.provider.contacts().ok_or_else(unsupported)?;
    facet.unite(kept, other).await?;
    session.sync_now.notify_one();
    Ok(ServiceAnswer::Done)
}

/// A chat named beside an account must be that account's.
fn own(chat: &ChatId, account: AccountId) -> Result<()> {
    if chat.account == account {
        Ok(())
    } else {
        Err(invalid("The chat belongs to another account."))
    }
}

/// The link with a QR code of it, for somebody else's phone.
fn invited(invitation: Invitation) -> Result<ServiceAnswer> {
    let code = QrCode::new(invitation.url.as_bytes())
        .map_err(|error| invalid("The link is too long for a QR code.").with_source(error))?;
    let qr = code
        .to_colors()
        .chunks(code.width())
        .map(|row| row.iter().map(|module| *module == Color::Dark).collect())
        .collect();
    Ok(ServiceAnswer::Invitation { invitation, qr })
}

/// Asks for a group and looks until the service can show it. It appears in the list as soon as it
/// does; if it takes longer, the next readings of the list bring it.
async fn create_group(desk: &Desk, session: &Session, form: NewGroup) -> Result<ServiceAnswer> {
    let facet = session.provider.groups().ok_or_else(unsupported)?;
    let form = NewGroup {
        title: form.title.trim().to_owned(),
        ..form
    };
    if form.title.is_empty() {
        return Err(invalid("The group needs a title."));
    }
    let asked_at = desk.now();
    let remote = match facet.create_group(&form).await {
        Err(error) if error.outcome == Outcome::Unknown => {
            made_unheard(desk, session, &form.title, asked_at)
                .await
                .ok_or(error)?
        }
        other => other?,
    };
    let pace = &desk.core.config.pace;
    for _ in 0..pace.follow_times {
        match facet.group(&remote).await {
            Ok(group) if group.ready && group.active => break,
            // Not there yet, or a passing trouble: the group was asked for, so that it is
            // waited for, and never asked for again.
            Ok(_) | Err(_) => tokio::time::sleep(pace.follow).await,
        }
    }
    let asked = desk.store.moment();
    if let Some(lookup) = session.provider.chat_lookup()
        && let Ok(chat) = lookup.chat(&remote).await
    {
        let changes = desk
            .store
            .upsert_chats(session.id(), vec![chat], Told::Asked(asked), desk.now())
            .await?;
        desk.chats_changed(session, &changes);
    }
    session.sync_now.notify_one();
    Ok(ServiceAnswer::Chat {
        chat: session.chat(&remote),
    })
}

/// How far clocks may differ where a time tells what was made just now.
const CLOCKS_APART: Duration = Duration::from_secs(120);

/// The answer to making a group was lost: a group of this title that wasn't there before is it.
async fn made_unheard(
    desk: &Desk,
    session: &Session,
    title: &str,
    asked_at: Timestamp,
) -> Option<RemoteChatId> {
    let pace = &desk.core.config.pace;
    for _ in 0..pace.follow_times {
        let page = session.provider.chats(&ChatFilter::default(), None).await;
        for chat in page.into_iter().flat_map(|page| page.chats) {
            let made_now = chat
                .updated_at
                .is_some_and(|at| at >= asked_at.before(CLOCKS_APART));
            if chat.title.as_deref() == Some(title) && made_now {
                return Some(chat.id);
            }
        }
        tokio::time::sleep(pace.follow).await;
    }
    None
}

/// Reads one message and keeps it with its chat, so that it is shown at its place.
async fn look_up(desk: &Desk, session: &Session, chat: ChatId, id: &str) -> Result<MessageView> {
    let facet = session.provider.message_lookup().ok_or_else(unsupported)?;
    let message = facet
        .message(&chat.remote, &RemoteMessageId::from(id))
        .await?;
    let key = format!("m:{}", message.id);
    // As an older page: whatever it says is no news.
    let update = HistoryUpdate::Older { older: None };
    desk.store
        .upsert_messages(chat.clone(), vec![message], update, desk.now())
        .await?;
    desk.messages_changed(&chat);
    let mut before = None;
    loop {
        let page = desk.store.message_page(chat.clone(), before, 500).await?;
        if let Some(found) = page.messages.into_iter().find(|one| one.key == key) {
            return Ok(found);
        }
        before = page.older;
        if before.is_none() {
            return Err(Error::new(ErrorCode::NotFound, "The message was not kept."));
        }
    }
}

/// The person says whether two chats are the same customer's.
async fn link(
    desk: &Desk,
    account: AccountId,
    chat: ChatId,
    other: ChatId,
    same: bool,
) -> Result<ServiceAnswer> {
    if chat == other {
        return Err(invalid("This is the same chat."));
    }
    let accounts = BTreeSet::from([account, chat.account, other.account]);
    desk.store.link_chats(chat, other, same).await?;
    for account in accounts {
        desk.emit(AppEvent::DirectoryChanged { account });
    }
    Ok(ServiceAnswer::Done)
}

/// What the service was told is true here as well, before its catalog is read again.
async fn change_catalog(
    desk: &Desk,
    account: AccountId,
    change: impl FnOnce(&mut Catalog),
) -> Result<ServiceAnswer> {
    let mut catalog = catalog::known(desk, account).await?;
    change(&mut catalog);
    catalog::keep(desk, account, catalog).await?;
    Ok(ServiceAnswer::Done)
}

/// Gives a message another text, or takes it away if there is none.
async fn change_message(
    desk: &Desk,
    session: &Session,
    chat: &ChatId,
    key: &str,
    text: Option<&str>,
) -> Result<ServiceAnswer> {
    let facet = session.provider.edits().ok_or_else(unsupported)?;
    let (id, handle) = handle(desk, chat, key).await?;
    match text {
        Some(text) => facet.edit(&id, &handle, text).await?,
        None => facet.delete(&id, &handle).await?,
    }
    read_again(session, chat);
    Ok(ServiceAnswer::Done)
}

/// What the service needs to change a message.
async fn handle(desk: &Desk, chat: &ChatId, key: &str) -> Result<(RemoteMessageId, String)> {
    let id = key
        .strip_prefix("m:")
        .map(RemoteMessageId::from)
        .ok_or_else(|| invalid("This message has not reached the service."))?;
    let extras = desk.store.message_extras(chat.clone(), id.clone()).await?;
    let handle = extras
        .handle
        .ok_or_else(|| invalid("The messenger doesn't let this message be changed."))?;
    Ok((id, handle))
}

/// A change at the service shows as soon as the history was read.
fn read_again(session: &Session, chat: &ChatId) {
    session
        .reads
        .add(crate::sync::Priority::Older, chat.remote.clone());
    session.open_chat_now.notify_one();
}
