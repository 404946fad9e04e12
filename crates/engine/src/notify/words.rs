//! The words of a notification, as any desktop can show them.
//!
//! What customers write reaches daemons of other programs: a NUL ends their connection with ours,
//! and marks that turn text around make a name say something else.

use super::{Notification, NotificationKind};

/// Longest name of a notification, in characters.
const LONGEST_NAME: usize = 120;
/// Longest text of a notification, in characters.
pub(super) const LONGEST_TEXT: usize = 200;

impl Notification {
    /// With plain words: one line each, of a sane length, without controls.
    pub(super) fn plain(mut self) -> Self {
        match &mut self.kind {
            NotificationKind::Chat { name, text, .. } => {
                *name = plain(name, LONGEST_NAME);
                *text = plain(text, LONGEST_TEXT);
            }
            NotificationKind::Assigned { name }
            | NotificationKind::Queued { name }
            | NotificationKind::NotSent { name, .. }
            | NotificationKind::CutOff { label: name, .. } => *name = plain(name, LONGEST_NAME),
            NotificationKind::Private { .. }
            | NotificationKind::Summary { .. }
            | NotificationKind::AssignedMany { .. }
            | NotificationKind::QueuedMany { .. }
            | NotificationKind::Test => {}
        }
        self
    }
}

fn plain(text: &str, longest: usize) -> String {
    let spaced = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    let shown: String = spaced.filter(|c| !is_unseen(*c)).collect();
    let shown = shown.trim();
    match shown.char_indices().nth(longest) {
        None => shown.to_owned(),
        Some(_) => {
            let mut clipped: String = shown.chars().take(longest.saturating_sub(1)).collect();
            clipped.push('…');
            clipped
        }
    }
}

/// Controls, and what turns text around: embeddings, overrides, isolates.
fn is_unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, text: &str) -> (String, String) {
        let kind = NotificationKind::Chat {
            name: name.to_owned(),
            text: text.to_owned(),
            attachment: None,
            messages: 1,
        };
        let notification = Notification {
            chat: None,
            kind,
            sound: false,
            again: false,
            answerable: false,
        };
        match notification.plain().kind {
            NotificationKind::Chat { name, text, .. } => (name, text),
            other => panic!("of the same kind: {other:?}"),
        }
    }

    #[test]
    fn nothing_that_is_not_seen_reaches_the_desktop() {
        let (name, text) = told(
            "Ole\0na \u{202e}gpj.exe\u{202c}\u{7}",
            "\u{2067}one\r\ntwo\tthree\u{2028}four\u{2069}\u{1b}[31m\u{85}",
        );
        assert_eq!(name, "Olena gpj.exe", "in the order it is written");
        assert_eq!(text, "one  two three four[31m", "one line");
        assert_eq!(told("\0\u{202e}", "").0, "", "no name at all");
    }

    #[test]
    fn what_belongs_to_a_language_stays() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        let marked = "\u{200f}שלום\u{200e} — Добрий день, میخواهم";
        let (name, text) = told(family, marked);
        assert_eq!(
            (name.as_str(), text.as_str()),
            (family, marked),
            "as written"
        );
    }

    #[test]
    fn a_name_is_no_novel() {
        let (name, text) = told(&"Я".repeat(500), &"я".repeat(200));
        assert_eq!(name.chars().count(), 120, "clipped");
        assert!(name.ends_with('…'), "and says so");
        assert_eq!(text.chars().count(), 200, "as long as it may be");
    }
}
