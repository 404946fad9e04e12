//! The file itself: what is written, and how one is read.

use domain::view::{ChatSort, ImportRefusal, Library};
use domain::{AccountConfig, ChatFilter, Error, ErrorCode, Result, Settings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{NOT_CARRIED, Refused, fields};

/// What says that a file is ours.
const FORMAT: &str = "switchboard-settings";
/// How it is laid out; a higher number is not understood.
const VERSION: u64 = 1;

/// What is written.
#[derive(Debug, Serialize)]
pub(super) struct File {
    format: &'static str,
    version: u64,
    /// The program that wrote it, for who looks at the file.
    program: String,
    settings: Map<String, Value>,
    canned: Vec<Canned>,
    views: Vec<View>,
}

/// A canned reply in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Canned {
    pub(super) shortcut: String,
    #[serde(default)]
    pub(super) title: String,
    pub(super) text: String,
}

/// A saved view in a file. An account's number means nothing elsewhere; its name may.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct View {
    pub(super) name: String,
    #[serde(default)]
    pub(super) account: Option<String>,
    #[serde(default)]
    pub(super) filter: ChatFilter,
    #[serde(default)]
    pub(super) sort: Option<ChatSort>,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) settings: Map<String, Value>,
    pub(super) canned: Vec<Canned>,
    pub(super) views: Vec<View>,
    /// Names that this version doesn't know.
    pub(super) unknown: Vec<String>,
    /// Names of what is known and makes no sense.
    pub(super) left_out: Vec<String>,
}

impl File {
    pub(super) fn of(
        program: &str,
        settings: &Settings,
        library: Library,
        accounts: &[AccountConfig],
    ) -> Self {
        let mut settings = fields(settings);
        settings.retain(|name, _| !NOT_CARRIED.contains(&name.as_str()));
        let label = |id| {
            let account = accounts.iter().find(|account| account.id == id);
            account.map(|account| account.label.clone())
        };
        Self {
            format: FORMAT,
            version: VERSION,
            program: program.to_owned(),
            settings,
            canned: library
                .canned
                .into_iter()
                .map(|reply| Canned {
                    shortcut: reply.shortcut,
                    title: reply.title,
                    text: reply.text,
                })
                .collect(),
            views: library
                .views
                .into_iter()
                .map(|view| View {
                    name: view.name,
                    account: view.filter.account.and_then(label),
                    filter: ChatFilter {
                        account: None,
                        ..view.filter
                    },
                    sort: Some(view.sort),
                })
                .collect(),
        }
    }

    pub(super) fn text(&self) -> Result<String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| {
                Error::new(ErrorCode::Internal, "The settings could not be written.")
                    .with_source(error)
            })
    }
}

/// Reads a file as far as it is understood.
pub(super) fn read(text: &str) -> Refused<Found> {
    // Editors of some systems put a mark before everything.
    let text = text.trim_start_matches('\u{feff}');
    let Ok(Value::Object(mut whole)) = serde_json::from_str(text) else {
        return Err(ImportRefusal::Foreign);
    };
    if whole.remove("format") != Some(Value::from(FORMAT)) {
        return Err(ImportRefusal::Foreign);
    }
    match whole.remove("version").and_then(|number| number.as_u64()) {
        None | Some(0) => return Err(ImportRefusal::Foreign),
        Some(VERSION) => {}
        Some(_) => return Err(ImportRefusal::Newer),
    }
    whole.remove("program");
    let mut found = Found::default();
    match whole.remove("settings") {
        Some(Value::Object(settings)) => found.settings = settings,
        Some(_) => found.left_out.push("settings".to_owned()),
        None => {}
    }
    let canned = whole.remove("canned");
    let canned = list(canned, "canned", &["shortcut", "title", "text"], &mut found);
    found.canned = canned;
    let views = whole.remove("views");
    let views = list(
        views,
        "views",
        &["name", "account", "filter", "sort"],
        &mut found,
    );
    found.views = views;
    found
        .unknown
        .extend(whole.into_iter().map(|(name, _)| name));
    Ok(found)
}

/// The entries of a list that make sense. The others are named, and so is what is not known.
fn list<T: for<'de> Deserialize<'de>>(
    value: Option<Value>,
    name: &str,
    known: &[&str],
    found: &mut Found,
) -> Vec<T> {
    let entries = match value {
        None => return Vec::new(),
        Some(Value::Array(entries)) => entries,
        Some(_) => {
            found.left_out.push(name.to_owned());
            return Vec::new();
        }
    };
    let mut taken = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        if let Value::Object(fields) = &entry {
            name_unknown(fields, name, known, &mut found.unknown);
            if let Some(Value::Object(filter)) = fields.get("filter") {
                let filters = filter_fields();
                let filters: Vec<&str> = filters.iter().map(String::as_str).collect();
                name_unknown(
                    filter,
                    &format!("{name}.filter"),
                    &filters,
                    &mut found.unknown,
                );
            }
        }
        match serde_json::from_value(entry) {
            Ok(entry) => taken.push(entry),
            Err(_) => found.left_out.push(format!("{name}[{at}]")),
        }
    }
    taken
}

fn name_unknown(
    fields: &Map<String, Value>,
    place: &str,
    known: &[&str],
    unknown: &mut Vec<String>,
) {
    for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
        let name = format!("{place}.{name}");
        if !unknown.contains(&name) {
            unknown.push(name);
        }
    }
}

fn filter_fields() -> Vec<String> {
    match serde_json::to_value(ChatFilter::default()) {
        Ok(Value::Object(fields)) => fields.into_iter().map(|(name, _)| name).collect(),
        Ok(_) | Err(_) => Vec::new(),
    }
}
