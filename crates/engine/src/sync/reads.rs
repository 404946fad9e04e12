//! Which chats' histories are to be read, most wanted first.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::RemoteChatId;
use tokio::sync::Notify;

/// How much a history is wanted; the chat on screen has a task of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// Its unread messages grew: someone may have to be told.
    Grew,
    /// Someone scrolled to the beginning of what is stored.
    Older,
    /// Its row is on screen without a last message.
    Shown,
    /// Nobody waits for it.
    Backfill,
}

/// The histories to read.
#[derive(Debug, Default)]
pub(crate) struct ReadQueue {
    inner: Mutex<Queue>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: BTreeMap<(Priority, u64), RemoteChatId>,
    places: HashMap<RemoteChatId, (Priority, u64)>,
    once: HashSet<RemoteChatId>,
    next: u64,
    /// A history whose unread messages grew is being read.
    growing: bool,
}

impl ReadQueue {
    /// Wants a history; one that waits already may move up.
    pub(crate) fn add(&self, priority: Priority, chat: RemoteChatId) {
        self.held().add(priority, chat);
        self.wake.notify_one();
    }

    /// Wants a history, unless this was asked before.
    pub(crate) fn add_once(&self, priority: Priority, chat: RemoteChatId) {
        let mut queue = self.held();
        if queue.once.insert(chat.clone()) {
            queue.add(priority, chat);
            drop(queue);
            self.wake.notify_one();
        }
    }

    /// There may be more to read than was asked for.
    pub(crate) fn look(&self) {
        self.wake.notify_one();
    }

    /// The most wanted history.
    pub(crate) fn pop(&self) -> Option<(Priority, RemoteChatId)> {
        let mut queue = self.held();
        queue.growing = false;
        let ((priority, _), chat) = queue.waiting.pop_first()?;
        queue.places.remove(&chat);
        queue.growing = priority == Priority::Grew;
        Some((priority, chat))
    }

    /// Whether chats whose unread messages grew are still to be read: more news are coming.
    pub(crate) fn is_growing(&self) -> bool {
        let queue = self.held();
        let first = queue.waiting.first_key_value();
        queue.growing || first.is_some_and(|((priority, _), _)| *priority == Priority::Grew)
    }

    /// Waits until something was added since the last time.
    pub(crate) async fn changed(&self) {
        self.wake.notified().await;
    }

    fn held(&self) -> MutexGuard<'_, Queue> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn add(&mut self, priority: Priority, chat: RemoteChatId) {
        if let Some(place) = self.places.get(&chat).copied() {
            if place.0 <= priority {
                return;
            }
            self.waiting.remove(&place);
        }
        let place = (priority, self.next);
        self.next += 1;
        self.places.insert(chat.clone(), place);
        self.waiting.insert(place, chat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drained(queue: &ReadQueue) -> Vec<String> {
        std::iter::from_fn(|| queue.pop())
            .map(|(_, chat)| chat.0)
            .collect()
    }

    #[test]
    fn the_most_wanted_comes_first_and_each_chat_once() {
        let queue = ReadQueue::default();
        queue.add(Priority::Shown, "a".into());
        queue.add(Priority::Backfill, "b".into());
        queue.add(Priority::Grew, "c".into());
        queue.add(Priority::Grew, "b".into());
        queue.add(Priority::Shown, "c".into());
        assert!(queue.is_growing(), "news are coming");
        assert_eq!(drained(&queue), ["c", "b", "a"], "moved up, never down");
        assert!(!queue.is_growing(), "all read");
    }

    #[test]
    fn what_is_wanted_once_is_not_wanted_again() {
        let queue = ReadQueue::default();
        queue.add_once(Priority::Shown, "a".into());
        assert_eq!(drained(&queue), ["a"], "the first time");
        queue.add_once(Priority::Shown, "a".into());
        assert!(
            drained(&queue).is_empty(),
            "an empty chat is no endless task"
        );
        queue.add(Priority::Grew, "a".into());
        assert_eq!(drained(&queue), ["a"], "news are another matter");
    }
}
