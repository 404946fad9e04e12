//! What is to be shown, what stands on the screen, and what the person does with it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::Result;
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::{OnceCell, mpsc, oneshot};
use zbus::MessageStream;
use zbus::message::{Message, Type};
use zbus::proxy::CacheProperties;

use super::super::{Act, Acted, Key, Shown};
use super::daemon::{
    Abilities, NotificationsProxy, Numbered, Said, another_owner, listen, notify, said,
};
use super::{Order, no_daemon, sound};

/// Longest answer that is taken from the daemon, in bytes.
const LONGEST_REPLY: usize = 64 * 1024;

/// Longest token that is taken from it.
const LONGEST_TOKEN: usize = 512;

/// How often a daemon is asked that refuses.
const TRIES: u32 = 3;

/// Of so many that are gone it is still known what they were: daemons may say that one is closed
/// before they say what closed it.
const REMEMBERED: usize = 64;

/// Something that is to be shown.
struct Waiting {
    shown: Shown,
    tries: u32,
    /// Who wants to know whether it is.
    told: Option<oneshot::Sender<Result<()>>>,
}

/// A call that has no answer yet.
#[derive(Default)]
struct UnderWay {
    /// It is not wanted any more.
    withdrawn: bool,
}

/// How a call ended.
enum Ended {
    Answered(Box<Answered>),
    /// The pause after a refusal is over.
    Rested(Key),
    /// One that is not to be shown any more at the program's end.
    TakenBack,
}

struct Answered {
    key: Key,
    waiting: Waiting,
    answer: zbus::Result<Numbered>,
}

/// What the person did, of a number that is not known yet.
struct Early {
    id: u32,
    act: Act,
}

pub(super) struct Desk {
    acted: Acted,
    /// How long a daemon that refuses is left alone, more each time.
    pause: Duration,
    daemon: NotificationsProxy<'static>,
    /// All that comes over the bus, in the order in which it came.
    messages: MessageStream,
    /// The daemon's own address, while there is one: anybody may pretend to be it.
    owner: Option<String>,
    /// Asked once of each daemon that comes.
    abilities: Arc<OnceCell<Abilities>>,
    waiting: HashMap<Key, Waiting>,
    under_way: HashMap<Key, UnderWay>,
    calls: FuturesUnordered<BoxFuture<'static, Ended>>,
    on_screen: HashMap<Key, u32>,
    gone: VecDeque<(u32, Key)>,
    early: VecDeque<Early>,
    /// What lets the next click bring the window to the front.
    token: Option<(u32, String)>,
    /// Who waits for everything to be taken back, and how much is left of it.
    farewell: Option<(usize, oneshot::Sender<()>)>,
}

impl Desk {
    pub(super) async fn new(
        session: &zbus::Connection,
        acted: &Acted,
        pause: Duration,
    ) -> zbus::Result<Self> {
        let messages = MessageStream::from(session);
        let owner = listen(session).await?;
        let daemon = NotificationsProxy::builder(session)
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        Ok(Self {
            acted: Arc::clone(acted),
            pause,
            daemon,
            messages,
            owner,
            abilities: Arc::default(),
            waiting: HashMap::new(),
            under_way: HashMap::new(),
            calls: FuturesUnordered::new(),
            on_screen: HashMap::new(),
            gone: VecDeque::new(),
            early: VecDeque::new(),
            token: None,
            farewell: None,
        })
    }

    /// Carries out the first order and all that follow, until nobody gives any or the bus hangs up.
    pub(super) async fn serve(mut self, first: Order, orders: &mut mpsc::UnboundedReceiver<Order>) {
        self.order(first);
        loop {
            tokio::select! {
                // A daemon is there before anything is shown.
                biased;
                message = self.messages.next() => match message {
                    Some(Ok(message)) => self.heed(&message),
                    // Not of our bus.
                    Some(Err(_)) => {}
                    // The bus is gone, and the desktop with it.
                    None => break,
                },
                Some(ended) = self.calls.next() => {
                    self.catch_up();
                    self.ended(ended);
                }
                order = orders.recv() => match order {
                    Some(order) => self.order(order),
                    None => break,
                },
            }
        }
    }

    /// Heeds what came before an answer: perhaps that another daemon is there, which gave it.
    fn catch_up(&mut self) {
        while let Some(Some(Ok(message))) = self.messages.next().now_or_never() {
            self.heed(&message);
        }
    }

    fn heed(&mut self, message: &Message) {
        if message.message_type() != Type::Signal {
            return;
        }
        if let Some(owner) = another_owner(message) {
            return self.another(owner);
        }
        let header = message.header();
        let sender = header.sender().map(|sender| sender.as_str());
        if sender.is_none() || sender != self.owner.as_deref() {
            return;
        }
        match said(message) {
            Some(Said::Token(id, token)) => {
                self.token = is_token(&token).then_some((id, token));
            }
            Some(Said::Invoked(id, action)) if action == "default" => {
                let token = self.token.take_if(|(of, _)| *of == id);
                self.act(id, Act::Open(token.map(|(_, token)| token)));
            }
            Some(Said::Replied(id, text)) => {
                let text = text.trim();
                if !text.is_empty() && text.len() <= LONGEST_REPLY {
                    self.act(id, Act::Reply(text.to_owned()));
                }
            }
            Some(Said::Closed(id)) => self.closed(id),
            Some(Said::Invoked(..)) | None => {}
        }
    }

    fn order(&mut self, order: Order) {
        match order {
            Order::Show(key, shown, told) => {
                let tries = 0;
                self.waiting
                    .insert(key.clone(), Waiting { shown, tries, told });
                self.send(&key);
            }
            Order::Withdraw(key) => {
                self.waiting.remove(&key);
                if let Some(call) = self.under_way.get_mut(&key) {
                    call.withdrawn = true;
                }
                if let Some(id) = self.on_screen.remove(&key) {
                    let closing = close(self.daemon.clone(), id);
                    tauri::async_runtime::spawn(closing);
                }
            }
            Order::Close(done) => {
                self.waiting.clear();
                for call in self.under_way.values_mut() {
                    call.withdrawn = true;
                }
                let all: Vec<u32> = self.on_screen.drain().map(|(_, id)| id).collect();
                if all.is_empty() {
                    let _ = done.send(());
                    return;
                }
                self.farewell = Some((all.len(), done));
                for id in all {
                    let closing = close(self.daemon.clone(), id);
                    self.calls.push(closing.map(|()| Ended::TakenBack).boxed());
                }
            }
        }
    }

    /// Tells the daemon what waits under this key, unless it is being told of an earlier one.
    fn send(&mut self, key: &Key) {
        if self.under_way.contains_key(key) {
            return;
        }
        let Some(waiting) = self.waiting.remove(key) else {
            return;
        };
        self.under_way.insert(key.clone(), UnderWay::default());
        let replaces = self.on_screen.get(key).copied().unwrap_or(0);
        let (key, daemon) = (key.clone(), self.daemon.clone());
        let abilities = Arc::clone(&self.abilities);
        self.calls.push(
            async move {
                let asked = abilities.get_or_try_init(|| Abilities::ask(&daemon)).await;
                let answer = match asked {
                    Ok(able) => {
                        let answer = notify(&daemon, *able, &waiting.shown, replaces).await;
                        if answer.is_ok() && waiting.shown.sound && !able.sound {
                            sound::play();
                        }
                        answer
                    }
                    Err(error) => Err(error),
                };
                Ended::Answered(Box::new(Answered {
                    key,
                    waiting,
                    answer,
                }))
            }
            .boxed(),
        );
    }

    fn ended(&mut self, ended: Ended) {
        match ended {
            Ended::Rested(key) => {
                self.under_way.remove(&key);
                self.send(&key);
            }
            Ended::TakenBack => {
                if let Some((left, done)) = self.farewell.take() {
                    if left > 1 {
                        self.farewell = Some((left - 1, done));
                    } else {
                        let _ = done.send(());
                    }
                }
            }
            Ended::Answered(answered) => {
                let Answered {
                    key,
                    waiting,
                    answer,
                } = *answered;
                let withdrawn = self
                    .under_way
                    .remove(&key)
                    .is_some_and(|call| call.withdrawn);
                match answer {
                    Ok((id, by)) if Some(&by) == self.owner.as_ref() => {
                        self.shown(&key, id, withdrawn, waiting.told);
                    }
                    Ok(_) => {
                        // It was shown by a daemon that has gone since.
                        if !withdrawn {
                            self.wait_again(&key, waiting);
                        }
                    }
                    Err(error) if self.owner.is_none() && is_absent(&error) => {
                        // Whoever comes next is told; nobody is to be asked until then.
                        return self.absent(&key, waiting, withdrawn, error);
                    }
                    Err(error) => self.refused(&key, waiting, withdrawn, error),
                }
                self.send(&key);
            }
        }
    }

    fn shown(
        &mut self,
        key: &Key,
        id: u32,
        withdrawn: bool,
        told: Option<oneshot::Sender<Result<()>>>,
    ) {
        if let Some(told) = told {
            let _ = told.send(Ok(()));
        }
        if withdrawn {
            tauri::async_runtime::spawn(close(self.daemon.clone(), id));
            return;
        }
        // A daemon that counts anew may give a number that was another's.
        self.gone.retain(|(gone, _)| *gone != id);
        self.on_screen.insert(key.clone(), id);
        let (now, later) = std::mem::take(&mut self.early)
            .into_iter()
            .partition::<VecDeque<_>, _>(|early| early.id == id);
        self.early = later;
        for early in now {
            self.act(early.id, early.act);
        }
    }

    fn absent(&mut self, key: &Key, waiting: Waiting, withdrawn: bool, error: zbus::Error) {
        tracing::warn!("a notification waits for a daemon that shows it: {error}");
        if let Some(told) = waiting.told {
            let _ = told.send(Err(no_daemon().with_source(error)));
        } else if !withdrawn {
            self.wait_again(key, waiting);
        }
    }

    fn refused(&mut self, key: &Key, mut waiting: Waiting, withdrawn: bool, error: zbus::Error) {
        tracing::warn!("a notification was not shown: {error}");
        if let Some(told) = waiting.told.take() {
            let _ = told.send(Err(no_daemon().with_source(error)));
            return;
        }
        if withdrawn || self.waiting.contains_key(key) {
            return;
        }
        waiting.tries += 1;
        // One that never answered may have shown it all the same.
        let answered = matches!(error, zbus::Error::MethodError(..));
        if answered && waiting.tries < TRIES {
            let (key, pause) = (key.clone(), self.pause * waiting.tries);
            self.under_way.insert(key.clone(), UnderWay::default());
            self.waiting.insert(key.clone(), waiting);
            self.calls.push(
                async move {
                    tokio::time::sleep(pause).await;
                    Ended::Rested(key)
                }
                .boxed(),
            );
        }
    }

    /// Keeps it for later, unless there is something newer by now.
    fn wait_again(&mut self, key: &Key, waiting: Waiting) {
        self.waiting.entry(key.clone()).or_insert(waiting);
    }

    /// The person did something with a notification.
    fn act(&mut self, id: u32, act: Act) {
        let standing = self.on_screen.iter().find(|(_, shown)| **shown == id);
        let key = standing.map(|(key, _)| key.clone()).or_else(|| {
            let gone = self.gone.iter().find(|(gone, _)| *gone == id);
            gone.map(|(_, key)| key.clone())
        });
        let Some(key) = key else {
            // Another program's, or one whose number is still on its way to us.
            if !self.under_way.is_empty() && self.early.len() < REMEMBERED {
                self.early.push_back(Early { id, act });
            }
            return;
        };
        if matches!(act, Act::Reply(_)) {
            // It is answered: another answer would be the same one, told twice.
            self.on_screen.retain(|_, shown| *shown != id);
            self.gone.retain(|(gone, _)| *gone != id);
            tauri::async_runtime::spawn(close(self.daemon.clone(), id));
        }
        (self.acted)(key, act);
    }

    fn closed(&mut self, id: u32) {
        let standing = self.on_screen.iter().find(|(_, shown)| **shown == id);
        if let Some(key) = standing.map(|(key, _)| key.clone()) {
            self.on_screen.remove(&key);
            self.gone.push_back((id, key));
            if self.gone.len() > REMEMBERED {
                self.gone.pop_front();
            }
        }
    }

    /// The daemon has gone, or another has come. It has other abilities, shows nothing of ours, and
    /// counts anew: its numbers are other programs' notifications.
    fn another(&mut self, owner: Option<String>) {
        if owner == self.owner {
            return;
        }
        self.owner = owner;
        self.abilities = Arc::default();
        self.on_screen.clear();
        self.gone.clear();
        self.early.clear();
        self.token = None;
        if self.owner.is_some() {
            for key in self.waiting.keys().cloned().collect::<Vec<_>>() {
                self.send(&key);
            }
        }
    }
}

async fn close(daemon: NotificationsProxy<'static>, id: u32) {
    if let Err(error) = daemon.close_notification(id).await {
        // The person may have closed it at this very moment.
        tracing::debug!("a notification could not be withdrawn: {error}");
    }
}

/// Whether a window can be given this token.
fn is_token(token: &str) -> bool {
    !token.is_empty() && token.len() <= LONGEST_TOKEN && token.chars().all(|c| !c.is_control())
}

/// Whether there is no daemon, or none any more.
fn is_absent(error: &zbus::Error) -> bool {
    let zbus::Error::MethodError(name, ..) = error else {
        return false;
    };
    let name = name.strip_prefix("org.freedesktop.DBus.Error.");
    name.is_some_and(|name| {
        matches!(
            name,
            "ServiceUnknown" | "NameHasNoOwner" | "NoReply" | "Disconnected"
        ) || name.starts_with("Spawn.")
    })
}
