//! The program as a whole: its phase, the demo, and what is asked of it by hand.

use std::sync::Arc;

use domain::view::{
    AppAnswer, AppState, ExportRequest, JournalKind, JournalQuery, LogLevel, Period,
    StatisticsQuery,
};
use domain::{AccountId, JobId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tauri::{AppHandle, State};
use tokio::task::spawn_blocking;

use super::acts::sized_target;
use super::{Answer, LONGEST_FIELD, counted, lock, sized};
use crate::host::Host;
use crate::notifications::DesktopNotifier;
use crate::{links, logging, save, support, updates};

/// Longest file of settings that is taken, in bytes: many canned replies.
const LONGEST_IMPORT: usize = 2 * 1024 * 1024;

/// Most kinds that the journal can be narrowed to.
const MOST_KINDS: usize = 50;

/// Something asked of the program as a whole.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum AppAct {
    /// Try the keyring and the databases again.
    Retry,
    /// Go on without a keyring, for this run only.
    ThisRunOnly,
    /// Put the old data aside and begin anew.
    StartOver,
    /// Begin or end the demo.
    Demo {
        /// Which.
        on: bool,
    },
    /// Show a notification, to see that they arrive.
    TestNotification,
    /// Reach an account's service now.
    Sync {
        /// Whose.
        account: AccountId,
    },
    /// Open a link outside the window.
    OpenLink {
        /// Where it leads.
        url: String,
    },
    /// Read the log.
    ReadLog {
        /// Lines that matter at least as much.
        level: LogLevel,
        /// What they hold; may be empty.
        text: String,
    },
    /// See what a support bundle holds.
    SupportPreview,
    /// Save a support bundle where the person picks.
    SupportSave,
    /// How it stands with newer versions, as far as it is known.
    UpdateState,
    /// Ask for a newer version.
    UpdateCheck,
    /// Install the newer version, and start it.
    UpdateInstall,
    /// Lock the window.
    Lock,
    /// The person did something: the time after which the window locks begins anew.
    Active,
    /// Open the lock.
    Unlock {
        /// What opens it.
        passphrase: SecretString,
    },
    /// Set the passphrase, change it or take it away.
    SetPassphrase {
        /// The one there is; empty if there is none.
        current: SecretString,
        /// The one to be; none takes it away.
        passphrase: Option<SecretString>,
    },
    /// Write the settings and what goes with them into a file that the person chooses.
    ExportSettings,
    /// Read such a file.
    ImportSettings {
        /// What stands in it.
        text: String,
        /// Change what it changes; else only say what that is.
        apply: bool,
    },
    /// Sign out of everything and delete all, for who forgot the passphrase.
    Erase,
    /// Count a period.
    Statistics {
        /// Which.
        query: StatisticsQuery,
    },
    /// Save the numbers of a period where the person picks.
    SaveStatistics {
        /// Which.
        query: StatisticsQuery,
    },
    /// Read a page of the journal.
    Journal {
        /// Which lines.
        query: JournalQuery,
    },
    /// Save lines of the journal where the person picks.
    SaveJournal {
        /// Which.
        query: JournalQuery,
    },
    /// Save chats where the person picks.
    Export {
        /// Which, and how.
        request: ExportRequest,
    },
    /// End a job that is under way.
    EndJob {
        /// Which.
        job: JobId,
    },
}

/// Lines of the log that are shown at once.
const LINES: usize = 1000;

#[tauri::command]
pub(crate) async fn app_state(host: State<'_, Host>) -> Answer<AppState> {
    host.window_listens();
    let state = host.engine().app_state().await?;
    // The lock is the person's own, and covers the demo too.
    Ok(AppState {
        lock: host.real().lock_state(),
        last_chat: state.last_chat.filter(|_| !host.is_locked()),
        ..state
    })
}

#[tauri::command]
pub(crate) async fn app_act(
    app: AppHandle,
    host: State<'_, Host>,
    notifier: State<'_, Arc<DesktopNotifier>>,
    act: AppAct,
) -> Answer<AppAnswer> {
    if host.is_locked() && !act.helps_while_locked() {
        return Err(lock::refusal());
    }
    let engine = host.engine();
    match act {
        AppAct::Retry => engine.app_retry().await?,
        AppAct::ThisRunOnly => engine.app_this_run_only().await?,
        AppAct::StartOver => engine.app_start_over().await?,
        AppAct::Demo { on: true } => host.start_demo().await?,
        AppAct::Demo { on: false } => host.stop_demo().await,
        AppAct::TestNotification => notifier.test().await?,
        AppAct::Sync { account } => engine.account_sync(account).await?,
        AppAct::OpenLink { url } => {
            sized(&url, LONGEST_FIELD)?;
            links::open(&url)?;
        }
        AppAct::ReadLog { level, text } => {
            sized(&text, LONGEST_FIELD)?;
            let folder = logging::folder(host.data_dir());
            let page = spawn_blocking(move || logging::page(&folder, level, &text, LINES)).await;
            let page = page.unwrap_or_default();
            return Ok(AppAnswer::Log { page });
        }
        AppAct::SupportPreview => {
            let files = support::files(&engine, host.data_dir()).await?;
            return Ok(AppAnswer::Support { files });
        }
        AppAct::SupportSave => {
            let files = support::files(&engine, host.data_dir()).await?;
            return Ok(support::save(&app, &files, host.downloads()).await?);
        }
        AppAct::UpdateState => {
            let state = updates::state(&app).await?;
            return Ok(AppAnswer::Update { state });
        }
        AppAct::UpdateCheck => {
            let state = updates::look(&app).await?;
            return Ok(AppAnswer::Update { state });
        }
        AppAct::UpdateInstall => updates::install(&app).await?,
        AppAct::Lock => host.real().lock_now()?,
        AppAct::Active => host.real().lock_defer()?,
        AppAct::Unlock { passphrase } => {
            sized(passphrase.expose_secret(), LONGEST_FIELD)?;
            host.real().unlock(passphrase).await?;
        }
        AppAct::SetPassphrase {
            current,
            passphrase,
        } => {
            for said in passphrase.iter().chain([&current]) {
                sized(said.expose_secret(), LONGEST_FIELD)?;
            }
            host.real().lock_set(current, passphrase).await?;
        }
        AppAct::ExportSettings => return Ok(export_settings(&app, &host).await?),
        AppAct::ImportSettings { text, apply } => {
            sized(&text, LONGEST_IMPORT)?;
            let import = engine.settings_import(&text, apply).await?;
            return Ok(AppAnswer::Imported { import });
        }
        AppAct::Erase => host.erase().await?,
        AppAct::Statistics { query } => {
            sized_period(&query)?;
            let statistics = Box::new(engine.statistics(query).await?);
            return Ok(AppAnswer::Statistics { statistics });
        }
        AppAct::SaveStatistics { query } => {
            sized_period(&query)?;
            return Ok(host.save_statistics(query).await?);
        }
        AppAct::Journal { query } => {
            sized_lines(&query)?;
            let page = engine.journal(query).await?;
            return Ok(AppAnswer::Journal { page });
        }
        AppAct::SaveJournal { query } => {
            sized_lines(&query)?;
            return Ok(host.save_journal(query).await?);
        }
        AppAct::Export { request } => {
            sized_target(&request.target)?;
            return Ok(host.save_chats(request).await?);
        }
        AppAct::EndJob { job } => engine.job_end(job),
    }
    Ok(AppAnswer::Done)
}

fn sized_period(query: &StatisticsQuery) -> Answer<()> {
    if let Period::Dates { from, to } = &query.period {
        sized(from, LONGEST_FIELD)?;
        sized(to, LONGEST_FIELD)?;
    }
    Ok(())
}

async fn export_settings(app: &AppHandle, host: &Host) -> domain::Result<AppAnswer> {
    let text = host.engine().settings_export().await?;
    let asked = save::ask(app, host.downloads(), "switchboard-settings.json");
    let Some(path) = asked.await? else {
        return Ok(AppAnswer::Cancelled);
    };
    engine::write_file(&path, text.as_bytes()).await?;
    Ok(save::saved(&path, 0))
}

fn sized_lines(query: &JournalQuery) -> Answer<()> {
    counted::<JournalKind>(&query.kinds, MOST_KINDS)?;
    query
        .text
        .as_deref()
        .map_or(Ok(()), |text| sized(text, LONGEST_FIELD))
}
