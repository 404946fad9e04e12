//! Digital Trust Chat Manager as `apis/chat-manager.md` describes it, with everything the documents leave open as
//! switches ([`Quirks`]): certified group chats, and the reports about them.
//!
//! A request passes `front` (log, faults, then the token of `auth`), then the module of its topic (`chats`,
//! `messages`, `reports`), which reads `world`, changes it through `events` and shapes answers with `wire`;
//! `refusal` writes them. `storage` is the other server, where pre-signed addresses lead. `seed` makes the data,
//! `life` makes people come, go and write, `script` is a test's handle, `control` the same over HTTP.
//!
//! What takes time at the service (making a chat, removing somebody, signing a report) has its moment noted when it
//! is asked for; answers show what the clock says has come to pass.
//!
//! Deliberately absent: a message list and webhooks (nobody documents them), evidences and case files (7).

mod auth;
mod chats;
mod control;
mod events;
mod front;
mod life;
mod messages;
mod paper;
pub mod quirks;
mod refusal;
mod reports;
mod request;
mod script;
mod seed;
mod state;
mod storage;
mod wire;
mod world;
mod zip;

use std::{
    io,
    ops::Deref,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware,
    routing::{delete, get, post},
};
use jiff::Timestamp;
use serde::Serialize;

pub use quirks::Quirks;
pub use script::{ChatManager, Script};
pub use state::{ChatState, MemberState, MessageState, ReportState};
pub use world::ReceivedSend;

use crate::{
    Size,
    frame::{
        Frame, Wish,
        control::{Framed, PREFIX},
    },
    server::Server,
};

/// How a Chat Manager is to be.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the data, and what happens by chance, depend on.
    pub seed: u64,
    /// How much data.
    pub size: Size,
    /// The port of 127.0.0.1; any free one when None.
    pub port: Option<u16>,
    /// What the clock shows at the start, and what seeded dates count back from; the machine's time when None.
    pub now: Option<Timestamp>,
    /// Whether people come, go and write on their own.
    pub life: bool,
    /// Whether the control API answers under `/__sandbox`.
    pub control: bool,
    /// Where the chat calls are: empty, or a path that begins with a slash and doesn't end with one.
    pub chat_prefix: String,
    /// Where the report calls are; may be the same.
    pub report_prefix: String,
    /// The switches.
    pub quirks: Quirks,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            seed: 1,
            size: Size::Small,
            port: None,
            now: None,
            life: false,
            control: false,
            chat_prefix: "/chat-bot-manager".to_owned(),
            report_prefix: "/digital-trust".to_owned(),
            quirks: Quirks::default(),
        }
    }
}

/// What signs in. None of it is worth hiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The tenant's client id.
    pub client_id: String,
    /// And its secret.
    pub client_secret: String,
    /// Where tokens are issued.
    pub token_url: String,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) frame: Arc<Frame<Quirks>>,
    chat_prefix: String,
    report_prefix: String,
    credentials: Mutex<Credentials>,
    tokens: Mutex<auth::Tokens>,
    world: Mutex<world::World>,
    storage: Server,
}

impl Deref for Shared {
    type Target = Frame<Quirks>;

    fn deref(&self) -> &Frame<Quirks> {
        &self.frame
    }
}

/// A handle on what all requests share.
#[derive(Debug, Clone)]
pub(crate) struct App(Arc<Shared>);

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// The path of the token endpoint: an authorization server of its own at the identity provider.
const TOKEN_PATH: &str = "/oauth2/aus0sandbox/v1/token";

impl FromRef<App> for Framed<Quirks> {
    fn from_ref(app: &App) -> Self {
        Self(Arc::clone(&app.frame))
    }
}

/// Builds the service and begins to answer.
async fn start(config: Config) -> io::Result<App> {
    let (frame, listener) = Frame::open(Wish {
        seed: config.seed,
        port: config.port,
        now: config.now,
        life: config.life,
        quirks: config.quirks,
    })
    .await?;
    let (storage, storage_listener) = Server::bind(None).await?;
    let now = config.now.unwrap_or_else(|| frame.now());
    let seed = seed::Seed::new(config.seed, config.size, now);
    let credentials = Credentials {
        client_id: format!("0oa{:08x}client", config.seed),
        client_secret: auth::secret(config.seed, 0),
        token_url: format!("{}{TOKEN_PATH}", frame.base),
    };
    let app = App(Arc::new(Shared {
        frame: Arc::new(frame),
        chat_prefix: config.chat_prefix,
        report_prefix: config.report_prefix,
        credentials: Mutex::new(credentials),
        tokens: Mutex::new(auth::Tokens::new(config.seed)),
        world: Mutex::new(world::World::new(seed)),
        storage,
    }));
    app.server.serve(listener, router(&app, config.control));
    app.storage.serve(storage_listener, storage_router(&app));
    app.spawn(life::go_on(app.clone()));
    Ok(app)
}

fn router(app: &App, control: bool) -> Router {
    let chats = Router::new()
        .route("/chats", get(chats::list).post(chats::create))
        .route("/chats/", get(chats::list_slash).post(chats::create))
        .route("/chats/{chat}", get(chats::get))
        .route(
            "/chats/{chat}/participants/{participant}",
            delete(chats::remove),
        )
        .route("/chats/{chat}/invitation", get(chats::invitation))
        .route("/chats/{chat}/messages", post(messages::send))
        .route("/chats/{chat}/messages/{message}", get(messages::get));
    let reports = Router::new()
        .route("/chat/{chat}/report-preview", post(reports::preview))
        .route(
            "/chats/{chat}/report-preview",
            post(reports::preview_plural),
        )
        .route("/chat/{chat}/reports", post(reports::create))
        .route("/chats/{chat}/reports", post(reports::create_plural))
        .route("/reports/{report}", delete(reports::delete))
        .route("/reports/{report}/document", get(reports::document))
        .route("/reports/{report}/package", get(reports::package))
        .layer(middleware::from_fn_with_state(app.clone(), front::reports));
    let private = |prefix: &str| format!("{prefix}/api/v1/private");
    let (chat_home, report_home) = (private(&app.chat_prefix), private(&app.report_prefix));
    let api = if chat_home == report_home {
        Router::new().nest(&chat_home, chats.merge(reports))
    } else {
        Router::new()
            .nest(&chat_home, chats)
            .nest(&report_home, reports)
    };
    let mut router = api
        .layer(middleware::from_fn_with_state(app.clone(), front::guard))
        .route(TOKEN_PATH, post(auth::token))
        .merge(storage::router())
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress));
    if control {
        router = router
            .nest(PREFIX, control::router())
            .route(&format!("{}/", PREFIX), get(control::about));
    }
    with_door(router, app)
}

fn storage_router(app: &App) -> Router {
    let router = storage::router()
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress));
    with_door(router, app)
}

fn with_door(router: Router<App>, app: &App) -> Router {
    router
        .layer(middleware::from_fn_with_state(app.clone(), front::door))
        .layer(DefaultBodyLimit::disable())
        .with_state(app.clone())
}

async fn nothing() -> refusal::Refusal {
    refusal::Refusal::not_found("Resource")
}
