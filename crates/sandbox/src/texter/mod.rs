//! Texter's API v2 as `apis/texter.md` describes it, with everything the documents leave open as switches
//! ([`Quirks`]).
//!
//! A request passes `front` (log, faults, then token and rate limit), then the module of its topic (`chats`,
//! `actions`, `messages`, `send`, `labels`, `quick_replies`, `templates`, `files`), which asks for its scopes, reads
//! `world`, changes it through `events` and shapes answers with `wire`; `refusal` writes them. `seed` makes the data,
//! `life` makes contacts write, `script` is a test's handle and `control` the same over HTTP.
//!
//! Deliberately absent: what the reference knows no path for (channel health, changing labels and quick replies),
//! and webhooks, which no desktop can receive.

mod actions;
mod chats;
pub mod control;
mod events;
mod files;
mod front;
mod labels;
mod life;
mod messages;
mod quick_replies;
pub mod quirks;
mod rate;
mod refusal;
mod request;
mod scopes;
mod script;
mod seed;
mod send;
mod state;
mod templates;
mod wire;
mod world;

use std::{
    io,
    ops::Deref,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware,
    routing::{get, post},
};
use jiff::Timestamp;
use serde::Serialize;

pub use quirks::Quirks;
pub use scopes::Scope;
pub use script::{NewChat, Script, Texter};
pub use state::{AgentState, ChatState, MessageState};
pub use world::{Direction, ReceivedSend, Status};

use crate::{
    Size,
    frame::{
        Frame, Wish,
        control::{Framed, PREFIX},
    },
    rng::Rng,
};

/// How a Texter is to be.
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
    /// Whether contacts write on their own.
    pub life: bool,
    /// Whether the control API answers.
    pub control: bool,
    /// What the token may do.
    pub scopes: Vec<Scope>,
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
            scopes: Scope::ALL.to_vec(),
            quirks: Quirks::default(),
        }
    }
}

/// What signs in. None of it is worth hiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The project's id, which on the real service is the host's first part.
    pub project: String,
    /// The API token.
    pub token: String,
}

/// The token that is good now and what it may do.
#[derive(Debug)]
struct Access {
    token: String,
    scopes: Vec<Scope>,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) frame: Arc<Frame<Quirks>>,
    credentials: Credentials,
    access: Mutex<Access>,
    limiter: rate::Limiter,
    world: Mutex<world::World>,
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

/// So many letters and digits.
fn signs(rng: &mut Rng, count: usize) -> String {
    const SIGNS: &[char] = &[
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u', 'v',
        'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9',
    ];
    (0..count).filter_map(|_| rng.pick(SIGNS)).collect()
}

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
    // Even the milliseconds until now would make another service of the same seed.
    let now = config.now.unwrap_or_else(|| frame.now());
    let seed = seed::Seed::new(config.seed, config.size, now);
    let credentials = Credentials {
        project: "arava".to_owned(),
        token: signs(&mut Rng::new(config.seed, 0x7E87_E870), 48),
    };
    let app = App(Arc::new(Shared {
        frame: Arc::new(frame),
        access: Mutex::new(Access {
            token: credentials.token.clone(),
            scopes: config.scopes,
        }),
        credentials,
        world: Mutex::new(world::World::new(seed)),
        limiter: rate::Limiter::default(),
    }));
    app.server.serve(listener, router(&app, config.control));
    app.spawn(life::go_on(app.clone()));
    Ok(app)
}

fn router(app: &App, control: bool) -> Router {
    let api = Router::new()
        .route("/chats/search", get(chats::search))
        .route("/chats/assign", post(actions::assign))
        .route("/chats/{chat}", get(chats::get).patch(actions::update))
        .route("/chats/{chat}/crm-data", post(actions::crm_data))
        .route("/chats/{chat}/resolve", post(actions::resolve))
        .route("/chats/{chat}/labels", post(labels::of_chat))
        .route("/messages/chat/{chat}", get(messages::of_chat))
        .route("/messages/send/{chat}", post(send::post))
        .route("/files/share/{file}", post(files::share))
        .route("/labels", get(labels::list).post(labels::create))
        .route("/labels/{label}", get(labels::get))
        .route(
            "/quick-replies",
            get(quick_replies::list).post(quick_replies::create),
        )
        .route("/whatsapp/templates", get(templates::list))
        .route("/whatsapp/templates/send", post(templates::send))
        .route(
            "/whatsapp/templates/unsubscribed/{account}",
            get(templates::unsubscribed),
        )
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress))
        .layer(middleware::from_fn_with_state(app.clone(), front::guard));
    let site = Router::new()
        .route("/server/files/shared/{file}/{token}", get(files::shared))
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress))
        .nest("/server/api/v2", api)
        .layer(middleware::from_fn_with_state(app.clone(), front::door));
    let site = if control {
        site.nest(PREFIX, control::router())
    } else {
        site
    };
    site.layer(DefaultBodyLimit::disable())
        .with_state(app.clone())
}

async fn nothing() -> refusal::Refusal {
    refusal::Refusal::new(404, "Not Found")
}
