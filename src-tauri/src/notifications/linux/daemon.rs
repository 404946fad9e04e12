//! The desktop's notification daemon as the bus has it, and what this one is able to do.

use std::collections::HashMap;

use zbus::message::{Message, Type};
use zbus::names::BusName;
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule};

use super::super::Shown;

const NAME: &str = "org.freedesktop.Notifications";
const BUS: &str = "org.freedesktop.DBus";

/// <https://specifications.freedesktop.org/notification-spec/latest/protocol.html>
#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
pub(super) trait Notifications {
    fn close_notification(&self, id: u32) -> zbus::Result<()>;

    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;
}

/// What a daemon says by itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A button, or the notification itself (`default`), was clicked.
    Invoked(u32, String),
    /// What lets the window come to the front because of the click that follows.
    Token(u32, String),
    /// An answer was written into it. Not of the specification; KDE and others have it, and say so
    /// with the capability `inline-reply`.
    Replied(u32, String),
    Closed(u32),
}

/// Reads a daemon's signal; `None` for what isn't known.
pub(super) fn said(message: &Message) -> Option<Said> {
    let header = message.header();
    if header.interface()?.as_str() != NAME {
        return None;
    }
    let body = message.body();
    let worded = || body.deserialize::<(u32, String)>().ok();
    match header.member()?.as_str() {
        "ActionInvoked" => worded().map(|(id, action)| Said::Invoked(id, action)),
        "ActivationToken" => worded().map(|(id, token)| Said::Token(id, token)),
        "NotificationReplied" => worded().map(|(id, text)| Said::Replied(id, text)),
        "NotificationClosed" => {
            let (id, _reason): (u32, u32) = body.deserialize().ok()?;
            Some(Said::Closed(id))
        }
        _ => None,
    }
}

/// The bus's own signal that the daemon's name has another owner: which, if any.
pub(super) fn another_owner(message: &Message) -> Option<Option<String>> {
    let header = message.header();
    // Said by the bus alone, which checks who sends what.
    let by_bus = header.sender()?.as_str() == BUS
        && header.interface()?.as_str() == BUS
        && header.member()?.as_str() == "NameOwnerChanged";
    if !by_bus {
        return None;
    }
    let body = message.body();
    let (name, _old, new): (String, String, String) = body.deserialize().ok()?;
    (name == NAME).then(|| (!new.is_empty()).then_some(new))
}

/// Has the bus pass on what the daemon says, and who that is from now on. Gives who it is now.
pub(super) async fn listen(session: &Connection) -> zbus::Result<Option<String>> {
    let bus = zbus::fdo::DBusProxy::new(session).await?;
    let signals = || MatchRule::builder().msg_type(Type::Signal);
    let of_daemon = signals().sender(NAME)?.interface(NAME)?.build();
    let of_bus = signals()
        .sender(BUS)?
        .member("NameOwnerChanged")?
        .add_arg(NAME)?
        .build();
    bus.add_match_rule(of_daemon).await?;
    bus.add_match_rule(of_bus).await?;
    let owner = bus.get_name_owner(BusName::try_from(NAME)?).await;
    Ok(owner.ok().map(|owner| owner.to_string()))
}

/// What a daemon says that it can do. What it can't do it may do wrong: some show buttons they
/// don't know as a dialog in the middle of the screen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Abilities {
    actions: bool,
    markup: bool,
    replies: bool,
    /// It makes the sound itself.
    pub(super) sound: bool,
}

impl Abilities {
    pub(super) async fn ask(daemon: &NotificationsProxy<'_>) -> zbus::Result<Self> {
        let capabilities = daemon.get_capabilities().await?;
        let has = |wanted: &str| capabilities.iter().any(|capability| capability == wanted);
        Ok(Self {
            actions: has("actions"),
            markup: has("body-markup"),
            replies: has("inline-reply"),
            sound: has("sound"),
        })
    }
}

/// A notification's number, and the address of the daemon that gave it.
pub(super) type Numbered = (u32, String);

/// Shows a notification in the place of another, or in one of its own (0).
pub(super) async fn notify(
    daemon: &NotificationsProxy<'_>,
    abilities: Abilities,
    shown: &Shown,
    replaces: u32,
) -> zbus::Result<Numbered> {
    let body = if abilities.markup {
        escaped(&shown.body)
    } else {
        shown.body.clone()
    };
    let mut hints = HashMap::from([
        ("desktop-entry", Value::from("Switchboard")),
        ("category", Value::from(shown.category)),
    ]);
    if shown.sound {
        hints.insert("sound-name", Value::from(super::sound::NAME));
    } else {
        hints.insert("suppress-sound", Value::from(true));
    }
    let mut actions = Vec::new();
    if abilities.actions {
        actions.extend(["default", shown.open.as_str()]);
        if let Some(reply) = shown.reply.as_deref().filter(|_| abilities.replies) {
            actions.extend(["inline-reply", reply]);
        }
    }
    let words = (
        "Switchboard",
        replaces,
        "switchboard",
        &shown.title,
        &body,
        &actions,
        hints,
        -1_i32,
    );
    let answer = daemon.inner().call_method("Notify", &words).await?;
    let header = answer.header();
    let sender = header.sender().map(ToString::to_string);
    Ok((answer.body().deserialize()?, sender.unwrap_or_default()))
}

/// Foreign text must not become the daemon's markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
