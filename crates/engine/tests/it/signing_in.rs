//! Accounts come and go.

use domain::view::AccountState;
use domain::{ErrorCode, SignInMethod};

use crate::bench::Bench;

#[tokio::test]
async fn each_way_of_signing_in_brings_the_chats() {
    for method in [
        SignInMethod::Password,
        SignInMethod::ProfileKey,
        SignInMethod::OperatorToken,
    ] {
        let bench = Bench::new().await;
        let form = bench.form(method);
        let account = bench.engine.account_add(form).await.unwrap();
        bench.synced(account).await;
        assert!(
            !bench.rows().await.is_empty(),
            "{method:?}: chats are there"
        );
        let view = bench.account(account).await.unwrap();
        assert!(!view.label.is_empty(), "{method:?}: it has a name");
        let company = method != SignInMethod::OperatorToken;
        assert_eq!(
            view.capabilities.can(domain::Ability::Operators),
            company,
            "{method:?}"
        );
    }
}

#[tokio::test]
async fn a_refused_sign_in_leaves_nothing_behind() {
    let bench = Bench::new().await;
    let mut form = bench.form(SignInMethod::Password);
    form.secret = "wrong".into();
    let error = bench.engine.account_add(form).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized, "{error}");
    let mut form = bench.form(SignInMethod::Password);
    form.server = Some("http://127.0.0.1:9".to_owned());
    let error = bench.engine.account_add(form).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongAddress, "{error}");
    let mut form = bench.form(SignInMethod::Password);
    form.principal = " ".to_owned();
    let error = bench.engine.account_add(form).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "{error}");
    let accounts = bench.engine.account_list().await.unwrap();
    assert!(accounts.is_empty(), "no account");
}

#[tokio::test]
async fn the_same_login_twice_is_refused() {
    let (bench, _) = Bench::company().await;
    let again = bench.form(SignInMethod::Password);
    let error = bench.engine.account_add(again).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "{error}");
    let key = bench.form(SignInMethod::ProfileKey);
    bench.engine.account_add(key).await.unwrap();
    let accounts = bench.engine.account_list().await.unwrap();
    assert_eq!(accounts.len(), 2, "another way in is another account");
    assert_ne!(accounts[0].hue, accounts[1].hue, "told apart by colour");
    assert_ne!(accounts[0].label, accounts[1].label, "and by name");
}

#[tokio::test]
async fn signing_out_erases_everything() {
    let (bench, account) = Bench::company().await;
    let (chat, _) = bench.some_chat().await;
    bench.open(&chat).await;
    let engine = &bench.engine;
    engine
        .draft_save(chat.clone(), "not yet".to_owned(), None)
        .await
        .unwrap();
    let unsent = engine.account_unsent(account).await.unwrap();
    assert_eq!(unsent.drafts, 1, "a question worth asking");
    engine.account_remove(account).await.unwrap();
    assert!(bench.rows().await.is_empty(), "no chats");
    assert!(
        engine.account_list().await.unwrap().is_empty(),
        "no account"
    );
    let state = engine.app_state().await.unwrap();
    assert_eq!((state.waiting, state.last_chat), (0, None), "no traces");
    let draft = engine.draft_get(chat).await.unwrap();
    assert_eq!(draft.text, "", "no draft");
    let form = bench.form(SignInMethod::Password);
    let again = engine.account_add(form).await.unwrap();
    assert_ne!(again, account, "ids are never used again");
}

#[tokio::test]
async fn a_revoked_token_asks_for_a_new_one_and_goes_on() {
    let (bench, account) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.sandbox.expire_operator_tokens();
    bench
        .until("the person must sign in again", async || {
            let state = bench.account(account).await?.health.state;
            matches!(state, AccountState::SignInAgain { .. }).then_some(())
        })
        .await;
    bench.send(&chat, "written meanwhile").await;
    let operator = bench.sandbox.credentials().operator_id;
    let hour = std::time::Duration::from_secs(3600);
    let token = bench.sandbox.issue_operator_token(operator, hour);
    bench
        .engine
        .account_sign_in_again(account, "rubbish".into())
        .await
        .unwrap_err();
    bench
        .engine
        .account_sign_in_again(account, token.into())
        .await
        .unwrap();
    bench.synced(account).await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["written meanwhile"], "left by itself");
}

#[tokio::test]
async fn an_administrator_works_as_an_operator() {
    let (mut bench, account) = Bench::company().await;
    let known = bench.sandbox.credentials().clone();
    let operator = domain::OperatorRef {
        id: known.operator_id.to_string().into(),
        name: "Me".to_owned(),
    };
    let engine = &bench.engine;
    engine
        .account_work_as(account, Some(operator.clone()))
        .await
        .unwrap();
    bench.synced(account).await;
    let (chat, number) = bench.some_chat().await;
    bench.send(&chat, "as the operator").await;
    bench.settled(&chat).await;
    bench.restart().await;
    bench.ready().await;
    bench.synced(account).await;
    let view = bench.account(account).await.unwrap();
    assert_eq!(view.working_as, Some(operator), "still so after a restart");
    bench.send(&chat, "again").await;
    bench.settled(&chat).await;
    let sends = bench.sandbox.sends();
    let by: Vec<_> = sends.iter().map(|send| send.operator).collect();
    assert_eq!(
        by,
        [Some(known.operator_id); 2],
        "with the operator's token"
    );
    assert_eq!(bench.taken(number).len(), 2, "each once");
}

#[tokio::test]
async fn an_operator_who_cannot_work_is_refused_with_the_reason() {
    let (bench, account) = Bench::company().await;
    let number = bench.sandbox.credentials().operator_id;
    assert!(bench.sandbox.set_operator_status(number, 1), "switched off");
    let operator = domain::OperatorRef {
        id: number.to_string().into(),
        name: "Me".to_owned(),
    };
    let refused = bench.engine.account_work_as(account, Some(operator)).await;
    let error = refused.unwrap_err();
    assert!(
        error.message.to_lowercase().contains("active"),
        "the service's reason: {}",
        error.message
    );
    let view = bench.account(account).await.unwrap();
    assert_eq!(view.working_as, None, "nothing changed");
}

#[tokio::test]
async fn an_account_is_listed_throughout_while_it_signs_in_again() {
    let (bench, account) = Bench::company().await;
    let again = async {
        for _ in 0..5 {
            let secret = bench.form(SignInMethod::Password).secret;
            let done = bench.engine.account_sign_in_again(account, secret).await;
            done.unwrap();
        }
    };
    tokio::pin!(again);
    loop {
        tokio::select! {
            () = &mut again => break,
            accounts = bench.engine.account_list() => {
                assert_eq!(accounts.unwrap().len(), 1, "never taken for signed out");
            }
        }
    }
}
