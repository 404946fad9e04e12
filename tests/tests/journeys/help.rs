//! What a person finds who needs help.

use e2e::{Outcome, Scope, journey};

use crate::steps::{company, go, sign_in_as_company};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_the_log_and_a_support_bundle_can_be_looked_at() -> Outcome {
    journey("help", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        go(&app, "Settings").await?;

        app.button("Show the log…").click().await?;
        let log = app.dialog("Log");
        log.wait_text("Switchboard starts").await?;
        log.textbox("Search").fill("no such words").await?;
        log.wait_text("Nothing like that is in the log.").await?;
        log.button("Close").click().await?;
        log.wait_gone().await?;

        app.button("Support bundle…").click().await?;
        let bundle = app.dialog("Support bundle");
        bundle.wait_text("accounts.json").await?;
        bundle.wait_text("log.txt").await?;
        bundle.button("Close").click().await?;
        bundle.wait_gone().await?;
        app.close().await
    })
    .await
}
