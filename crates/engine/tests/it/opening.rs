//! Opening the program, in good and bad states.

use domain::view::{AccountState, AppPhase, AppState, OpenTrouble};
use domain::{ErrorCode, SignInMethod};
use engine::{Engine, EngineConfig, MemorySecrets, SecretsBackend};

use crate::bench::Bench;

async fn phase_is(bench: &Bench, fits: impl Fn(&AppPhase) -> bool) -> AppState {
    bench
        .until("the phase comes", async || {
            let state = bench.engine.app_state().await.ok()?;
            fits(&state.phase).then_some(state)
        })
        .await
}

#[tokio::test]
async fn a_restart_keeps_accounts_drafts_the_outbox_and_the_open_chat() {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.sandbox.pause_listening().await;
    bench.send(&chat, "left waiting").await;
    let draft = "half a sentence".to_owned();
    bench
        .engine
        .draft_save(chat.clone(), draft, None)
        .await
        .unwrap();
    bench.restart().await;
    bench.ready().await;
    let state = bench.engine.app_state().await.unwrap();
    assert_eq!(state.last_chat, Some(chat.clone()), "the same chat");
    let draft = bench.engine.draft_get(chat.clone()).await.unwrap();
    assert_eq!(draft.text, "half a sentence", "the draft");
    assert!(!bench.messages(&chat).await.is_empty(), "the history");
    bench.sandbox.resume_listening().await.unwrap();
    bench.synced(account).await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["left waiting"], "sent in the end");
}

#[tokio::test]
async fn a_lost_key_is_said_and_one_can_start_over() {
    let (mut bench, _) = Bench::company().await;
    bench.secrets.clear();
    bench.restart().await;
    phase_is(&bench, |phase| *phase == AppPhase::KeyLost).await;
    let error = bench.engine.account_list().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Keyring, "never a database error");
    bench.engine.app_start_over().await.unwrap();
    bench.ready().await;
    let accounts = bench.engine.account_list().await.unwrap();
    assert!(accounts.is_empty(), "anew");
    let form = bench.form(SignInMethod::Password);
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    let old = std::fs::read_dir(bench.dir.path()).unwrap();
    let kept = old
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with("old-"));
    assert!(kept, "the old data was put aside");
}

#[tokio::test]
async fn a_lost_account_secret_asks_to_sign_in_again() {
    let (mut bench, account) = Bench::company().await;
    let engine = &bench.engine;
    let (chat, _) = bench.some_chat().await;
    engine
        .draft_save(chat.clone(), "kept".to_owned(), None)
        .await
        .unwrap();
    bench.secrets.forget_accounts();
    bench.restart().await;
    bench.ready().await;
    bench
        .until("the person must sign in again", async || {
            let state = bench.account(account).await?.health.state;
            matches!(state, AccountState::SignInAgain { .. }).then_some(())
        })
        .await;
    let secret = bench.form(SignInMethod::Password).secret;
    bench
        .engine
        .account_sign_in_again(account, secret)
        .await
        .unwrap();
    bench.synced(account).await;
    let draft = bench.engine.draft_get(chat).await.unwrap();
    assert_eq!(draft.text, "kept", "nothing was lost");
}

#[tokio::test]
async fn this_run_only_keeps_nothing() {
    let mut bench = Bench::new().await;
    bench.engine.shutdown().await;
    bench.secrets.clear();
    bench.engine = Engine::start(bench.config());
    phase_is(&bench, |phase| *phase == AppPhase::KeyLost).await;
    bench.engine.app_this_run_only().await.unwrap();
    let state = phase_is(&bench, |phase| matches!(phase, AppPhase::Ready { .. })).await;
    assert_eq!(
        state.phase,
        AppPhase::Ready {
            this_run_only: true
        },
        "and says so"
    );
    let form = bench.form(SignInMethod::Password);
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    assert!(bench.secrets.is_empty(), "no secret in the keyring");
    bench.engine.shutdown().await;
    let left = std::fs::read_dir(bench.dir.path().join("this-run"));
    let left = left.map_or(0, |folder| folder.count());
    assert_eq!(left, 0, "nothing on disk");
}

#[tokio::test]
async fn the_demo_leaves_the_real_data_alone() {
    let bench = Bench::new().await;
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(EngineConfig {
        demo: true,
        secrets: SecretsBackend::Memory(MemorySecrets::default()),
        ..EngineConfig::new(dir.path().to_owned(), "0")
    });
    bench
        .until("the demo is ready", async || {
            let state = engine.app_state().await.ok()?;
            matches!(state.phase, AppPhase::Ready { .. }).then_some(())
        })
        .await;
    let state = engine.app_state().await.unwrap();
    assert!(state.demo, "it says that it is one");
    let form = bench.form(SignInMethod::Password);
    engine.account_add(form).await.unwrap();
    engine.shutdown().await;
    assert!(!dir.path().join("outbox.db").exists(), "nothing was made");
}

#[tokio::test]
async fn an_unusable_data_folder_is_said_and_one_can_go_on_for_this_run() {
    let mut bench = Bench::new().await;
    bench.engine.shutdown().await;
    let no_folder = bench.dir.path().join("a-file");
    std::fs::write(&no_folder, "in the way").unwrap();
    bench.engine = Engine::start(EngineConfig {
        data_dir: no_folder.clone(),
        ..bench.config()
    });
    let failed = |phase: &AppPhase| matches!(phase, AppPhase::Failed { .. });
    let state = phase_is(&bench, failed).await;
    let AppPhase::Failed { why, .. } = state.phase else {
        panic!("not failed");
    };
    assert_eq!(why, OpenTrouble::Folder, "told apart from other trouble");
    bench.engine.app_this_run_only().await.unwrap();
    bench.ready().await;
    let form = bench.form(SignInMethod::Password);
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    let untouched = std::fs::read_to_string(no_folder).unwrap();
    assert_eq!(untouched, "in the way", "nothing was done to what is there");
}

#[tokio::test]
async fn damage_is_mended_and_said() {
    let (mut bench, _) = Bench::company().await;
    let (chat, _) = bench.some_chat().await;
    let state = bench.engine.app_state().await.unwrap();
    assert_eq!(state.mended, None, "nothing is wrong");
    bench
        .engine
        .draft_save(chat, "kept".to_owned(), None)
        .await
        .unwrap();
    bench.engine.shutdown().await;
    let path = bench.dir.path().join("outbox.db");
    let mut file = std::fs::read(&path).unwrap();
    for byte in file.iter_mut().skip(4 * 4096) {
        *byte = !*byte;
    }
    std::fs::write(&path, file).unwrap();
    bench.restart().await;
    bench.ready().await;
    let state = bench.engine.app_state().await.unwrap();
    let mended = state.mended.expect("it is said");
    assert!(!mended.whole, "not all of it could be read");
    assert!(
        std::path::Path::new(&mended.kept).exists(),
        "the damaged file is kept"
    );
    bench.restart().await;
    bench.ready().await;
    let state = bench.engine.app_state().await.unwrap();
    assert_eq!(state.mended, None, "and only once");
}
