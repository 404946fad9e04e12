//! After a restart the person is still signed in, through the keyring, and the same chat is open.

use e2e::{Outcome, Scope, journey, verify};

use crate::steps::{chat_with_status, company, message, open, sign_in_as_company};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_restart_keeps_account_and_chat() -> Outcome {
    journey("restart", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, 2)?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        app.close().await?;

        sandbox.clear_log();
        let app = stage.launch().await?;
        app.heading(chat.title.as_str()).wait().await?;
        sandbox.customer_writes(chat.id, "Still there?");
        message(&app, "Still there?").wait().await?;
        verify(
            app.button("Sign in").count().await? == 0,
            "nobody is asked to sign in",
        )?;
        app.close().await
    })
    .await
}
