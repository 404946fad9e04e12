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
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{delete, get, post, put},
};
use jiff::Timestamp;
use serde::Serialize;

pub use quirks::Quirks;
pub use script::{NewContact, Script, SmartSender};
pub use state::{ChatState, MessageState, OperatorState};
pub use world::ReceivedSend;

use crate::{
    Size,
    frame::{Frame, Wish},
    rng::Rng,
};

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
    pub(crate) frame: Arc<Frame<Quirks>>,
    credentials: Credentials,
    /// The token that is good now.
    token: Mutex<String>,
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

impl App {
    fn wire<'a>(&'a self, quirks: &'a Quirks, world: &'a world::World) -> wire::Wire<'a> {
        wire::Wire {
            base: &self.base,
            quirks,
            world,
        }
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
        frame: Arc::new(frame),
        token: Mutex::new(credentials.token.clone()),
        credentials,
        limiter: rate::Limiter::default(),
        world: Mutex::new(world),
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
