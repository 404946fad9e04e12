//! Chats written into a file that the person picked: text, a page, JSON or a table.
//!
//! Only what is stored here is written, and the file says what isn't. One chat at a time is in
//! memory. The file appears whole or not at all (`file.rs`).

mod file;
mod format;
mod table;
mod words;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;

use domain::view::{ActTarget, ExportFormat, ExportRequest, JournalKind, MessageView};
use domain::{AccountId, AppEvent, ChatId, Error, ErrorCode, JobId, Result};
use store::NewLine;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::{Engine, file_name};
pub(crate) use file::NewFile;
use format::{Chat, History, Writer};
pub(crate) use table::Table;
pub use words::{Word, Wording};
pub(crate) use words::{channel_name, kind, status_name};

/// Messages read at a time.
const WINDOW: u32 = 500;
/// Progress is told after so many chats.
const STEP: usize = 10;

/// What came of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    /// The file is there, with so many chats.
    Whole(u32),
    /// The person ended it; there is no file.
    Ended,
}

impl Engine {
    /// A name for the file: the chat's, if it is one, and the day.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn export_name(
        &self,
        target: &ActTarget,
        format: ExportFormat,
        words: &dyn Wording,
    ) -> Result<String> {
        let desk = self.desk()?;
        let single = match target {
            ActTarget::Chats { chats } => match chats.as_slice() {
                [chat] => desk.store.chat_row(chat.clone()).await?,
                _ => None,
            },
            ActTarget::Matching { .. } => None,
        };
        let title = single
            .map(|row| row.title)
            .filter(|title| !title.trim().is_empty())
            .unwrap_or_else(|| words.say(Word::Chats));
        Ok(self.dated_name(&title, format.extension()))
    }

    /// A harmless file name with the present day in it.
    pub fn dated_name(&self, title: &str, extension: &str) -> String {
        let zone = self.core.config.clock.zone();
        let day = jiff::Timestamp::from_millisecond(self.core.now().0)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .to_zoned(zone)
            .date();
        file_name::clean(&format!("{title} {day}.{extension}"))
    }

    /// Writes chats into a file, over what may be there. Tells its progress by the request's job,
    /// by which [`Engine::job_end`] ends it.
    ///
    /// # Errors
    /// `NotFound` if none of the chats is stored here, `Storage` if the file can't be written.
    pub async fn chats_export(
        &self,
        request: ExportRequest,
        place: &Path,
        words: &dyn Wording,
    ) -> Result<Exported> {
        let desk = self.desk()?;
        let ended = CancellationToken::new();
        desk.lock_jobs().insert(request.job, ended.clone());
        let done = self.export(&desk, &request, place, words, &ended).await;
        desk.lock_jobs().remove(&request.job);
        done
    }

    /// Ends a job that is under way; nothing happens if it is over.
    pub fn job_end(&self, job: JobId) {
        if let Some(desk) = self.find_desk()
            && let Some(job) = desk.lock_jobs().get(&job)
        {
            job.cancel();
        }
    }

    async fn export(
        &self,
        desk: &Desk,
        request: &ExportRequest,
        place: &Path,
        words: &dyn Wording,
        ended: &CancellationToken,
    ) -> Result<Exported> {
        let total = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let progress = |done: usize, all: usize| {
            desk.emit(AppEvent::JobProgress {
                job: request.job,
                done: total(done),
                total: total(all),
            });
        };
        let chats = self.targets(request.target.clone()).await?;
        let names = names(desk, self).await?;
        let mut writer = Writer::new(request.format, words, desk.core.config.clock.zone());
        let mut file = NewFile::beside(place).await.map_err(unwritten)?;
        let text = writer.begin(desk.now())?;
        file.write(&text).await.map_err(unwritten)?;
        let mut written = Vec::new();
        for (index, chat) in chats.iter().enumerate() {
            if ended.is_cancelled() {
                return Ok(Exported::Ended);
            }
            if index % STEP == 0 {
                progress(index, chats.len());
            }
            if write_chat(desk, &mut writer, &mut file, chat, &names, ended).await? {
                written.push(chat.clone());
            }
        }
        if ended.is_cancelled() {
            return Ok(Exported::Ended);
        }
        if written.is_empty() {
            return Err(Error::new(
                ErrorCode::NotFound,
                "There is no chat that could be written.",
            ));
        }
        file.write(&writer.end()).await.map_err(unwritten)?;
        file.keep(place).await.map_err(unwritten)?;
        progress(chats.len(), chats.len());
        journal(desk, &written, request.format).await;
        Ok(Exported::Whole(total(written.len())))
    }
}

/// Writes a file that the person picked, whole or not at all.
///
/// # Errors
/// `Storage`.
pub async fn write_file(place: &Path, contents: &[u8]) -> Result<()> {
    let mut file = NewFile::beside(place).await.map_err(unwritten)?;
    file.write(contents).await.map_err(unwritten)?;
    file.keep(place).await.map_err(unwritten)
}

/// Labels of the accounts and names of their services.
async fn names(desk: &Desk, engine: &Engine) -> Result<HashMap<AccountId, (String, String)>> {
    let services = engine.service_list();
    let accounts = desk.store.accounts().await?;
    let named = accounts.into_iter().map(|account| {
        let service = services
            .iter()
            .find(|service| service.kind == account.service);
        let service = service.map(|service| service.name.clone());
        (account.id, (account.label, service.unwrap_or_default()))
    });
    Ok(named.collect())
}

/// Writes one chat; false if it isn't there any more.
async fn write_chat(
    desk: &Desk,
    writer: &mut Writer<'_>,
    file: &mut NewFile,
    chat: &ChatId,
    names: &HashMap<AccountId, (String, String)>,
    ended: &CancellationToken,
) -> Result<bool> {
    let Some(row) = desk.store.chat_row(chat.clone()).await? else {
        return Ok(false);
    };
    let state = desk.store.history_state(chat.clone()).await?;
    let (account, service) = names.get(&chat.account).cloned().unwrap_or_default();
    let paper = Chat {
        row,
        account,
        service,
        history: match state {
            _ if state.read_at.is_none() => History::Never,
            _ if state.cut => History::Cut,
            _ if state.older.is_some() => History::Part,
            _ => History::Whole,
        },
    };
    let mut text = writer.chat(&paper);
    for message in messages(desk, chat, ended).await? {
        text.push_str(&writer.message(&paper, &message)?);
        if text.len() > 64 * 1024 {
            file.write(&text).await.map_err(unwritten)?;
            text.clear();
        }
    }
    text.push_str(&writer.end_chat());
    file.write(&text).await.map_err(unwritten)?;
    Ok(true)
}

/// All that is stored of a chat, oldest first.
async fn messages(
    desk: &Desk,
    chat: &ChatId,
    ended: &CancellationToken,
) -> Result<Vec<MessageView>> {
    let mut pages = Vec::new();
    let mut before = None;
    while !ended.is_cancelled() {
        let page = desk
            .store
            .message_page(chat.clone(), before.clone(), WINDOW)
            .await?;
        let older = page.older;
        let empty = page.messages.is_empty();
        pages.push(page.messages);
        // The service may have more than is stored here.
        if older.is_none() || older == before || empty {
            break;
        }
        before = older;
    }
    Ok(pages.into_iter().rev().flatten().collect())
}

/// One line for a single chat, with the chat; one for each account otherwise.
async fn journal(desk: &Desk, chats: &[ChatId], format: ExportFormat) {
    let accounts: HashSet<AccountId> = chats.iter().map(|chat| chat.account).collect();
    for account in accounts {
        let of: Vec<&ChatId> = chats
            .iter()
            .filter(|chat| chat.account == account)
            .collect();
        let line = NewLine {
            chat: match of.as_slice() {
                [chat] => Some((*chat).clone()),
                _ => None,
            },
            detail: format.extension().to_owned(),
            count: u32::try_from(of.len()).unwrap_or(u32::MAX),
            ..NewLine::new(account, JournalKind::Exported, desk.now())
        };
        desk.write_journal(line).await;
    }
}

fn unwritten(error: io::Error) -> Error {
    Error::new(
        ErrorCode::Storage,
        format!("The file could not be written: {error}"),
    )
}
