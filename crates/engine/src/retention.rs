//! How long messages are kept on this computer.

use std::sync::Arc;
use std::time::Duration;

use domain::{AppEvent, Result, Timestamp};

use crate::desk::Desk;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// When messages were last let go, and for which setting.
#[derive(Debug, Clone, Copy)]
struct Done {
    days: Option<u16>,
    at: Timestamp,
}

impl Done {
    /// Whether it is time again: each day, when the setting changed, when the clock was set back.
    fn is_due(self, days: Option<u16>, now: Timestamp) -> bool {
        self.days != days || now < self.at || now >= self.at.after(DAY)
    }
}

/// Since when messages are kept, for so many days.
pub(crate) fn since(days: Option<u16>, now: Timestamp) -> Option<Timestamp> {
    days.map(|days| now.before(DAY * u32::from(days)))
}

/// Lets go of what is too old: at the start, each day, and when the setting changes.
pub(crate) async fn let_go_daily(desk: Arc<Desk>) {
    let mut done: Option<Done> = None;
    loop {
        let (days, now) = (desk.settings().keep_messages_days, desk.now());
        if done.is_none_or(|done| done.is_due(days, now)) {
            match let_go(&desk, days, now).await {
                Ok(()) => done = Some(Done { days, at: now }),
                Err(error) => tracing::warn!(%error, "old messages stay a while longer"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(desk.core.config.pace.clock_check) => {}
            () = desk.retention_now.notified() => {}
        }
    }
}

async fn let_go(desk: &Desk, days: Option<u16>, now: Timestamp) -> Result<()> {
    crate::journal::let_go(desk, now).await?;
    desk.store.keep_since(since(days, now)).await?;
    let mut any = false;
    loop {
        let gone = desk.store.let_go().await?;
        if gone.messages == 0 {
            break;
        }
        any = true;
        let screen = desk.core.screen.now();
        if let Some(chat) = gone
            .chats
            .iter()
            .find(|one| screen.chat.as_ref() == Some(*one))
        {
            desk.messages_changed(chat);
        }
    }
    if any {
        desk.erased.notify_one();
        desk.emit(AppEvent::ChatsChanged);
        desk.emit(AppEvent::AppChanged);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_time_each_day_and_whenever_something_changed() {
        let done = Done {
            days: Some(30),
            at: Timestamp(1_000),
        };
        let day = 86_400_000;
        for (days, now, due, why) in [
            (Some(30), 1_000, false, "just now"),
            (Some(30), 1_000 + day - 1, false, "not a day ago"),
            (Some(30), 1_000 + day, true, "a day ago"),
            (Some(7), 1_001, true, "fewer are kept"),
            (None, 1_001, true, "all are kept"),
            (Some(30), 999, true, "the clock was set back"),
        ] {
            assert_eq!(done.is_due(days, Timestamp(now)), due, "{why}");
        }
        assert_eq!(since(None, Timestamp(5)), None, "for ever");
        assert_eq!(
            since(Some(2), Timestamp(3 * day)),
            Some(Timestamp(day)),
            "two days"
        );
    }
}
