//! The service goes away and comes back: a banner, work from what is stored, recovery by itself.

use std::time::Duration;

use e2e::{Outcome, Scope, journey, like, verify};

use crate::steps::{
    answer, arrived, chat_with_status, company, message, open, row, sign_in_as_operator, times_sent,
};

/// The app tries again with growing pauses.
const RECOVERY: Duration = Duration::from_secs(60);

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_outage_and_recovery() -> Outcome {
    journey("outage", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_operator(&app, &sandbox).await?;
        let chat = chat_with_status(&sandbox, 1)?;
        let other = chat_with_status(&sandbox, 2)?;
        open(&app, &sandbox, &other).await?;
        open(&app, &sandbox, &chat).await?;

        sandbox.pause_listening().await;
        let banner = app.status(like("orking from what is stored here"));
        banner.clone().patiently(RECOVERY).wait().await?;
        row(&app, &other).click().await?;
        let known = sandbox.messages(other.id);
        let known = known.iter().rev().find(|message| !message.text.is_empty());
        if let Some(line) = known.and_then(|message| message.text.lines().next()) {
            message(&app, line).wait().await?;
        }
        open(&app, &sandbox, &chat).await?;
        answer(&app, "Written without a connection").await?;
        message(&app, "Written without a connection").wait().await?;
        verify(
            times_sent(&sandbox, "Written without a connection") == 0,
            "nothing can have left",
        )?;

        sandbox.resume_listening().await?;
        banner.patiently(RECOVERY).wait_gone().await?;
        arrived(&sandbox, chat.id, "Written without a connection").await?;
        verify(
            times_sent(&sandbox, "Written without a connection") == 1,
            "it left once",
        )?;
        app.close().await
    })
    .await
}
