//! The person's settings. Kept in `outbox.db`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;
use crate::view::ChatSort;

/// Colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    /// As the desktop has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Languages the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Language {
    /// English.
    En,
    /// Ukrainian.
    Uk,
    /// Hebrew, written from right to left.
    He,
    /// Spanish.
    Es,
}

/// Height of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Density {
    /// 60 px.
    #[default]
    Comfortable,
    /// 44 px.
    Compact,
}

/// Which key sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SendKey {
    /// Enter sends, Shift+Enter makes a new line.
    #[default]
    Enter,
    /// Ctrl+Enter sends (Cmd on macOS), Enter makes a new line.
    CtrlEnter,
}

/// Which chats raise notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NotificationScope {
    /// None.
    None,
    /// Those assigned to me.
    Mine,
    /// Those assigned to me and those assigned to nobody.
    #[default]
    MineAndUnassigned,
    /// Every chat, colleagues' too.
    All,
}

/// The person's settings. Unknown fields of a newer version are ignored, missing ones take their
/// default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Settings {
    /// Language of every text of ours; the system's if absent.
    pub language: Option<Language>,
    /// Colours.
    pub theme: Theme,
    /// Row height.
    pub density: Density,
    /// Order of the chat list, once the person chose one.
    pub list_sort: Option<ChatSort>,
    /// Which key sends.
    pub send_key: SendKey,
    /// Which chats raise notifications.
    pub notifications: NotificationScope,
    /// Hide names and text in notifications.
    pub private_notifications: bool,
    /// No notifications until this time.
    pub quiet_until: Option<Timestamp>,
    /// Start of daily quiet hours, in minutes after local midnight.
    pub quiet_hours_from: Option<u16>,
    /// End of daily quiet hours, in minutes after local midnight; may be before the start.
    pub quiet_hours_to: Option<u16>,
    /// Mark a chat as read at the service when its last message was seen in the focused window.
    pub read_when_seen: bool,
    /// Seconds in which a message that was sent can be taken back; 0 for none.
    pub undo_seconds: u16,
    /// Days that messages are kept on this computer; for ever if absent.
    pub keep_messages_days: Option<u16>,
    /// Keys the person gave to commands of the window: a command's id with its key combinations,
    /// `Mod+Shift+KeyF` (modifiers, then the physical key). Those without an entry keep their own.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Whether single letters act outside text fields.
    pub single_keys: bool,
    /// Which chats' notifications make a sound.
    pub sounds: NotificationScope,
    /// Tell again of what was not answered, every so many minutes; `None` for once.
    pub repeat_minutes: Option<u16>,
    /// Closing the window leaves the program running in the tray. `None` until the person was
    /// asked.
    pub close_to_tray: Option<bool>,
    /// Start with the desktop, in the tray.
    pub autostart: bool,
    /// Look for a newer version of the program once a day. Nothing is asked of anybody before the
    /// person turns this on.
    pub check_updates: bool,
    /// Minutes without a key or a movement after which the window locks, where there is a
    /// passphrase; never if absent.
    pub lock_minutes: Option<u16>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: Theme::default(),
            density: Density::default(),
            list_sort: None,
            send_key: SendKey::default(),
            notifications: NotificationScope::default(),
            private_notifications: false,
            quiet_until: None,
            quiet_hours_from: None,
            quiet_hours_to: None,
            read_when_seen: true,
            undo_seconds: 5,
            keep_messages_days: None,
            keys: BTreeMap::new(),
            single_keys: true,
            sounds: NotificationScope::default(),
            repeat_minutes: None,
            close_to_tray: None,
            autostart: false,
            check_updates: false,
            lock_minutes: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_chose_every_chat_keeps_it_and_nobody_else_hears_of_colleagues_chats() {
        let read = |json: &str| serde_json::from_str::<Settings>(json).unwrap();
        let chosen = read(r#"{"notifications": "all", "sounds": "none"}"#);
        assert_eq!(chosen.notifications, NotificationScope::All, "as it was");
        assert_eq!(chosen.sounds, NotificationScope::None, "as it was");
        let fresh = read("{}");
        for scope in [fresh.notifications, fresh.sounds] {
            assert_eq!(scope, NotificationScope::MineAndUnassigned, "by itself");
        }
    }
}
