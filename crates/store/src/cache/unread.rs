//! How many messages of a chat are unread.
//!
//! The service's count lags: behind messages that were pushed here, and behind what the person
//! has seen here. So the count is kept by differences. `server` is the best guess of what the
//! service counts, `owed` how many of those are not stored here yet, `shown` what the person is
//! told. Until the person has seen anything in the chat, `shown` is `server`.

/// The counts of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) shown: u32,
    pub(super) server: u32,
    pub(super) owed: u32,
    /// The person has seen something in this chat.
    pub(super) seen: bool,
}

impl Counts {
    /// The service counts this many. True if that differs from what was thought.
    pub(super) fn server_says(&mut self, count: u32) -> bool {
        if count == self.server {
            return false;
        }
        if count > self.server {
            let more = count - self.server;
            self.owed = self.owed.saturating_add(more);
            self.shown = self.shown.saturating_add(more);
        } else {
            self.owed = self.owed.saturating_sub(self.server - count);
            self.shown = self.shown.min(count);
        }
        self.server = count;
        if !self.seen {
            self.shown = count;
        }
        true
    }

    /// All that the service counted is stored, or has been seen.
    pub(super) fn all_stored(&mut self) {
        self.owed = 0;
    }

    /// This many unread customer messages were stored that the service had counted. Beyond what is
    /// owed it counted them in the place of others, which were read meanwhile: its count looked the
    /// same, and they are unread as far as it goes.
    pub(super) fn counted_arrived(&mut self, messages: u32) {
        let owed = messages.min(self.owed);
        self.owed -= owed;
        let more = self.shown.saturating_add(messages - owed);
        self.shown = more.min(self.server.max(self.shown));
    }

    /// The newest part of the history was read, and this many stored messages after the last seen
    /// one are unread. What the service counts beyond them is still owed: a history may lag behind
    /// the count, and what it doesn't show yet stays unread.
    pub(super) fn newest_read(&mut self, stored: u32) {
        self.owed = self.owed.min(self.shown.saturating_sub(stored));
    }

    /// This many customer messages arrived that nobody has read. Those that the service counted
    /// before they were stored are counted already.
    pub(super) fn arrived(&mut self, messages: u32) {
        let counted = messages.min(self.owed);
        self.owed -= counted;
        let more = messages - counted;
        self.server = self.server.saturating_add(more);
        self.shown = self.shown.saturating_add(more);
    }

    /// This many of the shown ones turned out to be read, at the service or by a mark from here.
    pub(super) fn read(&mut self, messages: u32) {
        self.shown = self.shown.saturating_sub(messages);
    }

    /// No more than this many stored messages after the last seen one can be unread, beyond
    /// those that are not stored yet.
    pub(super) fn cap(&mut self, stored: u32) {
        if self.seen {
            self.shown = self.shown.min(stored.saturating_add(self.owed));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(server: u32) -> Counts {
        Counts {
            server,
            shown: 0,
            owed: 0,
            seen: true,
        }
    }

    #[test]
    fn unseen_chat_shows_the_service_count() {
        let mut counts = Counts::default();
        for count in [3, 5, 1, 0] {
            counts.server_says(count);
            assert_eq!(counts.shown, count, "nothing is known better here");
        }
    }

    #[test]
    fn seen_messages_stay_read_while_the_service_lags() {
        let mut counts = seen(3);
        assert!(!counts.server_says(3), "no news");
        assert_eq!(counts.shown, 0, "seen here counts at once");
        counts.server_says(0);
        assert_eq!(counts.shown, 0, "the service has caught up");
    }

    #[test]
    fn message_after_the_seen_ones_counts_once() {
        let mut counts = seen(3);
        counts.server_says(4);
        assert_eq!(counts.shown, 1, "one more than was seen");
        counts.arrived(1);
        assert_eq!(
            (counts.shown, counts.server),
            (1, 4),
            "the same one, now stored"
        );
        counts.server_says(1);
        assert_eq!(
            counts.shown, 1,
            "the service has caught up with the seen ones only"
        );
    }

    #[test]
    fn messages_in_the_place_of_read_ones_are_unread_though_the_count_is_the_same() {
        let mut counts = seen(2);
        assert!(!counts.server_says(2), "two others by now");
        counts.counted_arrived(1);
        assert_eq!(counts.shown, 1, "the one that the list shows");
        counts.counted_arrived(1);
        assert_eq!(counts.shown, 2, "the one before it, from the history");
        counts.counted_arrived(1);
        assert_eq!(counts.shown, 2, "no more than the service counts");
    }

    #[test]
    fn pushed_message_counts_before_and_not_again_after_the_poll() {
        let mut counts = Counts::default();
        counts.arrived(1);
        assert_eq!(counts.shown, 1, "at once");
        assert!(!counts.server_says(1), "the poll brings no news");
        assert_eq!(counts.shown, 1, "not twice");
    }

    #[test]
    fn catching_up_and_a_new_message_in_one_poll_end_right_after_the_history() {
        let mut counts = seen(3);
        counts.server_says(1);
        counts.arrived(1);
        counts.cap(1);
        assert_eq!(counts.shown, 1, "the new one");
    }
}
