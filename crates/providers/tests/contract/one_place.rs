//! A service's kind is matched in `providers` alone: everything else asks for abilities.

use std::fs;
use std::path::{Path, PathBuf};

/// Where a service may be named: its definition, the words of the sign-in form, and the made-up
/// company that the demo signs in to.
const ALLOWED: [&str; 3] = [
    "crates/domain/src/account.rs",
    "ui/src/views/signin/words.ts",
    "src-tauri/src/demo.rs",
];

/// Folders whose files must not know services apart.
const ROOMS: [&str; 5] = [
    "crates/domain/src",
    "crates/store/src",
    "crates/engine/src",
    "src-tauri/src",
    "ui/src",
];

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir)
        .expect("a folder of the project")
        .flatten()
    {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            // Generated: types, messages.
            if !matches!(name.as_str(), "bindings" | "paraglide" | "test" | "tests") {
                files(&path, found);
            }
        } else if [".rs", ".ts", ".svelte"]
            .iter()
            .any(|end| name.ends_with(end))
            && !name.contains(".test.")
            && name != "tests.rs"
        {
            found.push(path);
        }
    }
}

/// The code of a file: no comments, and no unit tests behind it.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines()
        .filter(|line| {
            let line = line.trim_start();
            !line.starts_with("//") && !line.starts_with('*') && !line.starts_with("/*")
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn no_room_but_providers_tells_services_apart() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for room in ROOMS {
        files(&root.join(room), &mut found);
    }
    assert!(found.len() > 200, "the rooms were looked through");
    let names = [
        "ServiceKind::",
        "\"chathub\"",
        "\"smart_sender\"",
        "\"texter\"",
        "\"chat_manager\"",
    ];
    let mut telling = Vec::new();
    for path in found {
        let code = code(&fs::read_to_string(&path).expect("text"));
        let relative = path.strip_prefix(&root).unwrap_or(&path).to_owned();
        let allowed = ALLOWED.iter().any(|allowed| relative.ends_with(allowed));
        if !allowed && names.iter().any(|name| code.contains(name)) {
            telling.push(relative);
        }
    }
    assert_eq!(telling, Vec::<PathBuf>::new(), "only capabilities tell");
}
