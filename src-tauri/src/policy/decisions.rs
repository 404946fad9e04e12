//! What the text of a policy file decides. Pure.

use domain::{Policy, PresetServer, SERVICES};
use serde_json::{Map, Value};

/// What the file's text decides.
///
/// # Errors
/// Why it is no policy at all.
pub(crate) fn read(text: &str) -> Result<Policy, String> {
    // Windows' editors begin a file with a mark of its encoding.
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(decisions)) => Ok(decide(decisions)),
        Ok(_) => Err("it is not a JSON object".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Each decision by itself, so that one mistake does not undo the others. One that forbids
/// something and isn't understood counts as forbidding, and of two the stricter one counts. A
/// retention that isn't understood erases nothing, because what is erased does not come back with
/// the next version of the file.
fn decide(decisions: Map<String, Value>) -> Policy {
    let mut policy = Policy::default();
    for (key, value) in decisions {
        let understood = match plain(&key).as_str() {
            "servers" => {
                servers(&mut policy, value);
                continue;
            }
            "privatenotifications" => {
                policy.private_notifications |= value.as_bool().unwrap_or(true);
                yes_or_no(&value)
            }
            "retention" => days(&value).map(|days| {
                let before = policy.retention.unwrap_or(days);
                policy.retention = Some(days.min(before));
            }),
            "updates" => {
                policy.no_updates |= value.as_bool() != Some(true);
                yes_or_no(&value)
            }
            _ => Err("there is no such decision".to_owned()),
        };
        if let Err(problem) = understood {
            policy.problems.push(format!("{key}: {problem}"));
        }
    }
    policy
}

/// A key as it is meant: in any case, with dashes or blanks or without.
fn plain(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn yes_or_no(value: &Value) -> Result<(), String> {
    match value {
        Value::Bool(_) => Ok(()),
        _ => Err("it takes true or false".to_owned()),
    }
}

/// Days of which there is at least one.
fn days(value: &Value) -> Result<u16, String> {
    value
        .as_u64()
        .and_then(|days| u16::try_from(days).ok())
        .filter(|days| *days > 0)
        .ok_or_else(|| format!("it takes a number of days from 1 to {}", u16::MAX))
}

/// Each service by itself, too. What isn't understood of one that may be fixed allows no account.
fn servers(policy: &mut Policy, value: Value) {
    let Value::Object(presets) = value else {
        policy
            .problems
            .push("servers: it takes a server for each service".to_owned());
        policy.servers = Policy::no_servers();
        return;
    };
    for (name, preset) in presets {
        let named = SERVICES.into_iter().find(|kind| {
            let known = serde_json::to_value(kind).unwrap_or_default();
            known
                .as_str()
                .is_some_and(|known| plain(known) == plain(&name))
        });
        let mut problem = |problem: String| {
            policy.problems.push(format!("servers: {name}: {problem}"));
        };
        let Some(kind) = named else {
            problem("there is no such service".to_owned());
            continue;
        };
        let preset = server(preset, &mut problem);
        // Two of one service contradict each other, unless they say the same.
        match (policy.servers.get(&kind), preset) {
            (_, None) => {}
            (Some(before), Some(preset)) if *before != preset => {
                problem("it stands there twice".to_owned());
                policy.servers.insert(kind, PresetServer::none());
            }
            (_, Some(preset)) => {
                policy.servers.insert(kind, preset);
            }
        }
    }
}

/// What is decided of one service's server, if anything.
fn server(preset: Value, problem: &mut impl FnMut(String)) -> Option<PresetServer> {
    let Value::Object(decisions) = preset else {
        problem("it takes an object with a url".to_owned());
        return Some(PresetServer::none());
    };
    let (mut url, mut token_url, mut fixed) = (None, None, false);
    for (key, value) in decisions {
        match plain(&key).as_str() {
            "url" => url = Some(value),
            "tokenurl" => token_url = Some(value),
            "fixed" => {
                fixed |= value.as_bool().unwrap_or(true);
                if yes_or_no(&value).is_err() {
                    problem("fixed takes true or false".to_owned());
                }
            }
            _ => problem(format!("{key}: there is no such decision")),
        }
    }
    // An empty text would be the vendor's address, whichever that is.
    let usable = |value: &Value| {
        let text = value.as_str().filter(|text| !text.trim().is_empty())?;
        let filled = text.replace("{principal}", "name");
        providers::parse_server(&filled, "").ok()?;
        Some(text.to_owned())
    };
    let address = url.as_ref().and_then(usable);
    if address.is_none() {
        let written = url.unwrap_or_default();
        problem(format!("{written} is no usable address"));
    }
    if let Some(written) = token_url.as_ref().filter(|value| usable(value).is_none()) {
        problem(format!("{written} is no usable address"));
    }
    match address {
        Some(url) => Some(PresetServer {
            url,
            fixed,
            token_url: token_url.as_ref().and_then(usable),
        }),
        None => fixed.then(PresetServer::none),
    }
}

#[cfg(test)]
mod tests {
    use domain::ServiceKind;

    use super::*;

    fn read_text(text: &[u8]) -> Policy {
        read(std::str::from_utf8(text).unwrap()).unwrap()
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
        assert_eq!(policy.servers.len(), 3, "what has no address is not used");
        let manager = &policy.servers[&ServiceKind::ChatManager];
        assert!(!manager.takes_accounts(), "might have been meant to forbid");
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

    #[test]
    fn a_service_that_may_be_fixed_and_is_not_understood_takes_no_account() {
        for preset in [
            r#"{ "url": "htps://chat.example", "fixed": true }"#,
            r#"{ "url": "http://chat.example", "fixed": true }"#,
            r#"{ "url": "", "fixed": true }"#,
            r#"{ "url": 5, "fixed": true }"#,
            r#"{ "fixed": true }"#,
            r#"{ "fixed": "yes", "URL": null }"#,
            r#"{ "Fixed": true, "adress": "https://chat.example" }"#,
            r#""https://chat.example""#,
            "null",
            "[]",
        ] {
            for name in ["chathub", "ChatHub", "chat-hub", "Chat Hub"] {
                let policy =
                    read_text(format!(r#"{{ "Servers": {{ "{name}": {preset} }} }}"#).as_bytes());
                let chathub = policy.servers.get(&ServiceKind::Chathub);
                let takes = chathub.is_none_or(PresetServer::takes_accounts);
                assert!(!takes, "{name}: {preset} allows none");
                assert!(!policy.problems.is_empty(), "{name}: {preset} is said");
                assert_eq!(policy.servers.len(), 1, "the others are free");
            }
        }
        for servers in ["null", "[]", "true", "5", "\"https://chat.example\""] {
            let policy = read_text(format!(r#"{{ "servers": {servers} }}"#).as_bytes());
            for kind in SERVICES {
                let takes = policy.servers[&kind].takes_accounts();
                assert!(!takes, "{servers}: no account of {kind:?}");
            }
        }
    }

    #[test]
    fn keys_count_as_they_are_meant_and_of_two_the_stricter() {
        let policy = read_text(
            br#"{
                "Private-Notifications": true, "private_notifications": false,
                "Updates": false, "UPDATES": true,
                "Retention": 30, "retention": 90,
                "servers": {
                    "Smart Sender": { "Url": "https://a.example", "FIXED": true },
                    "smart_sender": { "url": "https://b.example" }
                },
                "update": true
            }"#,
        );
        assert!(policy.private_notifications, "either says so");
        assert!(policy.no_updates, "either says so");
        assert_eq!(policy.retention, Some(30), "the fewer days");
        let takes = policy.servers[&ServiceKind::SmartSender].takes_accounts();
        assert!(!takes, "which server it is can't be known");
        assert_eq!(policy.problems.len(), 2, "said: {:?}", policy.problems);
        let named = policy.problems.iter().any(|it| it.starts_with("update:"));
        assert!(named, "what there is not is named: {:?}", policy.problems);
    }

    #[test]
    fn a_server_may_have_its_tokens_from_elsewhere() {
        let policy = read_text(
            br#"{ "servers": { "chat_manager": {
                "url": "https://desk.example", "fixed": true, "token_url": "https://login.example/t"
            } } }"#,
        );
        let preset = &policy.servers[&ServiceKind::ChatManager];
        let token_url = preset.token_url.as_deref();
        assert_eq!(token_url, Some("https://login.example/t"), "as written");
        assert_eq!(policy.problems, Vec::<String>::new(), "understood");
        let policy = read_text(
            br#"{ "servers": { "chat_manager": { "url": "https://desk.example", "token_url": "x y" } } }"#,
        );
        assert_eq!(policy.problems.len(), 1, "one that is none is said");
    }
}
