//! Notifications over D-Bus, as the desktop specification has them: replaced by id, withdrawn,
//! clicked, heard, and answered where the desktop takes answers.
//!
//! One task owns all of it ([`desk::Desk`]), so that what is asked for, what the daemon answers and
//! what the person does are looked at one after the other.

mod daemon;
mod desk;
mod sound;

use std::time::Duration;

use domain::{Error, ErrorCode, Result};
use tokio::sync::{mpsc, oneshot};

use super::{Acted, Key, Shown};
use desk::Desk;

/// How long things are waited for.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// For the bus, and by the person when they ask for a test.
    person: Duration,
    /// For a daemon's answer. What it shows later is not known to be shown.
    answer: Duration,
    /// Between two tries at a daemon that refuses, more each time.
    pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            person: Duration::from_secs(5),
            answer: Duration::from_secs(60),
            pause: Duration::from_secs(2),
        }
    }
}

enum Order {
    Show(Key, Shown, Option<oneshot::Sender<Result<()>>>),
    Withdraw(Key),
    /// Take back all that is shown, and say when that is done.
    Close(oneshot::Sender<()>),
}

/// The way to the desktop's notification daemon. The bus is connected to when first needed.
pub(super) struct Backend {
    orders: mpsc::UnboundedSender<Order>,
    patience: Patience,
}

impl Backend {
    pub(super) fn new(acted: Acted) -> Self {
        let (orders, received) = mpsc::unbounded_channel();
        let patience = Patience::default();
        tauri::async_runtime::spawn(work(received, acted, patience));
        Self { orders, patience }
    }

    /// Shows it as soon as there is a daemon, in the place of what stands there with this key.
    pub(super) fn show(&self, key: Key, shown: Shown) {
        self.order(Order::Show(key, shown, None));
    }

    /// Shows it now.
    ///
    /// # Errors
    /// `Internal` if no daemon takes it in time.
    pub(super) async fn test(&self, key: Key, shown: Shown) -> Result<()> {
        let (told, tells) = oneshot::channel();
        self.order(Order::Show(key.clone(), shown, Some(told)));
        match tokio::time::timeout(self.patience.person, tells).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) | Err(_) => {
                // Not later, when nobody thinks of it any more.
                self.withdraw(key);
                Err(no_daemon())
            }
        }
    }

    pub(super) fn withdraw(&self, key: Key) {
        self.order(Order::Withdraw(key));
    }

    /// Takes back all that is shown: nothing would come of a click once the program has ended.
    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        self.order(Order::Close(done));
        // Where the task has ended, nothing is shown.
        let _ = closed.await;
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::debug!("the program is closing: nothing is shown any more");
        }
    }
}

/// Carries out orders for as long as there is anybody who gives them.
async fn work(mut orders: mpsc::UnboundedReceiver<Order>, acted: Acted, patience: Patience) {
    while let Some(order) = orders.recv().await {
        if !matches!(order, Order::Show(..)) {
            // Nothing is shown yet: there is nothing to take back.
            continue;
        }
        let session = async {
            zbus::connection::Builder::session()?
                .method_timeout(patience.answer)
                .build()
                .await
        };
        let desk = match tokio::time::timeout(patience.person, session).await {
            Ok(Ok(session)) => Desk::new(&session, &acted, patience.pause).await,
            Ok(Err(error)) => Err(error),
            Err(_) => Err(zbus::Error::InputOutput(
                std::io::Error::from(std::io::ErrorKind::TimedOut).into(),
            )),
        };
        match desk {
            // Back when the bus has hung up.
            Ok(desk) => desk.serve(order, &mut orders).await,
            Err(error) => {
                tracing::warn!("a notification was not shown: {error}");
                if let Order::Show(_, _, Some(told)) = order {
                    let _ = told.send(Err(no_daemon().with_source(error)));
                }
            }
        }
    }
}

fn no_daemon() -> Error {
    Error::new(
        ErrorCode::Internal,
        "The desktop shows no notifications: its notification service does not answer.",
    )
}

#[cfg(test)]
mod tests;
