//! The person's settings.

use domain::{AppEvent, Error, ErrorCode, Result, Settings};

use crate::Engine;

const DAY_MINUTES: u16 = 24 * 60;

impl Engine {
    /// The settings in force: the person's, within the administrator's policy.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn settings_get(&self) -> Result<Settings> {
        Ok(self.desk()?.settings())
    }

    /// Replaces the settings. What the policy decides stays as it is.
    ///
    /// # Errors
    /// `Invalid` for times that aren't times of a day, and for none where there must be some;
    /// `Storage`.
    pub async fn settings_set(&self, settings: Settings) -> Result<()> {
        let desk = self.desk()?;
        check(&settings)?;
        let own = desk.store.settings().await?;
        let settings = self.core.config.policy.own(&own, settings);
        desk.store.save_settings(settings.clone()).await?;
        desk.keep_settings(settings);
        desk.retention_now.notify_one();
        desk.emit(AppEvent::SettingsChanged);
        Ok(())
    }
}

/// Whether settings can be kept.
///
/// # Errors
/// `Invalid` for times that aren't times of a day, and for none where there must be some.
pub(crate) fn check(settings: &Settings) -> Result<()> {
    let off_the_day = |minute: Option<u16>| minute.is_some_and(|minute| minute >= DAY_MINUTES);
    if off_the_day(settings.quiet_hours_from) || off_the_day(settings.quiet_hours_to) {
        return Err(Error::new(
            ErrorCode::Invalid,
            "Quiet hours begin and end at a time of the day.",
        ));
    }
    if settings.keep_messages_days == Some(0) {
        return Err(Error::new(
            ErrorCode::Invalid,
            "Messages are kept for a day at least.",
        ));
    }
    if settings.lock_minutes == Some(0) {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The window locks after a minute at least.",
        ));
    }
    Ok(())
}
