//! The backend against a daemon of our own on a bus of our own.

use std::process::Stdio;
use std::sync::Mutex as StdMutex;

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
}

/// A daemon that answers as it is told to.
struct Daemon {
    capabilities: Vec<String>,
    told: Arc<StdMutex<Vec<Told>>>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[allow(clippy::too_many_arguments, reason = "the specification has that many")]
    fn notify(
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
        });
        if replaces == 0 {
            u32::try_from(told.len()).unwrap()
        } else {
            replaces
        }
    }

    fn close_notification(&self, _id: u32) {}

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
    daemon: zbus::Connection,
    told: Arc<StdMutex<Vec<Told>>>,
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
    let daemon = zbus::connection::Builder::address(address.as_str())
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .serve_at(
            "/org/freedesktop/Notifications",
            Daemon {
                capabilities: capabilities.iter().map(|&c| c.to_owned()).collect(),
                told: Arc::clone(&told),
            },
        )
        .unwrap()
        .build()
        .await
        .unwrap();
    let (sender, acts) = mpsc::unbounded_channel();
    let backend = Backend::new(Arc::new(move |key, act| sender.send((key, act)).unwrap()));
    let session = zbus::connection::Builder::address(address.as_str())
        .unwrap()
        .build()
        .await
        .unwrap();
    let connected = connect(
        &session,
        Arc::clone(&backend.acted),
        Arc::clone(&backend.on_screen),
    )
    .await
    .unwrap();
    *backend.connected.lock().await = Some(connected);
    Stage {
        _bus: bus,
        daemon,
        told,
        backend,
        acts,
    }
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
        Daemon::notification_replied(&emitter, id, text)
            .await
            .unwrap();
    }

    async fn clicks(&self, id: u32, action: &str) {
        let emitter = SignalEmitter::new(&self.daemon, "/org/freedesktop/Notifications").unwrap();
        Daemon::action_invoked(&emitter, id, action).await.unwrap();
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
