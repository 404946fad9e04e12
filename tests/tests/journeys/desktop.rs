//! Outside the window: the tray, closing, a second start, links, WebKit's walls.

use e2e::{Outcome, Scope, Tray, journey, like, verify};

use crate::steps::{company, message, open, row, sign_in_as_company, times_sent};

/// A chat's status at the service.
const OPEN: i64 = 1;

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_closing_into_the_tray_and_back() -> Outcome {
    journey("closing_into_the_tray_and_back", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [chat, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        // What counts are chats, and this one does not wait yet.
        let mut read = chats.iter();
        let read = read.find(|chat| chat.unread == 0 && chat.status == OPEN);
        let read = read.ok_or_else(|| e2e::Failure("nothing is read".to_owned()))?;
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
        sandbox.customer_writes(read.id, "Are you there?");
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

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_link_starts_the_program_at_its_chat() -> Outcome {
    journey("a_link_starts_the_program", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [first, second, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, first).await?;
        app.close().await?;

        let link = format!("switchboard://chat/1:{}?text=From%20outside", second.id);
        let app = stage
            .launch_with(&stage.launch_options().arg(&link))
            .await?;
        let question = app.by_role("alertdialog", like("Text for"));
        question.wait().await?;
        question.button("Put it into the draft").click().await?;
        app.heading(second.title.as_str()).wait().await?;
        app.textbox("Message").wait_value("From outside").await?;
        verify(
            times_sent(&sandbox, "From outside") == 0,
            "a link never sends",
        )?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_what_other_processes_say_changes_nothing() -> Outcome {
    journey("what_other_processes_say", async |stage| {
        let sandbox = company().await?;
        let chats = sandbox.chats();
        let [chat, ..] = chats.as_slice() else {
            return Err(e2e::Failure("the sandbox is empty".to_owned()));
        };
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, chat).await?;
        sandbox.clear_log();
        let long = "x".repeat(1_000_000);
        let many = vec!["switchboard://chat/1:1?send=1"; 50_000];
        let hostile: [&[&str]; 8] = [
            &[],
            &["", "\u{1b}[31m", "\u{202e}"],
            &[&long],
            &many,
            &["switchboard", "--data-dir", "/", "--demo"],
            &["switchboard", "switchboard://chat/1:999999999?text=x"],
            &["switchboard", "check", "--service", "chathub"],
            &["switchboard", "switchboard://chat/../settings"],
        ];
        for words in &hostile {
            stage.say_to_running(words).await?;
        }
        println!("S6: {} hostile starts withstood", hostile.len());
        // It is there, shows what it showed, or says that there is no such chat.
        app.listbox("Chats").wait().await?;
        verify(sandbox.sends().is_empty(), "nothing was sent")?;
        verify(
            app.by_role("alertdialog", like("Text for")).count().await? == 0,
            "no text is offered for a chat that isn't there",
        )?;

        app.window().minimize().await?;
        stage.start_again(&["--minimized"]).await?;
        verify(
            !app.window().is_front().await?,
            "what starts with the desktop stays out of the way",
        )?;
        stage.start_again(&[]).await?;
        app.window().wait_front().await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_webkit_lives_behind_walls_or_the_log_says_why_not() -> Outcome {
    journey("webkits_walls", async |stage| {
        let walled = "WebKit's process sandbox is off";
        let app = stage.launch().await?;
        let inside = app.webkit_sees_other_processes().await?;
        let said = stage.logged(walled)?;
        verify(inside == said, "walls, or a line in the log")?;
        app.close().await?;

        // A system that doesn't allow it. The window opens all the same.
        let refusing = stage.program("bwrap", "#!/bin/sh\necho no >&2\nexit 1\n")?;
        let mut path = refusing;
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let launch = stage.launch_options();
        let launch = launch.env("PATH", &path.to_string_lossy());
        let app = stage.launch_with(&launch).await?;
        verify(stage.logged(walled)?, "the log says so")?;
        app.close().await
    })
    .await
}
