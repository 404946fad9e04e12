//! What the person has before them: the window and the chat in it.

use domain::ChatId;
use tokio::sync::watch;

/// Whether the window can be seen and has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WindowState {
    /// Not minimized, hidden in the tray, or on another desktop.
    pub visible: bool,
    /// Has the keyboard.
    pub focused: bool,
}

/// What the person has before them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OnScreen {
    pub(crate) window: WindowState,
    pub(crate) chat: Option<ChatId>,
}

impl OnScreen {
    /// The chat that is being looked at.
    pub(crate) fn watched(&self) -> Option<&ChatId> {
        self.chat.as_ref().filter(|_| self.window.visible)
    }
}

/// Holds it and tells who waits for a change.
#[derive(Debug)]
pub(crate) struct Screen(watch::Sender<OnScreen>);

impl Screen {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(OnScreen {
            // A window that opens behind others never tells: nothing is held back until it does.
            window: WindowState {
                visible: true,
                focused: false,
            },
            chat: None,
        }))
    }

    pub(crate) fn now(&self) -> OnScreen {
        self.0.borrow().clone()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<OnScreen> {
        self.0.subscribe()
    }

    pub(crate) fn set_window(&self, window: WindowState) {
        self.0.send_if_modified(|screen| {
            let changed = screen.window != window;
            screen.window = window;
            changed
        });
    }

    /// Sets the chat on screen; true if it is another one.
    pub(crate) fn set_chat(&self, chat: Option<ChatId>) -> bool {
        self.0.send_if_modified(|screen| {
            let changed = screen.chat != chat;
            screen.chat = chat;
            changed
        })
    }
}
