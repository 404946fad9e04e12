//! SMSBAT ChatHub as `apis/chathub.md` describes it, the whole of it, with everything the documents leave open as
//! switches ([`Quirks`]).
//!
//! A request passes `front` (log, rate limit, faults), then the module of its topic (`auth`, `organizations`,
//! `operators`, `chats`, `messages`, `send`, `hub`), which reads and changes `world` through `events`. `seed` makes
//! the data, `life` makes clients write, `script` is a test's handle, `control` the same over HTTP.

mod auth;
mod body;
mod chats;
pub mod control;
mod events;
mod front;
mod hub;
mod life;
mod messages;
mod operators;
mod organizations;
pub mod quirks;
mod refusal;
mod script;
mod seed;
mod send;
mod state;
mod wire;
mod world;

use std::{
    io,
    ops::Deref,
    sync::{Arc, Mutex, atomic::AtomicU64},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware,
    routing::{delete, get, post, put},
};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{broadcast, watch};

pub use quirks::Quirks;
pub use script::{NewChat, Sandbox, Script};
pub use seed::Size;
pub use state::{ChatState, MessageState, OperatorState};
pub use world::ReceivedSend;

use crate::{
    clock::plus_seconds,
    frame::{
        Frame, Wish,
        control::{Framed, PREFIX},
    },
};

/// How a sandbox is to be.
#[derive(Debug, Clone)]
pub struct SandboxConfig {
    /// What the data, and what happens by chance, depend on.
    pub seed: u64,
    /// How much data.
    pub size: Size,
    /// The port of 127.0.0.1; any free one when None.
    pub port: Option<u16>,
    /// What the clock shows at the start, and what seeded dates count back from; the machine's time when None.
    pub now: Option<Timestamp>,
    /// Whether clients write on their own.
    pub life: bool,
    /// Whether the control API answers under `/__sandbox`.
    pub control: bool,
    /// Attachments above this are refused with 413.
    pub max_media_bytes: usize,
    /// The switches.
    pub quirks: Quirks,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            seed: 1,
            size: Size::Small,
            port: None,
            now: None,
            life: false,
            control: false,
            max_media_bytes: 20 * 1024 * 1024,
            quirks: Quirks::default(),
        }
    }
}

/// What signs in to this sandbox. None of it is worth hiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The company's login.
    pub login: String,
    /// The company's password.
    pub password: String,
    /// The dashboard's Profile key, for `X-Authorization-Key`.
    pub profile_key: String,
    /// The operator the ready token is for.
    pub operator_id: i64,
    /// And the operator's organization.
    pub organization_id: i64,
    /// A ready operator token, good for 24 hours from the start.
    pub operator_token: String,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) frame: Arc<Frame<Quirks>>,
    max_media_bytes: usize,
    credentials: Credentials,
    bucket: front::Bucket,
    world: Mutex<world::World>,
    tokens: Mutex<auth::Tokens>,
    tokens_changed: watch::Sender<u64>,
    pushes: broadcast::Sender<hub::Push>,
    negotiated: Mutex<hub::Negotiated>,
    /// How many hub connections have shaken hands.
    listeners: watch::Sender<usize>,
    next_connection: AtomicU64,
    /// Sent to when every hub connection is to end now.
    hub_cut: broadcast::Sender<()>,
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

impl App {
    /// The largest body that is read: the largest attachment in base64, and some.
    pub(crate) fn max_body_bytes(&self) -> usize {
        self.max_media_bytes / 3 * 4 + 4 * 1024 * 1024
    }

    /// Wakes hub connections, so that they look whether their token still lives.
    pub(crate) fn token_news(&self) {
        self.tokens_changed.send_modify(|count| *count += 1);
    }
}

impl FromRef<App> for Framed<Quirks> {
    fn from_ref(app: &App) -> Self {
        Self(Arc::clone(&app.frame))
    }
}

/// Builds the service and begins to answer.
pub(crate) async fn start(config: SandboxConfig) -> io::Result<App> {
    let burst = config.quirks.rate_burst;
    let (frame, listener) = Frame::open(Wish {
        seed: config.seed,
        port: config.port,
        now: config.now,
        life: config.life,
        quirks: config.quirks,
    })
    .await?;
    let now = config.now.unwrap_or_else(|| frame.now());
    let world = world::World::new(seed::Seed::new(config.seed, config.size, now));
    let mut tokens = auth::Tokens::new(config.seed);
    let (operator_id, organization_id) = world
        .operators
        .values()
        .find(|operator| operator.status == 0)
        .map_or((0, 0), |operator| (operator.id, operator.organization));
    let credentials = Credentials {
        login: "demo@switchboard.example".to_owned(),
        password: "correct-horse-battery".to_owned(),
        profile_key: format!(
            "pk_{:016x}",
            crate::rng::Rng::new(config.seed, 0x9809).number()
        ),
        operator_id,
        organization_id,
        operator_token: tokens.issue(
            auth::Level::Operator(operator_id),
            now,
            plus_seconds(now, 24 * 3600),
        ),
    };
    let app = App(Arc::new(Shared {
        frame: Arc::new(frame),
        max_media_bytes: config.max_media_bytes,
        credentials,
        bucket: front::Bucket::new(burst),
        world: Mutex::new(world),
        tokens: Mutex::new(tokens),
        tokens_changed: watch::Sender::new(0),
        pushes: broadcast::Sender::new(4096),
        negotiated: Mutex::new(hub::Negotiated::default()),
        listeners: watch::Sender::new(0),
        next_connection: AtomicU64::new(1),
        hub_cut: broadcast::Sender::new(4),
    }));
    app.server.serve(listener, router(&app, config.control));
    app.spawn(life::go_on(app.clone()));
    Ok(app)
}

fn router(app: &App, control: bool) -> Router {
    let mut router = Router::new()
        .route("/api/company/get-token", post(auth::company_token))
        .route("/api/company/organization", get(organizations::list))
        .route("/api/operator", get(operators::list))
        .route("/api/operator/synchronize", post(operators::add))
        .route("/api/operator/status", post(operators::set_status))
        .route("/api/operator/get-token", post(auth::operator_token))
        .route("/api/operator/validate-token", post(auth::validate))
        .route("/api/chat/chats", get(chats::list))
        .route("/api/chat/status", put(chats::set_status))
        .route("/api/chat/chats/{id}", delete(chats::delete))
        .route(
            "/api/chat/chats/{id}/messages",
            get(messages::list_documented),
        )
        .route("/api/chat/{id}/messages", get(messages::list_site))
        .route("/api/chat/messages/status", put(messages::set_status))
        .route("/api/chat/{id}/message", post(send::post))
        .route("/media/operators/{name}", get(messages::portrait))
        .route("/media/{message}/{name}", get(messages::media))
        .route("/chathub/negotiate", post(hub::negotiate))
        .route("/chathub", get(hub::connect))
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress));
    if control {
        router = router
            .nest(PREFIX, control::router())
            .route(&format!("{}/", PREFIX), get(control::about));
    }
    router
        .layer(middleware::from_fn_with_state(app.clone(), front::door))
        .layer(DefaultBodyLimit::disable())
        .with_state(app.clone())
}
