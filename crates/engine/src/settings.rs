//! The person's settings.

use domain::{AppEvent, Error, ErrorCode, Result, Settings};

use crate::Engine;

const DAY_MINUTES: u16 = 24 * 60;

impl Engine {
    /// The settings.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn settings_get(&self) -> Result<Settings> {
        self.desk()?.store.settings().await
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// `Invalid` for times that aren't times of a day, `Storage`.
    pub async fn settings_set(&self, settings: Settings) -> Result<()> {
        let desk = self.desk()?;
        let off_the_day = |minute: Option<u16>| minute.is_some_and(|minute| minute >= DAY_MINUTES);
        if off_the_day(settings.quiet_hours_from) || off_the_day(settings.quiet_hours_to) {
            return Err(Error::new(
                ErrorCode::Invalid,
                "Quiet hours begin and end at a time of the day.",
            ));
        }
        desk.store.save_settings(settings.clone()).await?;
        desk.keep_settings(settings);
        desk.emit(AppEvent::SettingsChanged);
        Ok(())
    }
}
