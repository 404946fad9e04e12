//! `bench app`: how soon the window is there, what it takes in memory and processor time.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use e2e::{App, Failure, Outcome, Portal, Scope, Stage, WebDriver, journey, until};
use sandbox::{Sandbox, SandboxConfig};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::cost;
use crate::peers::{Peer, Started, serve};
use crate::rows::{Goal, median, quantile, row};
use crate::steps;

/// Turns of what is started anew each time.
const TURNS: usize = 7;
/// Second starts that are timed.
const STARTS: usize = 20;
/// The chat that is open.
const LINK: &str = "switchboard://chat/1:0";
/// How long an idle window is left alone before it is looked at.
const SETTLE: Duration = Duration::from_secs(8);
/// How long an idle window is looked at.
const IDLE: Duration = Duration::from_secs(30);

/// A path that `cargo xtask bench` tells.
pub(crate) fn told(name: &str) -> Outcome<PathBuf> {
    let path = std::env::var_os(name);
    path.map(PathBuf::from)
        .ok_or_else(|| Failure(format!("{name} is not set: use `cargo xtask bench`")))
}

#[tokio::test]
#[ignore = "takes minutes and measures: cargo xtask bench app"]
async fn measure_app() -> Outcome {
    let program = told("SWITCHBOARD_BIN")?;
    let page = serve(told("BENCH_PAGE")?).await?;
    window_mapped(&program, &page).await?;
    let small = first_rows("small", &told("BENCH_SMALL")?).await?;
    let large = first_rows("large", &told("BENCH_LARGE")?).await?;
    let peer = first_paint(&page).await?;
    row(
        "P2",
        "start to first chats, 100,000 chats, against MB",
        "ms",
        large.painted,
        peer,
        Goal::RatioAtMost(1.35),
    )?;
    row(
        "P2",
        "what 100,000 chats add to it",
        "ms",
        large.painted - small.painted,
        None,
        Goal::AtMost(50.0),
    )?;
    row(
        "P3",
        "second start to link delivered, p95",
        "ms",
        large.second,
        None,
        Goal::AtMost(150.0),
    )?;
    let chromium = match Started::peer(Peer::Chromium, &page).await? {
        None => None,
        Some(peer) => {
            tokio::time::sleep(SETTLE).await;
            let memory = cost::memory(peer.pid())?;
            peer.end().await?;
            Some(memory)
        }
    };
    row(
        "P4",
        "idle memory, 100,000 chats, against CH",
        "MB",
        large.memory,
        chromium,
        Goal::RatioAtMost(0.6),
    )?;
    row(
        "P4",
        "what 100,000 chats add to it",
        "MB",
        large.memory - small.memory,
        None,
        Goal::AtMost(15.0),
    )?;
    idle().await
}

async fn window_mapped(program: &Path, page: &str) -> Outcome {
    let (mut ours, mut mini, mut chromium) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let app = Started::app(program).await?;
        ours.push(app.mapped);
        app.end().await?;
        for (peer, times) in [
            (Peer::MiniBrowser, &mut mini),
            (Peer::Chromium, &mut chromium),
        ] {
            if let Some(peer) = Started::peer(peer, page).await? {
                times.push(peer.mapped);
                peer.end().await?;
            }
        }
    }
    let floor = |times: &[f64]| (!times.is_empty()).then(|| median(times));
    let portal = Portal::hung().await?;
    let mut hung = Vec::new();
    for _ in 0..TURNS {
        let app = Started::app(program).await?;
        hung.push(app.mapped);
        app.end().await?;
    }
    drop(portal);
    let value = median(&ours);
    for (name, floor, most) in [("MB", floor(&mini), 1.1), ("CH", floor(&chromium), 0.55)] {
        let what = format!("start to window, no desktop portal, against {name}");
        row("P1", &what, "ms", value, floor, Goal::RatioAtMost(most))?;
    }
    for (portal, value) in [("no", value), ("a hung", median(&hung))] {
        let what = format!("start to window, {portal} desktop portal");
        row("P1", &what, "ms", value, None, Goal::AtMost(2_000.0))?;
    }
    Ok(())
}

/// What a start over prepared data costs.
struct Start {
    /// Milliseconds to the first rows.
    painted: f64,
    /// Milliseconds of a second start, p95.
    second: f64,
    /// Megabytes when idle.
    memory: f64,
}

async fn first_rows(name: &str, data: &Path) -> Outcome<Start> {
    let mut painted = Vec::new();
    let (mut second, mut memory) = (Vec::new(), 0.0);
    // The same chat is open in each, whatever was done with the data before.
    journey(&format!("bench-{name}-warm"), async |stage| {
        let app = over(stage, data).await?;
        stage.start_again_over(data, &[LINK]).await?;
        app.list("Messages").wait().await?;
        app.kill().await
    })
    .await?;
    for turn in 0..TURNS {
        let last = turn + 1 == TURNS;
        journey(&format!("bench-{name}"), async |stage| {
            let app = over(stage, data).await?;
            let moment = mark(app.session()).await?;
            painted.push(cost::since_start(app.pid(), moment)?);
            if last {
                tokio::time::sleep(SETTLE).await;
                memory = cost::memory(app.pid())?;
                for _ in 0..STARTS {
                    let began = Instant::now();
                    stage.start_again_over(data, &[LINK]).await?;
                    second.push(began.elapsed().as_secs_f64() * 1000.0);
                }
            }
            app.kill().await
        })
        .await?;
    }
    Ok(Start {
        painted: median(&painted),
        second: quantile(&second, 0.95),
        memory,
    })
}

/// Opens the app over prepared data, without their passwords: everything is shown, nothing is
/// asked for.
pub(crate) async fn over(stage: &Stage, data: &Path) -> Outcome<App> {
    remember_key(data).await?;
    let launch = stage.launch_options().over(data);
    let app = stage.launch_with(&launch).await?;
    app.listbox("Chats").option(e2e::Name::Any).wait().await?;
    Ok(app)
}

/// Puts the prepared databases' key where the app looks for it.
async fn remember_key(data: &Path) -> Outcome {
    let installation = std::fs::read_to_string(data.join("installation"))?;
    let user = format!("{}/database-key", installation.trim());
    let mut command = Command::new("secret-tool")
        .args([
            "store",
            "--label=bench",
            "service",
            "switchboard",
            "username",
            &user,
        ])
        .stdin(Stdio::piped())
        .spawn()?;
    let key = told("BENCH_KEY")?;
    if let Some(mut stdin) = command.stdin.take() {
        stdin.write_all(key.as_os_str().as_encoded_bytes()).await?;
    }
    let status = command.wait().await?;
    e2e::verify(status.success(), "the keyring takes the key")
}

/// When the first rows were painted, in milliseconds since 1970.
async fn mark(session: &WebDriver) -> Outcome<f64> {
    until("the first rows are painted", async || {
        let script = "const [mark] = performance.getEntriesByName('chats-painted');
            return mark ? performance.timeOrigin + mark.startTime : null";
        let said = session.execute(script, vec![]).await?;
        Ok(said.convert::<Option<f64>>()?)
    })
    .await
}

/// How soon MiniBrowser paints the same page; `None` where it isn't installed.
async fn first_paint(page: &str) -> Outcome<Option<f64>> {
    let Some(program) = Peer::MiniBrowser.program() else {
        return Ok(None);
    };
    let mut painted = Vec::new();
    for _ in 0..TURNS {
        let browser = e2e::Browser::open(&program).await?;
        browser.session().goto(page).await?;
        let moment = until("the page is painted", async || {
            let script = "const [paint] = performance.getEntriesByType('paint').slice(-1);
                return paint ? performance.timeOrigin + paint.startTime : null";
            let said = browser.session().execute(script, vec![]).await?;
            Ok(said.convert::<Option<f64>>()?)
        })
        .await?;
        // A driver opens it with an empty page and goes to ours after that: only the part that is
        // the page's counts, on top of what a start takes until the window is there.
        let script = "return performance.timeOrigin";
        let said = browser.session().execute(script, vec![]).await?;
        painted.push(moment - said.convert::<f64>()?);
        browser.end().await?;
    }
    let mut mapped = Vec::new();
    for _ in 0..TURNS {
        if let Some(peer) = Started::peer(Peer::MiniBrowser, page).await? {
            mapped.push(peer.mapped);
            peer.end().await?;
        }
    }
    Ok(Some(median(&mapped) + median(&painted)))
}

/// The processor time of an idle window with three accounts.
async fn idle() -> Outcome {
    journey("bench-idle", async |stage| {
        let mut services = Vec::new();
        let app = stage.launch().await?;
        for _ in 0..3 {
            let service = Sandbox::start(SandboxConfig::default()).await?;
            steps::sign_in_as_operator(&app, &service).await?;
            services.push(service);
            steps::go(&app, "Settings").await?;
            steps::go(&app, "Inbox").await?;
        }
        tokio::time::sleep(SETTLE).await;
        let visible = cost::load(app.pid(), IDLE).await;
        app.window().put_out_of_sight().await?;
        tokio::time::sleep(SETTLE).await;
        let hidden = cost::load(app.pid(), IDLE).await;
        for (what, value, most) in [("visible", visible, 0.6), ("hidden", hidden, 0.3)] {
            let what = format!("idle processor time, three accounts, {what}");
            row("P6", &what, "% of a core", value, None, Goal::AtMost(most))?;
        }
        app.kill().await
    })
    .await
}
