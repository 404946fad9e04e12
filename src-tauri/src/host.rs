//! What the commands act on: the real engine, or the demo's while it runs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::view::{AppAnswer, AppPhase, ExportRequest, JournalQuery, StatisticsQuery};
use domain::{AccountForm, AccountId, AppEvent, ChatId, Result, Settings, Timestamp};
use engine::{Engine, Exported, WindowState};
use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::error::RecvError;

use crate::deep_link::DeepLink;
use crate::demo::Demo;
use crate::notifications::{DesktopNotifier, Whose};
use crate::outside::Outside;
use crate::words::{FileWords, Words};
use crate::{autostart, closing, save};

/// Name of the one event the window listens to.
const EVENT: &str = "app-event";

/// How long nobody is to be disturbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quiet {
    /// An hour from now.
    Hour,
    /// Until the next eight in the morning, by the clock of this place.
    Tomorrow,
    /// No longer.
    End,
}

impl Quiet {
    fn until(self, now: &jiff::Zoned) -> Option<Timestamp> {
        let until = match self {
            Self::End => return None,
            Self::Hour => now.checked_add(jiff::SignedDuration::from_hours(1)),
            Self::Tomorrow => {
                let eight =
                    |day: &jiff::Zoned| day.with().time(jiff::civil::time(8, 0, 0, 0)).build();
                match eight(now) {
                    // Who is up after midnight means the morning to come.
                    Ok(today) if *now < today => Ok(today),
                    _ => now.tomorrow().and_then(|day| eight(&day)),
                }
            }
        };
        // Only the end of the calendar has no next day.
        Some(Timestamp(until.ok()?.timestamp().as_millisecond()))
    }
}

/// The engines of this run. Invariant: exactly one is current, and only its events reach the
/// window.
pub(crate) struct Host {
    app: AppHandle,
    data_dir: PathBuf,
    real: Arc<Engine>,
    demo: tokio::sync::Mutex<Option<Demo>>,
    current: RwLock<Arc<Engine>>,
    outside: Outside,
    /// Whether the window asks the person what closing it means.
    asks_about_closing: AtomicBool,
    /// Whether the window hears events.
    listens: AtomicBool,
    /// A link that waits for the window to be able to show it.
    link: Mutex<Option<DeepLink>>,
    /// A chat that was asked for while the window was locked.
    asked_for: Mutex<Option<ChatId>>,
    window: Mutex<WindowState>,
}

impl Host {
    /// A host of the real engine. [`Host::follow`] it next.
    pub(crate) fn new(app: AppHandle, data_dir: PathBuf, real: Arc<Engine>) -> Self {
        Self {
            app,
            data_dir,
            current: RwLock::new(Arc::clone(&real)),
            real,
            demo: tokio::sync::Mutex::new(None),
            outside: Outside::default(),
            asks_about_closing: AtomicBool::new(false),
            listens: AtomicBool::new(false),
            link: Mutex::new(None),
            asked_for: Mutex::new(None),
            window: Mutex::new(WindowState {
                visible: true,
                focused: false,
            }),
        }
    }

    /// The engine of the person's own accounts.
    pub(crate) fn real(&self) -> &Engine {
        &self.real
    }

    /// Whether the window may show nothing but the lock, the demo neither.
    pub(crate) fn is_locked(&self) -> bool {
        self.real.is_locked()
    }

    /// Deletes all that is kept on this computer, for who forgot the passphrase.
    pub(crate) async fn erase(&self) -> Result<()> {
        self.stop_demo().await;
        self.real.app_erase().await
    }

    /// Has the window ask what closing it means.
    pub(crate) fn ask_about_closing(&self) {
        self.asks_about_closing.store(true, Ordering::Relaxed);
        self.tell(&AppEvent::CloseAsked);
    }

    /// Whether the window was told to ask, once.
    pub(crate) fn was_asked_about_closing(&self) -> bool {
        self.asks_about_closing.swap(false, Ordering::Relaxed)
    }

    /// A link from outside was opened: the window shows it as soon as it can.
    pub(crate) fn open_link(&self, link: DeepLink) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(link);
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move { app.state::<Self>().deliver_link().await });
    }

    /// Hands a waiting link to the window, if that is listening and has something to show.
    pub(crate) async fn deliver_link(&self) {
        let ready = self
            .engine()
            .app_state()
            .await
            .is_ok_and(|state| matches!(state.phase, AppPhase::Ready { .. }));
        if !ready || self.is_locked() || !self.listens.load(Ordering::Relaxed) {
            return;
        }
        let link = self
            .link
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(DeepLink { chat, text }) = link {
            let is_demo = !std::ptr::eq(Arc::as_ptr(&self.engine()), self.real());
            if is_demo && self.real.chat_get(chat.clone()).await.is_ok() {
                // The person's own chats come before made-up ones of the same number.
                self.stop_demo().await;
            }
            if self.has_accounts().await {
                self.tell(&AppEvent::LinkOpened { chat, text });
            } else {
                // It would come up after the first sign-in, when nobody thinks of it any more.
                tracing::info!("a link leads to an account that isn't here");
            }
        }
    }

    async fn has_accounts(&self) -> bool {
        let accounts = self.engine().account_list().await;
        accounts.is_ok_and(|accounts| !accounts.is_empty())
    }

    /// The window asked for the program's state, which it does once it listens to events.
    pub(crate) fn window_listens(&self) {
        self.listens.store(true, Ordering::Relaxed);
        let app = self.app.clone();
        tauri::async_runtime::spawn(async move { app.state::<Self>().deliver_link().await });
    }

    /// Something changed that may show outside the window.
    pub(crate) fn touch_outside(&self) {
        self.outside.touch();
    }

    /// Shows the state outside the window from now on.
    pub(crate) fn show_outside(&self) {
        self.outside.start(&self.app);
    }

    /// Where everything but keyring entries is kept.
    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Begins or ends a do-not-disturb, as the tray's menu has it.
    pub(crate) async fn set_quiet(&self, quiet: Quiet) -> Result<()> {
        let quiet_until = quiet.until(&jiff::Zoned::now());
        let shown = self.engine();
        // Behind the demo the person's own accounts go on telling.
        let behind = Some(&self.real).filter(|real| !Arc::ptr_eq(real, &shown));
        for engine in std::iter::once(&shown).chain(behind) {
            let settings = engine.settings_get().await?;
            engine
                .settings_set(Settings {
                    quiet_until,
                    ..settings
                })
                .await?;
        }
        Ok(())
    }

    /// The engine to work with now.
    pub(crate) fn engine(&self) -> Arc<Engine> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// A notification of a chat was clicked: shows the chat in the window. One of the real data
    /// ends the demo.
    pub(crate) async fn open_chat(&self, whose: Whose, chat: ChatId) {
        match whose {
            Whose::Real => {
                self.stop_demo().await;
                self.real.ask_to_open(chat);
            }
            Whose::Demo => {
                if let Some(demo) = self.demo.lock().await.as_ref() {
                    demo.engine().ask_to_open(chat);
                }
            }
        }
    }

    /// An answer was written into a notification. One that can't be sent becomes the chat's draft,
    /// and the window shows it.
    pub(crate) async fn reply(&self, whose: Whose, chat: ChatId, text: String) {
        let engine = match whose {
            Whose::Real => Arc::clone(&self.real),
            Whose::Demo => match self.demo.lock().await.as_ref() {
                Some(demo) => demo.engine(),
                None => return,
            },
        };
        // Who stands before a locked window need not be the person: their words stay a draft.
        if self.is_locked() {
            tracing::info!("an answer to a locked program becomes a draft");
        } else {
            let Err(error) = engine.message_reply(chat.clone(), &text).await else {
                return;
            };
            tracing::warn!("an answer from a notification was not sent: {error}");
        }
        let draft = match engine.draft_get(chat.clone()).await {
            Ok(draft) if !draft.text.trim().is_empty() => format!("{}\n{text}", draft.text),
            Ok(_) | Err(_) => text,
        };
        if let Err(error) = engine.draft_save(chat.clone(), draft, None).await {
            tracing::error!("an answer from a notification was not kept: {error}");
        }
        crate::app::show_window(&self.app, None);
        self.open_chat(whose, chat).await;
    }

    /// The person's folder for downloads; the home folder where there is none.
    pub(crate) fn downloads(&self) -> PathBuf {
        let path = self.app.path();
        path.download_dir()
            .or_else(|_| path.home_dir())
            .unwrap_or_else(|_| std::env::temp_dir())
    }

    /// Saves the numbers of a period where the person picks.
    pub(crate) async fn save_statistics(&self, query: StatisticsQuery) -> Result<AppAnswer> {
        let words = FileWords::spoken();
        let engine = self.engine();
        // Counted first: what can't be counted needs no place.
        let table = engine.statistics_csv(query, &words).await?;
        let name = engine.dated_name(&Words::spoken().get("save-statistics-name"), "csv");
        let Some(place) = self.ask_where(name).await? else {
            return Ok(AppAnswer::Cancelled);
        };
        engine::write_file(&place, table.as_bytes()).await?;
        Ok(save::saved(&place, 0))
    }

    /// Saves lines of the journal where the person picks.
    pub(crate) async fn save_journal(&self, query: JournalQuery) -> Result<AppAnswer> {
        let engine = self.engine();
        let name = engine.dated_name(&Words::spoken().get("save-journal-name"), "csv");
        let Some(place) = self.ask_where(name).await? else {
            return Ok(AppAnswer::Cancelled);
        };
        let words = FileWords::spoken();
        engine.journal_save(query, &place, &words).await?;
        Ok(save::saved(&place, 0))
    }

    /// Saves chats where the person picks.
    pub(crate) async fn save_chats(&self, request: ExportRequest) -> Result<AppAnswer> {
        let words = FileWords::spoken();
        let engine = self.engine();
        let name = engine
            .export_name(&request.target, request.format, &words)
            .await?;
        let Some(place) = self.ask_where(name).await? else {
            return Ok(AppAnswer::Cancelled);
        };
        match engine.chats_export(request, &place, &words).await? {
            Exported::Whole(chats) => Ok(save::saved(&place, chats)),
            Exported::Ended => Ok(AppAnswer::Cancelled),
        }
    }

    /// Asks where to save a file of this name.
    async fn ask_where(&self, name: String) -> Result<Option<PathBuf>> {
        save::ask(&self.app, self.downloads(), &name).await
    }

    /// Switches to the demo, starting it if it doesn't run yet.
    pub(crate) async fn start_demo(&self) -> Result<()> {
        let mut demo = self.demo.lock().await;
        let engine = match demo.as_ref() {
            Some(running) => running.engine(),
            None => {
                let started = Demo::start(
                    &self.data_dir,
                    Arc::new(DesktopNotifier::new(&self.app, Whose::Demo)),
                )
                .await?;
                self.follow(started.engine());
                demo.insert(started).engine()
            }
        };
        drop(demo);
        self.dress_demo().await;
        self.switch_to(engine);
        Ok(())
    }

    /// Gives the demo the looks and the language of the person's own settings, once it runs and
    /// these are known. What is chosen in the demo itself stays.
    async fn dress_demo(&self) {
        let Ok(own) = self.real.settings_get().await else {
            return;
        };
        let mut demo = self.demo.lock().await;
        if let Some(demo) = demo.as_mut()
            && let Err(error) = demo.dress(&own).await
        {
            tracing::warn!("the demo looks as the system does: {error}");
        }
    }

    /// Ends the demo and goes back to the real data.
    pub(crate) async fn stop_demo(&self) {
        if let Some(demo) = self.demo.lock().await.take() {
            self.switch_to(Arc::clone(&self.real));
            demo.stop().await;
        }
    }

    /// Signs in to one more account. It is never one of the demo's, which keeps nothing: whoever
    /// signs in is done looking, so the demo ends once the service agreed.
    pub(crate) async fn add_account(&self, form: AccountForm) -> Result<AccountId> {
        let account = self.real.account_add(form).await?;
        self.stop_demo().await;
        Ok(account)
    }

    /// Ends everything: what must be on disk is, when this returns.
    pub(crate) async fn shutdown(&self) {
        if let Some(demo) = self.demo.lock().await.take() {
            demo.stop().await;
        }
        self.real.shutdown().await;
        self.app.state::<Arc<DesktopNotifier>>().close().await;
    }

    /// The window was shown, hidden, focused or left.
    pub(crate) fn set_window(&self, window: WindowState) {
        *self.window.lock().unwrap_or_else(PoisonError::into_inner) = window;
        self.engine().set_window(window);
    }

    fn switch_to(&self, engine: Arc<Engine>) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&engine);
        let window = *self.window.lock().unwrap_or_else(PoisonError::into_inner);
        engine.set_window(window);
        self.tell(&AppEvent::AppChanged);
        self.tell(&AppEvent::AccountsChanged);
        self.tell(&AppEvent::ChatsChanged);
        self.tell(&AppEvent::SettingsChanged);
        self.outside.touch();
    }

    fn is_current(&self, engine: &Arc<Engine>) -> bool {
        Arc::ptr_eq(&self.engine(), engine)
    }

    /// Passes an engine's events on to the window for as long as the engine lives.
    pub(crate) fn follow(&self, engine: Arc<Engine>) {
        let app = self.app.clone();
        let mut events = engine.events();
        tauri::async_runtime::spawn(async move {
            loop {
                let event = match events.recv().await {
                    Ok(event) => event,
                    // Too many at once to tell each: everything is read again.
                    Err(RecvError::Lagged(_)) => AppEvent::ChatsChanged,
                    Err(RecvError::Closed) => break,
                };
                let host = app.state::<Self>();
                host.heed(&engine, &event).await;
                let lock = event == AppEvent::AppChanged && Arc::ptr_eq(&engine, &host.real);
                if lock || host.is_current(&engine) {
                    host.tell(&event);
                    host.outside.touch();
                }
            }
        });
    }

    /// Does what an event asks of the program itself.
    async fn heed(&self, engine: &Arc<Engine>, event: &AppEvent) {
        match event {
            AppEvent::SettingsChanged => {
                if self.is_current(engine) {
                    closing::settings_changed(&self.app).await;
                }
                if Arc::ptr_eq(engine, &self.real) {
                    autostart::settings_changed(&self.app).await;
                }
            }
            AppEvent::AppChanged => {
                if Arc::ptr_eq(engine, &self.real) {
                    autostart::opened(&self.app).await;
                    self.dress_demo().await;
                }
                self.deliver_link().await;
                self.deliver_chat();
            }
            _ => {}
        }
    }

    /// Hands a chat that was asked for to the window, once that is not locked any more.
    fn deliver_chat(&self) {
        if self.is_locked() {
            return;
        }
        let asked = self
            .asked_for
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(chat) = asked {
            self.tell(&AppEvent::OpenChat { chat });
        }
    }

    /// Sends an event to the window. A locked one hears only of the program itself.
    pub(crate) fn tell(&self, event: &AppEvent) {
        if self.is_locked() {
            match event {
                AppEvent::AppChanged | AppEvent::SettingsChanged => {}
                AppEvent::OpenChat { chat } => {
                    let mut asked = self
                        .asked_for
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner);
                    *asked = Some(chat.clone());
                    return;
                }
                _ => return,
            }
        }
        if let Err(error) = self.app.emit_to("main", EVENT, event) {
            tracing::warn!("the window was not told of a change: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn do_not_disturb_ends_when_it_says() {
        let now: jiff::Zoned = "2026-03-28T23:30:00+02:00[Europe/Kyiv]".parse().unwrap();
        let iso = |quiet: Quiet| quiet.until(&now).map(Timestamp::to_iso);
        assert_eq!(
            iso(Quiet::Hour).as_deref(),
            Some("2026-03-28T22:30:00.000Z"),
            "an hour later"
        );
        assert_eq!(
            iso(Quiet::Tomorrow).as_deref(),
            Some("2026-03-29T05:00:00.000Z"),
            "at eight, though the clock is put forward that night"
        );
        assert_eq!(iso(Quiet::End), None, "at once");
        let until = |now: &str| {
            let now: jiff::Zoned = now.parse().unwrap();
            Quiet::Tomorrow.until(&now).map(Timestamp::to_iso)
        };
        for (now, expected) in [
            (
                "2026-03-30T01:00:00+03:00[Europe/Kyiv]",
                "2026-03-30T05:00:00.000Z",
            ),
            (
                "2026-03-30T08:00:00+03:00[Europe/Kyiv]",
                "2026-03-31T05:00:00.000Z",
            ),
            (
                "2026-10-25T01:00:00+03:00[Europe/Kyiv]",
                "2026-10-25T06:00:00.000Z",
            ),
        ] {
            assert_eq!(
                until(now).as_deref(),
                Some(expected),
                "the next eight after {now}"
            );
        }
    }
}
