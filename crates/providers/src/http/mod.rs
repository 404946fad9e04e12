//! The one way out to the network, shared by all services: limits on time and size, mapping of
//! faults to `domain::Error`, no redirects, no cookies.
//!
//! It knows nothing of tokens: a service's client puts them into the headers of each request,
//! and because redirects are never followed here they can't end up anywhere else.

mod fault;
mod foreign;
mod gate;
mod guard;
mod media;
mod refusal;
mod route;
mod socket;
#[cfg(test)]
mod tests;
mod transfer;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::{Error, ErrorCode, Result, Timestamp};
use url::Url;

use crate::server::is_loopback;

pub(crate) use foreign::foreign_refusal;
pub(crate) use gate::Gate;
pub(crate) use media::{Fetched, decode_data_url, fetch_file, hand_over};
pub(crate) use refusal::{bounded, http_date, refusal, retry_after};
pub(crate) use socket::{Socket, SocketAnswer};
pub(crate) use transfer::{Answer, Effect, Payload, Request};

/// Tells the wall clock's time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Finding and reaching a server, TLS included.
    pub connect: Duration,
    /// Waiting for an answer, for its next part, or for the network to take the next part.
    pub read: Duration,
    /// A whole answer, from first byte to last.
    pub answer: Duration,
    /// Waiting for the answer once a file has been handed over: the system still holds much of
    /// it on a slow line.
    pub upload: Duration,
    /// Live connections: how often we say that we are there.
    pub ping: Duration,
    /// Live connections: how long the service may be silent.
    pub silence: Duration,
    /// How long a wait that the service asks for may be to be waited out within a call. Longer
    /// ones are an error that says when to come back.
    pub patience: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            answer: Duration::from_secs(180),
            upload: Duration::from_secs(120),
            ping: Duration::from_secs(15),
            silence: Duration::from_secs(30),
            patience: gate::PATIENCE,
        }
    }
}

/// What [`Http`] is made from.
#[derive(Clone)]
pub struct HttpOptions {
    /// The wall clock.
    pub clock: Clock,
    /// Time limits.
    pub times: Times,
    /// Certificates (DER) trusted besides the system's.
    pub extra_roots: Vec<Vec<u8>>,
    /// Whether this computer has any route to the world.
    pub has_route: fn() -> bool,
    /// Whether an address is one of the world's: others are reached only as an account's server.
    pub is_public: fn(IpAddr) -> bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            clock: Arc::new(Timestamp::now),
            times: Times::default(),
            extra_roots: Vec::new(),
            has_route: route::has_route,
            is_public: guard::is_public,
        }
    }
}

/// Connections shared by all accounts. Cloning shares them.
#[derive(Clone)]
pub struct Http {
    inner: Arc<Inner>,
}

struct Inner {
    options: HttpOptions,
    api: reqwest::Client,
    direct: reqwest::Client,
    sockets: OnceLock<reqwest::Client>,
    direct_sockets: OnceLock<reqwest::Client>,
    foreign: OnceLock<reqwest::Client>,
}

impl Http {
    /// Prepares connections; makes none.
    ///
    /// # Errors
    /// `Internal` if the system's TLS can't be used at all.
    pub fn new(options: HttpOptions) -> Result<Self> {
        crate::install_tls();
        let api = build(base(&options))?;
        // Proxies are for the world outside: a server on this computer is reached directly.
        let direct = build(base(&options).no_proxy())?;
        Ok(Self {
            inner: Arc::new(Inner {
                options,
                api,
                direct,
                sockets: OnceLock::new(),
                direct_sockets: OnceLock::new(),
                foreign: OnceLock::new(),
            }),
        })
    }

    /// The time by the injected clock.
    pub(crate) fn now(&self) -> Timestamp {
        (self.inner.options.clock)()
    }

    pub(crate) fn times(&self) -> Times {
        self.inner.options.times
    }

    fn has_route(&self) -> bool {
        (self.inner.options.has_route)()
    }

    fn is_public(&self, ip: IpAddr) -> bool {
        (self.inner.options.is_public)(ip)
    }

    fn client(&self, url: &Url) -> &reqwest::Client {
        if is_loopback(url) {
            &self.inner.direct
        } else {
            &self.inner.api
        }
    }

    /// The client for connections that become web sockets: HTTP/1.1 only, because HTTP/2 has no
    /// such upgrade.
    fn socket_client(&self, url: &Url) -> Result<&reqwest::Client> {
        let options = &self.inner.options;
        if is_loopback(url) {
            lazily(&self.inner.direct_sockets, || {
                base(options).http1_only().no_proxy()
            })
        } else {
            lazily(&self.inner.sockets, || base(options).http1_only())
        }
    }

    /// The client for servers that a chat's content names: it reaches public addresses only.
    /// It uses no proxy, because a proxy would look names up itself, unseen by the guard.
    fn foreign_client(&self) -> Result<&reqwest::Client> {
        lazily(&self.inner.foreign, || {
            base(&self.inner.options)
                .no_proxy()
                .dns_resolver(Arc::new(guard::PublicOnly(self.inner.options.is_public)))
        })
    }
}

fn lazily(
    cell: &OnceLock<reqwest::Client>,
    builder: impl FnOnce() -> reqwest::ClientBuilder,
) -> Result<&reqwest::Client> {
    if let Some(client) = cell.get() {
        return Ok(client);
    }
    let client = build(builder())?;
    Ok(cell.get_or_init(|| client))
}

fn base(options: &HttpOptions) -> reqwest::ClientBuilder {
    let roots = options
        .extra_roots
        .iter()
        .filter_map(|der| reqwest::Certificate::from_der(der).ok());
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Switchboard/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(options.times.connect)
        .pool_idle_timeout(Duration::from_secs(60))
        .pool_max_idle_per_host(4)
        .gzip(true);
    if options.extra_roots.is_empty() {
        builder
    } else {
        builder.tls_certs_merge(roots)
    }
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|error| {
        Error::new(
            ErrorCode::Internal,
            "This computer's list of trusted certificates could not be read.",
        )
        .with_source(error)
    })
}
