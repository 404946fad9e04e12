//! What was typed outlives a crash.

use e2e::{Outcome, Scope, journey, like};

use crate::steps::{chat_with_status, company, open, row, sign_in_as_operator};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_draft_survives_kill() -> Outcome {
    journey("drafts", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, 1)?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        app.textbox("Message")
            .fill("Half a sentence, ще не")
            .await?;
        row(&app, &chat)
            .until("has a draft", async |element| {
                let name = element.attr("aria-label").await?.unwrap_or_default();
                Ok(name.contains("draft").then_some(()))
            })
            .await?;
        app.kill().await?;

        let app = stage.launch().await?;
        app.listbox("Chats")
            .option(like(&chat.title))
            .click()
            .await?;
        app.textbox("Message")
            .wait_value("Half a sentence, ще не")
            .await?;
        app.close().await
    })
    .await
}
