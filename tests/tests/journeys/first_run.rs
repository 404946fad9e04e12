//! A person without an account looks at the demo.

use e2e::{Name, Outcome, Scope, journey};

use crate::steps::{answer, company, message, sign_in_as_company};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_first_run_to_demo() -> Outcome {
    journey("first_run_to_demo", async |stage| {
        let app = stage.launch().await?;
        app.button("Try the demo").click().await?;
        app.listbox("Chats").option(Name::Any).click().await?;
        app.list("Messages").listitem(Name::Any).wait().await?;
        answer(&app, "Good morning from the demo!").await?;
        message(&app, "Good morning from the demo!").wait().await?;
        app.button("Leave the demo").click().await?;
        app.button("Try the demo").wait().await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_from_the_demo_into_an_account() -> Outcome {
    journey("from_the_demo_into_an_account", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        app.button("Try the demo").click().await?;
        app.button("Leave the demo").wait().await?;
        sign_in_as_company(&app, &sandbox).await?;
        app.button("Leave the demo").wait_gone().await?;
        app.close().await?;
        let app = stage.launch().await?;
        app.listbox("Chats").wait().await?;
        app.close().await
    })
    .await
}
