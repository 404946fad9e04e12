//! What a busy operator leans on: many chats at once and back, words taken back before they leave,
//! questions before a wrong answer, notes, snoozing, ready answers, an order that stays.

use std::collections::BTreeMap;

use e2e::{App, Name, Outcome, Scope, journey, like, until, verify};
use sandbox::{Sandbox, chathub::ChatState};

use crate::steps::{
    arrived, chat_with_status, company, message, open, row, sign_in_as_company,
    sign_in_as_operator, times_sent,
};

const OPEN: i64 = 1;
const CLOSED: i64 = 4;

fn statuses(sandbox: &Sandbox) -> BTreeMap<i64, i64> {
    let chats = sandbox.chats().into_iter();
    chats.map(|chat| (chat.id, chat.status)).collect()
}

/// Waits for a question, looks at it as a screen reader would, and says no.
async fn think_better_of(app: &App, question: &str) -> Outcome {
    app.dialog(question).wait().await?;
    app.accessible(question).await?;
    app.press("Escape").await?;
    app.dialog(question).wait_gone().await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_all_that_match_are_closed_and_taken_back() -> Outcome {
    journey("all_that_match", async |stage| {
        let sandbox = company().await?;
        let before = statuses(&sandbox);
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        row(&app, &chat_with_status(&sandbox, OPEN)?).wait().await?;
        app.press("j").await?;
        app.press("Control+a").await?;
        let chosen = app.by_role("toolbar", "Chosen chats");
        chosen
            .wait_text(&format!("{} chats chosen", before.len()))
            .await?;
        app.accessible("all chats chosen").await?;
        chosen.button("Close chat").click().await?;
        until("every chat is closed", async || {
            let all = statuses(&sandbox).into_values();
            Ok(all.into_iter().all(|now| now == CLOSED).then_some(()))
        })
        .await?;
        app.button("Undo").click().await?;
        until("every chat is as it was", async || {
            Ok((statuses(&sandbox) == before).then_some(()))
        })
        .await?;
        verify(!app.focused().await?.is_empty(), "the focus is not lost")?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_nothing_leaves_that_was_not_meant() -> Outcome {
    journey("nothing_leaves", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        let field = app.textbox("Message");

        field.fill("Your parcel left").await?;
        app.press("Enter").await?;
        app.button(like("Undo sending")).click().await?;
        field.wait_value("Your parcel left").await?;
        until("who took it back writes on", async || {
            Ok((app.focused().await? == "Message").then_some(()))
        })
        .await?;

        sandbox.customer_writes(chat.id, "I found it, thank you");
        message(&app, "I found it").wait().await?;
        app.press("Enter").await?;
        think_better_of(&app, "Somebody wrote meanwhile").await?;
        field.fill("Pay to 4242 4242 4242 4242").await?;
        app.button("Send").click().await?;
        think_better_of(&app, "Is this a card number?").await?;
        verify(sandbox.sends().is_empty(), "nothing has left")?;

        field.fill("Glad to hear it").await?;
        app.button("Send").click().await?;
        arrived(&sandbox, chat.id, "Glad to hear it").await?;
        verify(times_sent(&sandbox, "Glad to hear it") == 1, "once")?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_what_was_begun_outlives_a_crash_and_asks_before_it_leaves() -> Outcome {
    journey("what_was_begun", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        app.textbox("Message").fill("It left").await?;
        app.by_role("tab", "Note").click().await?;
        app.textbox("Note").fill("Calls on Mondays").await?;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        app.kill().await?;

        sandbox.customer_writes(chat.id, "Has it left?");
        let app = stage.launch().await?;
        app.heading(like(&chat.title)).wait().await?;
        message(&app, "Has it left?").wait().await?;
        app.textbox("Message").wait_value("It left").await?;
        app.button("Send").click().await?;
        think_better_of(&app, "Somebody wrote meanwhile").await?;
        verify(sandbox.sends().is_empty(), "nothing has left")?;

        app.by_role("tab", like("Note")).click().await?;
        app.textbox("Note").wait_value("Calls on Mondays").await?;
        app.press("Enter").await?;
        message(&app, "Note, only here").wait().await?;
        verify(
            sandbox
                .messages(chat.id)
                .iter()
                .all(|one| one.text != "Calls on Mondays"),
            "the customer never sees it",
        )?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_snoozed_chat_comes_back_when_its_customer_writes() -> Outcome {
    journey("a_snoozed_chat", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        app.press("Escape").await?;
        app.press("s").await?;
        let dialog = app.dialog("Snooze until");
        dialog.wait().await?;
        app.accessible("snoozing").await?;
        dialog.button(like("In three hours")).click().await?;
        dialog.wait_gone().await?;
        app.press("Control+6").await?;
        row(&app, &chat).wait().await?;
        sandbox.customer_writes(chat.id, "One more thing");
        row(&app, &chat).wait_gone().await?;
        app.press("Control+3").await?;
        row(&app, &chat).wait().await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_ready_answer_is_made_and_used_and_an_order_stays() -> Outcome {
    journey("a_ready_answer", async |stage| {
        let sandbox = company().await?;
        let chat: ChatState = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        let field = app.textbox("Message");
        field.fill("/").await?;
        app.button("Manage ready answers…").click().await?;
        let dialog = app.dialog("Ready answers");
        dialog.button("New ready answer").click().await?;
        dialog.textbox("Shortcut").fill("hi").await?;
        dialog
            .textbox("Text")
            .fill("Hello, {customer.name}!")
            .await?;
        dialog.button("Save").click().await?;
        app.press("Escape").await?;
        dialog.wait_gone().await?;
        field.fill("/h").await?;
        app.by_role("option", like("/hi")).wait().await?;
        app.press("Enter").await?;
        field.wait_value(&format!("Hello, {}!", chat.title)).await?;
        verify(sandbox.sends().is_empty(), "Enter chose, it did not send")?;

        app.button(like("Sort: ")).click().await?;
        app.by_role("menuitemcheckbox", "Newest first")
            .click()
            .await?;
        app.button("Sort: Newest first").wait().await?;
        app.by_role("menuitemcheckbox", Name::Any)
            .wait_gone()
            .await?;
        app.close().await?;
        let app = stage.launch().await?;
        app.button("Sort: Newest first").wait().await?;
        app.close().await
    })
    .await
}
