//! The backend against a daemon of our own on a bus of our own.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use domain::{AccountId, ChatId};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::sync::{Notify, watch};
use zbus::object_server::SignalEmitter;
use zbus::{Connection, fdo};

use super::*;
use crate::notifications::Act;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// The number of a daemon's first notification.
const FIRST: u32 = 4_000_000_001;

type Hint = zbus::zvariant::OwnedValue;

/// What a daemon was told.
#[derive(Debug, Default, Clone)]
struct Told {
    replaces: u32,
    title: String,
    body: String,
    actions: Vec<String>,
    sound: Option<String>,
    silent: bool,
    closes: u32,
}

/// How a daemon takes the next notification.
#[derive(Debug, Clone, Default)]
enum Mood {
    #[default]
    Good,
    /// It answers once it is told to.
    Slow(Arc<Notify>),
    /// It says no, so many times.
    Cross(u32),
    /// It says no for ever, in the bus's own words for a daemon that isn't there.
    Lying,
    /// The person clicks before the number of the notification is told.
    Hasty,
}

/// A daemon that answers as it is told to.
#[derive(Clone)]
struct Desktop {
    capabilities: Vec<String>,
    told: watch::Sender<Vec<Told>>,
    mood: Arc<Mutex<Mood>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[allow(clippy::too_many_arguments, reason = "the specification has that many")]
    async fn notify(
        &self,
        _app: String,
        replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, Hint>,
        _timeout: i32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<u32> {
        let told = Told {
            replaces,
            title,
            body,
            actions,
            sound: hints
                .get("sound-name")
                .and_then(|name| <&str>::try_from(name).ok())
                .map(str::to_owned),
            silent: hints.contains_key("suppress-sound"),
            closes: 0,
        };
        let mut number = replaces;
        self.told.send_modify(|all| {
            if replaces == 0 {
                number = FIRST + u32::try_from(all.len()).unwrap();
            }
            all.push(told);
        });
        let mood = self.mood.lock().unwrap().clone();
        match mood {
            Mood::Good => {}
            Mood::Slow(go) => go.notified().await,
            Mood::Cross(0) => {}
            Mood::Cross(left) => {
                *self.mood.lock().unwrap() = Mood::Cross(left - 1);
                return Err(fdo::Error::LimitsExceeded("too many".to_owned()));
            }
            Mood::Lying => return Err(fdo::Error::ServiceUnknown("not me".to_owned())),
            Mood::Hasty => Self::action_invoked(&emitter, number, "default").await?,
        }
        Ok(number)
    }

    fn close_notification(&self, id: u32) {
        self.told.send_modify(|all| {
            all.push(Told {
                closes: id,
                ..Told::default()
            });
        });
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;

    #[zbus(signal)]
    async fn activation_token(
        emitter: &SignalEmitter<'_>,
        id: u32,
        token: &str,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_replied(
        emitter: &SignalEmitter<'_>,
        id: u32,
        text: &str,
    ) -> zbus::Result<()>;
}

struct Stage {
    _bus: tokio::process::Child,
    address: String,
    desktop: Desktop,
    /// The daemon's connection, while there is one.
    daemon: Option<Connection>,
    told: watch::Receiver<Vec<Told>>,
    backend: Backend,
    acts: mpsc::UnboundedReceiver<(Key, Act)>,
}

/// A bus, a daemon with these capabilities on it, and a backend that talks to it.
async fn stage(capabilities: &[&str]) -> Stage {
    let mut stage = bare_stage(capabilities).await;
    stage.come().await;
    stage
}

/// The same before the daemon comes.
async fn bare_stage(capabilities: &[&str]) -> Stage {
    let mut bus = tokio::process::Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--print-address=1"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(bus.stdout.take().unwrap()).lines();
    let address = lines.next_line().await.unwrap().unwrap();
    let (sender, told) = watch::channel(Vec::new());
    let desktop = Desktop {
        capabilities: capabilities.iter().map(|&c| c.to_owned()).collect(),
        told: sender,
        mood: Arc::default(),
    };
    let (sender, acts) = mpsc::unbounded_channel();
    let acted: Acted = Arc::new(move |key, act| sender.send((key, act)).unwrap());
    let session = zbus::connection::Builder::address(address.as_str())
        .unwrap()
        .build()
        .await
        .unwrap();
    let patience = Patience {
        person: Duration::from_millis(300),
        pause: Duration::from_millis(1),
        ..Patience::default()
    };
    let desk = Desk::new(&session, &acted, patience.pause).await.unwrap();
    let (orders, mut received) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let first = received.recv().await.unwrap();
        desk.serve(first, &mut received).await;
    });
    Stage {
        _bus: bus,
        address,
        desktop,
        daemon: None,
        told,
        backend: Backend { orders, patience },
        acts,
    }
}

fn key(chat: &str) -> Key {
    Key::Chat(ChatId::new(AccountId(1), chat))
}

fn shown(body: &str, sound: bool) -> Shown {
    Shown {
        title: "Olena".to_owned(),
        body: body.to_owned(),
        open: "Open".to_owned(),
        reply: Some("Reply".to_owned()),
        sound,
        category: "im.received",
    }
}

impl Stage {
    /// A daemon comes.
    async fn come(&mut self) {
        let daemon = zbus::connection::Builder::address(self.address.as_str())
            .unwrap()
            .name(NAME)
            .unwrap()
            .serve_at(PATH, self.desktop.clone())
            .unwrap()
            .build()
            .await
            .unwrap();
        self.daemon = Some(daemon);
    }

    /// It goes. Its name is given back first: the bus would notice only a moment later.
    async fn go(&mut self) {
        let daemon = self.daemon.take().unwrap();
        daemon.release_name(NAME).await.unwrap();
    }

    fn show(&self, chat: &str, body: &str) {
        self.backend.show(key(chat), shown(body, false));
    }

    /// What the daemon was told, once that is so much.
    async fn told(&mut self, count: usize) -> Vec<Told> {
        let told = self.told.wait_for(|told| told.len() >= count);
        told.await.unwrap().clone()
    }

    fn emitter(&self) -> SignalEmitter<'static> {
        SignalEmitter::new(self.daemon.as_ref().unwrap(), PATH).unwrap()
    }

    async fn clicks(&self, id: u32) {
        Desktop::action_invoked(&self.emitter(), id, "default")
            .await
            .unwrap();
    }

    async fn closes(&self, id: u32) {
        Desktop::notification_closed(&self.emitter(), id, 2)
            .await
            .unwrap();
    }

    async fn replies(&self, id: u32, text: &str) {
        Desktop::notification_replied(&self.emitter(), id, text)
            .await
            .unwrap();
    }

    async fn act(&mut self) -> (Key, Act) {
        self.acts.recv().await.unwrap()
    }
}

#[tokio::test]
async fn clicks_and_answers_come_back_with_their_chat() {
    let mut stage = stage(&["body", "actions", "inline-reply"]).await;
    stage.show("7", "Hello");
    stage.told(1).await;
    stage.clicks(FIRST).await;
    assert_eq!(
        stage.act().await,
        (key("7"), Act::Open(None)),
        "a click opens its chat"
    );
    // Of what follows, only the last is an answer to one of ours.
    let emitter = stage.emitter();
    Desktop::action_invoked(&emitter, FIRST, "inline-reply")
        .await
        .unwrap();
    stage.replies(99, "of somebody else").await;
    stage.replies(FIRST, "  \n").await;
    stage.replies(FIRST, &"x".repeat(64 * 1024 + 1)).await;
    stage.replies(FIRST, " Yes, at five. ").await;
    assert_eq!(
        stage.act().await,
        (key("7"), Act::Reply("Yes, at five.".to_owned())),
        "as written, without the space around it"
    );
    // The daemon says it again; whoever wrote it means it once.
    stage.replies(FIRST, "Yes, at five.").await;
    assert_eq!(stage.told(2).await[1].closes, FIRST, "answered, so it goes");
    stage.show("8", "Another");
    stage.told(3).await;
    stage.clicks(FIRST + 2).await;
    assert_eq!(
        stage.act().await,
        (key("8"), Act::Open(None)),
        "nothing was sent twice meanwhile"
    );
}

#[tokio::test]
async fn only_what_the_desktop_can_do_is_asked_of_it() {
    for (capabilities, actions) in [
        (vec!["body"], vec![]),
        (vec!["body", "actions"], vec!["default", "Open"]),
        (
            vec!["body", "actions", "inline-reply"],
            vec!["default", "Open", "inline-reply", "Reply"],
        ),
        (vec!["inline-reply"], vec![]),
    ] {
        let mut stage = stage(&capabilities).await;
        stage.show("7", "<b>1 & 2</b>");
        let told = stage.told(1).await;
        assert_eq!(told[0].actions, actions, "{capabilities:?}");
        assert_eq!(told[0].body, "<b>1 & 2</b>", "there is no markup");
    }
}

#[tokio::test]
async fn sounds_are_asked_for_or_suppressed_and_a_newer_one_replaces() {
    let mut stage = stage(&["body", "body-markup", "sound"]).await;
    stage.backend.show(key("7"), shown("<b>1 & 2</b>", true));
    stage.told(1).await;
    stage.backend.show(key("7"), shown("3", false));
    let told = stage.told(2).await;
    let (loud, quiet) = (&told[0], &told[1]);
    assert_eq!(loud.sound.as_deref(), Some("message-new-instant"), "heard");
    assert!(!loud.silent, "nothing is held back");
    assert_eq!(quiet.sound, None, "no sound is named");
    assert!(quiet.silent, "and the daemon makes none of its own");
    assert_eq!((loud.replaces, quiet.replaces), (0, FIRST), "one per chat");
    assert_eq!(loud.title, "Olena", "who wrote");
    assert_eq!(
        loud.body, "&lt;b&gt;1 &amp; 2&lt;/b&gt;",
        "a customer's text is not markup"
    );
}

#[tokio::test]
async fn a_click_counts_whenever_the_daemon_says_that_it_closed() {
    let mut stage = stage(&["actions"]).await;
    for chat in ["1", "2"] {
        stage.show(chat, "Hello");
    }
    stage.told(2).await;
    stage.clicks(FIRST).await;
    stage.closes(FIRST).await;
    assert_eq!(stage.act().await.0, key("1"), "closed by the click");
    stage.closes(FIRST + 1).await;
    stage.clicks(FIRST + 1).await;
    assert_eq!(stage.act().await.0, key("2"), "said the other way round");
    // Closed ones are not replaced any more.
    stage.show("1", "Hello again");
    assert_eq!(stage.told(3).await[2].replaces, 0, "one of its own");
}

#[tokio::test]
async fn a_click_may_come_before_the_number_of_what_was_clicked() {
    let mut stage = stage(&["actions"]).await;
    *stage.desktop.mood.lock().unwrap() = Mood::Hasty;
    stage.show("7", "Hello");
    assert_eq!(stage.act().await, (key("7"), Act::Open(None)), "not lost");
}

#[tokio::test]
async fn the_desktops_leave_to_come_to_the_front_goes_with_its_click() {
    let mut stage = stage(&["actions"]).await;
    stage.show("7", "Hello");
    stage.told(1).await;
    for (id, token, expected) in [
        (FIRST, "gnome-shell/1_TIME7", Some("gnome-shell/1_TIME7")),
        (FIRST + 5, "another program's", None),
        (FIRST, "", None),
        (FIRST, "a\nb", None),
    ] {
        Desktop::activation_token(&stage.emitter(), id, token)
            .await
            .unwrap();
        stage.clicks(FIRST).await;
        let expected = Act::Open(expected.map(str::to_owned));
        assert_eq!(stage.act().await.1, expected, "{token:?}");
    }
}

#[tokio::test]
async fn a_daemon_that_hangs_holds_nothing_up() {
    let mut stage = stage(&["body", "actions"]).await;
    let go = Arc::<Notify>::default();
    *stage.desktop.mood.lock().unwrap() = Mood::Slow(Arc::clone(&go));
    for body in ["first", "second", "third"] {
        stage.show("7", body);
    }
    stage.show("8", "of another chat");
    stage.show("9", "read meanwhile");
    assert_eq!(stage.told(3).await.len(), 3, "one call for each chat");
    let error = stage.backend.test(Key::Test, shown("Test", true)).await;
    let error = error.unwrap_err();
    assert_eq!(error.code, ErrorCode::Internal, "the self-test says so");
    stage.backend.withdraw(key("9"));
    *stage.desktop.mood.lock().unwrap() = Mood::Good;
    // All that were waited for, each once.
    for _ in 0..4 {
        go.notify_one();
        tokio::task::yield_now().await;
    }
    go.notify_waiters();
    let told = stage.told(7).await;
    let third = told.iter().find(|told| told.body == "third").unwrap();
    assert_eq!(third.replaces, FIRST, "the newest takes the first's place");
    assert!(
        told.iter().all(|told| told.body != "second"),
        "what is out of date is left out"
    );
    let mut closed: Vec<u32> = told.iter().map(|told| told.closes).collect();
    closed.retain(|id| *id != 0);
    closed.sort_unstable();
    assert_eq!(
        closed,
        [FIRST + 2, FIRST + 3],
        "what was read, and the test that came too late"
    );
}

#[tokio::test]
async fn what_is_told_before_there_is_a_daemon_waits_for_it() {
    let mut stage = bare_stage(&["body", "actions"]).await;
    let error = stage.backend.test(Key::Test, shown("Test", true)).await;
    assert!(error.is_err(), "the self-test says that there is none");
    stage.show("7", "old");
    stage.show("7", "new");
    stage.show("8", "read meanwhile");
    stage.backend.withdraw(key("8"));
    // By its answer the ones before it have had theirs.
    let error = stage.backend.test(Key::Test, shown("Test", true)).await;
    assert!(error.is_err(), "there still is none");
    stage.come().await;
    assert_eq!(stage.told(1).await[0].body, "new", "as it is by now");
    stage.show("9", "later");
    let told = stage.told(2).await;
    let bodies: Vec<&str> = told.iter().map(|told| told.body.as_str()).collect();
    assert_eq!(bodies, ["new", "later"], "and nothing else");
}

#[tokio::test]
async fn a_daemon_that_refuses_is_asked_again_but_not_for_ever() {
    let mut stage = stage(&["body"]).await;
    *stage.desktop.mood.lock().unwrap() = Mood::Cross(2);
    stage.show("7", "Hello");
    let told = stage.told(3).await;
    assert!(told.iter().all(|told| told.body == "Hello"), "the same");
    *stage.desktop.mood.lock().unwrap() = Mood::Cross(3);
    stage.show("8", "Never");
    stage.told(6).await;
    *stage.desktop.mood.lock().unwrap() = Mood::Lying;
    stage.show("9", "Never");
    stage.told(9).await;
    *stage.desktop.mood.lock().unwrap() = Mood::Good;
    stage.show("7", "More");
    let told = stage.told(10).await;
    assert_eq!(told[9].body, "More", "nobody is asked a fourth time");
    assert_eq!(told[9].replaces, FIRST + 2, "the one that was shown");
}

#[tokio::test]
async fn another_daemons_numbers_are_not_ours() {
    let mut stage = stage(&["body", "actions", "inline-reply"]).await;
    stage.show("7", "Hello");
    stage.told(1).await;
    stage.clicks(FIRST).await;
    stage.act().await;
    stage.go().await;
    stage.desktop.capabilities = vec!["body".to_owned()];
    stage.come().await;
    stage.clicks(FIRST).await;
    stage.replies(FIRST, "for somebody else").await;
    stage.show("7", "Hello again");
    let told = stage.told(2).await;
    assert_eq!(told[1].replaces, 0, "the new one shows nothing of ours");
    assert!(told[1].actions.is_empty(), "what it can do is asked anew");
    assert!(
        stage.acts.try_recv().is_err(),
        "nothing of ours was clicked"
    );
}

#[tokio::test]
async fn the_end_of_the_program_takes_its_notifications_along() {
    let mut stage = stage(&["body", "actions"]).await;
    stage.show("7", "Hello");
    let test = stage.backend.test(Key::Test, shown("Test", false)).await;
    test.unwrap();
    stage.backend.close().await;
    let told = stage.told(4).await;
    let mut closed: Vec<u32> = told.iter().map(|told| told.closes).collect();
    closed.sort_unstable();
    assert_eq!(closed, [0, 0, FIRST, FIRST + 1], "both of them");
}
