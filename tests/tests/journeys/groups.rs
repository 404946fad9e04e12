//! A group chat from its making to its signed report, by the windows a person would open.

use std::fs;
use std::path::Path;

use e2e::{App, Failure, Outcome, Scope, journey, like, until, verify};
use sandbox::Size;
use sandbox::chat_manager::{self, ChatManager};

use crate::steps::{answer, fill_server, message};

const TITLE: &str = "Boiler, 12 Sea Street";
const TEXT: &str = "The engineer comes at nine";

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_group_is_made_invited_to_and_reported() -> Outcome {
    journey("groups", async |stage| {
        let service = ChatManager::start(chat_manager::Config {
            size: Size::Small,
            ..chat_manager::Config::default()
        })
        .await?;
        let (downloads, launch) = stage.with_downloads()?;
        let app = stage.launch_with(&launch).await?;
        sign_in(&app, &service).await?;
        make(&app, &service).await?;
        invite(&app).await?;
        look_up(&app, &service).await?;
        report(&app, &service, &downloads).await?;
        app.close().await
    })
    .await
}

async fn sign_in(app: &App, service: &ChatManager) -> Outcome {
    let known = service.credentials();
    app.button("Add account").click().await?;
    app.combobox("Service")
        .choose("Digital Trust Chat Manager")
        .await?;
    app.textbox("Client id").fill(&known.client_id).await?;
    app.textbox("Client secret")
        .fill(&known.client_secret)
        .await?;
    app.textbox("Token address").fill(&known.token_url).await?;
    fill_server(app, service.url()).await?;
    app.button("Sign in").click().await?;
    app.listbox("Chats").wait().await.map(drop)
}

/// The service takes its time; the new group is opened once it is there.
async fn make(app: &App, service: &ChatManager) -> Outcome {
    app.button("Start something new").click().await?;
    app.menuitem("New group").click().await?;
    let form = app.dialog("New group");
    form.textbox("Title").fill(TITLE).await?;
    form.button("Make the group").click().await?;
    form.wait_gone().await?;
    app.heading(like(TITLE)).wait().await?;
    let made = service
        .chats()
        .iter()
        .filter(|chat| chat.title == TITLE)
        .count();
    verify(made == 1, "one group was made")
}

async fn invite(app: &App) -> Outcome {
    app.button("Details").turn_on().await?;
    app.button("Invitation link").click().await?;
    let invitation = app.dialog("Invitation link");
    let link = invitation.textbox("Link").value().await?;
    verify(link.starts_with("http"), "the link can be opened")?;
    invitation
        .by_role("img", "QR code of the invitation link")
        .wait()
        .await?;
    invitation.button("Close").click().await?;
    invitation.wait_gone().await
}

async fn look_up(app: &App, service: &ChatManager) -> Outcome {
    answer(app, TEXT).await?;
    message(app, TEXT).wait().await?;
    let sent = until("the group has the message", async || {
        let sends = service.sends();
        Ok(sends.into_iter().find(|send| send.text == TEXT))
    })
    .await?;
    app.button("Look up a message").click().await?;
    let finding = app.dialog("Look up a message");
    finding.textbox("Message id").fill("nothing").await?;
    finding.button("Look up").click().await?;
    finding.alert(like("")).wait().await?;
    let id = sent.message.to_string();
    finding.textbox("Message id").fill(&id).await?;
    finding.button("Look up").click().await?;
    finding.wait_text(TEXT).await?;
    finding.button("Show in the chat").click().await?;
    finding.wait_gone().await
}

async fn report(app: &App, service: &ChatManager, downloads: &Path) -> Outcome {
    app.button("Signed report").click().await?;
    let report = app.dialog("Signed report");
    report.button("Preview").click().await?;
    report.by_role("iframe", "Preview").wait().await?;
    report.button("Create report").click().await?;
    for (button, beginning, ending) in [
        ("Save PDF", &b"%PDF"[..], "pdf"),
        ("Save ZIP with signatures", &b"PK"[..], "zip"),
    ] {
        report.button(button).click().await?;
        until(&format!("the {ending} is saved"), async || {
            let files = fs::read_dir(downloads)?;
            for file in files {
                let path = file?.path();
                if path.extension().is_some_and(|one| one == ending)
                    && fs::read(&path)?.starts_with(beginning)
                {
                    return Ok(Some(()));
                }
            }
            Err(Failure("no such file".to_owned()))
        })
        .await?;
    }
    let made = service.reports().len();
    verify(made == 1, "one report was made")?;
    report.button("Close").click().await?;
    report.wait_gone().await
}
