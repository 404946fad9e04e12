//! Gathers what happened to chats and has it decided, shown and remembered.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use domain::view::MessageView;
use domain::{AccountId, AuthorKind, ChatId, ChatStatus, RemoteMessageId, Result};
use tokio::sync::{mpsc, oneshot};

use super::{Context, Newest, News, Notification, Whose, decide};
use crate::desk::Desk;
use crate::session::Session;

/// Unread chats looked at when an account begins.
const LOOKED_AT: u32 = 2000;
/// Messages looked at to find the newest one of the customer.
const LAST_MESSAGES: u32 = 20;
/// Times that news are gathered before the first of them is told.
const PATIENCE: u32 = 6;
/// Longest text of a notification, in characters.
const LONGEST_TEXT: usize = 200;

/// Something that may be worth telling, or taking back.
#[derive(Debug)]
pub(crate) enum Note {
    /// A chat's messages, unread count, status or place on screen changed.
    Touched(ChatId),
    /// A chat is gone.
    Gone(ChatId),
    /// An account's chat list was read for the first time in this run.
    Begin(AccountId),
    /// It was read for the first time ever: what is unread now is no news. Dealt with at once,
    /// because the next message is; the sender hears when.
    FirstEver(AccountId, oneshot::Sender<()>),
    /// An account was signed out.
    Left(AccountId),
}

/// Where notes go in.
#[derive(Debug)]
pub(crate) struct Notes(mpsc::UnboundedSender<Note>);

/// What decides about them.
pub(crate) struct NotesTask {
    notes: mpsc::UnboundedReceiver<Note>,
    /// Accounts whose unread chats at the start were dealt with.
    begun: HashSet<AccountId>,
    /// Chats whose notification stands on the desktop; whether they were closed when it came up.
    shown: HashMap<ChatId, bool>,
    summary_shown: bool,
}

impl Notes {
    pub(crate) fn new() -> (Self, NotesTask) {
        let (sender, notes) = mpsc::unbounded_channel();
        let task = NotesTask {
            notes,
            begun: HashSet::new(),
            shown: HashMap::new(),
            summary_shown: false,
        };
        (Self(sender), task)
    }

    pub(crate) fn add(&self, note: Note) {
        // Fails only when the program ends.
        let _ = self.0.send(note);
    }
}

impl NotesTask {
    pub(crate) async fn run(mut self, desk: Arc<Desk>) {
        while let Some(first) = self.notes.recv().await {
            let mut notes = vec![first];
            if !self.gather(&desk, &mut notes).await {
                return;
            }
            if let Err(error) = self.handle(&desk, notes).await {
                tracing::warn!(%error, "news were not told");
            }
        }
    }

    /// Waits for what else comes, a while longer as long as histories are being read for their
    /// news: twelve messages are one summary, not twelve notifications. False if the program ends.
    async fn gather(&mut self, desk: &Desk, notes: &mut Vec<Note>) -> bool {
        for _ in 0..PATIENCE {
            let gathered = tokio::time::sleep(desk.core.config.pace.notify);
            tokio::pin!(gathered);
            loop {
                // What was unread before the first reading is settled at once: the next is news.
                if matches!(notes.last(), Some(Note::FirstEver(..))) {
                    return true;
                }
                tokio::select! {
                    () = &mut gathered => break,
                    note = self.notes.recv() => match note {
                        Some(note) => notes.push(note),
                        None => return false,
                    },
                }
            }
            let reading =
                |session: &Arc<Session>| session.is_online() && session.reads.is_growing();
            if !desk.sessions().iter().any(reading) {
                break;
            }
        }
        true
    }

    async fn handle(&mut self, desk: &Desk, notes: Vec<Note>) -> Result<()> {
        let mut touched = BTreeSet::new();
        for note in notes {
            match note {
                Note::Touched(chat) if self.begun.contains(&chat.account) => {
                    touched.insert(chat);
                }
                // Counted when the account begins.
                Note::Touched(_) => {}
                Note::Gone(chat) => {
                    touched.remove(&chat);
                    self.withdraw(desk, &chat);
                }
                Note::Begin(account) => {
                    let news = self.unread(desk, account).await?;
                    self.tell(desk, &news, true, false).await?;
                    self.begun.insert(account);
                }
                Note::FirstEver(account, done) => {
                    let news = self.unread(desk, account).await?;
                    self.tell(desk, &news, true, true).await?;
                    self.begun.insert(account);
                    // Fails only if the account ended meanwhile.
                    let _ = done.send(());
                }
                Note::Left(account) => {
                    let left: Vec<ChatId> = self
                        .shown
                        .keys()
                        .filter(|chat| chat.account == account)
                        .cloned()
                        .collect();
                    for chat in left {
                        self.withdraw(desk, &chat);
                    }
                    touched.retain(|chat| chat.account != account);
                    self.begun.remove(&account);
                }
            }
        }
        let mut news = Vec::new();
        for chat in touched {
            news.extend(self.news(desk, chat, true).await?);
        }
        self.tell(desk, &news, false, false).await
    }

    async fn unread(&self, desk: &Desk, account: AccountId) -> Result<Vec<News>> {
        let mut news = Vec::new();
        for chat in desk.store.unread_chats(account, LOOKED_AT).await? {
            news.extend(self.news(desk, chat, false).await?);
        }
        Ok(news)
    }

    async fn news(&self, desk: &Desk, chat: ChatId, closely: bool) -> Result<Option<News>> {
        let Some(row) = desk.store.chat_row(chat.clone()).await? else {
            return Ok(None);
        };
        let newest = if row.unread == 0 {
            None
        } else if closely {
            let page = desk.store.message_page(chat.clone(), None, LAST_MESSAGES);
            newest(&page.await?.messages)
        } else {
            row.last
                .as_ref()
                .filter(|last| last.author == AuthorKind::Customer)
                .map(|last| Newest {
                    id: None,
                    at: last.at,
                    text: last.text.clone(),
                    attachment: last.attachment,
                })
        };
        let me = desk.session(chat.account).ok().and_then(|s| s.me());
        let mine = match desk.store.assignee(chat.clone()).await? {
            None => Whose::Nobodys,
            Some(operator) if Some(&operator.id) == me.as_ref() => Whose::Mine,
            Some(_) => Whose::Colleagues,
        };
        Ok(Some(News {
            name: row.title,
            newest,
            unread: row.unread,
            mine,
            closed: row.status == ChatStatus::Closed && self.shown.get(&chat) != Some(&true),
            shown: self.shown.contains_key(&chat),
            memory: desk.store.notified(chat.clone()).await?,
            chat,
        }))
    }

    async fn tell(
        &mut self,
        desk: &Desk,
        news: &[News],
        starting: bool,
        silent: bool,
    ) -> Result<()> {
        let settings = desk.settings();
        let screen = desk.core.screen.now();
        let decision = decide(
            news,
            &Context {
                settings: &settings,
                focused: screen.window.focused,
                on_screen: screen.chat.as_ref(),
                now: desk.now(),
                minute: desk.core.config.clock.minute_of_day(),
                starting,
                silent,
            },
        );
        // First on disk, then on screen: told twice is worse than not told by a program that
        // was killed in between, since the chat still shows as unread.
        if !decision.remember.is_empty() {
            desk.store.save_notified(decision.remember).await?;
        }
        for chat in &decision.withdraw {
            self.withdraw(desk, chat);
        }
        for notification in decision.show {
            let closed = news
                .iter()
                .any(|news| news.closed && notification.chat.as_ref() == Some(&news.chat));
            self.show(desk, notification, closed);
        }
        if self.summary_shown && desk.store.unread_total().await? == 0 {
            self.summary_shown = false;
            desk.core.config.notifier.withdraw(None);
        }
        Ok(())
    }

    fn show(&mut self, desk: &Desk, notification: Notification, closed: bool) {
        match &notification.chat {
            Some(chat) => {
                *self.shown.entry(chat.clone()).or_default() |= closed;
            }
            None => self.summary_shown = true,
        }
        desk.core.config.notifier.show(notification);
    }

    fn withdraw(&mut self, desk: &Desk, chat: &ChatId) {
        if self.shown.remove(chat).is_some() {
            desk.core.config.notifier.withdraw(Some(chat));
        }
    }
}

/// The newest message of the customer among these, oldest first.
fn newest(messages: &[MessageView]) -> Option<Newest> {
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
