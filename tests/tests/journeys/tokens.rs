//! Tokens expire while somebody works, and nobody notices.

use e2e::{Name, Outcome, Scope, journey, like, verify};

use crate::steps::{
    answer, arrived, chat_with_status, company, go, message, open, sign_in_as_company, times_sent,
    work_as,
};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_token_expires_unnoticed() -> Outcome {
    journey("tokens", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        work_as(&app, "Lindenhof Clinic", "Dr. Anna Frey").await?;
        go(&app, "Inbox").await?;
        let chat = chat_with_status(&sandbox, 1)?;
        open(&app, &sandbox, &chat).await?;

        sandbox.expire_operator_tokens();
        sandbox.expire_company_tokens();
        sandbox.clear_log();
        answer(&app, "Sent across an expired token").await?;
        arrived(&sandbox, chat.id, "Sent across an expired token").await?;
        sandbox.customer_writes(chat.id, "Got it, thanks");
        message(&app, "Got it, thanks").wait().await?;

        verify(
            app.alert(Name::Any).count().await? == 0,
            "no alert is shown",
        )?;
        verify(
            app.button(like("Sign in again")).count().await? == 0,
            "nobody is asked to sign in",
        )?;
        verify(
            times_sent(&sandbox, "Sent across an expired token") == 1,
            "the answer was sent once",
        )?;
        app.close().await
    })
    .await
}
