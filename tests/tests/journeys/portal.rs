//! The desktop's portal, which says whether the desktop is dark: there, changing, hung.

use e2e::{App, Outcome, Portal, journey};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_colours_follow_the_desktop() -> Outcome {
    journey("colours_follow_the_desktop", async |stage| {
        let portal = Portal::open(1).await?;
        let app = stage.launch().await?;
        wait_theme(&app, "dark").await?;
        portal.change(2).await?;
        wait_theme(&app, "light").await?;
        portal.change(1).await?;
        wait_theme(&app, "dark").await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_hung_portal_is_not_waited_for() -> Outcome {
    journey("a_hung_portal", async |stage| {
        let _portal = Portal::hung().await?;
        let app = stage.launch().await?;
        wait_theme(&app, "light").await?;
        app.close().await
    })
    .await
}

async fn wait_theme(app: &App, theme: &str) -> Outcome {
    e2e::until(&format!("the window is {theme}"), async || {
        let script = "return document.documentElement.dataset.theme";
        let said = app.session().execute(script, vec![]).await?;
        Ok((said.convert::<String>()? == theme).then_some(()))
    })
    .await
}
