//! Outside the window: the tray, closing, a second start, links.

use e2e::{Outcome, Scope, Tray, journey, like, verify};

use crate::steps::{company, message, open, row, sign_in_as_company, times_sent};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_closing_into_the_tray_and_back() -> Outcome {
    journey("closing_into_the_tray_and_back", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [chat, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        let tray = Tray::open().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        row(&app, chat).wait().await?;
        e2e::until("the tray's menu says how the account is", async || {
            let menu = tray.menu().await?;
            let said = menu.iter().any(|entry| entry.contains(": online"));
            Ok(said.then_some(()))
        })
        .await?;

        app.window().close().await?;
        app.button("Keep running").click().await?;
        app.window().wait_gone().await?;

        let before = tray.icon().await?;
        sandbox.customer_writes(chat.id, "Are you there?");
        e2e::until("the icon counts", async || {
            Ok((tray.icon().await? != before).then_some(()))
        })
        .await?;
        tray.click("Open Switchboard").await?;
        app.window()
            .wait_title("counts the unread", |title| title.starts_with('('))
            .await?;

        // Asked once: from now on it hides without a word.
        app.window().close().await?;
        app.window().wait_gone().await?;
        tray.click("Quit").await?;
        app.wait_ended().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_link_opens_a_chat_and_sends_nothing() -> Outcome {
    journey("a_link_opens_a_chat_and_sends_nothing", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [first, second, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, first).await?;
        let link = format!("switchboard://chat/1:{}?text=From%20a%20link", second.id);
        stage.start_again(&[&link]).await?;
        let question = app.by_role("alertdialog", like("Text for"));
        question.wait().await?;
        question.button("Put it into the draft").click().await?;
        app.textbox("Message").wait_value("From a link").await?;
        verify(
            times_sent(&sandbox, "From a link") == 0,
            "a link never sends",
        )?;
        for hostile in [
            "switchboard://chat/1:1?send=now",
            "switchboard://settings/1:1",
            "--demo",
        ] {
            // Refused by the second start, or by the first: either way nothing happens here.
            stage.start_again(&[hostile]).await?;
        }
        app.textbox("Message").wait_value("From a link").await?;
        verify(
            message(&app, "From a link").count().await? == 0,
            "still not sent",
        )?;
        app.close().await
    })
    .await
}
