//! What several journeys do.

use e2e::{App, Failure, Found, Outcome, Scope, like};
use sandbox::{Sandbox, SandboxConfig, chathub::ChatState};

/// A company with a dozen chats, in which nothing happens unless told.
pub(crate) async fn company() -> Outcome<Sandbox> {
    Ok(Sandbox::start(SandboxConfig::default()).await?)
}

/// Opens the form for the company's login, filled in but for what is sent.
pub(crate) async fn fill_sign_in(app: &App, server: &str, login: &str, password: &str) -> Outcome {
    app.textbox("Login").fill(login).await?;
    app.textbox("Password").fill(password).await?;
    fill_server(app, server).await
}

/// Puts the server's address under "Advanced".
pub(crate) async fn fill_server(app: &App, server: &str) -> Outcome {
    if app.textbox("Server address").count().await? == 0 {
        app.button("Advanced").click().await?;
    }
    app.textbox("Server address").fill(server).await
}

/// Signs in as the company.
pub(crate) async fn sign_in_as_company(app: &App, sandbox: &Sandbox) -> Outcome {
    let credentials = sandbox.credentials();
    app.button("Add account").click().await?;
    fill_sign_in(
        app,
        sandbox.url(),
        &credentials.login,
        &credentials.password,
    )
    .await?;
    app.button("Sign in").click().await?;
    app.listbox("Chats").wait().await.map(drop)
}

/// Signs in as an operator who was handed a token.
pub(crate) async fn sign_in_as_operator(app: &App, sandbox: &Sandbox) -> Outcome {
    app.button("Add account").click().await?;
    app.radio("Operator token").click().await?;
    app.textbox("Operator token")
        .fill(&sandbox.credentials().operator_token)
        .await?;
    fill_server(app, sandbox.url()).await?;
    app.button("Sign in").click().await?;
    app.listbox("Chats").wait().await.map(drop)
}

/// Makes the company's account work as an operator, from the operators' page.
pub(crate) async fn work_as(app: &App, organization: &str, operator: &str) -> Outcome {
    go(app, "Operators").await?;
    app.combobox("Organization").choose(organization).await?;
    app.row(like(operator))
        .button("Work as this operator")
        .click()
        .await?;
    app.row(like(operator))
        .wait_text("You work as this operator")
        .await
}

/// Goes to a page.
pub(crate) async fn go(app: &App, page: &str) -> Outcome {
    app.by_role("navigation", "Navigation")
        .button(page)
        .click()
        .await
}

/// The row of a chat.
pub(crate) fn row(app: &App, chat: &ChatState) -> Found {
    app.listbox("Chats").option(like(&chat.title))
}

/// Opens the chat with this title. While rows come and go a click may miss, as a person's may:
/// what counts is whose conversation is open.
pub(crate) async fn open_titled(app: &App, title: &str) -> Outcome {
    let row = app.listbox("Chats").option(like(title));
    e2e::until(&format!("{title} is open"), async || {
        if app.by_role("heading", like(title)).count().await? > 0 {
            return Ok(Some(()));
        }
        row.click().await?;
        Ok(None)
    })
    .await
}

/// Opens a chat and waits until its history is there.
pub(crate) async fn open(app: &App, sandbox: &Sandbox, chat: &ChatState) -> Outcome {
    open_titled(app, &chat.title).await?;
    let last = last_text(sandbox, chat)?;
    message(app, &last).wait().await.map(drop)
}

/// A message with this text on screen.
pub(crate) fn message(app: &App, text: &str) -> Found {
    app.list("Messages").listitem(like(text))
}

/// Writes an answer and sends it.
pub(crate) async fn answer(app: &App, text: &str) -> Outcome {
    app.textbox("Message").fill(text).await?;
    app.button("Send").click().await
}

/// A chat of the sandbox with this status.
pub(crate) fn chat_with_status(sandbox: &Sandbox, status: i64) -> Outcome<ChatState> {
    sandbox
        .chats()
        .into_iter()
        .find(|chat| chat.status == status)
        .ok_or_else(|| Failure(format!("the sandbox has no chat of status {status}")))
}

/// Waits until the service has a message of this text in a chat.
pub(crate) async fn arrived(sandbox: &Sandbox, chat: i64, text: &str) -> Outcome {
    e2e::until("the service has the message", async || {
        let messages = sandbox.messages(chat);
        Ok(messages
            .iter()
            .any(|message| message.text == text)
            .then_some(()))
    })
    .await
}

/// How often the service accepted this text.
pub(crate) fn times_sent(sandbox: &Sandbox, text: &str) -> usize {
    let sends = sandbox.sends();
    sends.iter().filter(|send| send.text == text).count()
}

/// The first line of the last message with a text.
fn last_text(sandbox: &Sandbox, chat: &ChatState) -> Outcome<String> {
    let messages = sandbox.messages(chat.id);
    messages
        .iter()
        .rev()
        .find_map(|message| message.text.lines().next().filter(|line| !line.is_empty()))
        .map(str::to_owned)
        .ok_or_else(|| Failure(format!("chat {} has no text", chat.id)))
}
