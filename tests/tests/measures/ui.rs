//! `bench ui`: scrolling, opening, typing and the way to Rust and back, in the real window over
//! 100,000 chats.

use std::path::Path;
use std::time::Duration;

use e2e::{App, Failure, Outcome, Scope, WebDriver, journey, like};
use sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};

use crate::app::{over, told};
use crate::peers::{Peer, serve};
use crate::rows::{Goal, quantile, row};
use crate::steps;

/// Keys that are pressed.
const KEYS: usize = 120;
/// Messages that arrive in a second meanwhile.
const ARRIVING: u64 = 200;

const SCROLL: &str = include_str!("scroll.js");
const OPEN: &str = include_str!("open.js");
const PREPEND: &str = include_str!("prepend.js");
const INVOKE: &str = include_str!("invoke.js");

#[tokio::test]
#[ignore = "takes minutes and measures: cargo xtask bench ui"]
async fn measure_ui() -> Outcome {
    let data = told("BENCH_LARGE")?;
    journey("bench-ui", async |stage| {
        let app = over(stage, &data).await?;
        scrolling(&app).await?;
        round_trips(&app).await?;
        opening(&app).await?;
        app.kill().await
    })
    .await?;
    typing().await
}

/// Runs a script that ends by itself and gives numbers.
async fn ask<T: serde::de::DeserializeOwned>(
    session: &WebDriver,
    script: &str,
    arguments: Vec<Value>,
) -> Outcome<T> {
    session.set_script_timeout(Duration::from_secs(120)).await?;
    let said = session.execute_async(script, arguments).await?;
    if let Some(error) = said.json().get("error") {
        return Err(Failure(format!("the page says {error}")));
    }
    Ok(said.convert()?)
}

#[derive(serde::Deserialize)]
struct Scrolled {
    /// Milliseconds between frames.
    frames: Vec<f64>,
    /// Rows in the page at most.
    rows: f64,
}

async fn scrolling(app: &App) -> Outcome {
    let ours: Scrolled = ask(app.session(), SCROLL, vec![json!("[data-chats]")]).await?;
    let floor = match Peer::MiniBrowser.program() {
        None => None,
        Some(program) => {
            let page =
                serve(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/measures/list")).await?;
            let browser = e2e::Browser::open(&program).await?;
            browser.session().goto(&page).await?;
            let bare: Scrolled =
                ask(browser.session(), SCROLL, vec![json!("[data-chats]")]).await?;
            browser.end().await?;
            Some(bare)
        }
    };
    let longest = |scrolled: &Scrolled| quantile(&scrolled.frames, 1.0);
    row(
        "P8",
        "longest frame while scrolling 100,000 chats, floor: empty rows in MB",
        "ms",
        longest(&ours),
        floor.as_ref().map(longest),
        Goal::AtMost(50.0),
    )?;
    row(
        "P8",
        "the same, 99 of 100 frames",
        "ms",
        quantile(&ours.frames, 0.99),
        floor.as_ref().map(|bare| quantile(&bare.frames, 0.99)),
        Goal::None,
    )?;
    row(
        "P8",
        "rows in the page",
        "rows",
        ours.rows,
        None,
        Goal::AtMost(80.0),
    )
}

async fn round_trips(app: &App) -> Outcome {
    let empty = json!(["settings_get", {}]);
    let list = json!(["chat_list", { "query": { "filter": {}, "offset": 0, "limit": 50 } }]);
    for (what, call, share, most) in [
        ("a command that does next to nothing, p50", empty, 0.5, 0.5),
        ("50 rows of the chat list, p95", list, 0.95, 4.0),
    ] {
        let times: Vec<f64> = ask(app.session(), INVOKE, vec![call]).await?;
        let value = quantile(&times, share);
        row("P14", what, "ms", value, None, Goal::AtMost(most))?;
    }
    Ok(())
}

async fn opening(app: &App) -> Outcome {
    // The longest chat is the newest.
    app.button(like("Sort: ")).click().await?;
    app.by_role("menuitemcheckbox", "Newest first")
        .click()
        .await?;
    let times: Vec<f64> = ask(app.session(), OPEN, vec![]).await?;
    for (share, name, most) in [(0.5, "p50", 40.0), (0.99, "p99", 100.0)] {
        let what = format!("click to a 1,000-message chat painted, {name}");
        let value = quantile(&times, share);
        row("P9", &what, "ms", value, None, Goal::AtMost(most))?;
    }
    let moved: f64 = ask(app.session(), PREPEND, vec![]).await?;
    row(
        "P8",
        "what older messages move the view by",
        "px",
        moved,
        None,
        Goal::AtMost(0.0),
    )
}

/// Typing while a busy company writes.
async fn typing() -> Outcome {
    journey("bench-typing", async |stage| {
        let service = Sandbox::start(SandboxConfig::default()).await?;
        let app = stage.launch().await?;
        steps::sign_in_as_company(&app, &service).await?;
        let chats = service.chats();
        let Some((open, others)) = chats.split_first() else {
            return Err(Failure("the sandbox has no chat".to_owned()));
        };
        steps::open_titled(&app, &open.title).await?;
        app.textbox("Message").wait().await?;
        let script = service.script();
        let others: Vec<i64> = others.iter().map(|chat| chat.id).collect();
        let writing = tokio::spawn(async move {
            let mut tick = tokio::time::interval(Duration::from_micros(1_000_000 / ARRIVING));
            for number in 0_usize.. {
                tick.tick().await;
                if let Some(chat) = others.get(number % others.len().max(1)) {
                    script.customer_writes(*chat, "Is it on its way?");
                }
            }
        });
        app.session()
            .execute(include_str!("keys.js"), vec![])
            .await?;
        let field = app.textbox(like("Message"));
        for _ in 0..KEYS {
            // One at a time, as fingers do it: keys that wait for each other would be measured too.
            field.type_text("a").await?;
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        let said = app.session().execute("return window.keyTimes", vec![]);
        let times: Vec<f64> = said.await?.convert()?;
        writing.abort();
        row(
            "P10",
            "key to glyph while 200 messages a second arrive, p95",
            "ms",
            quantile(&times, 0.95),
            None,
            Goal::AtMost(24.0),
        )?;
        app.kill().await
    })
    .await
}
