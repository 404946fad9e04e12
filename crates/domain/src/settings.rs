//! The person's settings. Kept in `outbox.db`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;

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
    /// Those assigned to me and those assigned to nobody.
    MineAndUnassigned,
    /// Every chat.
    #[default]
    All,
}

/// The person's settings. Unknown fields of a newer version are ignored, missing ones take their
/// default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// Row height.
    pub density: Density,
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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            send_key: SendKey::default(),
            notifications: NotificationScope::default(),
            private_notifications: false,
            quiet_until: None,
            quiet_hours_from: None,
            quiet_hours_to: None,
            read_when_seen: true,
        }
    }
}
