//! Smart Sender's API v1 as `apis/smart-sender.md` describes it, with everything the documents leave open as
//! switches ([`Quirks`]).
//!
//! A request passes `front` (log, faults, then token and rate limit), then the module of its topic (`chats`,
//! `messages`, `send`, `contacts`, `tags`, `notes`, `funnels`, `channels`), which reads `world`, changes it through
//! `events` and shapes answers with `wire`; `refusal` writes them. `storage` serves files, `seed` makes the data,
//! `life` makes contacts write, `script` is a test's handle.
//!
//! Deliberately absent: what section 5.9 lists as outside an inbox's needs.

mod channels;
mod chats;
mod contacts;
mod events;
mod fetch;
mod front;
mod funnels;
mod life;
mod messages;
mod notes;
pub mod quirks;
mod rate;
mod refusal;
mod request;
mod script;
mod seed;
mod send;
mod state;
mod storage;
mod tags;
mod wire;
mod world;

use std::{
    io,
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{delete, get, post, put},
};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use quirks::Quirks;
pub use script::{NewContact, Script, SmartSender};
pub use state::{ChatState, MessageState, OperatorState};
pub use world::ReceivedSend;

use crate::{Size, clock::Clock, faults::Faults, lock, log::RequestLog, rng::Rng, server::Server};

/// How a Smart Sender is to be.
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
            quirks: Quirks::default(),
        }
    }
}

/// What signs in. None of it is worth hiding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// The project's token.
    pub token: String,
    /// The project's id.
    pub project_id: i64,
    /// The project's name.
    pub project_name: String,
    /// An operator to be.
    pub operator_id: i64,
    /// That operator's e-mail address.
    pub operator_email: String,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Shared {
    base: String,
    seed: u64,
    credentials: Credentials,
    /// The token that is good now.
    token: Mutex<String>,
    clock: Clock,
    log: RequestLog,
    faults: Faults,
    limiter: rate::Limiter,
    quirks: Mutex<Quirks>,
    world: Mutex<world::World>,
    changed: watch::Sender<u64>,
    out: AtomicBool,
    life: AtomicBool,
    occasions: AtomicU64,
    server: Server,
    stopping: CancellationToken,
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
    fn quirks(&self) -> Quirks {
        lock(&self.quirks).clone()
    }

    fn is_out(&self) -> bool {
        self.out.load(Ordering::Relaxed)
    }

    /// Wakes whoever waits for a change.
    fn tell(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    fn wire<'a>(&'a self, quirks: &'a Quirks, world: &'a world::World) -> wire::Wire<'a> {
        wire::Wire {
            base: &self.base,
            quirks,
            world,
        }
    }

    /// Runs until done or until the service stops.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stopping = self.stopping.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = work => {}
                () = stopping.cancelled() => {}
            }
        });
    }
}

/// Sixty letters and digits.
fn token(rng: &mut Rng) -> String {
    const SIGNS: &[char] = &[
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k', 'm', 'n', 'p', 'Q', 'R', 'S', 'T', 'U', 'V',
        'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7', '8', '9',
    ];
    (0..60).filter_map(|_| rng.pick(SIGNS)).collect()
}

/// Builds the service and begins to answer.
async fn start(config: Config) -> io::Result<App> {
    let (server, listener) = Server::bind(config.port).await?;
    let clock = Clock::new(config.now);
    let seed = seed::Seed::new(config.seed, config.size, clock.now());
    let world = world::World::new(seed);
    let operator = world.operators.values().next();
    let credentials = Credentials {
        token: token(&mut Rng::new(config.seed, 0x70CE)),
        project_id: world.project.id,
        project_name: world.project.name.to_owned(),
        operator_id: operator.map_or(0, |operator| operator.id),
        operator_email: operator.map_or("", |operator| operator.email).to_owned(),
    };
    let app = App(Arc::new(Shared {
        base: server.url(),
        seed: config.seed,
        token: Mutex::new(credentials.token.clone()),
        credentials,
        clock,
        log: RequestLog::new(),
        faults: Faults::default(),
        limiter: rate::Limiter::default(),
        quirks: Mutex::new(config.quirks),
        world: Mutex::new(world),
        changed: watch::Sender::new(0),
        out: AtomicBool::new(false),
        life: AtomicBool::new(config.life),
        occasions: AtomicU64::new(0),
        server,
        stopping: CancellationToken::new(),
    }));
    app.server.serve(listener, router(&app));
    app.spawn(life::go_on(app.clone()));
    Ok(app)
}

fn router(app: &App) -> Router {
    let api = Router::new()
        .route("/me", get(chats::me))
        .route("/chats", get(chats::list))
        .route("/chats/{chat}", get(chats::get))
        .route("/chats/{chat}/read", put(chats::read))
        .route("/chats/{chat}/close", put(chats::close))
        .route("/chats/{chat}/forward/{operator}", post(chats::forward))
        .route("/chats/{chat}/messages", get(messages::of_chat))
        .route(
            "/gates/{gate}/messages",
            put(messages::edit).delete(messages::delete),
        )
        .route("/operators", get(chats::operators))
        .route("/operators/{operator}/involve", put(chats::involve))
        .route("/channels", get(channels::list))
        .route(
            "/channels/{channel}",
            get(channels::get).put(channels::update),
        )
        .route("/channels/{channel}/gates", post(channels::new_gate))
        .route("/tags", get(tags::list).post(tags::create))
        .route("/tags/{tag}", put(tags::update).delete(tags::delete))
        .route("/funnels", get(funnels::list))
        .route("/funnels/{funnel}", get(funnels::get))
        .merge(contact_routes())
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress))
        .layer(middleware::from_fn_with_state(app.clone(), front::guard));
    let site = Router::new()
        .route("/storage/{*path}", get(storage::file))
        .route("/img/unknown-icon.png", get(storage::nobody))
        .fallback(nothing)
        .layer(middleware::from_fn_with_state(app.clone(), refusal::dress));
    site.nest("/v1", api)
        .layer(middleware::from_fn_with_state(app.clone(), front::door))
        .layer(DefaultBodyLimit::disable())
        .with_state(app.clone())
}

fn contact_routes() -> Router<App> {
    Router::new()
        .route("/contacts", get(contacts::list))
        .route("/contacts/search", get(contacts::search))
        .route(
            "/contacts/{contact}",
            get(contacts::get).put(contacts::update),
        )
        .route("/contacts/{contact}/info", get(contacts::info))
        .route("/contacts/{contact}/chat", get(contacts::chat))
        .route("/contacts/{contact}/gates", get(contacts::gates))
        .route("/contacts/{contact}/messages", get(messages::of_contact))
        .route("/contacts/{contact}/send", post(send::post))
        .route("/contacts/{contact}/unite/{target}", post(contacts::unite))
        .route("/contacts/{contact}/fire", post(contacts::fire))
        .route("/contacts/{contact}/tags", get(tags::of_contact))
        .route(
            "/contacts/{contact}/tags/{tag}",
            post(tags::attach).delete(tags::detach),
        )
        .route(
            "/contacts/{contact}/notes",
            get(notes::list).post(notes::create),
        )
        .route(
            "/contacts/{contact}/notes/{note}",
            put(notes::update).delete(notes::delete),
        )
        .route("/contacts/{contact}/funnels", get(funnels::of_contact))
        .route(
            "/contacts/{contact}/funnels/{key}",
            post(funnels::start).merge(delete(funnels::leave)),
        )
}

async fn nothing() -> refusal::Refusal {
    refusal::Refusal::not_found("Page")
}
