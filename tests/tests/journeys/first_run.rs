//! A person without an account looks at the demo.

use e2e::{Name, Outcome, Scope, journey};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_first_run_to_demo() -> Outcome {
    journey("first_run_to_demo", async |stage| {
        let app = stage.launch().await?;
        app.button("Try the demo").click().await?;
        app.listbox("Chats").option(Name::Any).click().await?;
        app.list("Messages").listitem(Name::Any).wait().await?;
        app.close().await
    })
    .await
}
