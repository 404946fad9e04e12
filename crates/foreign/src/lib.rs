//! Every reader of foreign bytes, as a function of bytes: what a service sends, what a link or
//! another start says, what a file is called, what a list of operators holds.
//!
//! `fuzz/` runs these under libFuzzer; `tests/smoke.rs` runs them with the same corpora, and
//! mutations of those, wherever the test suite runs. A reader panics only if it is wrong.

// The readers that live in the program itself, which has no library.
#[path = "../../../src-tauri/src/deep_link.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses more of it than is read here"
)]
mod deep_link;

#[path = "../../../src-tauri/src/args.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses more of it than is read here"
)]
mod args;

#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses more of it than is read here"
)]
#[path = "../../../src-tauri/src/check/options.rs"]
mod check;

#[path = "../../../src-tauri/src/policy/decisions.rs"]
mod policy;

#[path = "../../../src-tauri/src/updates/platforms.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses more of it than is read here"
)]
mod platforms;

#[path = "../../../src-tauri/src/updates/release.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses more of it than is read here"
)]
mod release;

use std::borrow::Cow;

/// A reader and its name, which is also its corpus's.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("chathub", providers::foreign::chathub),
    ("signalr", providers::foreign::signalr),
    ("smart_sender", providers::foreign::smart_sender),
    ("texter", providers::foreign::texter),
    ("chat_manager", providers::foreign::chat_manager),
    ("refusal", providers::foreign::refusal),
    ("data_url", |bytes| {
        providers::foreign::data_url(&text(bytes))
    }),
    ("dates", dates),
    ("links", links),
    ("addresses", addresses),
    ("file_names", |bytes| {
        engine::foreign::file_name(&text(bytes))
    }),
    ("csv", |bytes| engine::foreign::csv(&text(bytes))),
    ("pictures", engine::foreign::picture),
    ("reports", |bytes| engine::foreign::report(&text(bytes))),
    ("log", |bytes| engine::foreign::log(&text(bytes))),
    ("policy", policy),
    ("settings", |bytes| engine::foreign::settings(&text(bytes))),
    ("arguments", arguments),
    ("update", update),
];

/// Runs the target of this name.
///
/// # Panics
/// If there is none, or if its reader is wrong.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    assert!(target.is_some(), "there is no target {name}");
    if let Some((_, read)) = target {
        read(bytes);
    }
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Dates in every shape that is understood; what is read can be written and read again.
fn dates(bytes: &[u8]) {
    let text = text(bytes);
    providers::foreign::dates(&text);
    if let Some(moment) = domain::Timestamp::from_iso(&text) {
        let written = moment.to_iso();
        if let Some(again) = domain::Timestamp::from_iso(&written) {
            assert_eq!(again, moment, "{written} says what {text} said");
        }
    }
}

/// The arguments of another start, one in each line. A link that is understood names a chat of
/// an account and offers at most a text that can be shown.
fn links(bytes: &[u8]) {
    let arguments: Vec<String> = text(bytes).split('\n').map(str::to_owned).collect();
    let Some(link) = deep_link::find(&arguments) else {
        return;
    };
    assert!(link.chat.account.0 > 0, "an account");
    if let Some(text) = link.text {
        assert!(!text.trim().is_empty(), "something to offer");
        let odd = text.chars().any(|c| c.is_control() && c != '\n');
        assert!(!odd, "nothing hides in {text:?}");
    }
}

/// A policy file. A decision that is there and not understood never lets more than none would.
fn policy(bytes: &[u8]) {
    let Ok(policy) = policy::read(&text(bytes)) else {
        return;
    };
    assert_ne!(policy.retention, Some(0), "messages are kept for a day");
    for preset in policy.servers.values().filter(|it| it.takes_accounts()) {
        let address = preset.url.replace("{principal}", "name");
        let usable = providers::parse_server(&address, "").is_ok();
        assert!(usable && !preset.url.trim().is_empty(), "{address:?}");
    }
}

/// The command line, an argument in each line. It may open a window or print a text; what it says
/// of a chat is a link's.
fn arguments(bytes: &[u8]) {
    let text = text(bytes);
    match args::parse(text.split('\n')) {
        Ok(args::Command::Run(options)) => {
            let folder = options.data_dir;
            assert!(folder.is_none_or(|dir| !dir.as_os_str().is_empty()));
        }
        Ok(args::Command::Help(text)) => assert!(!text.is_empty(), "it says something"),
        Ok(args::Command::Check(_) | args::Command::Version) => {}
        Err(sentence) => assert!(!sentence.is_empty(), "it says why"),
    }
}

/// A manifest of updates: the signed bytes in the first line, the key in the second, the manifest
/// in the rest. Nothing is taken that is no newer.
fn update(bytes: &[u8]) {
    let text = text(bytes);
    let mut lines = text.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (file, key, manifest) = (next(), next(), next());
    let Ok(manifest) = serde_json::from_str(manifest) else {
        return;
    };
    let current = semver::Version::new(1, 0, 0);
    if let Ok(Some(release)) = release::Release::read(manifest, &current) {
        assert!(release.version > current, "an update is newer");
        let _ = release.verify(file.as_bytes(), key);
    }
}

/// Server addresses as they are typed. What is taken is safe for a secret, or this computer.
fn addresses(bytes: &[u8]) {
    let Ok(url) = providers::parse_server(&text(bytes), "https://chat.example.com") else {
        return;
    };
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    assert!(url.scheme() == "https" || local, "{url} is open to all");
    assert!(url.password().is_none(), "{url} holds no secret");
}
