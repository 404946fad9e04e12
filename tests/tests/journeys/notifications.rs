//! A customer writes: the desktop's notification daemon is told, and opening the chat clears it.

use e2e::{Notifications, Outcome, Scope, Tray, journey, like, verify};

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

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_click_opens_its_chat_wherever_the_window_is() -> Outcome {
    journey("notification_clicks", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [first, second, third, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        let tray = Tray::open().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, first).await?;
        let notifications = Notifications::from_now()?;
        let told = async |text: &str| {
            notifications
                .wait("of the message", |told| told.body.contains(text))
                .await
        };

        app.window().minimize().await?;
        sandbox.customer_writes(second.id, "While it is minimized");
        told("While it is minimized").await?;
        notifications.click().await?;
        app.window().wait_front().await?;
        app.heading(second.title.as_str()).wait().await?;
        notifications.wait_withdrawn().await?;

        app.window().close().await?;
        app.button("Keep running").click().await?;
        app.window().wait_gone().await?;
        sandbox.customer_writes(third.id, "While it is in the tray");
        told("While it is in the tray").await?;
        notifications.click().await?;
        app.window().wait_front().await?;
        app.heading(third.title.as_str()).wait().await?;
        notifications.wait_withdrawn().await?;

        // A click would lead nowhere once the program has ended.
        sandbox.customer_writes(first.id, "Before it ends");
        told("Before it ends").await?;
        tray.click("Quit").await?;
        app.wait_ended().await?;
        notifications.wait_withdrawn().await
    })
    .await
}
