//! Pictures of each main view, light and dark, for the README: `cargo xtask screenshots`.

use std::path::PathBuf;

use e2e::{App, Failure, Name, Outcome, Scope, Stage, journey, until};
use sandbox::{Sandbox, SandboxConfig, Size, chathub::ChatState};

use crate::steps::{go, open, sign_in_as_company, work_as};

const ORGANIZATION: &str = "Lindenhof Clinic";
const OPERATOR: &str = "Dr. Anna Frey";

#[tokio::test]
#[ignore = "takes pictures: cargo xtask screenshots"]
async fn picture_each_view_light() -> Outcome {
    journey("pictures_light", async |stage| {
        let app = stage.launch().await?;
        each_view(&app, "light").await
    })
    .await
}

#[tokio::test]
#[ignore = "takes pictures: cargo xtask screenshots"]
async fn picture_each_view_dark() -> Outcome {
    journey("pictures_dark", async |stage: &Stage| {
        let app = stage.launch_with(&stage.launch_options().dark()).await?;
        each_view(&app, "dark").await
    })
    .await
}

/// States that few people see often, to be looked at by whoever changes how they are drawn; they
/// lie in a folder of their own, `states`.
#[tokio::test]
#[ignore = "takes pictures: cargo xtask screenshots"]
async fn picture_states() -> Outcome {
    journey("pictures_states", async |stage: &Stage| {
        let sandbox = Sandbox::start(SandboxConfig {
            size: Size::Demo,
            ..SandboxConfig::default()
        })
        .await?;
        let app = stage.launch().await?;
        app.resize(1280, 800).await?;
        sign_in_as_company(&app, &sandbox).await?;
        let busiest = busiest_on_screen(&app, &sandbox).await?;
        app.textbox("Search chats")
            .fill("nobody is called so")
            .await?;
        app.listbox("Chats").option(Name::Any).wait_gone().await?;
        take(&app, "states/empty", "light").await?;
        app.button("Clear the search").click().await?;
        open(&app, &sandbox, &busiest).await?;
        app.resize(1280, 800).await?;
        go(&app, "Settings").await?;
        for (language, label, inbox) in [
            ("עברית", "Language", "נכנסות"),
            ("Українська", "שפה", "Вхідні"),
            ("English", "Мова", "Inbox"),
        ] {
            app.combobox(label).choose(language).await?;
            app.by_role("navigation", Name::Any)
                .button(inbox)
                .click()
                .await?;
            app.by_role("listbox", Name::Any).wait().await?;
            take(&app, &format!("states/{language}"), "light").await?;
            app.press("Control+,").await?;
            app.combobox(Name::Any).wait().await?;
            take(&app, &format!("states/{language}-settings"), "light").await?;
        }
        app.button("Set a passphrase").click().await?;
        let dialog = app.dialog("Set a passphrase");
        for name in ["New passphrase", "New passphrase once more"] {
            dialog.textbox(name).fill("correct horse").await?;
        }
        take(&app, "states/passphrase", "light").await?;
        dialog.button("Save passphrase").click().await?;
        app.button("Lock now").wait().await?;
        app.textbox("Search settings").fill("lock").await?;
        take(&app, "states/settings-search", "light").await?;
        app.button("Lock now").click().await?;
        app.textbox("Passphrase").wait().await?;
        take(&app, "states/lock", "light").await?;
        app.textbox("Passphrase").fill("correct horse").await?;
        app.button("Unlock").click().await?;
        go(&app, "Inbox").await?;
        sandbox.pause_listening().await;
        app.textbox("Message").fill("Does this arrive?").await?;
        app.button("Send").click().await?;
        app.button("Try now").wait().await?;
        take(&app, "states/offline", "light").await?;
        go(&app, "Organizations").await?;
        app.button("Try again").wait().await?;
        take(&app, "states/failed", "light").await
    })
    .await
}

async fn each_view(app: &App, theme: &str) -> Outcome {
    let sandbox = Sandbox::start(SandboxConfig {
        size: Size::Demo,
        ..SandboxConfig::default()
    })
    .await?;
    app.resize(1280, 800).await?;
    app.button("Try the demo").wait().await?;
    take(app, "welcome", theme).await?;
    app.button("Add account").click().await?;
    app.textbox("Login").wait().await?;
    take(app, "sign-in", theme).await?;
    app.button("Back").click().await?;
    sign_in_as_company(app, &sandbox).await?;

    go(app, "Organizations").await?;
    app.heading("Organizations").wait().await?;
    app.row(Name::Like(ORGANIZATION.to_owned())).wait().await?;
    take(app, "organizations", theme).await?;
    work_as(app, ORGANIZATION, OPERATOR).await?;
    take(app, "operators", theme).await?;
    go(app, "Settings").await?;
    app.heading("Appearance").wait().await?;
    take(app, "settings", theme).await?;
    go(app, "Statistics").await?;
    app.radio("30 days").click().await?;
    until("the charts are drawn", async || {
        let drawn = "return document.querySelectorAll('canvas').length === 3";
        let drawn = app.session().execute(drawn, vec![]).await?;
        Ok(drawn.convert::<bool>()?.then_some(()))
    })
    .await?;
    take(app, "statistics", theme).await?;

    go(app, "Inbox").await?;
    let busiest = busiest_on_screen(app, &sandbox).await?;
    open(app, &sandbox, &busiest).await?;
    take(app, "inbox", theme).await?;
    app.resize(640, 800).await?;
    take(app, "inbox-narrow", theme).await
}

/// The chat with the longest history among those at the top of the list, which draws only what is
/// on screen.
async fn busiest_on_screen(app: &App, sandbox: &Sandbox) -> Outcome<ChatState> {
    let mut names = Vec::new();
    app.listbox("Chats").option(Name::Any).wait().await?;
    for option in app.listbox("Chats").option(Name::Any).all().await? {
        names.extend(option.attr("aria-label").await?);
    }
    sandbox
        .chats()
        .into_iter()
        .filter(|chat| {
            names
                .iter()
                .take(8)
                .any(|name| name.starts_with(&chat.title))
        })
        .max_by_key(|chat| chat.messages)
        .ok_or_else(|| Failure(format!("the sandbox has none of {names:?}")))
}

/// Takes a picture once everything is drawn.
async fn take(app: &App, view: &str, theme: &str) -> Outcome {
    until("everything is there", async || {
        let quiet = "return document.fonts.status === 'loaded' \
                     && [...document.images].every((image) => image.complete) \
                     && !document.querySelector('[aria-busy=\"true\"]') \
                     && document.getAnimations().every((one) => one.playState !== 'running')";
        let drawn = app.session().execute(quiet, vec![]).await?;
        Ok(drawn.convert::<bool>()?.then_some(()))
    })
    .await?;
    // The driver gives the last frame that was painted; a few more make it this one.
    let frames = "const done = arguments[0]; let left = 5; \
                  const next = () => (left-- > 0 ? requestAnimationFrame(next) : done()); next();";
    app.session().execute_async(frames, vec![]).await?;
    let path = folder()?.join(format!("{view}-{theme}.png"));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    app.picture(&path).await
}

fn folder() -> Outcome<PathBuf> {
    let folder = std::env::var_os("SCREENSHOTS_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| Failure("SCREENSHOTS_DIR does not say where to put them".to_owned()))?;
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
