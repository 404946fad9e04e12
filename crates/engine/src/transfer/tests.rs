use domain::view::{CannedReply, Library, SavedView};
use domain::{CannedId, ChatFilter, Density, Theme, ViewId};
use serde_json::json;

use super::merge::{Merged, merge};
use super::*;

fn library() -> Library {
    Library {
        canned: vec![CannedReply {
            id: Some(CannedId(1)),
            shortcut: "hi".into(),
            title: String::new(),
            text: "Hello".into(),
            account: None,
        }],
        views: vec![SavedView {
            id: ViewId(1),
            name: "Urgent".into(),
            filter: ChatFilter {
                unread: Some(true),
                ..ChatFilter::default()
            },
            sort: domain::view::ChatSort::default(),
            count: 0,
        }],
    }
}

fn own() -> Settings {
    Settings {
        theme: Theme::Dark,
        keys: [("close".to_owned(), vec!["KeyX".to_owned()])].into(),
        ..Settings::default()
    }
}

fn merged(text: &str) -> Merged {
    merge(file::read(text).unwrap(), &own(), &library(), &[])
}

fn with(rest: serde_json::Value) -> String {
    let mut whole = json!({ "format": "switchboard-settings", "version": 1 });
    if let (Some(whole), serde_json::Value::Object(rest)) = (whole.as_object_mut(), rest) {
        whole.extend(rest);
    }
    whole.to_string()
}

#[test]
fn what_is_written_is_read_and_changes_nothing() {
    let text = File::of("0.1.0", &own(), library(), &[]).text().unwrap();
    let Merged {
        settings,
        library,
        changes,
    } = merged(&text);
    assert_eq!(settings, own(), "the same");
    assert!(library.is_empty(), "{library:?}");
    assert_eq!(changes, domain::view::ImportChanges::default(), "no change");
}

#[test]
fn a_file_holds_what_is_carried_and_no_more() {
    let text = File::of("0.1.0", &own(), library(), &[]).text().unwrap();
    for secret in [
        "passphrase",
        "token",
        "password",
        "quiet_until",
        "autostart",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn foreign_and_newer_files_are_refused() {
    for (text, why) in [
        ("", ImportRefusal::Foreign),
        ("[]", ImportRefusal::Foreign),
        ("{\"theme\": \"dark\"}", ImportRefusal::Foreign),
        (
            "{\"format\": \"switchboard-settings\"}",
            ImportRefusal::Foreign,
        ),
        (
            "{\"format\": \"switchboard-settings\", \"version\": 2}",
            ImportRefusal::Newer,
        ),
    ] {
        assert_eq!(file::read(text).unwrap_err(), why, "{text}");
    }
    let marked = format!("\u{feff}{}", with(json!({})));
    assert!(
        file::read(&marked).is_ok(),
        "a mark of some editors is none"
    );
}

#[test]
fn what_differs_is_named_and_the_rest_stays() {
    let Merged {
        settings,
        library,
        changes,
    } = merged(&with(json!({
        "settings": {
            "theme": "light",
            "density": "comfortable",
            "quiet_until": 5,
            "keys": { "pin": ["KeyQ"], "close": ["KeyX"] },
        },
        "canned": [
            { "shortcut": "HI", "text": "Good day" },
            { "shortcut": "bye", "text": "Goodbye" },
        ],
        "views": [{ "name": "Urgent", "filter": { "unread": true } }, { "name": "All" }],
    })));
    assert_eq!(settings.theme, Theme::Light, "changed");
    assert_eq!(settings.density, Density::Comfortable, "as it was");
    assert_eq!(settings.quiet_until, None, "of another moment");
    assert_eq!(settings.keys.len(), 2, "the own keys stay");
    let names: Vec<&str> = changes
        .settings
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["theme"], "what differs");
    assert_eq!(changes.keys, ["pin"], "keys that differ");
    assert_eq!(changes.canned_changed, ["HI"], "however it is written");
    assert_eq!(changes.canned_new, ["bye"], "a new one");
    assert_eq!(changes.views_new, ["All"], "the other is there already");
    assert_eq!(library.len(), 3, "and nothing else is done");
}

#[test]
fn what_is_not_known_or_makes_no_sense_is_named_and_costs_nothing_else() {
    let Merged {
        settings,
        mut changes,
        ..
    } = merged(&with(json!({
        "future": 1,
        "settings": {
            "theme": "plaid",
            "lock_minutes": 0,
            "sparkles": true,
            "density": "compact",
            "keys": { "pin": "KeyQ" },
        },
        "canned": [
            { "shortcut": "two words", "text": "x" },
            { "shortcut": "b", "text": "x", "colour": "red" },
            { "shortcut": "B", "text": "y" },
            7,
        ],
        "views": [
            { "name": "Theirs", "account": "Flowers" },
            { "name": "Mine", "filter": { "mood": 1 } },
        ],
    })));
    assert_eq!(
        settings.density,
        Density::Compact,
        "what makes sense is taken"
    );
    assert_eq!(settings.theme, Theme::Dark, "the rest is not");
    assert_eq!(settings.keys, own().keys, "nor are keys that are none");
    assert!(changes.keys.is_empty(), "nor named as a change");
    changes.unknown.sort();
    changes.left_out.sort();
    assert_eq!(
        changes.unknown,
        [
            "canned.colour",
            "future",
            "settings.sparkles",
            "views.filter.mood"
        ],
        "named"
    );
    assert_eq!(
        changes.left_out,
        [
            "canned: B",
            "canned: two words",
            "canned[3]",
            "settings.keys",
            "settings.lock_minutes",
            "settings.theme",
            "views: Theirs",
        ],
        "named too"
    );
}
