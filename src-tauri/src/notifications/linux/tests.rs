//! The backend against a daemon of our own on a bus of our own.

use std::process::Stdio;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{AccountId, ChatId};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::sync::mpsc;
use zbus::object_server::SignalEmitter;

use super::*;

type Hint = zbus::zvariant::OwnedValue;

/// What a daemon was told.
#[derive(Debug, Default, Clone)]
struct Told {
    replaces: u32,
    body: String,
    actions: Vec<String>,
    sound: Option<String>,
    silent: bool,
    closes: u32,
}

/// A daemon that answers as it is told to.
struct Desktop {
    capabilities: Vec<String>,
    told: Arc<StdMutex<Vec<Told>>>,
    hangs: Arc<AtomicBool>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[allow(clippy::too_many_arguments, reason = "the specification has that many")]
    async fn notify(
        &self,
        _app: String,
        replaces: u32,
        _icon: String,
        _summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, Hint>,
        _timeout: i32,
    ) -> u32 {
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        let mut told = self.told.lock().unwrap();
        told.push(Told {
            replaces,
            body,
            actions,
            sound: hints
                .get("sound-name")
                .and_then(|name| <&str>::try_from(name).ok())
                .map(str::to_owned),
            silent: hints.contains_key("suppress-sound"),
            closes: 0,
        });
        if replaces == 0 {
            u32::try_from(told.len()).unwrap()
        } else {
            replaces
        }
    }

    fn close_notification(&self, id: u32) {
        self.told.lock().unwrap().push(Told {
            closes: id,
            ..Told::default()
        });
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;

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
    daemon: zbus::Connection,
    told: Arc<StdMutex<Vec<Told>>>,
    hangs: Arc<AtomicBool>,
    backend: Backend,
    acts: mpsc::UnboundedReceiver<(Key, Act)>,
}

/// A bus, a daemon with these capabilities on it, and a backend that talks to it.
async fn stage(capabilities: &[&str]) -> Stage {
    let mut bus = tokio::process::Command::new("dbus-daemon")
        .args(["--session", "--nofork", "--print-address=1"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(bus.stdout.take().unwrap()).lines();
    let address = lines.next_line().await.unwrap().unwrap();
    let told = Arc::<StdMutex<Vec<Told>>>::default();
    let hangs = Arc::<AtomicBool>::default();
    let daemon = desktop(&address, capabilities, &told, &hangs).await;
    let (sender, acts) = mpsc::unbounded_channel();
    let backend = Backend::new(Arc::new(move |key, act| sender.send((key, act)).unwrap()));
    let session = zbus::connection::Builder::address(address.as_str())
        .unwrap()
        .method_timeout(Duration::from_millis(300))
        .build()
        .await
        .unwrap();
    let connected = backend.connect(&session).await.unwrap();
    *backend.connected.lock().await = Some(connected);
    Stage {
        _bus: bus,
        address,
        daemon,
        told,
        hangs,
        backend,
        acts,
    }
}

async fn desktop(
    address: &str,
    capabilities: &[&str],
    told: &Arc<StdMutex<Vec<Told>>>,
    hangs: &Arc<AtomicBool>,
) -> zbus::Connection {
    let desktop = Desktop {
        capabilities: capabilities.iter().map(|&c| c.to_owned()).collect(),
        told: Arc::clone(told),
        hangs: Arc::clone(hangs),
    };
    zbus::connection::Builder::address(address)
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .serve_at("/org/freedesktop/Notifications", desktop)
        .unwrap()
        .build()
        .await
        .unwrap()
}

fn key() -> Key {
    Key::Chat(ChatId::new(AccountId(1), "7"))
}

fn shown(sound: bool) -> Shown {
    Shown {
        title: "Olena".to_owned(),
        body: "<b>1 & 2</b>".to_owned(),
        open: "Open".to_owned(),
        reply: Some("Reply".to_owned()),
        sound,
    }
}

impl Stage {
    async fn replies(&self, id: u32, text: &str) {
        let emitter = SignalEmitter::new(&self.daemon, "/org/freedesktop/Notifications").unwrap();
        Desktop::notification_replied(&emitter, id, text)
            .await
            .unwrap();
    }

    async fn clicks(&self, id: u32, action: &str) {
        let emitter = SignalEmitter::new(&self.daemon, "/org/freedesktop/Notifications").unwrap();
        Desktop::action_invoked(&emitter, id, action).await.unwrap();
    }

    fn told(&self, at: usize) -> Told {
        self.told.lock().unwrap()[at].clone()
    }
}

#[tokio::test]
async fn clicks_and_answers_come_back_with_their_chat() {
    let mut stage = stage(&["body", "actions", "inline-reply"]).await;
    stage.backend.show(key(), shown(true)).await.unwrap();
    stage.clicks(1, "default").await;
    assert_eq!(
        stage.acts.recv().await.unwrap(),
        (key(), Act::Open),
        "a click opens its chat"
    );
    // Of what follows, only the last is an answer to one of ours.
    stage.clicks(1, "inline-reply").await;
    stage.replies(99, "of somebody else").await;
    stage.replies(1, "  \n").await;
    stage.replies(1, &"x".repeat(LONGEST_REPLY + 1)).await;
    stage.replies(1, " Yes, at five. ").await;
    assert_eq!(
        stage.acts.recv().await.unwrap(),
        (key(), Act::Reply("Yes, at five.".to_owned())),
        "as written, without the space around it"
    );
}

#[tokio::test]
async fn an_answer_is_offered_only_where_the_desktop_takes_one() {
    for (capabilities, offered) in [
        (vec!["body", "actions"], false),
        (vec!["body", "actions", "inline-reply"], true),
    ] {
        let stage = stage(&capabilities).await;
        stage.backend.show(key(), shown(true)).await.unwrap();
        let actions = stage.told(0).actions;
        assert_eq!(
            actions.contains(&"inline-reply".to_owned()),
            offered,
            "{capabilities:?}"
        );
    }
}

#[tokio::test]
async fn sounds_are_asked_for_or_suppressed_and_a_newer_one_replaces() {
    let stage = stage(&["body", "body-markup"]).await;
    stage.backend.show(key(), shown(true)).await.unwrap();
    stage.backend.show(key(), shown(false)).await.unwrap();
    let (loud, quiet) = (stage.told(0), stage.told(1));
    assert_eq!(loud.sound.as_deref(), Some("message-new-instant"), "heard");
    assert!(!loud.silent, "nothing is held back");
    assert_eq!(quiet.sound, None, "no sound is named");
    assert!(quiet.silent, "and the daemon makes none of its own");
    assert_eq!((loud.replaces, quiet.replaces), (0, 1), "one per chat");
    assert_eq!(
        loud.body, "&lt;b&gt;1 &amp; 2&lt;/b&gt;",
        "a customer's text is not markup"
    );
}

#[tokio::test]
async fn a_daemon_that_hangs_holds_nothing_up() {
    let stage = stage(&["body", "actions"]).await;
    stage.hangs.store(true, Ordering::Relaxed);
    let error = stage.backend.show(key(), shown(true)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Internal, "the self-test says so");
}

#[tokio::test]
async fn another_daemons_numbers_are_not_ours() {
    let mut stage = stage(&["body", "actions", "inline-reply"]).await;
    stage.backend.show(key(), shown(true)).await.unwrap();
    // Given back before it goes: the bus would notice only a moment later.
    let name = "org.freedesktop.Notifications";
    stage.daemon.release_name(name).await.unwrap();
    stage.daemon = desktop(&stage.address, &["body"], &stage.told, &stage.hangs).await;
    // Whoever listens holds on to what is done with clicks.
    while Arc::strong_count(&stage.backend.acted) > 1 {
        tokio::task::yield_now().await;
    }
    stage.clicks(1, "default").await;
    stage.replies(1, "for somebody else").await;
    assert!(
        stage.acts.try_recv().is_err(),
        "nothing of ours was clicked"
    );
    let on_screen = stage.backend.on_screen.lock().await.len();
    assert_eq!(on_screen, 0, "the new one shows nothing of ours");
    let connected = stage.backend.connected.lock().await.is_some();
    assert!(!connected, "what it can do is asked anew");
}

#[tokio::test]
async fn the_end_of_the_program_takes_its_notifications_along() {
    let stage = stage(&["body", "actions"]).await;
    stage.backend.show(key(), shown(true)).await.unwrap();
    stage.backend.show(Key::Test, shown(false)).await.unwrap();
    stage.backend.withdraw_all().await;
    let told = stage.told.lock().unwrap().clone();
    let mut closed: Vec<u32> = told.iter().map(|told| told.closes).collect();
    closed.sort_unstable();
    assert_eq!(closed, [0, 0, 1, 2], "both of them");
}
