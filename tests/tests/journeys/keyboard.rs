//! By keyboard alone, and heard instead of seen.

use e2e::{App, Failure, Outcome, Scope, journey, like, until, verify};
use sandbox::Sandbox;

use crate::steps::{arrived, chat_with_status, company, message, open, row, sign_in_as_company};

const OPEN: i64 = 1;
const CLOSED: i64 = 4;

/// Types wherever the focus is, letter by letter.
async fn type_text(app: &App, text: &str) -> Outcome {
    for letter in text.chars() {
        app.press(match letter {
            ' ' => "Space",
            _ => &text[text.find(letter).unwrap_or(0)..][..letter.len_utf8()],
        })
        .await?;
    }
    Ok(())
}

/// Puts a text into the box that has the focus, as pasting does.
async fn put(app: &App, name: &str, text: &str) -> Outcome {
    app.tab_to(name).await?;
    let field = app.session().active_element().await?;
    field.send_keys(text).await?;
    Ok(())
}

async fn sign_in(app: &App, sandbox: &Sandbox) -> Outcome {
    let known = sandbox.credentials();
    app.tab_to("Add account").await?;
    app.press("Enter").await?;
    app.textbox("Login").wait().await?;
    put(app, "Login", &known.login).await?;
    put(app, "Password", &known.password).await?;
    app.tab_to("Advanced").await?;
    app.press("Enter").await?;
    app.textbox("Server address").wait().await?;
    put(app, "Server address", sandbox.url()).await?;
    app.tab_to("Sign in").await?;
    app.press("Enter").await?;
    app.listbox("Chats").wait().await.map(drop)
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_by_keyboard_alone() -> Outcome {
    journey("by_keyboard_alone", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        app.button("Add account").wait().await?;
        sign_in(&app, &sandbox).await?;

        app.press("Control+f").await?;
        verify(
            app.focused().await?.contains("Search"),
            "the search has the focus",
        )?;
        let search = app.session().active_element().await?;
        search.send_keys(&chat.title).await?;
        row(&app, &chat).wait().await?;
        until("one chat is left", async || {
            let rows = app.listbox("Chats").option(e2e::Name::Any).count().await?;
            Ok((rows == 1).then_some(()))
        })
        .await?;
        app.tab_to(&chat.title).await?;
        app.press("Enter").await?;
        app.heading(like(&chat.title)).wait().await?;
        app.textbox("Message")
            .until("has the focus", async |_| {
                Ok((app.focused().await? == "Message").then_some(()))
            })
            .await?;
        type_text(&app, "on its way").await?;
        app.press("Enter").await?;
        arrived(&sandbox, chat.id, "on its way").await?;
        message(&app, "on its way").wait().await?;

        // Closing gives the focus to the next row.
        app.press("Escape").await?;
        app.press("Shift+E").await?;
        until("the chat is closed", async || {
            let now = sandbox.chat(chat.id).map(|chat| chat.status);
            Ok((now == Some(CLOSED)).then_some(()))
        })
        .await?;
        let focused = app.focused().await?;
        verify(!focused.is_empty(), "the focus is not lost")?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_the_palette_finds_and_runs() -> Outcome {
    journey("the_palette", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        app.press("Control+k").await?;
        let palette = app.dialog("Commands, chats, views, accounts");
        palette
            .by_role("combobox", e2e::Name::Any)
            .until("has the focus", async |_| {
                let name = app.focused().await?;
                Ok((name == "Commands, chats, views, accounts").then_some(()))
            })
            .await?;
        app.accessible("the palette").await?;
        type_text(&app, "settings").await?;
        palette.option(like("Settings")).wait().await?;
        app.press("Enter").await?;
        app.heading("Appearance").wait().await?;
        app.press("Control+/").await?;
        app.dialog("Keyboard shortcuts").wait().await?;
        app.accessible("the shortcuts").await?;
        app.press("Escape").await?;
        app.dialog("Keyboard shortcuts").wait_gone().await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_a_key_is_given_to_another_command() -> Outcome {
    journey("a_key_is_given", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        crate::steps::go(&app, "Settings").await?;
        app.textbox("Search settings").fill("organizations").await?;
        app.button(like("Change the keys of")).wait().await?;
        app.button("Change the keys of “Organizations”")
            .click()
            .await?;
        app.press("Control+Shift+o").await?;
        crate::steps::go(&app, "Inbox").await?;
        app.listbox("Chats").wait().await?;
        app.press("Control+Shift+o").await?;
        app.heading("Organizations").wait().await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_the_language_is_changed_at_once() -> Outcome {
    journey("the_language_is_changed", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        crate::steps::go(&app, "Settings").await?;
        for (language, heading, direction, search) in [
            ("עברית", "מראה", "rtl", "Language"),
            ("Українська", "Вигляд", "ltr", "שפה"),
            ("English", "Appearance", "ltr", "Мова"),
        ] {
            app.combobox(search).choose(language).await?;
            app.heading(heading).wait().await?;
            let shown = app
                .session()
                .execute("return document.documentElement.dir", vec![])
                .await?
                .convert::<String>()?;
            verify(shown == direction, "the page runs as the language does")?;
            app.accessible(language).await?;
        }
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_messages_are_searched() -> Outcome {
    journey("messages_are_searched", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        sandbox.customer_writes(chat.id, "The parcel with the xylophone");
        message(&app, "xylophone").wait().await?;
        app.textbox("Search chats").fill("xyloph").await?;
        app.button("Messages").click().await?;
        let hit = app.list("Messages that match").listitem(like("xylophone"));
        hit.wait().await?;
        app.accessible("the search of messages").await?;
        hit.click().await?;
        message(&app, "xylophone").wait().await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_new_messages_are_announced() -> Outcome {
    journey("new_messages_are_announced", async |stage| {
        let sandbox = company().await?;
        let chat = chat_with_status(&sandbox, OPEN)?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        open(&app, &sandbox, &chat).await?;
        sandbox.customer_writes(chat.id, "Are you still there?");
        message(&app, "Are you still there?").wait().await?;
        let spoken = "return [...document.querySelectorAll('[aria-live=\"polite\"]')]
            .map((one) => one.textContent).join('\\n')";
        until("the announcer says it", async || {
            let said = app.session().execute(spoken, vec![]).await?;
            let said = said.convert::<String>()?;
            if said.contains("Are you still there?") {
                return Ok(Some(()));
            }
            Err(Failure(format!("it says \"{said}\"")))
        })
        .await?;
        app.close().await
    })
    .await
}
