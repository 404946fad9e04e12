//! The window: how it opens, what it may do, how it closes.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Engine, EngineConfig, Notifier, WindowState};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, RunEvent, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::args::Options;
use crate::clipboard::KeptClipboard;
use crate::host::Host;
use crate::notifications::{DesktopNotifier, Whose};
use crate::{commands, context, logging};

/// Opens the window and runs until it is closed.
///
/// # Errors
/// If the system has no usable window toolkit, or no folder for our data.
pub(crate) fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let data_dir = data_dir(&options)?;
    create_private(&data_dir)
        .map_err(|error| format!("{} can't be used: {error}", data_dir.display()))?;
    logging::start(&data_dir, options.log);
    providers::install_tls();

    let mut context = context::generated();
    if options.data_dir.is_some() {
        // Installations side by side must not take each other for a second start.
        let mut hasher = DefaultHasher::new();
        data_dir.hash(&mut hasher);
        let identifier = format!("{}.d{:016x}", context.config().identifier, hasher.finish());
        context.config_mut().identifier = identifier;
    }
    let window_state = data_dir.join("window.json");
    let demo = options.demo;
    let builder = tauri::Builder::default();
    // On Linux notifications go over D-Bus directly.
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    builder
        .plugin(tauri_plugin_single_instance::init(|app, _argv, _cwd| {
            show_window(app);
        }))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                // An absolute name stays where it is: under our own data folder.
                .with_filename(window_state.display().to_string())
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .manage(KeptClipboard::default())
        .setup(move |app| Ok(setup(app.handle(), &data_dir, demo)?))
        .invoke_handler(handler())
        .build(context)?
        .run(|app, event| match event {
            RunEvent::WindowEvent {
                event: WindowEvent::Focused(focused),
                ..
            } => tell_window_state(app, focused),
            RunEvent::Exit => tauri::async_runtime::block_on(app.state::<Host>().shutdown()),
            _ => {}
        });
    Ok(())
}

/// Creates a folder that nobody else on this computer can look into.
fn create_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)
}

fn data_dir(options: &Options) -> Result<PathBuf, String> {
    match &options.data_dir {
        Some(dir) => std::path::absolute(dir)
            .map_err(|error| format!("{} can't be used: {error}", dir.display())),
        None => dirs::data_local_dir()
            .map(|dir| dir.join("switchboard"))
            .ok_or_else(|| "there is no home folder; name a folder with --data-dir DIR".to_owned()),
    }
}

fn setup(app: &AppHandle, data_dir: &Path, demo: bool) -> tauri::Result<()> {
    let notifier = Arc::new(DesktopNotifier::new(app, Whose::Real));
    app.manage(Arc::clone(&notifier));
    let engine = tauri::async_runtime::block_on(async {
        Engine::start(EngineConfig {
            notifier: Arc::clone(&notifier) as Arc<dyn Notifier>,
            ..EngineConfig::new(data_dir.to_owned(), env!("CARGO_PKG_VERSION"))
        })
    });
    let host = Host::new(app.clone(), data_dir.to_owned(), Arc::clone(&engine));
    host.follow(engine);
    app.manage(host);
    if demo {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = app.state::<Host>().start_demo().await {
                tracing::error!("the demo could not be started: {error}");
            }
        });
    }
    open_window(app, data_dir)
}

fn open_window(app: &AppHandle, data_dir: &Path) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Switchboard")
        .inner_size(1240.0, 800.0)
        .min_inner_size(340.0, 480.0)
        .data_directory(data_dir.join("webview"))
        // Files dropped on the window are the composer's.
        .disable_drag_drop_handler()
        .on_navigation(|url| {
            let ours = url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost");
            if !ours {
                tracing::warn!("the window was kept from leaving its own pages");
            }
            ours
        })
        .on_new_window(|_url, _features| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Tells the engine what the person can see.
fn tell_window_state(app: &AppHandle, focused: bool) {
    let visible = app.get_webview_window("main").is_some_and(|window| {
        window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
    });
    let window = WindowState { visible, focused };
    app.state::<Host>().set_window(window);
}

/// Brings the window to the front: the person started the program again, or clicked on a
/// notification.
pub(crate) fn show_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        for result in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = result {
                tracing::warn!("the window could not be brought to the front: {error}");
            }
        }
    }
}

fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool {
    tauri::generate_handler![
        commands::accounts::account_add,
        commands::accounts::account_list,
        commands::accounts::account_remove,
        commands::accounts::account_sign_in_again,
        commands::accounts::account_sync,
        commands::accounts::account_unsent,
        commands::accounts::account_update,
        commands::accounts::account_work_as,
        commands::accounts::service_list,
        commands::app::app_retry,
        commands::app::app_start_over,
        commands::app::app_state,
        commands::app::app_this_run_only,
        commands::app::demo_set,
        commands::chats::chat_counts,
        commands::chats::chat_delete,
        commands::chats::chat_get,
        commands::chats::chat_list,
        commands::chats::chat_mark_read,
        commands::chats::chat_open,
        commands::chats::chat_seen,
        commands::chats::chat_set_status,
        commands::drafts::attachment_add,
        commands::drafts::attachment_remove,
        commands::drafts::draft_get,
        commands::drafts::draft_save,
        commands::media::media_get,
        commands::media::media_save,
        commands::messages::message_act,
        commands::messages::message_list,
        commands::messages::message_send,
        commands::operators::operator_add,
        commands::operators::operator_import_preview,
        commands::operators::operator_list,
        commands::operators::operator_set_status,
        commands::operators::organization_list,
        commands::settings::link_open,
        commands::settings::notification_test,
        commands::settings::settings_get,
        commands::settings::settings_set,
        commands::tokens::token_copy,
        commands::tokens::token_issue,
        commands::tokens::token_validate,
    ]
}
