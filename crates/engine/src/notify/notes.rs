//! Gathers what happened to chats and has it decided, shown and remembered.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::view::MessageView;
use domain::{AccountId, AuthorKind, ChatId, ChatStatus, RemoteMessageId, Result};
use store::Notified;
use tokio::sync::{mpsc, oneshot};

use super::repeat::Repeats;
use super::{
    Context, CutOff, Matter, Newest, News, Notification, NotificationKind, Notifier, Whose, decide,
    matter, remind,
};
use crate::desk::Desk;
use crate::session::Session;

/// Unread chats looked at when an account begins.
const LOOKED_AT: u32 = 2000;
/// Messages looked at to find the newest one of the customer.
const LAST_MESSAGES: u32 = 20;
/// Times that news are gathered before the first of them is told.
const PATIENCE: u32 = 6;
/// Between looks at what was not answered.
const LOOK_AGAIN: Duration = Duration::from_secs(20);
/// Longest text of a notification, in characters.
const LONGEST_TEXT: usize = 200;

/// Something that may be worth telling, or taking back.
#[derive(Debug)]
pub(crate) enum Note {
    /// A chat's messages, unread count, status or place on screen changed.
    Touched(ChatId),
    /// A chat has news, and its history can't be read for now: they are told by count alone.
    Counted(ChatId),
    /// A chat is gone.
    Gone(ChatId),
    /// An account's chat list was read for the first time in this run.
    Begin(AccountId),
    /// It was read for the first time ever: what is unread now is no news. Dealt with at once,
    /// because the next message is; the sender hears when.
    FirstEver(AccountId, oneshot::Sender<()>),
    /// A chat was assigned to the person, by somebody else.
    Assigned(ChatId),
    /// A message of a chat waits for the person: it was not sent, or nobody knows.
    NotSent { chat: ChatId, unknown: bool },
    /// An account came in or out of touch.
    Account(AccountId),
    /// An account was signed out.
    Left(AccountId),
    /// The window was locked: what stands on the desktop names customers.
    Locked,
}

/// Where news of a chat are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// In its row in the list.
    AtRow,
    /// In its messages; those that aren't stored yet are told once they are.
    Closely,
    /// In its messages if all are stored, and else by count: none are going to be read for now.
    AsStored,
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
    /// Chats of which something besides their messages was told.
    matters: HashSet<ChatId>,
    cut_off: CutOff,
    repeats: Repeats,
}

impl Notes {
    pub(crate) fn new() -> (Self, NotesTask) {
        let (sender, notes) = mpsc::unbounded_channel();
        let task = NotesTask {
            notes,
            begun: HashSet::new(),
            shown: HashMap::new(),
            summary_shown: false,
            matters: HashSet::new(),
            cut_off: CutOff::default(),
            repeats: Repeats::default(),
        };
        (Self(sender), task)
    }

    pub(crate) fn add(&self, note: Note) {
        // Fails only when the program ends.
        let _ = self.0.send(note);
    }
}

impl NotesTask {
    /// Until the program ends; what is being told then is told to the end, since it is remembered
    /// as told.
    pub(crate) async fn run(mut self, desk: Arc<Desk>) {
        let mut look = tokio::time::interval(LOOK_AGAIN);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let first = tokio::select! {
                () = desk.cancel.cancelled() => return,
                note = self.notes.recv() => note,
                _ = look.tick() => {
                    if let Err(error) = self.remind(&desk).await {
                        tracing::warn!(%error, "nobody was reminded");
                    }
                    self.tell_of_accounts(&desk);
                    continue;
                }
            };
            let Some(first) = first else { return };
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
                    () = desk.cancel.cancelled() => return false,
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
        let mut touched = BTreeMap::new();
        let (mut assigned, mut unsent) = (BTreeSet::new(), BTreeMap::new());
        for note in notes {
            match note {
                Note::Touched(chat) if self.begun.contains(&chat.account) => {
                    touched.entry(chat).or_insert(Look::Closely);
                }
                Note::Counted(chat) if self.begun.contains(&chat.account) => {
                    touched.insert(chat, Look::AsStored);
                }
                // Counted when the account begins.
                Note::Touched(_) | Note::Counted(_) => {}
                Note::Gone(chat) => {
                    touched.remove(&chat);
                    self.withdraw(desk, &chat);
                    self.settle(desk, &chat);
                }
                Note::Assigned(chat) if self.begun.contains(&chat.account) => {
                    assigned.insert(chat);
                }
                // What the start finds is no news.
                Note::Assigned(_) => {}
                Note::NotSent { chat, unknown } => {
                    unsent.insert(chat, unknown);
                }
                Note::Account(account) => self.look_at(desk, account),
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
                    let matters = self.matters.iter();
                    let left: Vec<_> = matters.filter(|chat| chat.account == account).collect();
                    for chat in left.into_iter().cloned().collect::<Vec<_>>() {
                        self.settle(desk, &chat);
                    }
                    if self.cut_off.forget(account) {
                        notifier(desk).withdraw_matter(&Matter::Account(account));
                    }
                    touched.retain(|chat, _| chat.account != account);
                    self.begun.remove(&account);
                }
                Note::Locked => {
                    for (chat, _) in self.shown.drain() {
                        notifier(desk).withdraw(Some(&chat));
                    }
                    for chat in self.matters.drain() {
                        notifier(desk).withdraw_matter(&Matter::Chat(chat));
                    }
                }
            }
        }
        self.tell_matters(desk, assigned, unsent, &touched).await?;
        let mut news = Vec::new();
        for (chat, look) in touched {
            news.extend(self.news(desk, chat, look).await?);
        }
        self.tell(desk, &news, false, false).await
    }

    /// Tells what is no customer's message, and takes back what the person looks at by now.
    async fn tell_matters(
        &mut self,
        desk: &Desk,
        assigned: BTreeSet<ChatId>,
        unsent: BTreeMap<ChatId, bool>,
        touched: &BTreeMap<ChatId, Look>,
    ) -> Result<()> {
        let screen = desk.core.screen.now();
        let seen = screen
            .chat
            .filter(|_| screen.window.focused && !desk.lock.is_on());
        if let Some(chat) = seen
            && touched.contains_key(&chat)
        {
            self.settle(desk, &chat);
        }
        let mut named = Vec::new();
        for chat in assigned {
            if let Some(row) = desk.store.chat_row(chat.clone()).await? {
                named.push((chat, row.title));
            }
        }
        let mut told = with_context(desk, |context| super::assigned(named, context));
        for (chat, unknown) in unsent {
            let row = desk.store.chat_row(chat.clone()).await?;
            let name = row.map(|row| row.title).unwrap_or_default();
            let kind = NotificationKind::NotSent { name, unknown };
            told.extend(with_context(desk, |context| {
                matter(kind, Some(chat), context)
            }));
        }
        for notification in told {
            self.matters.extend(notification.chat.clone());
            notifier(desk).show(notification);
        }
        Ok(())
    }

    /// An account came in or out of touch.
    fn look_at(&mut self, desk: &Desk, account: AccountId) {
        let Ok(session) = desk.session(account) else {
            return;
        };
        let now = desk.core.config.clock.monotonic();
        if self.cut_off.is_now(account, &session.health().state, now) {
            notifier(desk).withdraw_matter(&Matter::Account(account));
        }
        self.tell_of_accounts(desk);
    }

    /// Tells of accounts that are out of touch for long enough.
    fn tell_of_accounts(&mut self, desk: &Desk) {
        let now = desk.core.config.clock.monotonic();
        for (account, refused) in self.cut_off.due(now) {
            let Ok(session) = desk.session(account) else {
                continue;
            };
            let kind = NotificationKind::CutOff {
                account,
                label: session.account.label.clone(),
                refused,
            };
            let told = with_context(desk, |context| matter(kind, None, context));
            if let Some(notification) = told {
                self.cut_off.told(account);
                notifier(desk).show(notification);
            }
        }
    }

    /// Takes back what was told of a chat besides its messages.
    fn settle(&mut self, desk: &Desk, chat: &ChatId) {
        if self.matters.remove(chat) {
            notifier(desk).withdraw_matter(&Matter::Chat(chat.clone()));
        }
    }

    async fn unread(&self, desk: &Desk, account: AccountId) -> Result<Vec<News>> {
        let mut news = Vec::new();
        for chat in desk.store.unread_chats(account, LOOKED_AT).await? {
            news.extend(self.news(desk, chat, Look::AtRow).await?);
        }
        Ok(news)
    }

    async fn news(&self, desk: &Desk, chat: ChatId, look: Look) -> Result<Option<News>> {
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
            closed: row.status == ChatStatus::Closed && self.shown.get(&chat) != Some(&true),
            shown: self.shown.contains_key(&chat),
            memory,
            chat,
        }))
    }

    /// Tells again of what stands unanswered, as often as the settings say.
    async fn remind(&mut self, desk: &Desk) -> Result<()> {
        let settings = desk.settings();
        let every = settings
            .repeat_minutes
            .filter(|minutes| *minutes > 0)
            .map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
        for chat in self.repeats.due(every, desk.now()) {
            let Some(news) = self.news(desk, chat, Look::Closely).await? else {
                continue;
            };
            let told = with_context(desk, |context| remind(&news, context));
            if let Some(notification) = told {
                desk.core.config.notifier.show(notification);
            }
        }
        Ok(())
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
                locked: desk.lock.is_on(),
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
                self.repeats.told(chat.clone(), desk.now());
            }
            None => self.summary_shown = true,
        }
        desk.core.config.notifier.show(notification);
    }

    fn withdraw(&mut self, desk: &Desk, chat: &ChatId) {
        self.repeats.answered(chat);
        if self.shown.remove(chat).is_some() {
            desk.core.config.notifier.withdraw(Some(chat));
        }
    }
}

fn notifier(desk: &Desk) -> &dyn Notifier {
    desk.core.config.notifier.as_ref()
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

/// Decides something by how things are now.
fn with_context<T>(desk: &Desk, decide: impl FnOnce(&Context<'_>) -> T) -> T {
    let settings = desk.settings();
    let screen = desk.core.screen.now();
    decide(&Context {
        settings: &settings,
        focused: screen.window.focused,
        on_screen: screen.chat.as_ref(),
        now: desk.now(),
        minute: desk.core.config.clock.minute_of_day(),
        starting: false,
        silent: false,
        locked: desk.lock.is_on(),
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
