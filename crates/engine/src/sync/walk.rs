//! Reading a paged list to its end, while chats move between its pages.

use std::collections::HashSet;

use domain::provider::ChatPage;
use domain::{RemoteChat, RemoteChatId};

/// Pages in a row without anything new, after which a service is taken to repeat itself.
const PATIENCE: u32 = 3;

/// One reading of a list. Ends when as many distinct chats were seen as the service has, at an
/// empty page, or where the service names no next one (ChatHub §6).
#[derive(Debug, Default)]
pub(crate) struct Walk {
    seen: HashSet<RemoteChatId>,
    /// Chats of an earlier part of this reading, which was broken off.
    before: u32,
    total: Option<u64>,
    barren: u32,
    complete: bool,
}

impl Walk {
    /// One that goes on where an earlier one was broken off after so many chats.
    pub(crate) fn resumed(before: u32) -> Self {
        Self {
            before,
            ..Self::default()
        }
    }

    /// Takes a page: the chats not seen before in this reading, and the page to read next.
    pub(crate) fn take(&mut self, page: ChatPage) -> (Vec<RemoteChat>, Option<String>) {
        let empty = page.chats.is_empty();
        let chats: Vec<RemoteChat> = page
            .chats
            .into_iter()
            .filter(|chat| self.seen.insert(chat.id.clone()))
            .collect();
        self.total = page.total.or(self.total);
        self.barren = if chats.is_empty() { self.barren + 1 } else { 0 };
        let all = self
            .total
            .is_some_and(|total| u64::from(self.seen()) >= total);
        if empty || all || page.next.is_none() {
            self.complete = true;
            return (chats, None);
        }
        let next = page.next.filter(|_| self.barren < PATIENCE);
        (chats, next)
    }

    /// Whether the list was read to its end.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Distinct chats so far.
    pub(crate) fn seen(&self) -> u32 {
        let seen = u32::try_from(self.seen.len()).unwrap_or(u32::MAX);
        seen.saturating_add(self.before)
    }

    /// Chats in all, as far as the service tells.
    pub(crate) fn total(&self) -> u32 {
        let told = self
            .total
            .map(|total| u32::try_from(total).unwrap_or(u32::MAX));
        told.unwrap_or(0).max(self.seen())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: &[u32], total: Option<u64>, next: Option<&str>) -> ChatPage {
        ChatPage {
            chats: ids
                .iter()
                .map(|id| RemoteChat::new(id.to_string()))
                .collect(),
            total,
            next: next.map(str::to_owned),
        }
    }

    #[test]
    fn reading_ends_when_every_chat_was_seen() {
        let mut walk = Walk::default();
        let (chats, next) = walk.take(page(&[1, 2], Some(3), Some("2")));
        assert_eq!((chats.len(), next.as_deref()), (2, Some("2")), "goes on");
        let (_, next) = walk.take(page(&[3], Some(3), Some("3")));
        assert_eq!(next, None, "not one request more than pages");
        assert!(walk.is_complete(), "all of it");
    }

    #[test]
    fn a_reading_that_was_broken_off_ends_where_it_would_have() {
        let mut walk = Walk::resumed(2);
        let (_, next) = walk.take(page(&[3, 4], Some(5), Some("3")));
        assert!(next.is_some(), "one is still missing");
        let (_, next) = walk.take(page(&[5], Some(5), Some("4")));
        assert_eq!(next, None, "not one request more than pages are left");
        assert_eq!((walk.seen(), walk.total()), (5, 5), "all of them");
    }

    #[test]
    fn a_chat_that_moved_between_pages_counts_once() {
        let mut walk = Walk::default();
        walk.take(page(&[1, 2], Some(4), Some("2")));
        let (chats, next) = walk.take(page(&[2, 3], Some(4), Some("3")));
        assert_eq!(chats.len(), 1, "the second time it is no news");
        assert!(next.is_some(), "one is still missing");
        let (_, next) = walk.take(page(&[], Some(4), Some("4")));
        assert_eq!(next, None, "an empty page is the end");
        assert!(walk.is_complete(), "as complete as a moving list gets");
    }

    #[test]
    fn without_a_total_the_service_names_the_end() {
        let mut walk = Walk::default();
        walk.take(page(&[1], None, Some("2")));
        walk.take(page(&[2], None, None));
        assert!(walk.is_complete(), "no next page");
        assert_eq!(walk.total(), 2, "what was seen");
    }

    #[test]
    fn a_service_that_repeats_itself_is_left() {
        let mut walk = Walk::default();
        let mut pages = 0;
        while walk.take(page(&[1], Some(9), Some("again"))).1.is_some() {
            pages += 1;
            assert!(pages < 10, "must end");
        }
        assert!(!walk.is_complete(), "chats that weren't seen aren't gone");
    }
}
