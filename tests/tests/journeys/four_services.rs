//! Four services in one inbox: each signed in, a chat of each answered from the same list, and
//! one service's outage that leaves the others alone.

use e2e::{App, Failure, Outcome, Scope, journey, until, verify};
use sandbox::chat_manager::{self, ChatManager};
use sandbox::smart_sender::{self, SmartSender};
use sandbox::texter::{self, Texter};
use sandbox::{Sandbox, Size};

use crate::steps::{answer, company, fill_server, go, message, open_titled, sign_in_as_company};

/// The made-up services.
struct Four {
    chathub: Sandbox,
    smart_sender: SmartSender,
    texter: Texter,
    chat_manager: ChatManager,
}

async fn four() -> Outcome<Four> {
    Ok(Four {
        chathub: company().await?,
        smart_sender: SmartSender::start(smart_sender::Config {
            size: Size::Small,
            ..smart_sender::Config::default()
        })
        .await?,
        texter: Texter::start(texter::Config {
            size: Size::Small,
            ..texter::Config::default()
        })
        .await?,
        chat_manager: ChatManager::start(chat_manager::Config {
            size: Size::Small,
            ..chat_manager::Config::default()
        })
        .await?,
    })
}

/// Adds an account of another service beside those that are there.
async fn add(app: &App, service: &str, boxes: &[(&str, &str)], server: &str) -> Outcome {
    app.button("Add account").click().await?;
    app.combobox("Service").choose(service).await?;
    for (name, value) in boxes {
        app.textbox(*name).fill(value).await?;
    }
    fill_server(app, server).await?;
    app.button("Sign in").click().await?;
    app.by_role("heading", "Add account").wait_gone().await?;
    go(app, "Inbox").await?;
    app.listbox("Chats").wait().await.map(drop)
}

/// Finds a chat by its title, answers it, and waits until it is shown.
async fn answer_in(app: &App, title: &str, text: &str) -> Outcome {
    app.textbox("Search chats").fill(title).await?;
    open_titled(app, title).await?;
    answer(app, text).await?;
    message(app, text).wait().await.map(drop)
}

fn missing(what: &str) -> Failure {
    Failure(format!("the made-up services have no {what}"))
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_four_services_are_answered_from_one_list() -> Outcome {
    journey("four-services", async |stage| {
        let four = four().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &four.chathub).await?;
        let token = four.smart_sender.credentials().token.clone();
        add(
            &app,
            "Smart Sender",
            &[("Project token", &token)],
            four.smart_sender.url(),
        )
        .await?;
        let known = four.texter.credentials().clone();
        add(
            &app,
            "Texter",
            &[("Project id", &known.project), ("API token", &known.token)],
            four.texter.url(),
        )
        .await?;
        let known = four.chat_manager.credentials();
        add(
            &app,
            "Digital Trust Chat Manager",
            &[
                ("Client id", &known.client_id),
                ("Client secret", &known.client_secret),
                ("Token address", &known.token_url),
            ],
            four.chat_manager.url(),
        )
        .await?;
        every_one_is_answered(&app, &four).await?;
        one_is_down_and_the_others_work(&app, &four).await?;
        app.close().await
    })
    .await
}

async fn every_one_is_answered(app: &App, four: &Four) -> Outcome {
    let chat = four.chathub.chats().into_iter().next();
    let chat = chat.ok_or_else(|| missing("ChatHub chat"))?;
    answer_in(app, &chat.title, "Hello from one list").await?;
    until("ChatHub has it", async || {
        let sends = four.chathub.sends();
        let there = sends.iter().any(|send| send.text == "Hello from one list");
        Ok(there.then_some(()))
    })
    .await?;

    let chat = four.smart_sender.chats().into_iter().find(|chat| chat.open);
    let chat = chat.ok_or_else(|| missing("open Smart Sender chat"))?;
    answer_in(app, &chat.name, "And from the same one").await?;
    until("Smart Sender has it", async || {
        let sends = four.smart_sender.sends();
        let text = Some("And from the same one".to_owned());
        Ok(sends.iter().any(|send| send.text == text).then_some(()))
    })
    .await?;

    let now = four.texter.now();
    let chat = four.texter.chats().into_iter().find(|chat| {
        let fresh = chat
            .last_incoming_at
            .is_some_and(|at| now.duration_since(at).as_hours() < 20);
        fresh && chat.channel == "whatsapp"
    });
    let chat = chat.ok_or_else(|| missing("fresh Texter chat"))?;
    let title = chat.display_name.clone().unwrap_or(chat.title);
    answer_in(app, &title, "Still the same list").await?;
    until("Texter has it", async || {
        let sends = four.texter.sends();
        let there = sends.iter().any(|send| send.text == "Still the same list");
        Ok(there.then_some(()))
    })
    .await?;

    let chats = four.chat_manager.chats().into_iter();
    let chat = chats.rev().find(|chat| chat.active && chat.registered);
    let chat = chat.ok_or_else(|| missing("active group"))?;
    answer_in(app, &chat.title, "The fourth, too").await?;
    until("Chat Manager has it", async || {
        let sends = four.chat_manager.sends();
        let there = sends.iter().any(|send| send.text == "The fourth, too");
        Ok(there.then_some(()))
    })
    .await
}

async fn one_is_down_and_the_others_work(app: &App, four: &Four) -> Outcome {
    four.texter.set_out(true);
    let chat = four.chathub.chats().into_iter().nth(1);
    let chat = chat.ok_or_else(|| missing("second ChatHub chat"))?;
    answer_in(app, &chat.title, "One is down, this one isn't").await?;
    until("ChatHub has the other", async || {
        let sends = four.chathub.sends();
        let there = sends
            .iter()
            .any(|send| send.text == "One is down, this one isn't");
        Ok(there.then_some(()))
    })
    .await?;
    verify(
        four.texter.sends().len() == 1,
        "nothing was sent to the wrong service",
    )
}
