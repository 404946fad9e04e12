//! What the window may call while it is locked: what the lock itself needs, and nothing else.

use domain::view::ErrorView;
use domain::{Error, ErrorCode};

use super::app::AppAct;

/// Commands that answer behind the lock. [`AppAct::helps_while_locked`] narrows one further; the
/// settings hold no chat, and the lock speaks their language.
const LET_THROUGH: &[&str] = &["app_act", "app_state", "settings_get"];

/// Whether a command answers while the window is locked.
pub(crate) fn lets_through(command: &str) -> bool {
    LET_THROUGH.contains(&command)
}

/// The answer to everything else.
pub(crate) fn refusal() -> ErrorView {
    Error::new(ErrorCode::Locked, "Switchboard is locked.").into()
}

impl AppAct {
    /// Whether it is of use to who stands before the lock.
    pub(super) fn helps_while_locked(&self) -> bool {
        match self {
            Self::Lock | Self::Unlock { .. } | Self::Erase => true,
            Self::Retry
            | Self::ThisRunOnly
            | Self::StartOver
            | Self::Demo { .. }
            | Self::TestNotification
            | Self::Sync { .. }
            | Self::OpenLink { .. }
            | Self::Active
            | Self::ExportSettings
            | Self::ImportSettings { .. }
            | Self::SetPassphrase { .. }
            | Self::ReadLog { .. }
            | Self::SupportPreview
            | Self::SupportSave
            | Self::UpdateState
            | Self::UpdateCheck
            | Self::UpdateInstall
            | Self::Statistics { .. }
            | Self::SaveStatistics { .. }
            | Self::Journal { .. }
            | Self::SaveJournal { .. }
            | Self::Export { .. }
            | Self::EndJob { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_tells_of_chats_is_let_through() {
        for command in [
            "chat_list",
            "message_list",
            "account_list",
            "draft_get",
            "media_get",
        ] {
            assert!(!lets_through(command), "{command}");
        }
        assert!(lets_through("app_state"), "the lock itself is told of");
    }

    #[test]
    fn only_the_ways_out_help_before_the_lock() {
        assert!(AppAct::Erase.helps_while_locked(), "for who forgot");
        for act in [
            AppAct::Active,
            AppAct::TestNotification,
            AppAct::Demo { on: true },
            AppAct::SetPassphrase {
                current: "a".into(),
                passphrase: None,
            },
        ] {
            assert!(!act.helps_while_locked(), "{act:?}");
        }
    }
}
