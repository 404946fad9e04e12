//! What is refused of updates, and what is taken.

mod server;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::view::SendOptions;
use sandbox::{Sandbox, SandboxConfig};
use semver::Version;
use serde_json::json;

use self::server::{Answer, Gate, Keys, PACKAGE, Server, file_name, manifest, redirect, whole};
use super::release::platform;
use super::*;
use crate::support::tests::{filled, started};

#[tokio::test]
async fn a_newer_version_that_is_signed_is_taken_and_nothing_is_said_of_the_person() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let bytes = server.update(&keys.public()).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(PACKAGE), "whole");
    let asked = server.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 2, "what there is, and the file");
    for head in asked {
        let names: Vec<String> = head
            .lines()
            .skip(1)
            .filter_map(|line| Some(line.split_once(':')?.0.to_lowercase()))
            .collect();
        for name in &names {
            let plain = ["host", "user-agent", "accept", "accept-encoding"];
            assert!(plain.contains(&name.as_str()), "{name} in {head}");
        }
        assert!(head.contains("Switchboard/"), "name and version: {head}");
    }
}

#[tokio::test]
async fn what_is_told_elsewhere_is_followed_over_https() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let file = format!("/{}", file_name());
    server.answer("/moved", whole(200, PACKAGE));
    server.answer(&file, redirect(server.at("/moved").as_str()));
    let bytes = server.update(&keys.public()).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(PACKAGE), "from there");
}

#[tokio::test]
async fn nothing_is_taken_that_is_not_newer() {
    let (server, keys) = (Server::start().await, Keys::new());
    let versions = [
        "1.2.3",
        "1.2.2",
        "0.9.0",
        "v1.2.3",
        "1.2.3-beta.1",
        "1.3.0-beta.1",
    ];
    for version in versions {
        server.publish(version, &keys.usual(version), PACKAGE);
        let found = server.update(&keys.public()).await.unwrap();
        assert_eq!(found, None, "{version} is no update of 1.2.3");
    }
    println!("S10: {} downgrades and previews refused", versions.len());
}

/// Each attack, and the code of what is said about it.
#[tokio::test]
async fn attacks_on_signatures_are_refused() {
    let (server, keys, others) = (Server::start().await, Keys::new(), Keys::new());
    let usual = keys.usual("1.3.0");
    let name = file_name();
    let bare = keys.sign_with(PACKAGE, "timestamp:1");
    let reworded = {
        let text = String::from_utf8(STANDARD.decode(keys.usual("1.2.4")).unwrap()).unwrap();
        STANDARD.encode(text.replace("version:1.2.4", "version:1.3.0"))
    };
    let others_files = platforms::PLATFORMS
        .iter()
        .filter(|(name, _)| *name != platform())
        .map(|(_, ending)| format!("Switchboard_1.3.0{ending}"))
        // As macOS's bundler calls it, whatever the processor.
        .chain([
            "Switchboard.app.tar.gz".to_owned(),
            "Switchboard.AppImage".to_owned(),
        ])
        .map(|file| keys.sign(PACKAGE, "1.3.0", &file));
    let mut flipped = PACKAGE.to_vec();
    flipped[3] ^= 1;
    let mut attacks: Vec<(&str, String, Vec<u8>)> = vec![
        ("another's signature", others.usual("1.3.0"), PACKAGE.into()),
        (
            "another file's signature",
            keys.sign(b"else", "1.3.0", &name),
            PACKAGE.into(),
        ),
        (
            "an older version under a newer number",
            keys.usual("1.1.0"),
            PACKAGE.into(),
        ),
        ("a version that isn't signed for", bare, PACKAGE.into()),
        (
            "a trusted comment that was reworded",
            reworded,
            PACKAGE.into(),
        ),
        ("one bit flipped", usual.clone(), flipped),
        ("a truncated file", usual.clone(), PACKAGE[..10].into()),
        ("an empty file", usual.clone(), Vec::new()),
        (
            "a file with something after it",
            usual.clone(),
            [PACKAGE, b"x"].concat(),
        ),
        ("no signature", String::new(), PACKAGE.into()),
        (
            "a signature that is none",
            "bm9uZQ==".into(),
            PACKAGE.into(),
        ),
        (
            "half a signature",
            usual[..usual.len() / 2].into(),
            PACKAGE.into(),
        ),
    ];
    attacks.extend(others_files.map(|signature| {
        (
            "another system's or processor's file",
            signature,
            PACKAGE.into(),
        )
    }));
    let keys_that_are_none = ["", "bm9uZQ==", "not base64"];
    let count = attacks.len() + keys_that_are_none.len();
    for (attack, signature, bytes) in attacks {
        server.publish("1.3.0", &signature, &bytes);
        let error = server.update(&keys.public()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{attack}");
    }
    for key in keys_that_are_none {
        server.publish("1.3.0", &usual, PACKAGE);
        let error = server.update(key).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "no key, no update");
    }
    println!("S10: {count} forged updates refused");
}

#[tokio::test]
async fn attacks_on_the_way_are_refused() {
    let (server, keys) = (Server::start().await, Keys::new());
    let usual = keys.usual("1.3.0");
    let file = format!("/{}", file_name());
    let plain = format!("http://localhost:{}/x", server.base.port().unwrap());

    let cut = whole(200, PACKAGE);
    let told = manifest("1.3.0", &plain, &usual).to_string();
    let itself = redirect(server.at("/latest.json").as_str());
    let attacks = [
        (
            "the file, redirected to http",
            file.as_str(),
            redirect(&plain),
        ),
        (
            "the manifest, redirected to http",
            "/latest.json",
            redirect(&plain),
        ),
        (
            "a file over http",
            "/latest.json",
            whole(200, told.as_bytes()),
        ),
        ("in circles", "/latest.json", itself),
        (
            "less than was announced",
            &file,
            cut[..cut.len() - 5].to_vec(),
        ),
        ("nothing", "/latest.json", Vec::new()),
        ("an error", &file, whole(500, PACKAGE)),
    ];
    let count = attacks.len() + 1;
    for (attack, path, answer) in attacks {
        server.publish("1.3.0", &usual, PACKAGE);
        server.answer(path, answer);
        let error = server.update(&keys.public()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Server, "{attack}");
    }

    let trusting_nobody = Fetcher::new(&[]).unwrap();
    let endpoint = server.at("/latest.json");
    let current = Version::new(1, 2, 3);
    let unknown = trusting_nobody.release(&endpoint, &current);
    assert_eq!(
        unknown.await.unwrap_err().code,
        ErrorCode::Server,
        "a certificate of nobody's"
    );
    println!("S10: {count} attacks on the way refused");
}

#[tokio::test]
async fn a_server_that_never_ends_is_left() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let endpoint = server.at("/latest.json");
    let current = Version::new(1, 2, 3);
    let found = server.fetcher().release(&endpoint, &current).await;
    let release = found.unwrap().unwrap();
    let hasty = server.fetcher().with_patience(Duration::from_millis(200));
    let unended = b"HTTP/1.1 200 X\r\n\r\n".to_vec();
    let announced = b"HTTP/1.1 200 X\r\ncontent-length: 60000\r\n\r\n".to_vec();
    let drips = [unended, announced].map(Answer::Dripping);
    let count = 2 * drips.len();
    for drip in drips {
        server.answer_so(&format!("/{}", file_name()), drip.clone());
        let error = hasty.package(&release).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Server, "the file, byte after byte");
        server.answer_so("/latest.json", drip);
        let error = hasty.release(&endpoint, &current).await.unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::Server,
            "the manifest, byte after byte"
        );
    }
    println!("S10: {count} answers without an end left");
}

#[tokio::test]
async fn no_more_is_read_than_there_should_be() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let release = server
        .fetcher()
        .release(&server.at("/latest.json"), &Version::new(1, 2, 3))
        .await
        .unwrap()
        .unwrap();
    let small = || server.fetcher().with_largest(1000);
    let file = format!("/{}", file_name());
    let huge = b"HTTP/1.1 200 X\r\ncontent-length: 99999999999\r\n\r\nx".to_vec();
    let endless = [b"HTTP/1.1 200 X\r\n\r\n".to_vec(), vec![b'x'; 5000]].concat();
    for (answer, why) in [(huge, "announced"), (endless, "not announced")] {
        server.answer(&file, answer);
        let error = small().package(&release).await.unwrap_err();
        assert!(
            error.message.contains("more than"),
            "{why}: {}",
            error.message
        );
    }
    server.answer("/latest.json", whole(200, &vec![b' '; 70_000]));
    let error = server.update(&keys.public()).await.unwrap_err();
    assert!(
        error.message.contains("more than"),
        "a manifest: {}",
        error.message
    );
    println!("S10: 3 answers that are too long refused");
}

#[tokio::test]
async fn garbage_for_a_manifest_is_refused() {
    let (server, keys) = (Server::start().await, Keys::new());
    let deep = "[".repeat(60_000);
    let garbage = [
        "",
        "{",
        "null",
        "[]",
        "<html>",
        "{}",
        r#"{"version": 2}"#,
        r#"{"version": "two"}"#,
        r#"{"version": "2.0.0"}"#,
        r#"{"version": "2.0.0", "platforms": []}"#,
        r#"{"version": "99999999999999999999.0.0", "platforms": {}}"#,
        deep.as_str(),
    ];
    for text in garbage {
        server.answer("/latest.json", whole(200, text.as_bytes()));
        let error = server.update(&keys.public()).await.unwrap_err();
        let expected = matches!(error.code, ErrorCode::Decode | ErrorCode::NotFound);
        assert!(
            expected,
            "{:?} for {}",
            error.code,
            &text[..text.len().min(60)]
        );
    }
    for file in [
        json!(null),
        json!({}),
        json!({ "url": 5, "signature": "x" }),
        json!({ "url": "not an address", "signature": "x" }),
        json!({ "url": "https://localhost/x" }),
    ] {
        let told = json!({ "version": "2.0.0", "platforms": { platform(): file } });
        server.answer("/latest.json", whole(200, told.to_string().as_bytes()));
        let error = server.update(&keys.public()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Decode, "{told}");
    }
    println!("S10: {} manifests of garbage refused", garbage.len() + 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_update_in_the_midst_of_unsent_work() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let fetcher = server.fetcher();
    let (endpoint, current) = (server.at("/latest.json"), Version::new(1, 2, 3));
    let found = fetcher.release(&endpoint, &current).await;
    let release = found.unwrap().unwrap();
    let key = keys.public();
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let engine = started(dir.path()).await;
    let fetch = || fetched(&engine, &fetcher, &release, &key);
    assert_eq!(fetch().await.unwrap(), PACKAGE, "nothing to send");
    let (chat, _) = filled(&engine, &sandbox).await;
    assert_eq!(fetch().await.unwrap(), PACKAGE, "still nothing");

    let file = format!("/{}", file_name());
    server.answer(&file, whole(200, b"forged"));
    let error = fetch().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "not what was signed");

    let gate = Arc::new(Gate::default());
    server.answer_so(&file, Answer::Held(whole(200, PACKAGE), Arc::clone(&gate)));
    sandbox.pause_listening().await;
    let write = async {
        gate.reached().await;
        let sent = engine.message_send(chat, "x".to_owned(), Vec::new(), SendOptions::default());
        sent.await.unwrap();
        gate.open();
    };
    let (error, ()) = tokio::join!(fetch(), write);
    let error = error.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Invalid,
        "written while it was fetched"
    );
    assert!(error.message.contains("on their way"), "{}", error.message);

    let asked = server.asked.lock().unwrap().len();
    let error = fetch().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "a message waits");
    assert_eq!(
        server.asked.lock().unwrap().len(),
        asked,
        "nobody was asked"
    );
    engine.shutdown().await;
}

#[test]
fn it_looks_once_a_day_if_that_is_wanted() {
    let mut daily = Daily::default();
    let start = Instant::now();
    for (wanted, seconds, due) in [
        (false, 0, false),
        (true, 60, true),
        (true, 120, false),
        (true, 60 + 24 * 60 * 60 - 1, false),
        (false, 60 + 24 * 60 * 60, false),
        (true, 120 + 24 * 60 * 60, true),
        (true, 180 + 24 * 60 * 60, false),
    ] {
        let now = start + Duration::from_secs(seconds);
        assert_eq!(daily.is_due(wanted, now), due, "{wanted} after {seconds} s");
    }
}

#[test]
fn who_may_update_itself() {
    let source = Source {
        endpoint: Url::parse("https://updates.example.com/latest.json").unwrap(),
        key: "key".to_owned(),
    };
    let some = Some(&source);
    for (source, installed, forbidden, expected) in [
        (some, Installed::AppImage, false, UpdateWay::Offered),
        (some, Installed::Bundle, false, UpdateWay::Offered),
        (some, Installed::Package, false, UpdateWay::Package),
        (some, Installed::Loose, false, UpdateWay::NotOffered),
        (None, Installed::AppImage, false, UpdateWay::NotOffered),
        (some, Installed::AppImage, true, UpdateWay::Policy),
        (some, Installed::Package, true, UpdateWay::Policy),
    ] {
        assert_eq!(way(source, installed, forbidden), expected, "{installed:?}");
    }
}

#[test]
fn a_build_trusts_one_key_over_https_or_none() {
    let built = crate::context::generated();
    assert_eq!(
        source(built.config()),
        None,
        "none until a release names its own"
    );
    let updater = &built.config().plugins.0["updater"];
    assert_eq!(
        updater["requireSignedVersion"], true,
        "the plugin asks for it, too"
    );
    for (endpoint, key, trusted) in [
        ("https://updates.example.com/latest.json", "a2V5", true),
        ("http://updates.example.com/latest.json", "a2V5", false),
        ("https://updates.example.com/latest.json", "", false),
        ("nonsense", "a2V5", false),
    ] {
        let mut built = crate::context::generated();
        built.config_mut().plugins.0.insert(
            "updater".to_owned(),
            json!({ "pubkey": key, "endpoints": [endpoint] }),
        );
        assert_eq!(
            source(built.config()).is_some(),
            trusted,
            "{endpoint} {key}"
        );
    }
}

#[test]
fn no_private_key_is_kept_in_the_sources() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut waiting = vec![
        root.join("src-tauri"),
        root.join("crates"),
        root.join(".github"),
        root.join("xtask"),
    ];
    let marks = [
        ["encrypted", "secret key"].join(" "),
        ["BEGIN", "PRIVATE KEY"].join(" "),
    ];
    let mut looked = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                looked += 1;
                let kept = marks.iter().any(|mark| text.contains(mark.as_str()));
                assert!(!kept, "{}", path.display());
            }
        }
    }
    assert!(looked > 100, "the sources were there");
}
