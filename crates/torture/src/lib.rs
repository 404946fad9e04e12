//! The real engine on real files against the real sandbox, under every kind of trouble. What the
//! sandbox took and holds is the judge, never what the engine says of itself.
//!
//! - `kill`: the program is killed at random and at chosen points, while it syncs, sends,
//!   searches, and brings older files to the present version.
//! - `damage`: the files are damaged; all that can be read must be there.
//! - `sends`: thirteen ways in which a send goes wrong at each service, identical texts among them.
//! - `stampede`: a hundred calls are told at once that their token ended.
//! - `weather`: bad networks, pages that shift, clocks that jump, computers that sleep, restarts.
//! - `limits`: services ask for patience in every form; one that is out delays no other.
//!
//! Beside them, `opener` opens with the system's keyring, for `tests/keyring`; `tests/traces.rs`
//! looks for secrets and texts in everything that is written.
//!
//! A part is a function of its [`Plan`]: the seed decides what is done; when exactly a process is
//! killed is up to the machine. `tests/torture.rs` runs each part briefly in the test suite.

mod damage;
mod kill;
mod ledger;
mod limits;
mod opener;
mod sends;
mod server;
mod service;
mod stage;
mod stampede;
mod tally;
mod weather;

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Instant;

pub use kill::{CHILD, child};
pub use opener::{Ask, OPENER, Said, opener};
pub use tally::Tally;

/// A result whose error is a sentence: torture goes wrong for the developer at the terminal only.
pub(crate) type Trial<T = ()> = Result<T, String>;

/// What to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What is done depends on it.
    pub seed: u64,
    /// How often.
    pub count: u32,
    /// This program, for processes that are to be killed.
    pub program: PathBuf,
}

/// A way to torture.
pub struct Part {
    /// As typed after `--only`.
    pub name: &'static str,
    /// What it does.
    pub title: &'static str,
    /// How often by default.
    pub count: u32,
    run: for<'a> fn(&'a Plan, &'a mut Tally) -> Running<'a>,
}

type Running<'a> = Pin<Box<dyn Future<Output = Trial> + 'a>>;

/// All of them.
pub const PARTS: &[Part] = &[
    Part {
        name: "kill",
        title: "kill -9 at random and chosen points",
        count: 200,
        run: |plan, tally| Box::pin(kill::run(plan, tally)),
    },
    Part {
        name: "damage",
        title: "damaged database files",
        count: 500,
        run: |plan, tally| Box::pin(damage::run(plan, tally)),
    },
    Part {
        name: "sends",
        title: "faults of sends at the four services, identical texts among them",
        count: 50,
        run: |plan, tally| Box::pin(sends::run(plan, tally)),
    },
    Part {
        name: "stampede",
        title: "a hundred calls whose token ended at once",
        count: 5,
        run: |plan, tally| Box::pin(stampede::run(plan, tally)),
    },
    Part {
        name: "weather",
        title: "bad networks, shifting pages, jumping clocks, sleep, restarts",
        count: 10,
        run: |plan, tally| Box::pin(weather::run(plan, tally)),
    },
    Part {
        name: "limits",
        title: "services that ask for patience, accounts beside one that is out",
        count: 4,
        run: |plan, tally| Box::pin(limits::run(plan, tally)),
    },
];

impl Part {
    /// Does it to the end, whatever is found.
    #[must_use]
    pub fn run(&self, plan: &Plan) -> Tally {
        let began = Instant::now();
        let mut tally = Tally::new(self.name, plan);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build();
        let done = match runtime {
            Ok(runtime) => runtime.block_on((self.run)(plan, &mut tally)),
            Err(error) => Err(error.to_string()),
        };
        if let Err(sentence) = done {
            tally.found(sentence);
        }
        tally.seconds = began.elapsed().as_secs_f64();
        tally
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("name", &self.name).finish()
    }
}
