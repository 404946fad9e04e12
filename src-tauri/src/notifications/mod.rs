//! Native notifications: words for what the engine decided to tell, and the way to the desktop.

#[cfg(target_os = "linux")]
#[path = "linux/mod.rs"]
mod backend;
#[cfg(not(target_os = "linux"))]
#[path = "in_turn.rs"]
mod backend;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod native;
#[cfg(windows)]
#[path = "windows.rs"]
mod native;
#[cfg(any(windows, target_os = "macos", test))]
mod system;
#[cfg(any(windows, test))]
mod toast;

use std::sync::Arc;
use std::time::Duration;

use backend::Backend;
use domain::{AccountId, AttachmentKind, ChatId, Result};
use engine::{Matter, Notification, NotificationKind, Notifier};
use tauri::{AppHandle, Manager as _};

use crate::app::show_window;
use crate::host::Host;
use crate::words::Words;

/// What a notification stands for: a newer one of the same key takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Chat(ChatId),
    /// Something of a chat besides its messages.
    MatterOf(ChatId),
    Account(AccountId),
    Assigned,
    Queued,
    Summary,
    Test,
}

/// Which engine's notifications these are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    /// The person's own accounts.
    Real,
    /// The demo.
    Demo,
}

/// A notification in words.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    title: String,
    body: String,
    /// The words of the button that opens the chat.
    open: String,
    /// The words of the button to answer at once, where there is a chat to answer.
    reply: Option<String>,
    /// Whether it is to be heard.
    sound: bool,
    /// What it is about, in the desktop specification's words.
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "of that desktop"))]
    category: &'static str,
}

/// What the person did with a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    /// Clicked on it. With what the desktop gives for bringing the window to the front, if it does.
    Open(Option<String>),
    /// Wrote an answer into it.
    Reply(String),
}

/// Called when the person does something with a notification.
type Acted = Arc<dyn Fn(Key, Act) + Send + Sync>;

/// How long the end of the program waits for its notifications to go.
const FAREWELL: Duration = Duration::from_secs(1);

/// Shows notifications on the desktop.
pub(crate) struct DesktopNotifier {
    backend: Backend,
}

impl DesktopNotifier {
    /// A notifier whose clicks open chats in this program's window.
    pub(crate) fn new(app: &AppHandle, whose: Whose) -> Self {
        Self {
            backend: backend(app, whose),
        }
    }

    /// Shows a test notification, and says if that failed.
    ///
    /// # Errors
    /// `Internal` if the desktop has nothing that shows notifications.
    pub(crate) async fn test(&self) -> Result<()> {
        let shown = in_words(&Words::spoken(), NotificationKind::Test, true);
        self.backend.test(Key::Test, shown).await
    }

    /// Takes back what is shown, because the program ends. A daemon that hangs doesn't keep it.
    pub(crate) async fn close(&self) {
        let closed = tokio::time::timeout(FAREWELL, self.backend.close());
        if closed.await.is_err() {
            tracing::debug!("the notifications were left where they are");
        }
    }
}

impl Notifier for DesktopNotifier {
    fn show(&self, notification: Notification) {
        let key = key_of(&notification);
        if notification.again {
            // One that merely changes is easily overlooked.
            self.backend.withdraw(key.clone());
        }
        let shown = in_words(&Words::spoken(), notification.kind, notification.sound);
        self.backend.show(
            key,
            Shown {
                reply: shown.reply.filter(|_| notification.answerable),
                ..shown
            },
        );
    }

    fn withdraw(&self, chat: Option<&ChatId>) {
        self.backend
            .withdraw(chat.map_or(Key::Summary, |chat| Key::Chat(chat.clone())));
    }

    fn withdraw_matter(&self, matter: &Matter) {
        self.backend.withdraw(match matter {
            Matter::Chat(chat) => Key::MatterOf(chat.clone()),
            Matter::Account(account) => Key::Account(*account),
            Matter::Assigned => Key::Assigned,
            Matter::Queued => Key::Queued,
        });
    }
}

fn key_of(notification: &Notification) -> Key {
    let matter = matches!(
        notification.kind,
        NotificationKind::Assigned { .. }
            | NotificationKind::Queued { .. }
            | NotificationKind::NotSent { .. }
    );
    match (&notification.chat, &notification.kind) {
        (_, NotificationKind::Test) => Key::Test,
        (_, NotificationKind::CutOff { account, .. }) => Key::Account(*account),
        (_, NotificationKind::AssignedMany { .. }) => Key::Assigned,
        (_, NotificationKind::QueuedMany { .. }) => Key::Queued,
        (Some(chat), _) if matter => Key::MatterOf(chat.clone()),
        (Some(chat), _) => Key::Chat(chat.clone()),
        (None, _) => Key::Summary,
    }
}

#[cfg(target_os = "linux")]
fn backend(app: &AppHandle, whose: Whose) -> Backend {
    Backend::new(on_act(app, whose))
}

#[cfg(not(target_os = "linux"))]
fn backend(app: &AppHandle, whose: Whose) -> Backend {
    Backend::new(app, whose, on_act(app, whose))
}

fn on_act(app: &AppHandle, whose: Whose) -> Acted {
    let app = app.clone();
    Arc::new(move |key, act| {
        let chat = match key {
            Key::Chat(chat) | Key::MatterOf(chat) => Some(chat),
            Key::Account(_) | Key::Assigned | Key::Queued | Key::Summary | Key::Test => None,
        };
        match (chat, act) {
            (Some(chat), Act::Reply(text)) => {
                let app = app.clone();
                tauri::async_runtime::spawn(async move {
                    app.state::<Host>().reply(whose, chat, text).await;
                });
            }
            (Some(chat), Act::Open(token)) => {
                show_window(&app, token);
                let app = app.clone();
                tauri::async_runtime::spawn(async move {
                    app.state::<Host>().open_chat(whose, chat).await;
                });
            }
            (None, Act::Open(token)) => show_window(&app, token),
            (None, Act::Reply(_)) => show_window(&app, None),
        }
    })
}

fn in_words(words: &Words, kind: NotificationKind, sound: bool) -> Shown {
    let answerable = matches!(
        kind,
        NotificationKind::Chat { .. } | NotificationKind::Private { .. }
    );
    let category = match kind {
        NotificationKind::NotSent { .. } => "im.error",
        NotificationKind::CutOff { .. } => "network.disconnected",
        _ => "im.received",
    };
    let (title, body) = match kind {
        NotificationKind::Chat {
            name,
            text,
            attachment,
            messages,
        } => {
            let title = named(words, name);
            let text = match attachment {
                Some(AttachmentKind::Photo) if text.is_empty() => words.get("message-photo"),
                Some(AttachmentKind::File) if text.is_empty() => words.get("message-file"),
                _ => text,
            };
            let body = words.with(
                "chat-more",
                [("count", messages.into()), ("text", text.into())],
            );
            (title, body)
        }
        NotificationKind::Private { messages } => (
            words.get("private-title"),
            words.with("private-chat", [("count", messages.into())]),
        ),
        NotificationKind::Summary {
            messages, chats, ..
        } => (
            words.get("summary-title"),
            words.with(
                "summary",
                [("messages", messages.into()), ("chats", chats.into())],
            ),
        ),
        NotificationKind::Assigned { name } => (named(words, name), words.get("assigned")),
        NotificationKind::AssignedMany { chats } => (
            words.get("assigned-title"),
            words.with("assigned-many", [("chats", chats.into())]),
        ),
        NotificationKind::Queued { name } => (named(words, name), words.get("queued")),
        NotificationKind::QueuedMany { chats } => (
            words.get("queued-title"),
            words.with("queued-many", [("chats", chats.into())]),
        ),
        NotificationKind::NotSent { name, unknown } => (
            named(words, name),
            words.get(if unknown { "sent-unknown" } else { "not-sent" }),
        ),
        NotificationKind::CutOff { label, refused, .. } => (
            Some(label)
                .filter(|label| !label.is_empty())
                .unwrap_or_else(|| words.get("app-name")),
            words.get(if refused {
                "account-refused"
            } else {
                "account-cut-off"
            }),
        ),
        NotificationKind::Test => (words.get("test-title"), words.get("test-body")),
    };
    Shown {
        title,
        body,
        open: words.get("open"),
        reply: answerable.then(|| words.get("reply")),
        sound,
        category,
    }
}

fn named(words: &Words, name: String) -> String {
    if name.is_empty() {
        words.get("chat-unnamed")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    fn chat(name: &str, text: &str, attachment: Option<AttachmentKind>, messages: u32) -> Shown {
        in_words(
            &Words::of(Language::En),
            NotificationKind::Chat {
                name: name.into(),
                text: text.into(),
                attachment,
                messages,
            },
            true,
        )
    }

    #[test]
    fn a_chat_is_told_by_name_and_newest_message() {
        let shown = chat("Олена", "Добрий день", None, 1);
        assert_eq!(shown.title, "Олена", "the customer's name");
        assert_eq!(shown.body, "Добрий день", "one message is itself");
        let shown = chat("", "", Some(AttachmentKind::Photo), 3);
        assert_eq!(shown.title, "A customer", "no name is known");
        assert_eq!(
            shown.body, "3 new messages. Photo",
            "a count and the newest"
        );
    }

    #[test]
    fn private_notifications_tell_neither_name_nor_text() {
        let shown = in_words(
            &Words::of(Language::En),
            NotificationKind::Private { messages: 2 },
            true,
        );
        assert_eq!(
            shown.body, "2 new messages from a customer",
            "a count alone"
        );
    }

    #[test]
    fn what_must_be_done_is_said_beside_what_customers_write() {
        let words = Words::of(Language::En);
        let said = |kind| {
            let shown = in_words(&words, kind, true);
            assert_eq!(shown.reply, None, "nothing to answer");
            (shown.title, shown.body)
        };
        let (title, body) = said(NotificationKind::NotSent {
            name: String::new(),
            unknown: false,
        });
        assert_eq!(title, "A customer", "no name is to be shown");
        assert_eq!(body, "Your message was not sent.", "what happened");
        let (title, body) = said(NotificationKind::CutOff {
            account: AccountId(1),
            label: "Acme".to_owned(),
            refused: true,
        });
        assert_eq!(title, "Acme", "which account");
        assert!(body.starts_with("Sign in again"), "what to do: {body}");
        let (title, _) = said(NotificationKind::CutOff {
            account: AccountId(1),
            label: String::new(),
            refused: true,
        });
        assert_eq!(title, "Switchboard", "no account is to be named");
        let (_, body) = said(NotificationKind::QueuedMany { chats: 1 });
        assert_eq!(body, "1 chat is unassigned again.", "where they are");
        let (_, body) = said(NotificationKind::AssignedMany { chats: 5 });
        assert_eq!(body, "5 chats were assigned to you.", "how many");
    }

    #[test]
    fn what_is_besides_messages_has_a_place_of_its_own() {
        let of = |kind| {
            key_of(&Notification {
                chat: Some(ChatId::new(AccountId(1), "7")),
                kind,
                sound: false,
                again: false,
                answerable: false,
            })
        };
        let message = of(NotificationKind::Private { messages: 1 });
        let unsent = of(NotificationKind::NotSent {
            name: String::new(),
            unknown: true,
        });
        assert_ne!(message, unsent, "a message does not hide that one failed");
    }
}
