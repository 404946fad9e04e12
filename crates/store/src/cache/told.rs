//! How old a service's word is. A page that was asked for before an operation got through may
//! arrive after it, and would undo on screen what was done.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use domain::{
    AccountId, AssignTarget, Assignee, ChatId, OperatorRef, RemoteChat, RemoteChatId, Timestamp,
};

use crate::store::lock;
use crate::{OutboxOperation, Store};

/// A moment, counted by the operations that services took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(u64);

/// How a service came to tell of chats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By itself, just now.
    Now,
    /// Asked at this moment, before the request left.
    Asked(Moment),
    /// Asked as a part of a complete reading of the chat list, of this generation
    /// ([`Store::begin_sweep`]).
    Swept(Moment, i64),
}

/// How long an answer may be on its way.
const LATE_MS: i64 = 120_000;

/// What services took lately.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    count: u64,
    lately: VecDeque<(Moment, Timestamp, ChatId, OutboxOperation)>,
}

impl Settled {
    /// Keeps what was taken. Called before the outbox's row vanishes, so that at every moment one
    /// of the two tells of it.
    pub(crate) fn add(&mut self, chat: &ChatId, operation: &OutboxOperation, at: Timestamp) {
        let late = |then: Timestamp| !(0..LATE_MS).contains(&(at.0 - then.0));
        while self.lately.front().is_some_and(|first| late(first.1)) {
            self.lately.pop_front();
        }
        self.count += 1;
        let entry = (Moment(self.count), at, chat.clone(), operation.clone());
        self.lately.push_back(entry);
    }

    /// The chats of an account that the person answered or gave to somebody lately: services assign
    /// those by themselves.
    pub(super) fn handled(&self, account: AccountId, now: Timestamp) -> HashSet<RemoteChatId> {
        let lately = self.lately.iter().filter(|(_, at, chat, operation)| {
            let handles = matches!(
                operation,
                OutboxOperation::Assign { .. } | OutboxOperation::Send { .. }
            );
            handles && chat.account == account && (0..LATE_MS).contains(&(now.0 - at.0))
        });
        lately.map(|(_, _, chat, _)| chat.remote.clone()).collect()
    }

    /// What an account's service took after it told this; by chat, oldest first.
    pub(super) fn since(&self, told: Told, account: AccountId) -> Since {
        let (Told::Asked(asked) | Told::Swept(asked, _)) = told else {
            return Since::default();
        };
        let mut since = Since::default();
        for (moment, _, chat, operation) in &self.lately {
            if *moment > asked && chat.account == account {
                let of_chat = since.0.entry(chat.remote.clone()).or_default();
                of_chat.push(operation.clone());
            }
        }
        since
    }
}

impl Store {
    /// The present moment: taken before a service is asked for chats.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment(lock(&self.inner.settled).count)
    }
}

/// What a service took after it told something. Usually nothing.
#[derive(Debug, Default)]
pub(super) struct Since(HashMap<RemoteChatId, Vec<OutboxOperation>>);

impl Since {
    /// What was said of a chat, brought up to what was taken since.
    pub(super) fn amend<'a>(&self, said: &'a RemoteChat) -> Cow<'a, RemoteChat> {
        let mut said = Cow::Borrowed(said);
        for operation in self.0.get(&said.id).into_iter().flatten() {
            apply(said.to_mut(), operation);
        }
        said
    }
}

/// What was said, as it is since. Fields that weren't said stay so.
fn apply(said: &mut RemoteChat, operation: &OutboxOperation) {
    match operation {
        OutboxOperation::Status { status } => {
            said.status = said.status.is_some().then(|| status.clone());
        }
        OutboxOperation::Assign { to, .. } if said.assignee.is_some() => {
            said.assignee = match to {
                AssignTarget::Operator { id, name } => Some(Assignee::Operator(OperatorRef {
                    id: id.clone(),
                    name: name.clone(),
                })),
                // Who that is only a newer word can say.
                AssignTarget::Email { .. } | AssignTarget::Department { .. } => None,
            };
        }
        OutboxOperation::Label { label, on } => {
            if let Some(labels) = &mut said.labels {
                labels.retain(|one| one != label);
                labels.extend(on.then(|| label.clone()));
            }
        }
        OutboxOperation::Assign { .. }
        | OutboxOperation::Send { .. }
        | OutboxOperation::Read { .. }
        | OutboxOperation::Delete => {}
    }
}
