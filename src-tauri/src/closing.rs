//! What closing the window means: going on without it, or the end. The person is asked the first
//! time; the answer is a setting. What is shown may be the demo, but what goes on behind the window
//! are the person's own accounts.

use domain::AppEvent;
use domain::view::AppPhase;
use engine::Engine;
use tauri::{AppHandle, Manager as _};

use crate::app::{hide_window, quit};
use crate::host::Host;
use crate::outside;

/// What a closed window becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    Quit,
    /// Into the tray.
    Hide,
    /// Into the taskbar, where no tray would show the way back.
    Minimize,
    Ask,
}

/// The person closed the window.
pub(crate) async fn asked(app: &AppHandle) {
    let host = app.state::<Host>();
    let answer = match setting(&host).await {
        // Nobody can be asked through the lock; it stays locked in the tray.
        Ok(answer) if host.is_locked() => answer.or(Some(true)),
        Ok(answer) => answer,
        Err(error) => {
            tracing::debug!("closing without settings: {error}");
            Some(false)
        }
    };
    match decide(
        answer,
        outside::tray_is_shown().await,
        has_news(host.real()).await,
    ) {
        Closing::Ask => host.ask_about_closing(),
        closing => carry_out(app, closing),
    }
}

/// Settings were saved: perhaps the answer to our question is among them.
pub(crate) async fn settings_changed(app: &AppHandle) {
    let host = app.state::<Host>();
    if !host.was_asked_about_closing() {
        return;
    }
    match setting(&host).await {
        // The person chose to stay, and will be asked again.
        Ok(None) => {}
        Ok(answer) => carry_out(app, decide(answer, outside::tray_is_shown().await, true)),
        Err(error) => tracing::warn!("the answer about closing was not read: {error}"),
    }
}

/// What the person answered, in the demo or before it.
async fn setting(host: &Host) -> domain::Result<Option<bool>> {
    let shown = host.engine().settings_get().await?.close_to_tray;
    match shown {
        Some(_) => Ok(shown),
        None => Ok(host.real().settings_get().await?.close_to_tray),
    }
}

/// Whether something may come that the person would want to be told of.
async fn has_news(engine: &Engine) -> bool {
    let real = engine
        .app_state()
        .await
        .is_ok_and(|state| !state.demo && matches!(state.phase, AppPhase::Ready { .. }));
    real && engine
        .account_list()
        .await
        .is_ok_and(|accounts| !accounts.is_empty())
}

fn decide(close_to_tray: Option<bool>, tray: bool, news: bool) -> Closing {
    match close_to_tray {
        _ if !news => Closing::Quit,
        Some(false) => Closing::Quit,
        Some(true) if tray => Closing::Hide,
        Some(true) => Closing::Minimize,
        None if tray => Closing::Ask,
        None => Closing::Quit,
    }
}

fn carry_out(app: &AppHandle, closing: Closing) {
    match closing {
        Closing::Quit => quit(app),
        Closing::Hide => hide_window(app),
        Closing::Minimize => {
            if let Some(window) = app.get_webview_window("main")
                && let Err(error) = window.minimize()
            {
                tracing::warn!("the window could not be minimized: {error}");
            }
        }
        Closing::Ask => app.state::<Host>().tell(&AppEvent::CloseAsked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_hides_only_where_there_is_a_way_back_and_something_to_wait_for() {
        for (close_to_tray, tray, news, closing, why) in [
            (None, true, true, Closing::Ask, "the first time"),
            (
                None,
                false,
                true,
                Closing::Quit,
                "there is no tray to choose",
            ),
            (None, true, false, Closing::Quit, "nothing can come"),
            (Some(true), true, true, Closing::Hide, "as chosen"),
            (
                Some(true),
                false,
                true,
                Closing::Minimize,
                "no way back from a tray",
            ),
            (Some(true), true, false, Closing::Quit, "nothing can come"),
            (Some(false), true, true, Closing::Quit, "as chosen"),
        ] {
            assert_eq!(decide(close_to_tray, tray, news), closing, "{why}");
        }
    }
}
