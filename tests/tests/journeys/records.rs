//! What is known of the work that was done: numbers, files of chats, the journal. Each is saved
//! through the system's own dialog and read as another program would.

use e2e::{App, Outcome, Scope, journey, like, verify};

use crate::steps::{
    answer, arrived, chat_with_status, company, go, message, open, sign_in_as_operator,
};

const OPEN: i64 = 1;

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_statistics_are_shown_and_saved() -> Outcome {
    journey("statistics", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        let text = "It left this morning";
        answer(&app, text).await?;
        arrived(&sandbox, chat.id, text).await?;

        go(&app, "Statistics").await?;
        app.radio("30 days").click().await?;
        let totals = app.by_role("region", "In all");
        totals.wait_text("Messages received").await?;
        totals.wait_text("First response").await?;
        let drawn = "return document.querySelectorAll('canvas').length";
        e2e::until("the charts are drawn", async || {
            let canvases = app.session().execute(drawn, vec![]).await?;
            Ok((canvases.convert::<usize>()? == 3).then_some(()))
        })
        .await?;
        app.button(like("Messages by day")).click().await?;
        app.by_role("table", "Messages by day").wait().await?;
        app.by_role("region", "What these numbers mean")
            .wait_text("stored on this computer")
            .await?;

        let place = stage.data_dir().with_file_name("numbers.csv");
        app.button("Save as CSV").click().await?;
        app.save_as(&place).await?;
        app.status(like("numbers.csv")).wait().await?;
        let table = std::fs::read_to_string(&place)?;
        verify(
            table.contains("Messages received,Messages sent,Chats,New chats"),
            "the columns have names",
        )?;
        verify(table.contains("\r\nEverything,,,"), "the whole comes first")?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_chat_is_exported() -> Outcome {
    journey("export", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        let text = "<b>It left this morning</b>";
        answer(&app, text).await?;
        message(&app, text).wait().await?;
        arrived(&sandbox, chat.id, text).await?;

        let place = stage.data_dir().with_file_name("chat.html");
        export(&app, "Web page, for reading and printing").await?;
        app.save_as(&place).await?;
        app.status(like("chat.html")).wait().await?;
        let page = std::fs::read_to_string(&place)?;
        verify(
            page.contains("&lt;b&gt;It left this morning&lt;/b&gt;"),
            "as text, never as markup",
        )?;
        verify(page.contains(&chat.title), "with the chat's name")?;
        verify(!page.contains("<script"), "nothing in it runs")?;

        // Who changes their mind finds everything as it was.
        export(&app, "Text").await?;
        app.dismiss_saving().await?;
        let dialog = app.dialog("Export chat");
        dialog.button("Close").click().await?;
        dialog.wait_gone().await?;
        app.close().await
    })
    .await
}

async fn export(app: &App, format: &str) -> Outcome {
    app.button("More").click().await?;
    app.menuitem("Export chat").click().await?;
    let dialog = app.dialog("Export chat");
    dialog.radio(format).click().await?;
    dialog.button("Choose where to save…").click().await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_the_journal_shows_what_was_done() -> Outcome {
    journey("journal", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        let text = "It left this morning";
        answer(&app, text).await?;
        arrived(&sandbox, chat.id, text).await?;
        app.button("Close chat").click().await?;

        go(&app, "Journal").await?;
        let journal = app.by_role("table", "Journal");
        journal.row(like("Signed in")).wait().await?;
        journal.row(like("Message sent")).wait().await?;
        verify(!journal.text().await?.contains(text), "never what was said")?;
        app.combobox("What")
            .choose("Closed, reopened, other statuses")
            .await?;
        journal.row(like("Message sent")).wait_gone().await?;
        journal.row(like("Status: Closed")).wait().await?;

        let place = stage.data_dir().with_file_name("journal.csv");
        app.button("Save as CSV").click().await?;
        app.save_as(&place).await?;
        app.status(like("journal.csv")).wait().await?;
        let table = std::fs::read_to_string(&place)?;
        verify(table.lines().count() == 2, "what was narrowed to")?;
        verify(table.contains("Status set"), "in words")?;

        journal.button(like("Open the chat")).click().await?;
        app.by_role("heading", like(&chat.title)).wait().await?;
        app.close().await
    })
    .await
}
