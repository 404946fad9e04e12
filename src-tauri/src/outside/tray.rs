//! The icon in the tray and its menu: open, do not disturb, how each account is, quit.

use domain::{Language, Timestamp};
use tauri::image::Image;
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, Theme, Wry};

use super::icon::{self, Ground};
use super::{AccountLine, Locking, State, Summary};
use crate::app::{quit, show_window};
use crate::host::{Host, Quiet};
use crate::words::Words;

const OPEN: &str = "open";
const QUIET_HOUR: &str = "quiet-hour";
const QUIET_TOMORROW: &str = "quiet-tomorrow";
const QUIET_END: &str = "quiet-end";
const LOCK: &str = "lock";
const QUIT: &str = "quit";

/// Longest account name in the menu, in characters.
const LONGEST_LABEL: usize = 40;

/// The icon, with what it shows.
pub(super) struct Tray {
    icon: TrayIcon,
    picture: Option<(Ground, u32)>,
    menu: Option<MenuOf>,
}

/// What the menu was made from.
type MenuOf = (
    Option<Language>,
    Option<Timestamp>,
    Locking,
    Vec<AccountLine>,
);

impl Tray {
    /// Puts the icon into the tray.
    ///
    /// # Errors
    /// If the system's library for it is missing.
    pub(super) fn new(app: &AppHandle) -> Result<Self, String> {
        let build = app.clone();
        // The library is looked for when it is first used, and its absence is a panic.
        let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            TrayIconBuilder::with_id("main")
                .icon(icon::tray(ground(&build), 0))
                .icon_as_template(cfg!(target_os = "macos"))
                .temp_dir_path(build.state::<Host>().data_dir().join("tray"))
                .show_menu_on_left_click(cfg!(target_os = "macos"))
                .on_menu_event(on_menu)
                .on_tray_icon_event(on_click)
                .build(&build)
        }));
        match built {
            Ok(Ok(icon)) => Ok(Self {
                icon,
                picture: None,
                menu: None,
            }),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("the library for it is not installed".to_owned()),
        }
    }

    /// Shows a summary.
    pub(super) fn show(
        &mut self,
        app: &AppHandle,
        words: &Words,
        summary: &Summary,
    ) -> tauri::Result<()> {
        let picture = (ground(app), summary.waiting);
        if self.picture != Some(picture) {
            let (ground, waiting) = picture;
            let image: Image<'_> = icon::tray(ground, waiting);
            self.icon
                .set_icon_with_as_template(Some(image), ground == Ground::Template)?;
            self.icon.set_tooltip(Some(super::title(words, waiting)))?;
            // Beside the icon; desktops other than macOS show it or don't.
            let beside = (waiting > 0).then(|| waiting.to_string());
            self.icon.set_title(beside)?;
            self.picture = Some(picture);
        }
        let menu = (
            summary.language,
            summary.quiet_until,
            summary.locking,
            summary.accounts.clone(),
        );
        if self.menu.as_ref() != Some(&menu) {
            self.icon.set_menu(Some(menu_of(app, words, summary)?))?;
            self.menu = Some(menu);
        }
        Ok(())
    }
}

fn menu_of(app: &AppHandle, words: &Words, summary: &Summary) -> tauri::Result<Menu<Wry>> {
    let item = |id: &str, text: String| MenuItem::with_id(app, id, text, true, None::<&str>);
    let menu = Menu::new(app)?;
    menu.append(&item(OPEN, words.get("tray-open"))?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    if summary.quiet_until.is_some() {
        menu.append(&item(QUIET_END, words.get("tray-quiet-end"))?)?;
    } else {
        menu.append(&item(QUIET_HOUR, words.get("tray-quiet-hour"))?)?;
        menu.append(&item(QUIET_TOMORROW, words.get("tray-quiet-tomorrow"))?)?;
    }
    match summary.locking {
        Locking::Impossible => {}
        Locking::Possible => menu.append(&item(LOCK, words.get("tray-lock"))?)?,
        Locking::Locked => menu.append(&item(OPEN, words.get("tray-locked"))?)?,
    }
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    for account in &summary.accounts {
        // Something to read: how it is. It leads to the window, where more is said.
        menu.append(&item(OPEN, line(words, account))?)?;
    }
    if !summary.accounts.is_empty() {
        menu.append(&PredefinedMenuItem::separator(app)?)?;
    }
    menu.append(&item(QUIT, words.get("tray-quit"))?)?;
    Ok(menu)
}

/// An account in one line. Its name is the person's own, but may hold what menus take for a key.
fn line(words: &Words, account: &AccountLine) -> String {
    let mut label: String = account.label.chars().take(LONGEST_LABEL).collect();
    if label.len() < account.label.len() {
        label.push('…');
    }
    let state = words.get(match account.state {
        State::Connecting => "account-connecting",
        State::Online => "account-online",
        State::Trouble => "account-trouble",
        State::SignInAgain => "account-sign-in-again",
    });
    words
        .with(
            "tray-account",
            [
                ("label", label.into()),
                ("state", state.into()),
                ("unread", account.unread.into()),
            ],
        )
        .replace('&', "&&")
}

fn on_menu(app: &AppHandle, event: MenuEvent) {
    let quiet = match event.id().as_ref() {
        OPEN => return show_window(app, None),
        QUIT => return quit(app),
        LOCK => {
            // Only while opening there is nothing to lock.
            let _ = app.state::<Host>().real().lock_now();
            return;
        }
        QUIET_HOUR => Quiet::Hour,
        QUIET_TOMORROW => Quiet::Tomorrow,
        QUIET_END => Quiet::End,
        // Another menu's.
        _ => return,
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.state::<Host>().set_quiet(quiet).await {
            tracing::warn!("do-not-disturb was not changed: {error}");
        }
    });
}

fn on_click(icon: &TrayIcon, event: TrayIconEvent) {
    if let TrayIconEvent::Click {
        button: MouseButton::Left,
        button_state: MouseButtonState::Up,
        ..
    } = event
        && !cfg!(target_os = "macos")
    {
        show_window(icon.app_handle(), None);
    }
}

/// What the icon stands on. GNOME's panel is dark in every theme.
fn ground(app: &AppHandle) -> Ground {
    if cfg!(target_os = "macos") {
        return Ground::Template;
    }
    let gnome = std::env::var("XDG_CURRENT_DESKTOP").is_ok_and(|name| name.contains("GNOME"));
    let light = app
        .get_webview_window("main")
        .and_then(|window| window.theme().ok())
        .is_some_and(|theme| theme == Theme::Light);
    if light && !gnome {
        Ground::Light
    } else {
        Ground::Dark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_says_how_it_is_in_one_line() {
        let words = Words::of(Language::En);
        let account = |label: &str, state, unread| AccountLine {
            label: label.to_owned(),
            state,
            unread,
        };
        assert_eq!(
            line(&words, &account("Acme", State::Online, 0)),
            "Acme: online",
            "nothing unread"
        );
        assert_eq!(
            line(&words, &account("Salt & Pepper", State::SignInAgain, 3)),
            "Salt && Pepper: sign in again (3 unread)",
            "an ampersand is no key, and the count is said"
        );
        let long = line(&words, &account(&"ж".repeat(200), State::Trouble, 0));
        assert_eq!(
            long,
            format!("{}…: out of touch", "ж".repeat(40)),
            "cut at a character"
        );
    }
}
