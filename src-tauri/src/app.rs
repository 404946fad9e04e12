//! The window: how it opens, what it may do, how it closes.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use engine::{Engine, EngineConfig, Notifier, WindowState};
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Manager as _, RunEvent, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};

use crate::args::Options;
use crate::autostart;
use crate::clipboard::KeptClipboard;
use crate::deep_link::DeepLink;
use crate::host::Host;
use crate::notifications::{DesktopNotifier, Whose};
use crate::updates::{self, Updates};
use crate::{closing, commands, context, deep_link, logging, outside, placement, policy};

/// Opens the window and runs until it is closed.
///
/// # Errors
/// If the system has no usable window toolkit, or no folder for our data.
pub(crate) fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let data_dir = data_dir(&options)?;
    let home = home(&data_dir)?;
    logging::start(&home, options.log);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Switchboard starts");
    #[cfg(unix)]
    leave_no_core();
    #[cfg(target_os = "linux")]
    crate::webkit::prepare(crate::installed::kind());
    providers::install_tls();

    let mut context = context::generated();
    if options.data_dir.is_some() {
        // Installations side by side must not take each other for a second start.
        let mut hasher = DefaultHasher::new();
        data_dir.hash(&mut hasher);
        let identifier = format!("{}.d{:016x}", context.config().identifier, hasher.finish());
        context.config_mut().identifier = identifier;
    }
    let window_state = home.join("window.json");
    let autostart = autostart::plugin(&options, &context.config().identifier);
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, argv, _cwd| {
            started_again(app, &argv);
        }))
        .plugin(autostart)
        .plugin(
            tauri_plugin_window_state::Builder::new()
                // An absolute name stays where it is: under our own data folder.
                .with_filename(window_state.display().to_string())
                .with_state_flags(placement::FLAGS)
                .build(),
        )
        .plugin(tauri_plugin_updater::Builder::new().build())
        .manage(KeptClipboard::default())
        .manage(EarlyLink::default())
        .manage(Updates::default())
        .setup(move |app| Ok(setup(app.handle(), &data_dir, &home, &options)?))
        .invoke_handler({
            let handler = handler();
            move |invoke| {
                if !commands::weight::is_bearable(invoke.message.payload()) {
                    tracing::warn!("a call that carried too much was refused");
                    invoke.resolver.reject(commands::too_much());
                    return true;
                }
                let host = invoke.message.webview_ref().state::<Host>();
                if host.is_locked() && !commands::lock::lets_through(invoke.message.command()) {
                    invoke.resolver.reject(commands::lock::refusal());
                    return true;
                }
                handler(invoke)
            }
        })
        .build(context)?
        .run(|app, event| match event {
            RunEvent::WindowEvent {
                event: WindowEvent::Focused(focused),
                ..
            } => {
                tell_window_state(app, focused);
                if !focused {
                    placement::save(app);
                }
            }
            RunEvent::WindowEvent {
                event: WindowEvent::ThemeChanged(_),
                ..
            } => app.state::<Host>().touch_outside(),
            RunEvent::WindowEvent {
                event: WindowEvent::CloseRequested { api, .. },
                ..
            } => {
                api.prevent_close();
                let app = app.clone();
                tauri::async_runtime::spawn(async move { closing::asked(&app).await });
            }
            #[cfg(target_os = "macos")]
            RunEvent::Opened { urls } => {
                let urls: Vec<String> = urls.into_iter().map(String::from).collect();
                show_window(app, None);
                if let Some(link) = deep_link::find(&urls) {
                    app.state::<Host>().open_link(link);
                }
            }
            #[cfg(target_os = "macos")]
            RunEvent::Reopen { .. } => show_window(app, None),
            RunEvent::Exit => tauri::async_runtime::block_on(app.state::<Host>().shutdown()),
            _ => {}
        });
    Ok(())
}

/// The program was started again; or any process of the session says so.
fn started_again(app: &AppHandle, argv: &[String]) {
    // One that starts with the desktop wants to stay out of the way, now as then.
    if !argv.iter().any(|word| word == "--minimized") {
        show_window(app, None);
    }
    let link = deep_link::find(argv);
    match app.try_state::<Host>() {
        Some(host) => link.into_iter().for_each(|link| host.open_link(link)),
        // It came before we are up.
        None => app.state::<EarlyLink>().keep(link),
    }
}

/// A crash leaves no picture of our memory behind, ours and that of the window's processes, which
/// inherit this: there are messages and keys in it. With a limit of 1 Linux doesn't hand it to a
/// crash reporter either (`do_coredump` in fs/coredump.c); 0 only keeps it from the disk.
#[cfg(unix)]
fn leave_no_core() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let limit = Rlimit {
        current: Some(1),
        maximum: Some(1),
    };
    if let Err(error) = setrlimit(Resource::Core, limit) {
        tracing::warn!("a crash may leave its memory on the disk: {error}");
    }
}

/// Where the window keeps what is its own: the data folder, or a stand-in for this run where that
/// can't be used. The window then opens all the same, and says so.
fn home(data_dir: &Path) -> std::io::Result<PathBuf> {
    let usable = create_private(data_dir).and_then(|()| {
        let probe = data_dir.join(".probe");
        std::fs::write(&probe, "")?;
        std::fs::remove_file(probe)
    });
    match usable {
        Ok(()) => Ok(data_dir.to_owned()),
        Err(_) => stand_in(&std::env::temp_dir()),
    }
}

/// A new folder among those of everybody: one that is there already may be somebody else's.
fn stand_in(among: &Path) -> std::io::Result<PathBuf> {
    for number in 0..100_u32 {
        let dir = among.join(format!("switchboard-{}-{number}", std::process::id()));
        match private().create(&dir) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(dir),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// Creates a folder that nobody else on this computer can look into.
fn create_private(dir: &Path) -> std::io::Result<()> {
    private().recursive(true).create(dir)
}

fn private() -> std::fs::DirBuilder {
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only Unix has modes"))]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
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

fn setup(app: &AppHandle, data_dir: &Path, home: &Path, options: &Options) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    let mut colours = crate::portal::Colours::ask();
    let notifier = Arc::new(DesktopNotifier::new(app, Whose::Real));
    app.manage(Arc::clone(&notifier));
    let engine = tauri::async_runtime::block_on(async {
        Engine::start(EngineConfig {
            notifier: Arc::clone(&notifier) as Arc<dyn Notifier>,
            policy: policy::of_this_computer(),
            ..EngineConfig::new(data_dir.to_owned(), env!("CARGO_PKG_VERSION"))
        })
    });
    let host = Host::new(app.clone(), home.to_owned(), Arc::clone(&engine));
    host.follow(engine);
    app.manage(host);
    let early = app.state::<EarlyLink>().take();
    if let Some(link) = early.or_else(|| options.link.clone()) {
        app.state::<Host>().open_link(link);
    }
    if options.demo {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = app.state::<Host>().start_demo().await {
                tracing::error!("the demo could not be started: {error}");
            }
        });
    }
    #[cfg(target_os = "linux")]
    {
        tauri::async_runtime::block_on(colours.first(app));
        colours.show(app);
    }
    let window = open_window(app, home, !options.minimized)?;
    placement::mend(&window);
    if options.minimized {
        app.state::<Host>().set_window(WindowState {
            visible: false,
            focused: false,
        });
        // Where no tray shows the way to it, the window waits in the taskbar.
        if !tauri::async_runtime::block_on(outside::tray_is_shown()) {
            outside::park(app);
        }
    }
    app.state::<Host>().show_outside();
    #[cfg(unix)]
    tauri::async_runtime::spawn(end_when_told(app.clone()));
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn_blocking(crate::links_of_image::tell_desktop);
    tauri::async_runtime::spawn(updates::look_daily(app.clone()));
    Ok(())
}

fn open_window(app: &AppHandle, home: &Path, visible: bool) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Switchboard")
        .visible(visible)
        .inner_size(1240.0, 800.0)
        .min_inner_size(320.0, 480.0)
        .data_directory(home.join("webview"))
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
        .build()
}

/// Tells the engine what the person can see.
fn tell_window_state(app: &AppHandle, focused: bool) {
    let visible = app.get_webview_window("main").is_some_and(|window| {
        window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
    });
    let window = WindowState { visible, focused };
    app.state::<Host>().set_window(window);
}

/// Takes the window off the screen; the tray brings it back.
pub(crate) fn hide_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main")
        && let Err(error) = window.hide()
    {
        tracing::warn!("the window could not be hidden: {error}");
    }
    placement::save(app);
    tell_window_state(app, false);
}

/// Ends the program. What must be on disk is written on the way.
pub(crate) fn quit(app: &AppHandle) {
    app.exit(0);
}

/// Ends as after *Quit* when the session does, or whoever else may say so: what is shown is taken
/// back, and what must be on disk is written.
#[cfg(unix)]
async fn end_when_told(app: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let signals = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        signal(SignalKind::hangup()),
    );
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = signals else {
        return tracing::warn!("signals can't be listened to");
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
    }
    tracing::info!("told to end");
    quit(&app);
}

/// Brings the window to the front: the person started the program again, or clicked on a
/// notification. Desktops that let no program take the front by itself give a token for it.
pub(crate) fn show_window(app: &AppHandle, token: Option<String>) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    #[cfg(target_os = "linux")]
    if let Some(token) = token {
        let of = window.clone();
        let given = window.run_on_main_thread(move || {
            use gtk::prelude::GtkWindowExt as _;

            if let Ok(window) = of.gtk_window() {
                window.set_startup_id(&token);
            }
        });
        if let Err(error) = given {
            tracing::debug!("the desktop's token was not used: {error}");
        }
    }
    #[cfg(not(target_os = "linux"))]
    drop(token);
    for result in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = result {
            tracing::warn!("the window could not be brought to the front: {error}");
        }
    }
}

/// A link of another start that came before there was a host to take it.
#[derive(Default)]
struct EarlyLink(Mutex<Option<DeepLink>>);

impl EarlyLink {
    fn keep(&self, link: Option<DeepLink>) {
        if link.is_some() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = link;
        }
    }

    fn take(&self) -> Option<DeepLink> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool {
    tauri::generate_handler![
        commands::accounts::account_add,
        commands::accounts::account_list,
        commands::accounts::account_remove,
        commands::accounts::account_sign_in_again,
        commands::accounts::account_unsent,
        commands::accounts::account_update,
        commands::accounts::account_work_as,
        commands::accounts::service_list,
        commands::acts::act_undo,
        commands::acts::chat_act,
        commands::acts::note_act,
        commands::app::app_act,
        commands::app::app_state,
        commands::chats::chat_counts,
        commands::chats::chat_get,
        commands::chats::chat_list,
        commands::chats::chat_open,
        commands::chats::chat_seen,
        commands::drafts::attachment_add,
        commands::drafts::attachment_remove,
        commands::drafts::draft_get,
        commands::drafts::draft_save,
        commands::library::library_get,
        commands::library::library_save,
        commands::media::media_get,
        commands::media::media_save,
        commands::messages::message_act,
        commands::messages::message_list,
        commands::messages::message_search,
        commands::messages::message_send,
        commands::messages::timeline_list,
        commands::operators::operator_add,
        commands::operators::operator_import_preview,
        commands::operators::operator_list,
        commands::operators::operator_set_status,
        commands::operators::organization_list,
        commands::services::account_check,
        commands::services::catalog_get,
        commands::services::customer_get,
        commands::services::service_act,
        commands::settings::settings_get,
        commands::settings::settings_set,
        commands::tokens::token_copy,
        commands::tokens::token_issue,
        commands::tokens::token_validate,
    ]
}
