//! Gathers what happened to chats and has it decided, shown and remembered.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::view::AccountState;
use domain::{AccountId, ChatId, Result};
use tokio::sync::{mpsc, oneshot};

use super::decide::{is_over, is_quiet, looked_at};
use super::news::{Look, look_up, still, unread};
use super::repeat::Repeats;
use super::show::{notifier, show};
use super::standing::Standing;
use super::{
    About, Context, CutOff, Matter, Matters, News, NotificationKind, decide, matter, of_chats,
    remind,
};
use crate::desk::Desk;
use crate::session::Session;

/// Times that news are gathered before the first of them is told.
const PATIENCE: u32 = 6;

/// Something that may be worth telling, or taking back.
#[derive(Debug)]
pub(crate) enum Note {
    /// A chat's messages, unread count, status, assignee, outbox or place on screen changed.
    Touched(ChatId),
    /// A chat has news, and its history can't be read for now: they are told by count alone.
    Counted(ChatId),
    /// The person wrote to a chat.
    Answered(ChatId),
    /// A chat is gone.
    Gone(ChatId),
    /// An account's chat list was read for the first time in this run.
    Begin(AccountId),
    /// It was read for the first time ever: what is unread now is no news. Dealt with at once,
    /// because the next message is; the sender hears when.
    FirstEver(AccountId, oneshot::Sender<()>),
    /// A chat was assigned to the person, by somebody else.
    Assigned(ChatId),
    /// A chat was put back by somebody else: it is nobody's now.
    Queued(ChatId),
    /// A message of a chat waits for the person: it was not sent, or nobody knows.
    NotSent { chat: ChatId, unknown: bool },
    /// An account came in or out of touch.
    Account(AccountId),
    /// An account was signed out.
    Left(AccountId),
    /// The window was locked: what stands on the desktop names customers.
    Locked,
    /// The settings changed: names may have to be hidden, and chats are no longer to be told of.
    Settings,
}

/// Where notes go in.
#[derive(Debug)]
pub(crate) struct Notes(mpsc::UnboundedSender<Note>);

/// What decides about them.
pub(crate) struct NotesTask {
    notes: mpsc::UnboundedReceiver<Note>,
    /// Accounts whose unread chats at the start were dealt with.
    begun: HashSet<AccountId>,
    pub(super) standing: Standing,
    pub(super) matters: Matters,
    pub(super) cut_off: CutOff,
    pub(super) repeats: Repeats,
    later: Later,
    /// Whether names are to be hidden.
    private: bool,
}

/// What came up while nobody was to be disturbed.
#[derive(Debug, Default)]
struct Later {
    chats: BTreeSet<ChatId>,
    matters: BTreeSet<(About, ChatId)>,
}

impl Notes {
    pub(crate) fn new() -> (Self, NotesTask) {
        let (sender, notes) = mpsc::unbounded_channel();
        let task = NotesTask {
            notes,
            begun: HashSet::new(),
            standing: Standing::default(),
            matters: Matters::default(),
            cut_off: CutOff::default(),
            repeats: Repeats::default(),
            later: Later::default(),
            private: false,
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
        let mut look = tokio::time::interval(desk.core.config.pace.look_again);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        self.private = desk.settings().private_notifications;
        loop {
            let first = tokio::select! {
                () = desk.cancel.cancelled() => return,
                note = self.notes.recv() => note,
                _ = look.tick() => {
                    if let Err(error) = self.look_again(&desk).await {
                        tracing::warn!(%error, "nobody was reminded");
                    }
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
    /// news, or other accounts begin: twelve messages are one summary, not twelve notifications.
    /// False if the program ends.
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
            let starting = notes.iter().any(|note| matches!(note, Note::Begin(_)));
            let more = |session: &Arc<Session>| {
                session.is_online() && session.reads.is_growing()
                    || starting && session.health().state == AccountState::Connecting
            };
            if !desk.sessions().iter().any(more) {
                break;
            }
        }
        true
    }

    async fn handle(&mut self, desk: &Desk, notes: Vec<Note>) -> Result<()> {
        let mut touched = BTreeMap::new();
        let mut changed = BTreeSet::new();
        let (mut starting, mut matters) = (Vec::new(), BTreeSet::new());
        for note in notes {
            match note {
                Note::Touched(chat) => {
                    if !self.matters.of(&chat).is_empty() {
                        changed.insert(chat.clone());
                    }
                    // What is unread at the start is counted when the account begins.
                    if self.begun.contains(&chat.account) {
                        touched.entry(chat).or_insert(Look::Closely);
                    }
                }
                Note::Counted(chat) if self.begun.contains(&chat.account) => {
                    touched.insert(chat, Look::AsStored);
                }
                Note::Answered(chat) => {
                    self.over(desk, &chat);
                    for about in [About::Assigned, About::Queued] {
                        self.settle(desk, &chat, about);
                    }
                }
                Note::Gone(chat) => {
                    touched.remove(&chat);
                    self.forget(desk, &chat);
                }
                Note::Assigned(chat) if self.begun.contains(&chat.account) => {
                    matters.insert((About::Assigned, chat));
                }
                Note::Queued(chat) if self.begun.contains(&chat.account) => {
                    matters.insert((About::Queued, chat));
                }
                // What the start finds is no news.
                Note::Counted(_) | Note::Assigned(_) | Note::Queued(_) => {}
                Note::NotSent { chat, unknown } => {
                    matters.insert((About::NotSent { unknown }, chat));
                }
                Note::Account(account) => self.look_at(desk, account),
                Note::Begin(account) => {
                    starting.extend(unread(desk, account, &self.standing).await?);
                    self.begun.insert(account);
                }
                Note::FirstEver(account, done) => {
                    let news = unread(desk, account, &self.standing).await?;
                    self.tell(desk, &news, true, true).await?;
                    self.begun.insert(account);
                    // Fails only if the account ended meanwhile.
                    let _ = done.send(());
                }
                Note::Left(account) => {
                    touched.retain(|chat, _| chat.account != account);
                    starting.retain(|news: &News| news.chat.account != account);
                    matters.retain(|(_, chat)| chat.account != account);
                    self.leave(desk, account);
                }
                Note::Locked => self.hide(desk),
                Note::Settings => {
                    let private = desk.settings().private_notifications;
                    if private && !self.private {
                        self.hide(desk);
                    }
                    self.private = private;
                    for chat in self.standing.chats() {
                        touched.entry(chat).or_insert(Look::Closely);
                    }
                }
            }
        }
        self.check(desk, changed, &touched).await?;
        self.tell(desk, &starting, true, false).await?;
        self.tell_matters(desk, matters).await?;
        let mut news = Vec::new();
        for (chat, look) in touched {
            news.extend(look_up(desk, chat, look, &self.standing).await?);
        }
        self.tell(desk, &news, false, false).await?;
        self.catch_up(desk).await
    }

    /// Takes back what is told of chats besides their messages, and is no longer true, or before
    /// the person's eyes.
    async fn check(
        &mut self,
        desk: &Desk,
        changed: BTreeSet<ChatId>,
        touched: &BTreeMap<ChatId, Look>,
    ) -> Result<()> {
        let on_screen = desk.core.screen.now().chat;
        let seen = on_screen.filter(|chat| with_context(desk, |context| looked_at(chat, context)));
        let seen = seen.filter(|chat| touched.contains_key(chat) || changed.contains(chat));
        if let Some(chat) = &seen {
            for about in self.matters.of(chat) {
                self.settle(desk, chat, about);
            }
        }
        for chat in changed {
            for about in self.matters.of(&chat) {
                if still(desk, &chat, about).await?.is_none() {
                    self.settle(desk, &chat, about);
                }
            }
        }
        Ok(())
    }

    /// Tells what is no customer's message, where it is still true; when people may be disturbed.
    async fn tell_matters(
        &mut self,
        desk: &Desk,
        matters: BTreeSet<(About, ChatId)>,
    ) -> Result<()> {
        if matters.is_empty() {
            return Ok(());
        }
        if with_context(desk, is_quiet) {
            let unseen = |chat: &ChatId| !with_context(desk, |context| looked_at(chat, context));
            let unseen = matters.into_iter().filter(|(_, chat)| unseen(chat));
            self.later.matters.extend(unseen);
            return Ok(());
        }
        let mut told: BTreeMap<About, Vec<_>> = BTreeMap::new();
        for (about, chat) in matters {
            if let Some(name) = still(desk, &chat, about).await? {
                told.entry(about).or_default().push((chat, name));
            }
        }
        for (what, chats) in told {
            let standing = self.matters.joined(what, &chats);
            let said = with_context(desk, |context| {
                of_chats(what, chats.clone(), standing, context)
            });
            for notification in said {
                match &notification.chat {
                    Some(chat) => self.matters.alone(chat.clone(), what),
                    None => {
                        let chats = chats.iter().map(|(chat, _)| chat.clone());
                        self.matters.join(what, chats);
                    }
                }
                show(desk, notification);
            }
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
    pub(super) fn tell_of_accounts(&mut self, desk: &Desk) {
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
                show(desk, notification);
            }
        }
    }

    /// An account is gone.
    fn leave(&mut self, desk: &Desk, account: AccountId) {
        for chat in self.standing.of(account) {
            self.over(desk, &chat);
        }
        for chat in self.matters.of_account(account) {
            self.forget(desk, &chat);
        }
        if self.cut_off.forget(account) {
            notifier(desk).withdraw_matter(&Matter::Account(account));
        }
        self.later.chats.retain(|chat| chat.account != account);
        let matters = &mut self.later.matters;
        matters.retain(|(_, chat)| chat.account != account);
        self.begun.remove(&account);
    }

    /// What time alone brings: what waited for the end of a quiet time, what nobody answered, and
    /// accounts that are out of touch for long.
    async fn look_again(&mut self, desk: &Desk) -> Result<()> {
        self.tell_of_accounts(desk);
        self.catch_up(desk).await?;
        self.remind(desk).await
    }

    /// Tells in one summary of what came up while nobody was to be disturbed, and waits still.
    async fn catch_up(&mut self, desk: &Desk) -> Result<()> {
        let waits = !self.later.chats.is_empty() || !self.later.matters.is_empty();
        if !waits || with_context(desk, is_quiet) {
            return Ok(());
        }
        let later = std::mem::take(&mut self.later);
        self.tell_matters(desk, later.matters).await?;
        let mut news = Vec::new();
        for chat in later.chats {
            news.extend(look_up(desk, chat, Look::AsStored, &self.standing).await?);
        }
        self.tell(desk, &news, true, false).await
    }

    /// Tells again of what stands unanswered, as often as the settings say.
    async fn remind(&mut self, desk: &Desk) -> Result<()> {
        let settings = desk.settings();
        let every = settings
            .repeat_minutes
            .filter(|minutes| *minutes > 0)
            .map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
        let due = self.repeats.due(every, desk.now());
        if due.is_empty() || with_context(desk, is_quiet) {
            return Ok(());
        }
        let mut waiting = Vec::new();
        for chat in due {
            let news = look_up(desk, chat.clone(), Look::Closely, &self.standing).await?;
            match news.filter(|news| !with_context(desk, |context| is_over(news, context))) {
                Some(news) => waiting.push(news),
                None => self.over(desk, &chat),
            }
        }
        let telling = with_context(desk, |context| remind(&waiting, context));
        self.present(desk, &waiting, telling);
        Ok(())
    }

    async fn tell(
        &mut self,
        desk: &Desk,
        news: &[News],
        starting: bool,
        silent: bool,
    ) -> Result<()> {
        if news.is_empty() {
            return Ok(());
        }
        let summed = self.standing.is_summed();
        let decision = with_context(desk, |context| {
            let context = Context {
                starting,
                silent,
                summed,
                ..context.clone()
            };
            decide(news, &context)
        });
        // First on disk, then on screen: told twice is worse than not told by a program that
        // was killed in between, since the chat still shows as unread.
        if !decision.remember.is_empty() {
            desk.store.save_notified(decision.remember).await?;
        }
        for chat in &decision.withdraw {
            self.over(desk, chat);
        }
        self.later.chats.extend(decision.later);
        self.present(desk, news, decision.tell);
        Ok(())
    }
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
        summed: false,
        silent: false,
        locked: desk.lock.is_on(),
    })
}
