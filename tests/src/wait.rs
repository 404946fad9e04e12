//! Waiting for conditions.

use std::time::{Duration, Instant};

use crate::{Failure, Outcome};

/// How long a person would wait before calling it broken; generous, because test machines are slow.
pub const PATIENCE: Duration = Duration::from_secs(20);

const STEP: Duration = Duration::from_millis(50);

/// Waits until `check` gives something; an error of `check` counts as "not yet" and is told if the
/// time runs out.
///
/// # Errors
/// When [`PATIENCE`] is over.
pub async fn until<T>(what: &str, check: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    within(PATIENCE, what, check).await
}

/// [`until`], with a time of its own.
pub(crate) async fn within<T>(
    patience: Duration,
    what: &str,
    mut check: impl AsyncFnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let deadline = Instant::now() + patience;
    loop {
        let last = match check().await {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => String::new(),
            Err(error) => format!(" ({error})"),
        };
        if Instant::now() >= deadline {
            let seconds = patience.as_secs_f32();
            return Err(Failure(format!("{what}: not within {seconds} s{last}")));
        }
        tokio::time::sleep(STEP).await;
    }
}
