//! A program that opens with the system's keyring and says how that went: what a test of the
//! keyring's states talks to, since the keyring is found through the environment.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::view::{AccountState, AppPhase};
use engine::{Engine, EngineConfig, Pace};
use serde::{Deserialize, Serialize};

use crate::Trial;
use crate::stage::{sentence, sign_in};

/// The word on the command line that makes this program the one that opens.
pub const OPENER: &str = "opener";

/// What is asked, a line of JSON each.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    /// Open what is in this folder; the keyring may take so long.
    Open {
        /// The data folder.
        dir: PathBuf,
        /// Milliseconds.
        patience: u64,
    },
    /// Try the keyring again.
    Retry,
    /// Go on without a keyring.
    ThisRun,
    /// Put the old data aside and begin anew.
    Over,
    /// Sign in as an operator of the sandbox there.
    SignIn {
        /// Address of the sandbox.
        url: String,
        /// Its ready token.
        token: String,
    },
}

/// How it stands, a line of JSON after each question.
#[derive(Debug, Serialize, Deserialize)]
pub struct Said {
    /// As the window is told.
    pub phase: serde_json::Value,
    /// How long it took to come to that, in milliseconds.
    pub millis: u64,
    /// Accounts that are listed.
    pub accounts: usize,
    /// Those that must sign in again.
    pub sign_in_again: usize,
}

/// Answers until its standard input ends.
///
/// # Errors
/// What kept it from answering.
pub fn opener() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(sentence)?;
    runtime.block_on(answer())
}

async fn answer() -> Trial {
    let mut engine: Option<Arc<Engine>> = None;
    for line in std::io::stdin().lock().lines() {
        let ask: Ask = serde_json::from_str(&line.map_err(sentence)?).map_err(sentence)?;
        let began = Instant::now();
        let at_work = match (ask, &engine) {
            (Ask::Open { dir, patience }, _) => {
                let started = Engine::start(EngineConfig {
                    pace: Pace {
                        keyring: Duration::from_millis(patience),
                        ..Pace::default()
                    },
                    ..EngineConfig::new(dir, "0.0.0")
                });
                engine = Some(Arc::clone(&started));
                started
            }
            (ask, Some(engine)) => {
                act(engine, ask).await?;
                Arc::clone(engine)
            }
            (_, None) => return Err("nothing is open".to_owned()),
        };
        let said = settled(&at_work, began).await?;
        let mut line = serde_json::to_string(&said).map_err(sentence)?;
        line.push('\n');
        let mut out = std::io::stdout();
        out.write_all(line.as_bytes()).map_err(sentence)?;
        out.flush().map_err(sentence)?;
    }
    if let Some(engine) = engine {
        engine.shutdown().await;
    }
    Ok(())
}

async fn act(engine: &Engine, ask: Ask) -> Trial {
    match ask {
        Ask::Open { .. } => Ok(()),
        Ask::Retry => engine.app_retry().await.map_err(sentence),
        Ask::ThisRun => engine.app_this_run_only().await.map_err(sentence),
        Ask::Over => engine.app_start_over().await.map_err(sentence),
        Ask::SignIn { url, token } => sign_in(engine, &url, &token).await.map(drop),
    }
}

/// Waits until opening has come to an end, whatever end, and no account's secret is asked for
/// any more.
async fn settled(engine: &Engine, began: Instant) -> Trial<Said> {
    let mut events = engine.events();
    let mut phase_at = None;
    loop {
        let state = engine.app_state().await.map_err(sentence)?;
        if state.phase != AppPhase::Starting {
            let at = *phase_at.get_or_insert_with(|| began.elapsed());
            let accounts = engine.account_list().await.unwrap_or_default();
            let asking = |state: &AccountState| *state == AccountState::Connecting;
            if !accounts.iter().any(|view| asking(&view.health.state)) {
                let refused =
                    |state: &AccountState| matches!(state, AccountState::SignInAgain { .. });
                return Ok(Said {
                    phase: serde_json::to_value(&state.phase).map_err(sentence)?,
                    millis: u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
                    accounts: accounts.len(),
                    sign_in_again: accounts
                        .iter()
                        .filter(|view| refused(&view.health.state))
                        .count(),
                });
            }
        }
        // Not all that is waited for is an event.
        let _ = tokio::time::timeout(Duration::from_millis(20), events.recv()).await;
    }
}
