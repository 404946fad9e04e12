//! A customer writes: the desktop's notification daemon is told, and opening the chat clears it.

use e2e::{Notifications, Outcome, Scope, journey, like, verify};

use crate::steps::{company, message, open, row, sign_in_as_company};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_unread_is_told_and_cleared() -> Outcome {
    journey("notifications", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [shown, other, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, shown).await?;
        row(&app, other).wait().await?;

        let notifications = Notifications::from_now()?;
        sandbox.customer_writes(shown.id, "I am on screen");
        message(&app, "I am on screen").wait().await?;
        sandbox.customer_writes(other.id, "Is anybody there?");
        let told = notifications
            .wait("of the message", |told| {
                told.body.contains("Is anybody there?")
            })
            .await?;
        verify(
            told.summary.contains(&other.title),
            "the notification names the customer",
        )?;
        verify(
            !notifications
                .list()?
                .iter()
                .any(|told| told.body.contains("on screen")),
            "the chat on screen is not told about",
        )?;
        app.window()
            .wait_title("counts the unread", |title| title.starts_with('('))
            .await?;
        app.listbox("Chats")
            .option(like(&other.title))
            .until("is unread", async |element| {
                let name = element.attr("aria-label").await?.unwrap_or_default();
                Ok(name.contains("unread").then_some(()))
            })
            .await?;

        open(&app, &sandbox, other).await?;
        notifications.wait_withdrawn().await?;
        row(&app, other)
            .until("is read", async |element| {
                let name = element.attr("aria-label").await?.unwrap_or_default();
                Ok((!name.contains("unread")).then_some(()))
            })
            .await?;
        app.close().await
    })
    .await
}
