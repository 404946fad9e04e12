//! The command surface, checked: what is declared, what is granted, what the front end calls.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(at(path)).unwrap()
}

/// The names between `before` and the next quote.
fn names_after(text: &str, before: &str) -> BTreeSet<String> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

fn declared() -> BTreeSet<String> {
    let build = read("build.rs");
    let list = build
        .split("&[\n")
        .nth(1)
        .unwrap()
        .split("];")
        .next()
        .unwrap();
    names_after(list, "    \"")
}

/// The configuration that is built into the program.
fn config() -> serde_json::Value {
    serde_json::to_value(crate::context::generated().config()).unwrap()
}

#[test]
fn the_window_is_granted_exactly_the_declared_commands_and_listening() {
    let capability: serde_json::Value =
        serde_json::from_str(&read("capabilities/main.json")).unwrap();
    let granted: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|permission| permission.as_str().unwrap().to_owned())
        .collect();
    let mut expected: BTreeSet<String> = declared()
        .iter()
        .map(|command| format!("allow-{}", command.replace('_', "-")))
        .collect();
    expected.insert("core:event:allow-listen".into());
    expected.insert("core:event:allow-unlisten".into());
    assert_eq!(granted, expected, "nothing more, nothing less");
    assert_eq!(
        capability["windows"],
        serde_json::json!(["main"]),
        "the main window only"
    );
    assert!(declared().len() <= 45, "the surface stays small");
}

#[test]
fn every_declared_command_is_handled_and_called_and_no_other() {
    let handler = read("src/app.rs");
    let handled: BTreeSet<String> = handler
        .lines()
        .filter_map(|line| line.trim().strip_prefix("commands::"))
        .filter_map(|path| path.trim_end_matches(',').split("::").nth(1))
        .map(str::to_owned)
        .collect();
    assert_eq!(handled, declared(), "handled as declared");
    let calls = read("../ui/src/lib/ipc/commands.ts");
    let called: BTreeSet<String> = calls
        .split("call<")
        .skip(1)
        .filter_map(|rest| rest.split("(\"").nth(1))
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(called, declared(), "called as declared");
}

#[test]
fn every_command_is_called_as_no_page_does() {
    let journey = read("../tests/tests/journeys/calls.rs");
    for command in declared() {
        let named = journey.contains(&format!("\"{command}\""));
        assert!(named, "{command} is left out by the journey that calls all");
    }
}

#[test]
fn the_webview_has_no_network_and_runs_no_foreign_code() {
    let config = config();
    let security = &config["app"]["security"];
    let policy = security["csp"].as_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none';"),
        "closed by default"
    );
    let holes = ["unsafe-", "https:", "data:", "*", "ws:", "wss:", "asset:"];
    for hole in holes {
        assert!(!policy.contains(hole), "{hole} opens the policy");
    }
    println!(
        "S2: {} holes that the page's policy does not have",
        holes.len()
    );
    assert_eq!(
        policy.matches("http:").count(),
        1,
        "the one http origin is the program's own channel"
    );
    assert!(
        policy.contains("connect-src ipc: http://ipc.localhost;"),
        "which is this one"
    );
    assert_eq!(
        security["freezePrototype"], true,
        "prototypes can't be changed"
    );
    assert_eq!(
        security["capabilities"],
        serde_json::json!(["main"]),
        "one capability file"
    );
    assert_eq!(
        security["dangerousDisableAssetCspModification"], false,
        "the policy carries the hashes of our own scripts"
    );
    assert_eq!(
        security["assetProtocol"]["enable"], false,
        "no files of this computer"
    );
    assert_eq!(
        config["build"]["devUrl"],
        serde_json::Value::Null,
        "no pages but our own"
    );
    assert_eq!(
        config["app"]["windows"],
        serde_json::json!([]),
        "windows are opened by code, with their guards"
    );
    assert_eq!(config["app"]["withGlobalTauri"], false, "no global door");
}

#[test]
fn a_release_has_no_developer_tools() {
    let features = [read("Cargo.toml"), read("../Cargo.toml")];
    for manifest in features {
        let tools = manifest
            .lines()
            .any(|line| line.contains("tauri") && line.contains("devtools"));
        assert!(!tools, "the feature would put them into releases");
    }
}
