//! Every view as axe sees it, in narrow windows and in large type.

use e2e::{App, Name, Outcome, Scope, journey, like, verify};
use sandbox::Sandbox;

use crate::steps::{chat_with_status, company, go, open, open_titled, sign_in_as_company};

const OPEN: i64 = 1;

/// Opens a dialog by a button, has it looked at, and leaves it.
async fn dialog(app: &App, button: &str, title: &str) -> Outcome {
    app.button(button).click().await?;
    app.dialog(like(title)).wait().await?;
    app.accessible(title).await?;
    app.press("Escape").await?;
    app.dialog(like(title)).wait_gone().await
}

async fn each_view(app: &App, sandbox: &Sandbox) -> Outcome {
    app.button("Try the demo").wait().await?;
    app.accessible("the welcome").await?;
    app.button("Add account").click().await?;
    for service in ["Smart Sender", "Texter", "Digital Trust Chat Manager"] {
        app.combobox("Service").choose(service).await?;
        app.accessible(service).await?;
    }
    app.button("Back").click().await?;
    sign_in_as_company(app, sandbox).await?;
    app.listbox("Chats").option(Name::Any).wait().await?;
    app.accessible("the inbox without a chat").await?;
    let chat = chat_with_status(sandbox, OPEN)?;
    open(app, sandbox, &chat).await?;
    app.accessible("a conversation").await?;
    app.press("Control+Shift+f").await?;
    app.textbox("Search in this chat").wait().await?;
    app.accessible("the search in a chat").await?;
    app.press("Escape").await?;
    app.textbox("Search chats")
        .fill("nobody is called so")
        .await?;
    app.listbox("Chats").option(Name::Any).wait_gone().await?;
    app.accessible("a list without chats").await?;
    app.textbox("Search chats").fill("").await?;

    go(app, "Organizations").await?;
    app.row(Name::Any).wait().await?;
    app.accessible("the organizations").await?;
    go(app, "Operators").await?;
    app.combobox("Organization").wait().await?;
    app.accessible("the operators").await?;
    go(app, "Statistics").await?;
    app.by_role("region", "In all").wait().await?;
    app.accessible("the statistics").await?;
    go(app, "Journal").await?;
    app.by_role("table", "Journal").wait().await?;
    app.accessible("the journal").await?;
    go(app, "Settings").await?;
    app.heading("Appearance").wait().await?;
    app.accessible("the settings").await?;
    app.textbox("Search settings").fill("lock").await?;
    app.by_role("navigation", "Found settings").wait().await?;
    app.accessible("settings that were searched").await?;
    app.button("Clear the search").click().await?;
    dialog(app, "Sign out", "Sign out of").await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_axe_finds_nothing_in_the_light() -> Outcome {
    journey("axe_light", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        each_view(&app, &sandbox).await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_axe_finds_nothing_in_the_dark() -> Outcome {
    journey("axe_dark", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch_with(&stage.launch_options().dark()).await?;
        each_view(&app, &sandbox).await?;
        app.close().await
    })
    .await
}

/// What sticks out of the page to its sides, where nobody can scroll to it.
const STICKING_OUT: &str = "
    const wide = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let one = element.parentElement; one; one = one.parentElement) {
        const { overflowX } = getComputedStyle(one);
        if (overflowX === 'hidden' || overflowX === 'clip') return true;
        if ((overflowX === 'auto' || overflowX === 'scroll') && one.scrollWidth <= one.clientWidth)
          return false;
      }
      return false;
    };
    const out = [...document.querySelectorAll('#app *, [role=dialog] *')].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && (box.right > wide + 1 || box.left < -1)
        && element.checkVisibility({ visibilityProperty: true }) && !scrolls(element);
    });
    const sideways = [...document.querySelectorAll('*')].filter((element) => {
      const { overflowX } = getComputedStyle(element);
      return (overflowX === 'auto' || overflowX === 'scroll')
        && element.scrollWidth > element.clientWidth + 1;
    });
    return [...out, ...sideways].slice(0, 8).map((element) => element.outerHTML.slice(0, 120));
";

async fn fits(app: &App, view: &str) -> Outcome {
    let out: Vec<String> = app
        .session()
        .execute(STICKING_OUT, vec![])
        .await?
        .convert()?;
    verify(
        out.is_empty(),
        &format!("{view} fits its window, but for {out:#?}"),
    )
}

/// Whether a control is whole within the window, so that it can be clicked.
async fn within_reach(app: &App, name: &str) -> Outcome {
    let found = if name == "Message" {
        app.textbox(name)
    } else {
        app.button(name)
    };
    let element = found.wait().await?;
    let script = "const box = arguments[0].getBoundingClientRect();
        const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return box.left >= 0 && box.right <= innerWidth && box.top >= 0
          && box.bottom <= innerHeight && arguments[0].contains(at)";
    let seen = app
        .session()
        .execute(script, vec![element.to_json()?])
        .await?
        .convert::<bool>()?;
    verify(seen, &format!("{name} is within reach"))
}

async fn reflows(app: &App, sandbox: &Sandbox) -> Outcome {
    fits(app, "the list").await?;
    let chat = chat_with_status(sandbox, OPEN)?;
    open_titled(app, &chat.title).await?;
    app.list("Messages").listitem(Name::Any).wait().await?;
    fits(app, "a conversation").await?;
    within_reach(app, "Message").await?;
    app.textbox("Message").fill("It fits").await?;
    within_reach(app, "Send").await?;
    app.button("Send").click().await?;
    crate::steps::arrived(sandbox, chat.id, "It fits").await?;
    go(app, "Settings").await?;
    app.heading("Appearance").wait().await?;
    fits(app, "the settings").await?;
    go(app, "Operators").await?;
    app.combobox("Organization").wait().await?;
    fits(app, "the operators").await?;
    app.accessible("a narrow page").await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_everything_fits_320_pixels() -> Outcome {
    journey("fits_320_pixels", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        app.resize(320, 600).await?;
        reflows(&app, &sandbox).await?;
        app.close().await
    })
    .await
}

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_everything_fits_twice_the_type() -> Outcome {
    journey("fits_twice_the_type", async |stage| {
        let sandbox = company().await?;
        let app = stage.launch().await?;
        sign_in_as_company(&app, &sandbox).await?;
        app.resize(1240, 800).await?;
        let large = "document.documentElement.style.fontSize = '200%'";
        app.session().execute(large, vec![]).await?;
        reflows(&app, &sandbox).await?;
        app.close().await
    })
    .await
}
