//! How much a call may carry, whatever the command: measured before anything is made of it, so
//! that a page that went wild costs no memory.

use serde_json::Value;
use tauri::ipc::InvokeBody;

/// Most that the arguments of a call may weigh, in bytes of text; each value weighs 8 besides.
const HEAVIEST: usize = 4 * 1024 * 1024;

/// Longest file that is taken as a body, in bytes. What a service takes is checked later.
const LONGEST_FILE: usize = 128 * 1024 * 1024;

/// Whether a call's arguments may be looked at.
pub(crate) fn is_bearable(body: &InvokeBody) -> bool {
    match body {
        InvokeBody::Raw(bytes) => bytes.len() <= LONGEST_FILE,
        InvokeBody::Json(value) => {
            let mut left = HEAVIEST;
            bears(value, &mut left)
        }
    }
}

/// Takes the value's weight off what is left; false as soon as nothing is.
fn bears(value: &Value, left: &mut usize) -> bool {
    let own = match value {
        Value::String(text) => text.len(),
        _ => 0,
    };
    let Some(rest) = left.checked_sub(own + 8) else {
        return false;
    };
    *left = rest;
    match value {
        Value::Array(values) => values.iter().all(|value| bears(value, left)),
        Value::Object(fields) => fields.iter().all(|(name, value)| {
            let rest = left.checked_sub(name.len());
            *left = rest.unwrap_or(0);
            rest.is_some() && bears(value, left)
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken(value: Value) -> bool {
        is_bearable(&InvokeBody::Json(value))
    }

    #[test]
    fn what_people_do_is_taken() {
        assert!(taken(Value::Null), "no arguments");
        let list = "operator\n".repeat(100_000);
        assert!(taken(json!({ "text": list })), "a long pasted list");
        let keys: Vec<String> = (0..10_000).map(|key| format!("message-{key}")).collect();
        assert!(taken(json!({ "act": { "keys": keys } })), "many at once");
        assert!(is_bearable(&InvokeBody::Raw(vec![0; 1024])), "a file");
    }

    #[test]
    fn weight_is_found_wherever_it_hides() {
        let long = "x".repeat(HEAVIEST);
        assert!(!taken(json!({ "chat": long })), "a text");
        let mut named = serde_json::Map::new();
        named.insert(long, Value::Null);
        assert!(!taken(Value::Object(named)), "a name");
        assert!(!taken(json!(vec![0; HEAVIEST / 8])), "many numbers");
        assert!(
            !taken(json!(vec![vec!["ab".repeat(1000); 100]; 30])),
            "texts that are short one by one"
        );
        assert!(
            !is_bearable(&InvokeBody::Raw(vec![0; LONGEST_FILE + 1])),
            "a file"
        );
    }
}
