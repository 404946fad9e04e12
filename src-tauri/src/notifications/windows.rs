//! Notifications of Windows: toasts, replaced and withdrawn by name, answered where they are.
//!
//! A click on a chat's follows a link, which Windows does itself: from the notification centre too,
//! and when this program has ended. Only a program that was installed can do that, because its
//! installer tells Windows of its name and its links; another shows toasts under PowerShell's name
//! and hears of clicks while it runs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use domain::{Error, ErrorCode, Result};
use tauri::AppHandle;
use windows::Data::Xml::Dom::XmlDocument;
use windows::Foundation::{IReference, TypedEventHandler};
use windows::UI::Notifications::{
    NotificationSetting, ToastActivatedEventArgs, ToastNotification, ToastNotificationManager,
};
use windows::core::{HSTRING, IInspectable, Interface as _};

use super::toast::{self, PROGRAM};
use super::{Act, Acted, Key, Shown, Whose, system};
use crate::installed::{self, Installed};

/// A name that every Windows knows.
const POWERSHELL: &str =
    "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe";

/// All toasts of this program are of one group.
const GROUP: &str = "switchboard";

/// Windows' notifications. It answers within its own process, so each call has a thread.
pub(super) struct Native(Arc<Toasts>);

struct Toasts {
    acted: Acted,
    program: OnceLock<Program>,
    installation: String,
    whose: Whose,
    /// What was shown. A toast that is let go of here is not heard of any more.
    shown: Mutex<HashMap<Key, (ToastNotification, Shown)>>,
}

/// Under whose name toasts are shown.
struct Program {
    name: HSTRING,
    /// Whether clicks follow links: those lead to the person's own chats in the usual data folder.
    links: bool,
}

impl Native {
    pub(super) fn new(app: &AppHandle, whose: Whose, acted: Acted) -> Self {
        Self(Arc::new(Toasts {
            acted,
            program: OnceLock::new(),
            installation: app.config().identifier.clone(),
            whose,
            shown: Mutex::default(),
        }))
    }

    pub(super) async fn show(&self, key: Key, shown: Shown) -> Result<()> {
        self.ask(move |toasts| toasts.show(key, shown)).await?
    }

    pub(super) async fn withdraw(&self, key: &Key) {
        let key = key.clone();
        let withdrawn = self.ask(move |toasts| toasts.withdraw(&key)).await;
        tell(withdrawn.and_then(|withdrawn| withdrawn.map_err(failed)));
    }

    /// What leads to a chat by link stays, and can't be answered any more; all else goes.
    pub(super) async fn withdraw_all(&self) {
        tell(self.ask(Toasts::leave).await);
    }

    async fn ask<T: Send + 'static>(
        &self,
        call: impl FnOnce(&Toasts) -> T + Send + 'static,
    ) -> Result<T> {
        let toasts = Arc::clone(&self.0);
        tauri::async_runtime::spawn_blocking(move || call(&toasts))
            .await
            .map_err(|error| {
                Error::new(ErrorCode::Internal, "The notification broke off.").with_source(error)
            })
    }
}

impl Toasts {
    fn show(&self, key: Key, shown: Shown) -> Result<()> {
        let notifier = ToastNotificationManager::CreateToastNotifierWithId(&self.program().name)
            .map_err(failed)?;
        // Where they are switched off, showing one succeeds and shows nothing.
        if notifier.Setting().map_err(failed)? != NotificationSetting::Enabled {
            return Err(Error::new(
                ErrorCode::Internal,
                "Notifications of this program are switched off in Windows' settings.",
            ));
        }
        let toast = self.toast(&key, &shown).map_err(failed)?;
        notifier.Show(&toast).map_err(failed)?;
        self.lock().insert(key, (toast, shown));
        Ok(())
    }

    fn toast(&self, key: &Key, shown: &Shown) -> windows::core::Result<ToastNotification> {
        let document = XmlDocument::new()?;
        let link = self.link(key);
        document.LoadXml(&HSTRING::from(toast::xml(shown, link.as_deref())))?;
        let toast = ToastNotification::CreateToastNotification(&document)?;
        toast.SetTag(&self.name(key))?;
        toast.SetGroup(&HSTRING::from(GROUP))?;
        let (acted, key) = (Arc::clone(&self.acted), key.clone());
        toast.Activated(&TypedEventHandler::new(move |_, told| {
            let told: &Option<IInspectable> = &told;
            if let Some(act) = told.as_ref().and_then(|told| act(told).ok()).flatten() {
                acted(key.clone(), act);
            }
            Ok(())
        }))?;
        Ok(toast)
    }

    fn withdraw(&self, key: &Key) -> windows::core::Result<()> {
        self.lock().remove(key);
        ToastNotificationManager::History()?.RemoveGroupedTagWithId(
            &self.name(key),
            &HSTRING::from(GROUP),
            &self.program().name,
        )
    }

    fn leave(&self) {
        let there = self.there().unwrap_or_default();
        let shown = std::mem::take(&mut *self.lock());
        for (key, (_, shown)) in shown {
            let left = if self.link(&key).is_none() {
                self.withdraw(&key)
            } else if shown.reply.is_some() && there.contains(&self.name(&key)) {
                self.show_quietly(
                    &key,
                    Shown {
                        reply: None,
                        ..shown
                    },
                )
            } else {
                Ok(())
            };
            if let Err(error) = left {
                tracing::debug!("a notification stays as it is: {error}");
            }
        }
    }

    /// Into the notification centre, in the place of what is there.
    fn show_quietly(&self, key: &Key, shown: Shown) -> windows::core::Result<()> {
        let toast = self.toast(key, &shown)?;
        toast.SetSuppressPopup(true)?;
        ToastNotificationManager::CreateToastNotifierWithId(&self.program().name)?.Show(&toast)
    }

    /// The names of what is in the notification centre.
    fn there(&self) -> windows::core::Result<Vec<HSTRING>> {
        let history =
            ToastNotificationManager::History()?.GetHistoryWithId(&self.program().name)?;
        history.into_iter().map(|toast| toast.Tag()).collect()
    }

    fn program(&self) -> &Program {
        self.program.get_or_init(|| {
            let name = HSTRING::from(PROGRAM);
            // A copy without an installer has a name that Windows doesn't know.
            let installed = installed::kind() == Installed::Bundle
                && ToastNotificationManager::CreateToastNotifierWithId(&name)
                    .and_then(|notifier| notifier.Setting())
                    .is_ok();
            if installed {
                let own = self.installation == PROGRAM && matches!(self.whose, Whose::Real);
                Program { name, links: own }
            } else {
                Program {
                    name: HSTRING::from(POWERSHELL),
                    links: false,
                }
            }
        })
    }

    fn link(&self, key: &Key) -> Option<String> {
        toast::link(key).filter(|_| self.program().links)
    }

    fn name(&self, key: &Key) -> HSTRING {
        HSTRING::from(system::name(&self.installation, self.whose, key))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, (ToastNotification, Shown)>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the person did, as Windows tells it.
fn act(told: &IInspectable) -> windows::core::Result<Option<Act>> {
    let told: ToastActivatedEventArgs = told.cast()?;
    let written = told
        .UserInput()
        .and_then(|boxes| boxes.Lookup(&HSTRING::from(toast::REPLY)))
        .and_then(|written| written.cast::<IReference<HSTRING>>()?.Value())
        .unwrap_or_default();
    Ok(toast::act(
        &told.Arguments()?.to_string_lossy(),
        &written.to_string_lossy(),
    ))
}

fn tell(withdrawn: Result<()>) {
    if let Err(error) = withdrawn {
        // The person may have closed it at this very moment.
        tracing::debug!("a notification could not be withdrawn: {error}");
    }
}

fn failed(error: windows::core::Error) -> Error {
    Error::new(
        ErrorCode::Internal,
        "Windows refused to show a notification.",
    )
    .with_source(error)
}
