//! What is done to chats, one or many, and taking it back.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError};

use domain::view::{ActReport, ActTarget, ChatAct, ChatRow, JournalKind};
use domain::{AccountId, AppEvent, AssignTarget, ChatId, Error, ErrorCode, JobId, Result};
use store::NewLine;

use crate::Engine;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;

/// Chats named one by one at most.
const MOST: usize = 10_000;
/// Acts that can be taken back.
const REMEMBERED: usize = 20;
/// Progress is told after so many chats.
const STEP: usize = 25;

/// What takes an act back, chat by chat.
#[derive(Debug)]
pub(crate) struct Undo {
    number: u64,
    acts: Vec<(ChatId, ChatAct)>,
}

/// The last acts that can be taken back, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Undos(VecDeque<Undo>);

impl Undos {
    fn remember(&mut self, undo: Undo) {
        self.0.push_back(undo);
        while self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    fn take(&mut self, number: u64) -> Option<Undo> {
        let at = self.0.iter().position(|undo| undo.number == number)?;
        self.0.remove(at)
    }
}

impl Engine {
    /// Does something to chats. Those whose service can't do it, or that have it already, are
    /// skipped; progress is told as [`AppEvent::JobProgress`].
    ///
    /// # Errors
    /// For a single chat what stands in the way (`Unsupported`, `NotFound`); `Invalid` for too
    /// many chats; `Storage`.
    pub async fn chat_act(&self, target: ActTarget, act: ChatAct) -> Result<ActReport> {
        let desk = self.desk()?;
        let chats = self.targets(target).await?;
        let single = chats.len() == 1;
        let total = u32::try_from(chats.len()).unwrap_or(u32::MAX);
        let job = JobId(i64::try_from(desk.number()).unwrap_or_default());
        let mut report = ActReport {
            done: 0,
            skipped: 0,
            undo: None,
        };
        let mut back = Vec::new();
        let mut by_account: BTreeMap<AccountId, u32> = BTreeMap::new();
        for (index, chat) in chats.into_iter().enumerate() {
            match self.act_on(&desk, &chat, &act).await {
                Ok(Done::Changed(inverse)) => {
                    report.done += 1;
                    *by_account.entry(chat.account).or_default() += 1;
                    back.extend(inverse.map(|inverse| (chat, inverse)));
                }
                Ok(Done::AsItWas) => report.skipped += 1,
                Err(error) if single || error.code == ErrorCode::Storage => return Err(error),
                Err(_) => report.skipped += 1,
            }
            if !single && index % STEP == STEP - 1 {
                desk.emit(AppEvent::JobProgress {
                    job,
                    done: u32::try_from(index + 1).unwrap_or(u32::MAX),
                    total,
                });
            }
        }
        if !single {
            desk.emit(AppEvent::ChatsChanged);
            journal(&desk, &act, by_account).await;
        }
        if !back.is_empty() {
            let number = desk.number();
            report.undo = Some(number);
            desk.undos().remember(Undo { number, acts: back });
        }
        Ok(report)
    }

    /// Takes an act back, as far as the services allow.
    ///
    /// # Errors
    /// `NotFound` if it is too long ago, `Storage`.
    pub async fn act_undo(&self, undo: u64) -> Result<()> {
        let desk = self.desk()?;
        let undo = desk.undos().take(undo);
        let undo = undo
            .ok_or_else(|| Error::new(ErrorCode::NotFound, "This can't be taken back any more."))?;
        for (chat, act) in undo.acts {
            match self.act_on(&desk, &chat, &act).await {
                Err(error) if error.code == ErrorCode::Storage => return Err(error),
                Ok(_) | Err(_) => {}
            }
        }
        desk.emit(AppEvent::ChatsChanged);
        Ok(())
    }

    /// The chats that are meant.
    ///
    /// # Errors
    /// `Invalid` for too many that are named one by one; those of the list.
    pub(crate) async fn targets(&self, target: ActTarget) -> Result<Vec<ChatId>> {
        match target {
            ActTarget::Chats { chats } if chats.len() > MOST => Err(Error::new(
                ErrorCode::Invalid,
                format!("More than {MOST} chats can't be named one by one."),
            )),
            ActTarget::Chats { chats } => Ok(chats),
            // Named first, because acts change what the list holds.
            ActTarget::Matching { query } => self.chats_matching(*query).await,
        }
    }

    /// Does something to one chat.
    async fn act_on(&self, desk: &Arc<Desk>, chat: &ChatId, act: &ChatAct) -> Result<Done> {
        let session = desk.session(chat.account)?;
        let row = desk
            .store
            .chat_row(chat.clone())
            .await?
            .ok_or_else(|| Error::new(ErrorCode::NotFound, "There is no such chat."))?;
        let done = match act {
            ChatAct::SetStatus { status } if row.status == *status => Done::AsItWas,
            ChatAct::SetStatus { status } => {
                self.chat_set_status(chat.clone(), status.clone()).await?;
                let settable = session.provider.statuses().map(|facet| facet.settable());
                let back = settable.is_some_and(|settable| settable.contains(&row.status));
                Done::Changed(back.then_some(ChatAct::SetStatus {
                    status: row.status.clone(),
                }))
            }
            ChatAct::Delete => {
                self.chat_delete(chat.clone()).await?;
                Done::Changed(None)
            }
            ChatAct::MarkRead { keys } => {
                let back = (row.unread > 0 && keys.is_none()).then_some(ChatAct::MarkUnread);
                self.chat_mark_read(chat.clone(), keys.clone()).await?;
                Done::Changed(back)
            }
            ChatAct::MarkUnread if row.unread > 0 => Done::AsItWas,
            ChatAct::MarkUnread => {
                desk.store.mark_unread(chat.clone()).await?;
                desk.emit(AppEvent::AppChanged);
                Done::Changed(Some(ChatAct::MarkRead { keys: None }))
            }
            ChatAct::Assign { to, comment } => assign(desk, &session, chat, to, comment).await?,
            ChatAct::Take => {
                let to = me(&session)?;
                assign(desk, &session, chat, &to, "").await?
            }
            ChatAct::Label { label, on } if row.labels.contains(label) == *on => Done::AsItWas,
            ChatAct::Label { label, on } => {
                if session.provider.labels().is_none() {
                    return Err(crate::service_acts::unsupported());
                }
                desk.store
                    .enqueue_label(chat.clone(), label.clone(), *on, desk.now())
                    .await?;
                session.outbox_now.notify_one();
                Done::Changed(Some(ChatAct::Label {
                    label: label.clone(),
                    on: !on,
                }))
            }
            ChatAct::Snooze { until } if row.snoozed_until == *until => Done::AsItWas,
            ChatAct::Snooze { until } => {
                desk.store.snooze_chat(chat.clone(), *until).await?;
                Done::Changed(Some(ChatAct::Snooze {
                    until: row.snoozed_until,
                }))
            }
            ChatAct::Pin { on } if row.pinned == *on => Done::AsItWas,
            ChatAct::Pin { on } => {
                desk.store.pin_chat(chat.clone(), *on).await?;
                Done::Changed(Some(ChatAct::Pin { on: !on }))
            }
        };
        tell(desk, chat, &row, act);
        Ok(done)
    }
}

/// One line an account for what was asked for many chats at once, but for what stays here only.
async fn journal(desk: &Desk, act: &ChatAct, by_account: BTreeMap<AccountId, u32>) {
    let detail = match act {
        ChatAct::SetStatus { status } => format!("set_status:{status}"),
        ChatAct::Delete => "delete".to_owned(),
        ChatAct::Assign { .. } => "assign".to_owned(),
        ChatAct::Take => "take".to_owned(),
        ChatAct::Label { .. } => "label".to_owned(),
        ChatAct::MarkRead { .. } => "mark_read".to_owned(),
        ChatAct::MarkUnread | ChatAct::Snooze { .. } | ChatAct::Pin { .. } => return,
    };
    for (account, count) in by_account {
        desk.write_journal(NewLine {
            detail: detail.clone(),
            count,
            ..NewLine::new(account, JournalKind::Bulk, desk.now())
        })
        .await;
    }
}

/// How doing something to one chat ended.
#[derive(Debug, PartialEq, Eq)]
enum Done {
    /// It was done; what takes it back, if anything does.
    Changed(Option<ChatAct>),
    /// There was nothing to do.
    AsItWas,
}

/// Snoozes, pins and the like move rows; the list is read again.
fn tell(desk: &Desk, chat: &ChatId, row: &ChatRow, act: &ChatAct) {
    match act {
        ChatAct::Snooze { .. } | ChatAct::Pin { .. } => desk.emit(AppEvent::ChatsChanged),
        ChatAct::Delete => {}
        _ => desk.chat_changed(chat),
    }
    let gives = matches!(act, ChatAct::Assign { .. } | ChatAct::Take);
    if gives || matches!(act, ChatAct::Snooze { .. }) && row.unread > 0 {
        desk.notes.add(Note::Touched(chat.clone()));
    }
}

/// Who "me" is for an account.
fn me(session: &Session) -> Result<AssignTarget> {
    let named = session.account.working_as.clone();
    let operator = named.or_else(|| crate::session::identity(&session.account));
    let operator = operator.ok_or_else(|| {
        Error::new(
            ErrorCode::Invalid,
            "Say first who of the colleagues you are, in the account's settings.",
        )
    })?;
    Ok(AssignTarget::Operator {
        id: operator.id,
        name: operator.name,
    })
}

async fn assign(
    desk: &Desk,
    session: &Session,
    chat: &ChatId,
    to: &AssignTarget,
    comment: &str,
) -> Result<Done> {
    let facet = session
        .provider
        .assignment()
        .ok_or_else(crate::service_acts::unsupported)?;
    let possible = match to {
        AssignTarget::Operator { .. } => true,
        AssignTarget::Email { email } => facet.by_email() && email.contains('@'),
        AssignTarget::Department { id } => facet.by_department() && !id.trim().is_empty(),
    };
    if !possible {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The service can't give a chat to this.",
        ));
    }
    let before = desk.store.assignee(chat.clone()).await?;
    if let (Some(before), AssignTarget::Operator { id, .. }) = (&before, to)
        && before.id == *id
    {
        return Ok(Done::AsItWas);
    }
    desk.store
        .enqueue_assign(chat.clone(), to.clone(), comment.to_owned(), desk.now())
        .await?;
    session.outbox_now.notify_one();
    Ok(Done::Changed(before.map(|operator| ChatAct::Assign {
        to: AssignTarget::Operator {
            id: operator.id,
            name: operator.name,
        },
        comment: String::new(),
    })))
}

impl Desk {
    pub(crate) fn undos(&self) -> std::sync::MutexGuard<'_, Undos> {
        self.undos.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
