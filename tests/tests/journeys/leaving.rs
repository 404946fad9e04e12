//! What becomes of the window when a panel or the session goes, and of the data folder between two
//! sessions.

use e2e::{Outcome, Scope, Tray, journey, verify};

use crate::steps::{company, row, sign_in_as_company};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_window_in_the_tray_outlives_the_panel() -> Outcome {
    journey("a_window_outlives_the_panel", async |stage| {
        let sandbox = company().await?;
        let tray = Tray::open().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        app.window().close().await?;
        app.button("Keep running").click().await?;
        app.window().wait_gone().await?;

        drop(tray);
        app.window().wait_iconic().await?;
        let tray = Tray::open().await?;
        app.window().wait_gone().await?;
        tray.click("Open Switchboard").await?;
        app.window().wait_front().await?;
        tray.click("Quit").await?;
        app.wait_ended().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_session_that_ends_keeps_where_the_window_was() -> Outcome {
    journey("a_session_that_ends", async |stage| {
        let app = stage.launch().await?;
        verify(
            app.core_limit()? == "Max core file size 1 1 bytes",
            "a crash leaves no memory behind",
        )?;
        app.resize(900, 620).await?;
        let size = app.size().await?;
        app.terminate().await?;
        let app = stage.launch().await?;
        verify(app.size().await? == size, "as large as it was")?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_bus_that_is_not_there_keeps_no_window_away() -> Outcome {
    journey("a_bus_that_is_not_there", async |stage| {
        let launch = stage.launch_options();
        let nowhere = launch.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
        let app = stage.launch_with(&nowhere).await?;
        verify(
            stage.logged("the session's bus is not at /nowhere/bus")?,
            "the log says why there are no walls",
        )?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_two_programs_never_share_their_data() -> Outcome {
    journey("two_programs_never_share", async |stage| {
        let sandbox = company().await?;
        let other = stage.start_apart().await?;
        let app = stage.launch().await?;
        app.heading("Switchboard could not open its data")
            .wait()
            .await?;
        app.accessible("data that another program has open").await?;
        other.kill().await?;
        app.button("Try again").click().await?;
        sign_in_as_company(&app, &sandbox).await?;
        let chats = sandbox.chats();
        let [chat, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        row(&app, chat).wait().await?;
        app.close().await
    })
    .await
}
