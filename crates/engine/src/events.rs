//! Events for the front end, gathered so that a burst becomes few.

use std::time::Duration;

use domain::AppEvent;
use tokio::sync::{broadcast, mpsc};

/// More rows than this are told as one change of the list.
const MANY_ROWS: usize = 20;

/// Where events go in.
#[derive(Debug, Clone)]
pub(crate) struct Events {
    queue: mpsc::UnboundedSender<AppEvent>,
    out: broadcast::Sender<AppEvent>,
}

impl Events {
    /// Starts gathering; ends when the last handle is dropped.
    pub(crate) fn start(gather: Duration) -> Self {
        let (queue, mut waiting) = mpsc::unbounded_channel();
        let (out, _) = broadcast::channel(1024);
        let sender = out.clone();
        tokio::spawn(async move {
            while let Some(first) = waiting.recv().await {
                // The first of a burst goes at once, so that a click is answered at once.
                send(&sender, first);
                tokio::time::sleep(gather).await;
                let mut burst = Vec::new();
                while let Ok(event) = waiting.try_recv() {
                    burst.push(event);
                }
                for event in coalesce(burst) {
                    send(&sender, event);
                }
            }
        });
        Self { queue, out }
    }

    pub(crate) fn emit(&self, event: AppEvent) {
        // Fails only when the program ends and nobody listens any more.
        let _ = self.queue.send(event);
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<AppEvent> {
        self.out.subscribe()
    }
}

fn send(out: &broadcast::Sender<AppEvent>, event: AppEvent) {
    // Fails only when nobody listens.
    let _ = out.send(event);
}

/// Leaves out what says nothing new.
fn coalesce(events: Vec<AppEvent>) -> Vec<AppEvent> {
    let rows = events
        .iter()
        .filter(|event| matches!(event, AppEvent::ChatChanged { .. }))
        .count();
    let many = rows > MANY_ROWS || events.contains(&AppEvent::ChatsChanged);
    let mut kept: Vec<AppEvent> = Vec::new();
    for event in events {
        let event = match event {
            AppEvent::ChatChanged { .. } if many => AppEvent::ChatsChanged,
            event => event,
        };
        match kept.iter_mut().find(|old| same_subject(old, &event)) {
            Some(old) => *old = event,
            None => kept.push(event),
        }
    }
    kept
}

/// Whether the newer event makes the older one superfluous.
fn same_subject(old: &AppEvent, new: &AppEvent) -> bool {
    match (old, new) {
        (
            AppEvent::UploadProgress { outbox: old, .. },
            AppEvent::UploadProgress { outbox: new, .. },
        ) => old == new,
        (AppEvent::JobProgress { job: old, .. }, AppEvent::JobProgress { job: new, .. }) => {
            old == new
        }
        (old, new) => old == new,
    }
}

#[cfg(test)]
mod tests {
    use domain::{AccountId, ChatId, OutboxId};

    use super::*;

    fn chat(id: usize) -> AppEvent {
        AppEvent::ChatChanged {
            chat: ChatId::new(AccountId(1), id.to_string()),
        }
    }

    #[test]
    fn a_burst_says_each_thing_once() {
        let burst = vec![
            chat(1),
            AppEvent::AppChanged,
            chat(1),
            chat(2),
            AppEvent::AppChanged,
        ];
        assert_eq!(
            coalesce(burst),
            [chat(1), AppEvent::AppChanged, chat(2)],
            "in the order of first mention"
        );
    }

    #[test]
    fn many_rows_become_one_change_of_the_list() {
        let burst = (0..50).map(chat).collect();
        assert_eq!(coalesce(burst), [AppEvent::ChatsChanged], "read it again");
    }

    #[test]
    fn progress_tells_only_how_far_it_is_now() {
        let at = |done| AppEvent::UploadProgress {
            outbox: OutboxId(1),
            done,
            total: 9,
        };
        assert_eq!(coalesce(vec![at(1), at(2), at(9)]), [at(9)], "the newest");
    }

    #[tokio::test]
    async fn the_first_event_goes_at_once() {
        let events = Events::start(Duration::from_secs(3600));
        let mut listener = events.subscribe();
        events.emit(AppEvent::SettingsChanged);
        let heard = tokio::time::timeout(Duration::from_secs(5), listener.recv()).await;
        assert_eq!(
            heard.unwrap().unwrap(),
            AppEvent::SettingsChanged,
            "not held back by gathering"
        );
    }
}
