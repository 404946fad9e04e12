//! What a file changes here. Pure: nothing is taken that would not also be taken by hand.

use domain::view::{
    CannedReply, ChatListQuery, ImportChanges, Library, LibraryChange, SavedView, SettingChange,
};
use domain::{AccountConfig, ChatFilter, Settings};
use serde_json::{Map, Value};

use super::file::{Canned, Found, View};
use super::{NOT_CARRIED, fields};
use crate::settings;

/// What a file comes to.
pub(super) struct Merged {
    pub(super) settings: Settings,
    pub(super) library: Vec<LibraryChange>,
    pub(super) changes: ImportChanges,
}

/// Puts what was found on top of what is there.
pub(super) fn merge(
    found: Found,
    own: &Settings,
    library: &Library,
    accounts: &[AccountConfig],
) -> Merged {
    let mut changes = ImportChanges {
        unknown: found.unknown,
        left_out: found.left_out,
        ..ImportChanges::default()
    };
    let settings = merge_settings(own, found.settings, &mut changes);
    let mut taken = Vec::new();
    for reply in found.canned {
        taken.extend(merge_canned(reply, &library.canned, &mut changes));
    }
    for view in found.views {
        taken.extend(merge_view(view, &library.views, accounts, &mut changes));
    }
    Merged {
        settings,
        library: taken,
        changes,
    }
}

/// Takes each setting by itself, so that one that makes no sense costs no other.
fn merge_settings(
    own: &Settings,
    found: Map<String, Value>,
    changes: &mut ImportChanges,
) -> Settings {
    let mut now = fields(own);
    for (name, value) in found {
        let Some(before) = now.get(&name).cloned() else {
            changes.unknown.push(format!("settings.{name}"));
            continue;
        };
        if NOT_CARRIED.contains(&name.as_str()) {
            continue;
        }
        let value = match (&before, value) {
            // Keys of commands that the file doesn't name stay.
            (Value::Object(before), Value::Object(given)) if name == "keys" => {
                changes.keys = given
                    .iter()
                    .filter(|(id, keys)| before.get(*id) != Some(keys))
                    .map(|(id, _)| id.clone())
                    .collect();
                let mut keys = before.clone();
                keys.extend(given);
                Value::Object(keys)
            }
            (_, value) => value,
        };
        if value == before {
            continue;
        }
        let mut tried = now.clone();
        tried.insert(name.clone(), value.clone());
        let sound = serde_json::from_value::<Settings>(Value::Object(tried.clone()))
            .is_ok_and(|settings| settings::check(&settings).is_ok());
        if !sound {
            if name == "keys" {
                changes.keys.clear();
            }
            changes.left_out.push(format!("settings.{name}"));
            continue;
        }
        now = tried;
        if name != "keys" {
            changes.settings.push(SettingChange {
                name,
                from: before,
                to: value,
            });
        }
    }
    serde_json::from_value(Value::Object(now)).unwrap_or_else(|_| own.clone())
}

fn merge_canned(
    reply: Canned,
    own: &[CannedReply],
    changes: &mut ImportChanges,
) -> Option<LibraryChange> {
    let shortcut = reply.shortcut.trim().to_owned();
    let named = |list: &[String]| {
        let folded = shortcut.to_lowercase();
        list.iter().any(|one| one.to_lowercase() == folded)
    };
    let twice = named(&changes.canned_new) || named(&changes.canned_changed);
    if twice || !store::is_canned(&shortcut, &reply.text) {
        changes.left_out.push(format!("canned: {shortcut}"));
        return None;
    }
    let there = own
        .iter()
        .find(|one| one.shortcut.to_lowercase() == shortcut.to_lowercase());
    match there {
        Some(one)
            if one.shortcut == shortcut
                && one.title == reply.title.trim()
                && one.text == reply.text =>
        {
            return None;
        }
        Some(_) => changes.canned_changed.push(shortcut.clone()),
        None => changes.canned_new.push(shortcut.clone()),
    }
    Some(LibraryChange::SaveCanned {
        id: there.and_then(|one| one.id),
        shortcut,
        title: reply.title,
        text: reply.text,
    })
}

fn merge_view(
    view: View,
    own: &[SavedView],
    accounts: &[AccountConfig],
    changes: &mut ImportChanges,
) -> Option<LibraryChange> {
    let name = view.name.trim().to_owned();
    let account = match &view.account {
        None => Some(None),
        // Without its account it would show other chats than it says.
        Some(label) => accounts
            .iter()
            .find(|account| account.label == *label)
            .map(|account| Some(account.id)),
    };
    let twice = changes.views_new.contains(&name) || changes.views_changed.contains(&name);
    let (Some(account), false, false) = (account, name.is_empty(), twice) else {
        changes.left_out.push(format!("views: {name}"));
        return None;
    };
    let filter = ChatFilter {
        account,
        ..view.filter
    };
    let there = own.iter().find(|one| one.name == name);
    match there {
        Some(one) if one.filter == filter && one.sort == view.sort.unwrap_or_default() => {
            return None;
        }
        Some(_) => changes.views_changed.push(name.clone()),
        None => changes.views_new.push(name.clone()),
    }
    Some(LibraryChange::SaveView {
        id: there.map(|one| one.id),
        name,
        query: Box::new(ChatListQuery {
            filter,
            sort: view.sort,
            ..ChatListQuery::default()
        }),
    })
}
