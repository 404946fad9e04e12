//! Services that ask for patience, in every form: nothing is asked of them before the time told,
//! whatever the person does meanwhile; and what one account has to wait for delays no other.

mod freshness;
mod told;

use std::pin::Pin;

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::service::{Groups, Hub, School, Shop};
use crate::{Plan, Tally, Trial};

/// Accounts that are told to wait at once.
const AT_ONCE: usize = 12;

type Running<'a> = Pin<Box<dyn Future<Output = Tally> + 'a>>;

/// In each round all services ask for patience in every form, and one of them is out while
/// another account is watched.
pub(crate) async fn run(plan: &Plan, tally: &mut Tally) -> Trial {
    for round in 0..plan.count {
        let seed = plan.seed.wrapping_mul(1000) + u64::from(round);
        let mut running: Vec<Running<'_>> = told::all::<School>(plan, seed);
        running.extend(told::all::<Hub>(plan, seed));
        running.extend(told::all::<Shop>(plan, seed));
        running.extend(told::all::<Groups>(plan, seed));
        let told = stream::iter(running).buffered(AT_ONCE).collect::<Vec<_>>();
        for one in told.await {
            tally.absorb(one);
        }
        let watched = match round % 4 {
            0 => freshness::watch::<School>(seed, tally).await,
            1 => freshness::watch::<Shop>(seed, tally).await,
            2 => freshness::watch::<Groups>(seed, tally).await,
            _ => freshness::watch::<Hub>(seed, tally).await,
        };
        if let Err(odd) = watched {
            tally.found(format!("round {round}: {odd}"));
        }
        tally.add("rounds", 1);
    }
    Ok(())
}
