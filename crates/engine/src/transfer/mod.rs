//! Carrying settings, key bindings, canned replies and saved views to another computer. A file
//! holds no secret: no password, no token, no passphrase, no chat.

mod file;
mod merge;

use domain::view::{ImportAnswer, ImportRefusal};
use domain::{AppEvent, Result, Settings};

use crate::Engine;
use file::File;

impl Engine {
    /// What can be carried elsewhere, as the text of a file.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn settings_export(&self) -> Result<String> {
        let desk = self.desk()?;
        let settings = desk.store.settings().await?;
        let library = desk.store.library().await?;
        let accounts = desk.store.accounts().await?;
        let file = File::of(&self.core.config.version, &settings, library, &accounts);
        file.text()
    }

    /// Reads such a file: says what it would change, and changes that if `apply` is set. All of
    /// it or nothing.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn settings_import(&self, text: &str, apply: bool) -> Result<ImportAnswer> {
        let desk = self.desk()?;
        let found = match file::read(text) {
            Ok(found) => found,
            Err(why) => return Ok(ImportAnswer::Refused { why }),
        };
        let own = desk.store.settings().await?;
        let library = desk.store.library().await?;
        let accounts = desk.store.accounts().await?;
        let merged = merge::merge(found, &own, &library, &accounts);
        if apply {
            let settings = self.core.config.policy.own(&own, merged.settings);
            desk.store.import(settings.clone(), merged.library).await?;
            desk.keep_settings(settings);
            desk.retention_now.notify_one();
            desk.emit(AppEvent::SettingsChanged);
            desk.emit(AppEvent::ChatsChanged);
        }
        Ok(ImportAnswer::Changes {
            changes: merged.changes,
        })
    }
}

/// What a file would change for somebody who has nothing yet, for the fuzzers.
pub(crate) fn foreign(text: &str) {
    if let Ok(found) = file::read(text) {
        let library = domain::view::Library {
            canned: Vec::new(),
            views: Vec::new(),
        };
        let _ = merge::merge(found, &Settings::default(), &library, &[]);
    }
}

/// Settings that belong to this moment or this computer, and are not carried elsewhere.
const NOT_CARRIED: [&str; 3] = ["quiet_until", "close_to_tray", "autostart"];

/// The fields of settings by name.
fn fields(settings: &Settings) -> serde_json::Map<String, serde_json::Value> {
    match serde_json::to_value(settings) {
        Ok(serde_json::Value::Object(fields)) => fields,
        // Settings are an object, whatever is in them.
        Ok(_) | Err(_) => serde_json::Map::new(),
    }
}

/// Why a text is not taken.
type Refused<T> = std::result::Result<T, ImportRefusal>;

#[cfg(test)]
mod tests;
