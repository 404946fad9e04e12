//! What every made-up service stands in: the listener, the clock, the log, faults, switches, and
//! life. A test reaches it through each service's script.

pub(crate) mod control;
pub(crate) mod door;
mod switches;

use std::{
    io,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{net::TcpListener, sync::watch};
use tokio_util::sync::CancellationToken;

pub use switches::Switches;

use crate::{
    clock::Clock,
    faults::{Fault, FaultId, Faults},
    lock,
    log::{LoggedRequest, RequestLog},
    server::Server,
};

/// A service's frame. `Q` are its switches.
#[derive(Debug)]
pub struct Frame<Q> {
    pub(crate) base: String,
    pub(crate) seed: u64,
    pub(crate) clock: Clock,
    pub(crate) log: RequestLog,
    pub(crate) faults: Faults,
    pub(crate) server: Server,
    pub(crate) stopping: CancellationToken,
    quirks: Mutex<Q>,
    changed: watch::Sender<u64>,
    out: AtomicBool,
    life: AtomicBool,
    occasions: AtomicU64,
}

/// How a frame is to be.
pub(crate) struct Wish<Q> {
    pub(crate) seed: u64,
    /// The port of 127.0.0.1; any free one when None.
    pub(crate) port: Option<u16>,
    /// What the clock shows at the start; the machine's time when None.
    pub(crate) now: Option<Timestamp>,
    pub(crate) life: bool,
    pub(crate) quirks: Q,
}

impl<Q> Frame<Q> {
    /// A frame, and the listener that is to be served.
    pub(crate) async fn open(wish: Wish<Q>) -> io::Result<(Self, TcpListener)> {
        let (server, listener) = Server::bind(wish.port).await?;
        let frame = Self {
            base: server.url(),
            seed: wish.seed,
            clock: Clock::new(wish.now),
            log: RequestLog::new(),
            faults: Faults::default(),
            server,
            stopping: CancellationToken::new(),
            quirks: Mutex::new(wish.quirks),
            changed: watch::Sender::new(0),
            out: AtomicBool::new(false),
            life: AtomicBool::new(wish.life),
            occasions: AtomicU64::new(0),
        };
        Ok((frame, listener))
    }

    /// Whether every request is met with a reset.
    pub(crate) fn is_out(&self) -> bool {
        self.out.load(Ordering::Relaxed)
    }

    /// Whether people write on their own.
    pub(crate) fn lives(&self) -> bool {
        self.life.load(Ordering::Relaxed)
    }

    /// A number of its own for each thing that happens by chance.
    pub(crate) fn occasion(&self) -> u64 {
        self.occasions.fetch_add(1, Ordering::Relaxed)
    }

    /// Wakes whoever waits for a change.
    pub(crate) fn tell(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Runs until done or until the service stops.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stopping = self.stopping.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = work => {}
                () = stopping.cancelled() => {}
            }
        });
    }

    /// Waits until something is so, looking again at every change; false when the time is up.
    pub(crate) async fn until(&self, is_so: impl Fn() -> bool, limit: Duration) -> bool {
        let mut changed = self.changed.subscribe();
        let reached = async {
            while !is_so() {
                if changed.changed().await.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(limit, reached).await.unwrap_or(false)
    }

    /// `http://127.0.0.1:PORT`, without a path.
    pub fn url(&self) -> &str {
        &self.base
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Switches life on or off.
    pub fn set_life(&self, on: bool) {
        self.life.store(on, Ordering::Relaxed);
    }

    // Trouble.

    /// Sets a fault.
    pub fn fault(&self, fault: Fault) -> FaultId {
        self.faults.add(fault)
    }

    /// Faults that have not hit all they were to hit.
    pub fn faults(&self) -> Vec<(FaultId, Fault)> {
        self.faults.list()
    }

    /// Forgets every fault.
    pub fn clear_faults(&self) {
        self.faults.clear();
    }

    /// While out, every request but the control API's is met with a reset.
    pub fn set_out(&self, out: bool) {
        self.out.store(out, Ordering::Relaxed);
    }

    /// Closes the port and cuts every connection; everything known is kept.
    pub async fn pause_listening(&self) {
        self.server.pause().await;
    }

    /// Answers again on the same port.
    ///
    /// # Errors
    /// When somebody else took the port meanwhile.
    pub async fn resume_listening(&self) -> io::Result<()> {
        self.server.resume().await
    }

    /// Changes switches while running.
    pub fn set_quirks(&self, change: impl FnOnce(&mut Q)) {
        change(&mut lock(&self.quirks));
    }

    // What was seen.

    /// Every request so far.
    pub fn log(&self) -> Vec<LoggedRequest> {
        self.log.since(0)
    }

    /// Forgets the log.
    pub fn clear_log(&self) {
        self.log.clear();
    }

    /// The first logged request that fits, earlier or to come; None when the time is up.
    pub async fn wait_for_request(
        &self,
        fits: impl Fn(&LoggedRequest) -> bool,
        limit: Duration,
    ) -> Option<LoggedRequest> {
        self.log.wait(fits, limit).await
    }
}

impl<Q: Clone> Frame<Q> {
    /// The switches as they are.
    pub fn quirks(&self) -> Q {
        lock(&self.quirks).clone()
    }
}
