//! Calls to the system's notifications one after the other, in the order in which they were decided:
//! each may wait for the system.

use std::sync::Arc;

use domain::Result;
use tauri::AppHandle;
use tokio::sync::mpsc;

use super::native::Native;
use super::{Acted, Key, Shown, Whose};

enum Order {
    Show(Key, Shown),
    Withdraw(Key),
}

/// The way to the system's notifications.
pub(super) struct Backend {
    native: Arc<Native>,
    orders: mpsc::UnboundedSender<Order>,
}

impl Backend {
    pub(super) fn new(app: &AppHandle, whose: Whose, acted: Acted) -> Self {
        let native = Arc::new(Native::new(app, whose, acted));
        let (orders, mut received) = mpsc::unbounded_channel();
        tauri::async_runtime::spawn({
            let native = Arc::clone(&native);
            async move {
                while let Some(order) = received.recv().await {
                    match order {
                        Order::Show(key, shown) => {
                            if let Err(error) = native.show(key, shown).await {
                                tracing::warn!("a notification was not shown: {error}");
                            }
                        }
                        Order::Withdraw(key) => native.withdraw(&key).await,
                    }
                }
            }
        });
        Self { native, orders }
    }

    /// Shows it in the place of what stands there with this key.
    pub(super) fn show(&self, key: Key, shown: Shown) {
        self.order(Order::Show(key, shown));
    }

    /// Shows it now.
    ///
    /// # Errors
    /// `Internal` if the system shows none.
    pub(super) async fn test(&self, key: Key, shown: Shown) -> Result<()> {
        self.native.show(key, shown).await
    }

    pub(super) fn withdraw(&self, key: Key) {
        self.order(Order::Withdraw(key));
    }

    /// Takes back what nothing would come of once the program has ended.
    pub(super) async fn close(&self) {
        self.native.withdraw_all().await;
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::debug!("the program is closing: nothing is shown any more");
        }
    }
}
