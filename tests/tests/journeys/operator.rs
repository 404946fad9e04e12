//! An operator's day: find a chat, read it, answer with text and a photo, change its status, close
//! it, reopen it, delete it.

use e2e::{App, Outcome, Scope, Stage, journey, like, until, verify};
use sandbox::{Sandbox, chathub::ChatState};

use crate::steps::{
    answer, arrived, chat_with_status, company, message, open, row, sign_in_as_company, times_sent,
    work_as,
};

/// A tiny PNG.
const PHOTO: &[u8] = include_bytes!("pixel.png");

const OPEN: i64 = 1;

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_operator_answers_and_closes() -> Outcome {
    journey("operator", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        let operator = sandbox.credentials().operator_id;
        let (organization, name) = workplace(&sandbox, operator)?;
        work_as(&app, &organization, &name).await?;
        crate::steps::go(&app, "Inbox").await?;

        app.textbox("Search chats").fill(&chat.title).await?;
        open(&app, &sandbox, &chat).await?;
        answer_with_text_and_photo(&app, stage, &sandbox, &chat).await?;
        app.textbox("Search chats").fill("").await?;
        change_status(&app, &sandbox, &chat).await?;
        delete(&app, &sandbox, &chat).await?;
        app.close().await
    })
    .await
}

fn workplace(sandbox: &Sandbox, id: i64) -> Outcome<(String, String)> {
    let missing = || e2e::Failure(format!("no operator {id}"));
    let operators = sandbox.operators();
    let operator = operators
        .iter()
        .find(|one| one.id == id)
        .ok_or_else(missing)?;
    let organizations = sandbox.organizations();
    let (_, organization) = organizations
        .iter()
        .find(|(id, _)| *id == operator.organization)
        .ok_or_else(missing)?;
    Ok((organization.clone(), operator.name.clone()))
}

async fn answer_with_text_and_photo(
    app: &App,
    stage: &Stage,
    sandbox: &Sandbox,
    chat: &ChatState,
) -> Outcome {
    let text = "Вітаю! Your order left this morning";
    answer(app, text).await?;
    message(app, text).wait().await?;
    arrived(sandbox, chat.id, text).await?;
    app.textbox("Message").wait_value("").await?;

    app.pick_file(&stage.file("receipt.png", PHOTO)?).await?;
    app.button("Remove receipt.png").wait().await?;
    let caption = "Here is the receipt";
    answer(app, caption).await?;
    arrived(sandbox, chat.id, caption).await?;
    message(app, caption).wait().await?;
    let sent = sandbox
        .messages(chat.id)
        .into_iter()
        .find(|message| message.text == caption);
    let sent = sent.ok_or_else(|| e2e::Failure("the caption is gone".to_owned()))?;
    verify(
        sandbox.media(sent.id).as_deref() == Some(PHOTO),
        "the photo arrived byte for byte",
    )?;
    verify(times_sent(sandbox, text) == 1, "the text was sent once")
}

async fn change_status(app: &App, sandbox: &Sandbox, chat: &ChatState) -> Outcome {
    app.button(like("Status:")).click().await?;
    app.by_role("menuitemcheckbox", "Waiting").click().await?;
    has_status(sandbox, chat, 2).await?;
    app.button("Close chat").click().await?;
    has_status(sandbox, chat, 4).await?;
    row(app, chat).click().await?;
    app.button("Reopen chat").click().await?;
    has_status(sandbox, chat, OPEN).await
}

async fn delete(app: &App, sandbox: &Sandbox, chat: &ChatState) -> Outcome {
    app.button("More").click().await?;
    app.menuitem("Delete chat").click().await?;
    let question = app.dialog("Delete this chat?");
    question
        .textbox("Type the chat's name or id")
        .fill(&chat.title)
        .await?;
    question.button("Delete chat").click().await?;
    until("the service has deleted the chat", async || {
        Ok(sandbox.chat(chat.id).is_none().then_some(()))
    })
    .await?;
    row(app, chat).wait_gone().await
}

async fn has_status(sandbox: &Sandbox, chat: &ChatState, status: i64) -> Outcome {
    until(&format!("the chat's status is {status}"), async || {
        let now = sandbox.chat(chat.id).map(|chat| chat.status);
        Ok((now == Some(status)).then_some(()))
    })
    .await
}
