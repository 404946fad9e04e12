//! P15: the chat list of a large account read whole, by the engine and by curl, under the same
//! rate limit.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::AccountForm;
use domain::view::{AccountState, AppPhase};
use engine::{Engine, EngineConfig, MemorySecrets, Pace, SecretsBackend, WindowState};
use sandbox::{Quirks, Sandbox, SandboxConfig, Size};
use tempfile::TempDir;
use tokio::process::Command;

use crate::measure::{Goal, Row, Times};
use crate::{Scale, Trial, sentence};

/// Turns of each.
const TURNS: usize = 3;
/// Chats of a page.
const PAGE: u32 = 100;
/// Requests a second that both are held to: what the client allows itself.
const RATE: u32 = 45;
/// Longest that a sync may take.
const LONGEST: Duration = Duration::from_secs(300);
const LIST: &str = "/api/chat/chats";

pub(crate) async fn run(scale: Scale) -> Trial<Vec<Row>> {
    let (mut ours, mut floor) = (Times::default(), Times::default());
    let mut requests = 0;
    let pages = scale.sync.div_ceil(PAGE);
    for _ in 0..TURNS {
        let sandbox = Sandbox::start(SandboxConfig {
            size: Size::Large {
                chats: scale.sync,
                messages: scale.sync * 2,
            },
            quirks: Quirks {
                hub: false,
                ..Quirks::default()
            },
            ..SandboxConfig::default()
        })
        .await
        .map_err(sentence)?;
        let (took, asked) = engine(&sandbox).await?;
        ours.add(took);
        requests = requests.max(asked);
        // The service's own measure of the rate recovers meanwhile.
        sandbox.set_quirks(|quirks| quirks.rate_limit = false);
        floor.add(curl(&sandbox, pages).await?);
    }
    let what = format!("sync of {} chats, against curl", scale.sync);
    Ok(vec![
        Row::new(
            "P15",
            what,
            "ms",
            ours.median(),
            Some(floor.median()),
            Goal::RatioAtMost(1.1),
        ),
        Row::new(
            "P15",
            "requests for it, against pages",
            "",
            f64::from(requests),
            Some(f64::from(pages)),
            Goal::RatioAtMost(1.0),
        ),
    ])
}

/// From signing in to the whole list read; how many pages were asked for.
async fn engine(sandbox: &Sandbox) -> Trial<(Duration, u32)> {
    let dir = TempDir::new().map_err(sentence)?;
    let engine = Engine::start(EngineConfig {
        secrets: SecretsBackend::Memory(MemorySecrets::default()),
        seed: 1,
        pace: Pace::default(),
        ..EngineConfig::new(dir.path().to_owned(), "0.0.0")
    });
    engine.set_window(WindowState {
        visible: true,
        focused: true,
    });
    wait(&engine, async || {
        let state = engine.app_state().await.ok()?;
        matches!(state.phase, AppPhase::Ready { .. }).then_some(())
    })
    .await?;
    let form: AccountForm = serde_json::from_value(serde_json::json!({
        "service": "chathub",
        "method": "operator_token",
        "server": sandbox.url(),
        "secret": sandbox.credentials().operator_token,
    }))
    .map_err(sentence)?;
    let account = engine.account_add(form).await.map_err(sentence)?;
    let began = Instant::now();
    let before = pages_asked(sandbox);
    wait(&engine, async || {
        let accounts = engine.account_list().await.ok()?;
        let view = accounts.into_iter().find(|view| view.id == account)?;
        let online = view.health.state == AccountState::Online;
        (online && view.health.synced_at.is_some()).then_some(())
    })
    .await?;
    let took = began.elapsed();
    let asked = pages_asked(sandbox) - before;
    engine.shutdown().await;
    Ok((took, asked))
}

async fn wait<F: Future<Output = Option<()>>>(engine: &Arc<Engine>, ask: impl Fn() -> F) -> Trial {
    let mut events = engine.events();
    let asking = async {
        while ask().await.is_none() {
            // Not all that is waited for is an event.
            let _ = tokio::time::timeout(Duration::from_millis(10), events.recv()).await;
        }
    };
    tokio::time::timeout(LONGEST, asking)
        .await
        .map_err(sentence)
}

fn pages_asked(sandbox: &Sandbox) -> u32 {
    let log = sandbox.log();
    let pages = log.iter().filter(|request| request.path == LIST);
    u32::try_from(pages.count()).unwrap_or(u32::MAX)
}

/// The same pages, fetched over one connection and thrown away.
async fn curl(sandbox: &Sandbox, pages: u32) -> Trial<Duration> {
    let token = &sandbox.credentials().operator_token;
    let mut command = Command::new("curl");
    command
        .args([
            "--silent",
            "--fail",
            "--rate",
            &format!("{RATE}/s"),
            "--header",
        ])
        .arg(format!("Authorization: Bearer {token}"))
        .stdout(Stdio::null());
    for page in 1..=pages {
        let url = format!("{}{LIST}?page={page}&per_page={PAGE}", sandbox.url());
        command.args(["--output", "/dev/null", &url]);
    }
    let began = Instant::now();
    let status = command.status().await.map_err(sentence)?;
    if !status.success() {
        return Err(format!("curl ended with {status}"));
    }
    Ok(began.elapsed())
}
