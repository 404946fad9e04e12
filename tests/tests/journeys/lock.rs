//! The lock: nothing of a chat gets through it, and behind it everything is as it was.

use e2e::{App, Notifications, Outcome, Scope, Tray, journey, like, verify};
use sandbox::Sandbox;
use serde_json::Value;

use crate::steps::{company, go, open, row, sign_in_as_company, sign_in_as_operator};

const PASSPHRASE: &str = "correct horse";

/// Sets the passphrase in the settings.
async fn set_passphrase(app: &App) -> Outcome {
    go(app, "Settings").await?;
    app.button("Set a passphrase").click().await?;
    let dialog = app.dialog("Set a passphrase");
    dialog.textbox("New passphrase").fill(PASSPHRASE).await?;
    dialog
        .textbox("New passphrase once more")
        .fill(PASSPHRASE)
        .await?;
    app.accessible("the passphrase's dialog").await?;
    dialog.button("Save passphrase").click().await?;
    app.button("Lock now").wait().await.map(drop)
}

async fn unlock(app: &App, passphrase: &str) -> Outcome {
    app.textbox("Passphrase").fill(passphrase).await?;
    app.button("Unlock").click().await
}

async fn is_locked(app: &App) -> Outcome {
    app.heading("Switchboard is locked").wait().await?;
    app.by_role("navigation", "Navigation").wait_gone().await
}

/// What a command answers to a page that asks it past the screen.
async fn asked(app: &App, call: &str) -> Outcome<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
         window.__TAURI_INTERNALS__.invoke({call}).then(() => done('told'), (no) => done(no.code));"
    );
    let said = app.session().execute_async(&script, vec![]).await?;
    Ok(said.json().clone())
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_locking_hides_everything_and_loses_nothing() -> Outcome {
    journey("locking", async |stage| {
        let sandbox = company().await?;
        let tray = Tray::open().await?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        let chats = sandbox.chats();
        let [chat, others @ ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        // Of colleagues' chats nobody is told.
        let mut others = others.iter();
        let other = others.find(|other| other.operator.is_none());
        let other = other.ok_or_else(|| e2e::Failure("every chat is somebody's".to_owned()))?;
        set_passphrase(&app).await?;
        go(&app, "Inbox").await?;
        row(&app, other).wait().await?;
        open(&app, &sandbox, chat).await?;
        app.textbox("Message").fill("half a sentence").await?;
        app.press("Control+Shift+l").await?;
        is_locked(&app).await?;
        app.accessible("the lock").await?;
        nothing_gets_through(&app).await?;

        let notifications = Notifications::from_now()?;
        sandbox.customer_writes(other.id, "Is anybody there?");
        let told = notifications.wait("of a message", |_| true).await?;
        verify(
            !told.body.contains("anybody") && !told.summary.contains(&other.title),
            "a notification names nobody",
        )?;
        e2e::until("the tray's menu names no account", async || {
            let menu = tray.menu().await?;
            let locked = menu.iter().any(|entry| entry == "Locked");
            let named = menu.iter().any(|entry| entry.contains(": online"));
            Ok((locked && !named).then_some(()))
        })
        .await?;

        unlock(&app, "wrong horse").await?;
        app.textbox("Passphrase")
            .until("says what was wrong", async |element| {
                let wrong = element.attr("aria-invalid").await?;
                Ok((wrong.as_deref() == Some("true")).then_some(()))
            })
            .await?;
        unlock(&app, PASSPHRASE).await?;
        app.textbox("Message").wait_value("half a sentence").await?;
        app.heading(like(&chat.title)).wait().await?;
        verify(app.focused().await? == "Message", "the focus is back")?;

        // A closed window would stay in the tray.
        tray.click("Quit").await?;
        app.wait_ended().await?;
        starts_locked_until_erased(stage.launch().await?).await
    })
    .await
}

async fn nothing_gets_through(app: &App) -> Outcome {
    for call in [
        "'chat_list', { query: {} }",
        "'account_list'",
        "'message_list', { chat: '1:1', before: null, limit: null }",
        "'draft_get', { chat: '1:1' }",
        "'library_get'",
        "'app_act', { act: { act: 'demo', on: true } }",
        "'app_act', { act: { act: 'export_settings' } }",
    ] {
        verify(asked(app, call).await? == "locked", call)?;
    }
    let page = app
        .session()
        .execute("return document.body.innerText", vec![])
        .await?
        .convert::<String>()?;
    verify(
        !page.contains("half a sentence"),
        "the screen shows the lock",
    )
}

async fn starts_locked_until_erased(app: App) -> Outcome {
    is_locked(&app).await?;
    for _ in 0..3 {
        unlock(&app, "wrong horse").await?;
        app.textbox("Passphrase").wait_value("").await?;
    }
    app.status(like("Too many wrong tries")).wait().await?;
    app.button("I forgot the passphrase").click().await?;
    let question = app.dialog("Sign out and erase everything?");
    question.wait().await?;
    app.accessible("the question before erasing").await?;
    question
        .by_role("checkbox", "I understand that this can't be undone")
        .click()
        .await?;
    question.button("Sign out and erase").click().await?;
    app.button("Try the demo").wait().await?;
    app.close().await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_settings_are_carried_to_another_computer() -> Outcome {
    journey("settings_are_carried", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        go(&app, "Settings").await?;
        import(&app, stage, "holiday.json", "{ \"photos\": [] }").await?;
        app.alert(like("is not a settings file")).wait().await?;
        let newer = "{ \"format\": \"switchboard-settings\", \"version\": 99 }";
        import(&app, stage, "newer.json", newer).await?;
        app.alert(like("newer version")).wait().await?;

        let file = "{ \"format\": \"switchboard-settings\", \"version\": 1,
            \"settings\": { \"density\": \"compact\", \"sparkles\": true },
            \"canned\": [{ \"shortcut\": \"bye\", \"text\": \"Goodbye\" }] }";
        import(&app, stage, "settings.json", file).await?;
        let dialog = app.dialog("Import “settings.json”?");
        dialog.listitem(like("Compact")).wait().await?;
        dialog.listitem("bye").wait().await?;
        dialog.listitem("settings.sparkles").wait().await?;
        app.accessible("the preview of an import").await?;
        dialog.button("Import").click().await?;
        app.status(like("was imported")).wait().await?;
        is_compact(&app, &sandbox).await?;
        app.close().await
    })
    .await
}

async fn import(app: &App, stage: &e2e::Stage, name: &str, text: &str) -> Outcome {
    app.pick_file(&stage.file(name, text.as_bytes())?).await
}

async fn is_compact(app: &App, sandbox: &Sandbox) -> Outcome {
    app.radio("Compact")
        .until("is chosen", async |element| {
            Ok(element.is_selected().await?.then_some(()))
        })
        .await?;
    verify(!sandbox.chats().is_empty(), "the service was not touched")
}
