//! Newer versions of the program: asked for only if the person wants that, taken only if they are
//! signed with the key that this build carries, installed only when the person says so and nothing
//! is on its way.
//!
//! The plugin knows how each system is updated. Everything that comes over the network is read
//! and judged here before the plugin sees it: over https alone, no more than a bounded number of
//! bytes, no older version, no other file than this system's.

mod fetch;
mod platforms;
mod release;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::view::{UpdateState, UpdateWay};
use domain::{Error, ErrorCode, Result};
use engine::Engine;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_updater::UpdaterExt as _;
use url::Url;

pub(crate) use self::fetch::Fetcher;
pub(crate) use self::release::Release;
use crate::host::Host;
use crate::installed::{self, Installed};

/// Between two looks that nobody asked for by hand.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// After the start, so that nothing slows that down.
const SOON: Duration = Duration::from_secs(60);

/// Where newer versions are told of, and the key they are signed with: parts of this build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    endpoint: Url,
    key: String,
}

/// The source in the configuration of this build. One without a key, or not over https, is none.
pub(crate) fn source(config: &tauri::Config) -> Option<Source> {
    let updater = config.plugins.0.get("updater")?;
    let key = updater.get("pubkey")?.as_str()?;
    let endpoint = updater.get("endpoints")?.get(0)?.as_str()?;
    let endpoint = Url::parse(endpoint).ok()?;
    (!key.is_empty() && endpoint.scheme() == "https").then(|| Source {
        endpoint,
        key: key.to_owned(),
    })
}

/// What is known of newer versions in this run.
#[derive(Debug, Default)]
pub(crate) struct Updates {
    found: Mutex<Option<Release>>,
}

impl Updates {
    fn found(&self) -> Option<Release> {
        self.found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, release: Option<Release>) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = release;
    }
}

/// Whether this program may update itself, and if not, why.
fn way(source: Option<&Source>, installed: Installed, forbidden: bool) -> UpdateWay {
    match (source, installed) {
        _ if forbidden => UpdateWay::Policy,
        (_, Installed::Package) => UpdateWay::Package,
        (None, _) | (_, Installed::Loose) => UpdateWay::NotOffered,
        (Some(_), Installed::AppImage | Installed::Bundle) => UpdateWay::Offered,
    }
}

/// What the person sees of it. Nothing is asked of anybody.
///
/// # Errors
/// `Storage`.
pub(crate) async fn state(app: &AppHandle) -> Result<UpdateState> {
    let forbidden = app
        .state::<Host>()
        .real()
        .app_state()
        .await?
        .policy
        .no_updates;
    let source = source(app.config());
    let found = app.state::<Updates>().found();
    Ok(UpdateState {
        way: way(source.as_ref(), installed::kind(), forbidden),
        version: found.as_ref().map(|release| release.version.to_string()),
        notes: found.and_then(|release| release.notes),
    })
}

/// Asks for a newer version.
///
/// # Errors
/// `Unsupported` where this program doesn't update itself; see [`Fetcher::release`].
pub(crate) async fn look(app: &AppHandle) -> Result<UpdateState> {
    let source = usable(app).await?;
    let fetcher = Fetcher::new(&[])?;
    let current = app.package_info().version.clone();
    let found = fetcher.release(&source.endpoint, &current).await?;
    app.state::<Updates>().keep(found);
    state(app).await
}

/// Fetches the version that was found, installs it, and starts it. Returns only if that fails.
///
/// # Errors
/// `Unsupported` where this program doesn't update itself; `NotFound` if no newer version is known;
/// see [`fetched`].
pub(crate) async fn install(app: &AppHandle) -> Result<()> {
    let source = usable(app).await?;
    let release = app
        .state::<Updates>()
        .found()
        .ok_or_else(|| Error::new(ErrorCode::NotFound, "No newer version is known."))?;
    // The demo's messages don't count: nobody waits for them.
    let host = app.state::<Host>();
    let bytes = fetched(host.real(), &Fetcher::new(&[])?, &release, &source.key).await?;
    let failed = |error: tauri_plugin_updater::Error| {
        Error::new(ErrorCode::Internal, "The update could not be installed.").with_source(error)
    };
    let ended = Arc::new(AtomicBool::new(false));
    let update = app
        .updater_builder()
        // On Windows the plugin ends the program itself, once its installer runs.
        .on_before_exit({
            let (app, ended) = (app.clone(), Arc::clone(&ended));
            move || {
                ended.store(true, Ordering::Relaxed);
                tauri::async_runtime::block_on(app.state::<Host>().shutdown());
                app.cleanup_before_exit();
            }
        })
        .build()
        .and_then(|updater| updater.restore_update(release.manifest.clone()))
        .map_err(failed)?
        .ok_or_else(|| Error::new(ErrorCode::NotFound, "No newer version is known."))?;
    tracing::info!(version = %release.version, "installing an update");
    let installed = tokio::task::spawn_blocking(move || update.install(&bytes))
        .await
        .map_err(|error| {
            Error::new(ErrorCode::Internal, "The update broke off.").with_source(error)
        })
        .and_then(|installed| installed.map_err(failed));
    match installed {
        Ok(()) => host.shutdown().await,
        // Nothing goes on in a program that was ended for an installer which didn't start.
        Err(error) if ended.load(Ordering::Relaxed) => tracing::error!(%error, "no update"),
        Err(error) => return Err(error),
    }
    app.restart()
}

/// The file of a version that may be installed now.
///
/// # Errors
/// `Invalid` if messages are on their way; see [`Fetcher::package`] and [`Release::verify`].
async fn fetched(
    engine: &Engine,
    fetcher: &Fetcher,
    release: &Release,
    key: &str,
) -> Result<Vec<u8>> {
    nothing_on_its_way(engine).await?;
    let bytes = fetcher.package(release).await?;
    release.verify(&bytes, key)?;
    // Something may have been written meanwhile.
    nothing_on_its_way(engine).await?;
    Ok(bytes)
}

/// What this build trusts, if it may update itself here.
async fn usable(app: &AppHandle) -> Result<Source> {
    let refused = || {
        Error::new(
            ErrorCode::Unsupported,
            "This program doesn't update itself.",
        )
    };
    if state(app).await?.way != UpdateWay::Offered {
        return Err(refused());
    }
    source(app.config()).ok_or_else(refused)
}

/// # Errors
/// `Invalid` if something is on its way, or waits for the person.
async fn nothing_on_its_way(engine: &Engine) -> Result<()> {
    let accounts = engine.account_list().await?;
    if accounts.iter().all(|account| account.pending == 0) {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Invalid,
        "Messages are still on their way, or wait for you. Update when they are sent.",
    ))
}

/// Looks once a day, for as long as the person wants that.
pub(crate) async fn look_daily(app: AppHandle) {
    let mut daily = Daily::default();
    loop {
        tokio::time::sleep(SOON).await;
        let settings = app.state::<Host>().real().settings_get().await;
        let wanted = settings.is_ok_and(|settings| settings.check_updates);
        if !daily.is_due(wanted, Instant::now()) {
            continue;
        }
        match look(&app).await {
            Ok(_) => app.state::<Host>().tell(&domain::AppEvent::AppChanged),
            Err(error) if error.code == ErrorCode::Unsupported => {}
            Err(error) => tracing::info!(%error, "no word of updates"),
        }
    }
}

/// When it was looked, unasked.
#[derive(Debug, Default)]
struct Daily {
    looked: Option<Instant>,
}

impl Daily {
    /// Whether to look now; from then on it was looked.
    fn is_due(&mut self, wanted: bool, now: Instant) -> bool {
        let rested = self
            .looked
            .is_none_or(|looked| now.saturating_duration_since(looked) >= DAY);
        let due = wanted && rested;
        if due {
            self.looked = Some(now);
        }
        due
    }
}
