//! What one call needs of another's answer: where a chat is reached, what its messages are called
//! at the messenger, and agents' names. All of it is asked for again where it is missing.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::{LabelId, OperatorRef, RemoteChatId, RemoteMessageId};

/// More than that is forgotten, all at once.
const MOST: usize = 20_000;

/// Where a chat's customer is reached (§7.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) channel: String,
    pub(super) contact: String,
    pub(super) account: Option<String>,
}

#[derive(Default)]
pub(super) struct Known {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    places: HashMap<RemoteChatId, Place>,
    agents: HashMap<String, String>,
    departments: BTreeSet<String>,
    /// Texter's ids to the messenger's, and back.
    provider_ids: HashMap<RemoteMessageId, String>,
    message_ids: HashMap<String, RemoteMessageId>,
    /// A message that certainly is in a chat.
    seen: HashMap<RemoteChatId, RemoteMessageId>,
    /// What the list last said hangs on a chat.
    labels: HashMap<RemoteChatId, Vec<LabelId>>,
    /// A bot's session with a chat's customer.
    sessions: HashMap<RemoteChatId, String>,
}

impl Known {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here panics halfway through a change.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn learn_place(&self, chat: &RemoteChatId, place: Place) {
        let mut inner = self.inner();
        if inner.places.len() >= MOST {
            inner.places.clear();
        }
        inner.places.insert(chat.clone(), place);
    }

    pub(super) fn place(&self, chat: &RemoteChatId) -> Option<Place> {
        self.inner().places.get(chat).cloned()
    }

    /// No call lists agents; chats name those they have (§6).
    pub(super) fn learn_agent(&self, agent: &OperatorRef) {
        if !agent.name.is_empty() {
            let (uid, name) = (agent.id.0.clone(), agent.name.clone());
            self.inner().agents.insert(uid, name);
        }
    }

    /// No call lists departments either.
    pub(super) fn learn_department(&self, id: String) {
        self.inner().departments.insert(id);
    }

    pub(super) fn departments(&self) -> Vec<String> {
        self.inner().departments.iter().cloned().collect()
    }

    pub(super) fn agent(&self, uid: &str) -> Option<String> {
        self.inner().agents.get(uid).cloned()
    }

    pub(super) fn learn_message(&self, id: &RemoteMessageId, provider_id: &str) {
        let mut inner = self.inner();
        if inner.provider_ids.len() >= MOST {
            inner.provider_ids.clear();
            inner.message_ids.clear();
        }
        inner
            .provider_ids
            .insert(id.clone(), provider_id.to_owned());
        inner.message_ids.insert(provider_id.to_owned(), id.clone());
    }

    pub(super) fn provider_id(&self, id: &RemoteMessageId) -> Option<String> {
        self.inner().provider_ids.get(id).cloned()
    }

    pub(super) fn message_id(&self, provider_id: &str) -> Option<RemoteMessageId> {
        self.inner().message_ids.get(provider_id).cloned()
    }

    pub(super) fn learn_seen(&self, chat: &RemoteChatId, id: &RemoteMessageId) {
        let mut inner = self.inner();
        if inner.seen.len() >= MOST {
            inner.seen.clear();
        }
        inner.seen.insert(chat.clone(), id.clone());
    }

    /// Get Chat leaves labels out (§3.2).
    pub(super) fn learn_labels(&self, chat: &RemoteChatId, labels: &[LabelId]) {
        let mut inner = self.inner();
        if inner.labels.len() >= MOST {
            inner.labels.clear();
        }
        inner.labels.insert(chat.clone(), labels.to_vec());
    }

    pub(super) fn labels(&self, chat: &RemoteChatId) -> Option<Vec<LabelId>> {
        self.inner().labels.get(chat).cloned()
    }

    /// Get Chat leaves earlier sessions out (§3.2).
    pub(super) fn learn_session(&self, chat: &RemoteChatId, session: String) {
        let mut inner = self.inner();
        if inner.sessions.len() >= MOST {
            inner.sessions.clear();
        }
        inner.sessions.insert(chat.clone(), session);
    }

    pub(super) fn session(&self, chat: &RemoteChatId) -> Option<String> {
        self.inner().sessions.get(chat).cloned()
    }

    pub(super) fn seen(&self, chat: &RemoteChatId) -> Option<RemoteMessageId> {
        self.inner().seen.get(chat).cloned()
    }
}
