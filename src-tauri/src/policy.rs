//! The policy file: what the administrator of this computer decided, as JSON. It lies where only
//! administrators write.

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use domain::{Policy, PresetServer, ServiceKind};
use serde_json::{Map, Value};

/// Longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The policy that is in force here. What it doesn't understand of the file is logged.
pub(crate) fn of_this_computer() -> Policy {
    let policy = path().map(|path| read(&path)).unwrap_or_default();
    for problem in &policy.problems {
        tracing::warn!("policy: {problem}");
    }
    policy
}

/// Where the file is, if anywhere.
fn path() -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        Some("/Library/Application Support/Switchboard/policy.json".into())
    } else if cfg!(windows) {
        let data = std::env::var_os("ProgramData").filter(|data| !data.is_empty())?;
        Some(PathBuf::from(data).join("Switchboard").join("policy.json"))
    } else {
        Some("/etc/switchboard/policy.json".into())
    }
}

/// Reads the file. One that can't be read counts as the strictest: an administrator who wanted
/// nothing would not have written one.
fn read(path: &Path) -> Policy {
    let text = match text(path) {
        Ok(Some(text)) => text,
        Ok(None) => return Policy::default(),
        Err(error) => return Policy::strictest(format!("{}: {error}", path.display())),
    };
    // Windows' editors begin a file with a mark of its encoding.
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(decisions)) => decide(decisions),
        Ok(_) => Policy::strictest(format!("{}: it is not a JSON object", path.display())),
        Err(error) => Policy::strictest(format!("{}: {error}", path.display())),
    }
}

fn text(path: &Path) -> std::io::Result<Option<String>> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|length| length <= LONGEST) {
        return Ok(Some(text));
    }
    Err(std::io::Error::new(
        ErrorKind::InvalidData,
        format!("it is longer than {} KB", LONGEST / 1024),
    ))
}

/// Each decision by itself, so that one mistake does not undo the others. One that forbids
/// something and isn't understood counts as forbidding. A retention that isn't understood erases
/// nothing, because what is erased does not come back with the next version of the file.
fn decide(decisions: Map<String, Value>) -> Policy {
    let mut policy = Policy::default();
    for (key, value) in decisions {
        let understood = match key.as_str() {
            "servers" => {
                servers(&mut policy, value);
                continue;
            }
            "private_notifications" => {
                policy.private_notifications = value.as_bool().unwrap_or(true);
                match value {
                    Value::Bool(_) => Ok(()),
                    _ => Err("it takes true or false".to_owned()),
                }
            }
            "retention" => days(&value).map(|days| policy.retention = Some(days)),
            "updates" => {
                policy.no_updates = value.as_bool() != Some(true);
                match value {
                    Value::Bool(_) => Ok(()),
                    _ => Err("it takes true or false".to_owned()),
                }
            }
            _ => Err("there is no such decision".to_owned()),
        };
        if let Err(problem) = understood {
            policy.problems.push(format!("{key}: {problem}"));
        }
    }
    policy
}

/// Days of which there is at least one.
fn days(value: &Value) -> Result<u16, String> {
    value
        .as_u64()
        .and_then(|days| u16::try_from(days).ok())
        .filter(|days| *days > 0)
        .ok_or_else(|| format!("it takes a number of days from 1 to {}", u16::MAX))
}

/// Each service by itself, too.
fn servers(policy: &mut Policy, value: Value) {
    let Value::Object(presets) = value else {
        policy
            .problems
            .push("servers: it takes a server for each service".to_owned());
        return;
    };
    for (name, preset) in presets {
        let mut problem = |problem: String| {
            policy.problems.push(format!("servers: {name}: {problem}"));
        };
        let Ok(kind) = serde_json::from_value::<ServiceKind>(Value::from(name.as_str())) else {
            problem("there is no such service".to_owned());
            continue;
        };
        let fixed = match preset.get("fixed") {
            None => false,
            Some(Value::Bool(fixed)) => *fixed,
            Some(_) => {
                problem("fixed takes true or false".to_owned());
                true
            }
        };
        for key in preset.as_object().into_iter().flat_map(Map::keys) {
            if key != "url" && key != "fixed" {
                problem(format!("{key}: there is no such decision"));
            }
        }
        let url = preset.get("url").and_then(Value::as_str).unwrap_or("");
        let filled = url.replace("{principal}", "name");
        // An empty text would be the vendor's address, whichever that is.
        if filled.trim().is_empty() || providers::parse_server(&filled, "").is_err() {
            problem(format!("{url:?} is no usable address"));
            continue;
        }
        let url = url.to_owned();
        policy.servers.insert(kind, PresetServer { url, fixed });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &[u8]) -> Policy {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("policy.json");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn no_file_decides_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(&dir.path().join("policy.json")), Policy::default());
    }

    #[test]
    fn each_decision_is_read() {
        let policy = read_text(
            br#"{
                "servers": {
                    "chathub": { "url": "https://chat.example.com", "fixed": true },
                    "texter": { "url": "https://{principal}.texter.example" }
                },
                "private_notifications": true,
                "retention": 90,
                "updates": false
            }"#,
        );
        assert_eq!(policy.problems, Vec::<String>::new(), "all understood");
        assert_eq!(policy.retention, Some(90), "as written");
        assert!(policy.no_updates, "as written");
        assert!(policy.private_notifications, "as written");
        let fixed = |kind| policy.servers.get(&kind).map(|preset| preset.fixed);
        assert_eq!(fixed(ServiceKind::Chathub), Some(true), "as written");
        assert_eq!(fixed(ServiceKind::Texter), Some(false), "a proposal");
    }

    #[test]
    fn a_file_that_cannot_be_read_forbids_what_can_be_forbidden() {
        let long = [b" ".repeat(70_000), b"{}".to_vec()].concat();
        for broken in [&b"{"[..], b"[]", b"\xff\xfe", b"", &long] {
            let policy = read_text(broken);
            assert!(policy.private_notifications && policy.no_updates, "strict");
            assert_eq!(policy.retention, None, "and nothing is erased");
            assert_eq!(policy.problems.len(), 1, "and said");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(read(folder.path()).private_notifications, "no file at all");
    }

    #[test]
    fn one_mistake_does_not_undo_the_other_decisions() {
        let policy = read_text(
            br#"{
                "servers": { "icq": { "url": "https://icq.example" } },
                "private_notifications": "yes",
                "privat_notifications": true
            }"#,
        );
        assert!(policy.private_notifications, "meant to forbid");
        assert!(policy.servers.is_empty(), "of no service we know");
        assert_eq!(policy.problems.len(), 3, "each said: {:?}", policy.problems);
        for url in [
            "",
            "http://chat.example.com",
            "chat.example.com?x",
            "ftp://x",
        ] {
            let text = serde_json::json!({ "servers": { "chathub": { "url": url } } });
            let policy = read_text(text.to_string().as_bytes());
            assert_eq!(policy.problems.len(), 1, "{url:?} is no server");
            assert!(policy.servers.is_empty(), "and is not used");
        }
    }

    #[test]
    fn one_server_that_is_not_understood_does_not_undo_the_others() {
        let policy = read_text(
            br#"{
                "servers": {
                    "icq": { "url": "https://icq.example" },
                    "chathub": { "url": "https://chat.example", "fixed": "yes" },
                    "smart_sender": { "url": "javascript:x" },
                    "texter": { "url": "https://texter.example", "color": "red" },
                    "chat_manager": []
                }
            }"#,
        );
        let fixed = |kind| policy.servers.get(&kind).map(|preset| preset.fixed);
        assert_eq!(fixed(ServiceKind::Chathub), Some(true), "meant to forbid");
        assert_eq!(fixed(ServiceKind::Texter), Some(false), "as it was before");
        assert_eq!(policy.servers.len(), 2, "what has no address is not used");
        assert_eq!(policy.problems.len(), 5, "each said: {:?}", policy.problems);
        for servers in ["null", "[]", "\"https://chat.example\""] {
            let policy = read_text(format!(r#"{{ "servers": {servers} }}"#).as_bytes());
            assert_eq!(policy.problems.len(), 1, "{servers} is said");
        }
    }

    #[test]
    fn an_editors_mark_at_the_beginning_is_no_mistake() {
        let policy = read_text(b"\xef\xbb\xbf{ \"updates\": false }");
        assert_eq!(policy.problems, Vec::<String>::new(), "read as it is meant");
        assert!(policy.no_updates, "as written");
        assert!(!policy.private_notifications, "and no more");
    }

    #[test]
    fn days_and_updates_that_are_not_understood_are_said() {
        for days in ["0", "-1", "1.5", "70000", "\"90\"", "true", "null", "[]"] {
            let policy = read_text(format!(r#"{{ "retention": {days} }}"#).as_bytes());
            assert_eq!(policy.retention, None, "{days} erases nothing");
            assert_eq!(policy.problems.len(), 1, "{days} is said");
        }
        for (value, forbidden, problems) in [
            ("false", true, 0),
            ("true", false, 0),
            ("\"no\"", true, 1),
            ("0", true, 1),
        ] {
            let policy = read_text(format!(r#"{{ "updates": {value} }}"#).as_bytes());
            assert_eq!(policy.no_updates, forbidden, "{value}");
            assert_eq!(policy.problems.len(), problems, "{value}");
        }
    }
}
