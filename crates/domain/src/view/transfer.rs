//! Settings that are carried from one computer to another.

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

/// What reading a file of settings came to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "import", rename_all = "snake_case")]
#[ts(export)]
pub enum ImportAnswer {
    /// What it changes, or has changed.
    Changes {
        /// Which.
        changes: ImportChanges,
    },
    /// Nothing of it was taken.
    Refused {
        /// Why.
        why: ImportRefusal,
    },
}

/// Why a file of settings is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportRefusal {
    /// It is something else.
    Foreign,
    /// A newer version of the program wrote it.
    Newer,
}

/// What a file of settings changes. What it doesn't name stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ImportChanges {
    /// Settings that become others.
    pub settings: Vec<SettingChange>,
    /// Commands whose keys become others, by id.
    pub keys: Vec<String>,
    /// Canned replies that come, by shortcut.
    pub canned_new: Vec<String>,
    /// Canned replies that become others, by shortcut.
    pub canned_changed: Vec<String>,
    /// Saved views that come, by name.
    pub views_new: Vec<String>,
    /// Saved views that become others, by name.
    pub views_changed: Vec<String>,
    /// What this version doesn't know, as it is called in the file.
    pub unknown: Vec<String>,
    /// What is known, but can't be taken here, as it is called in the file.
    pub left_out: Vec<String>,
}

/// A setting that becomes another.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SettingChange {
    /// Its field of the settings.
    pub name: String,
    /// What it is.
    #[ts(type = "unknown")]
    pub from: Value,
    /// What it becomes.
    #[ts(type = "unknown")]
    pub to: Value,
}
