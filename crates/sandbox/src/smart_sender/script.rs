//! A test's handle on a running Smart Sender: what contacts and colleagues do, what goes wrong, what was seen.

use std::{io, ops::Deref, time::Duration};

use serde_json::Value;

use super::{
    App, Config, Credentials, Quirks,
    events::{self, NewMessage},
    life,
    seed::{fill, phrases},
    state::{ChatState, MessageState, OperatorState},
    world::{ReceivedSend, Sender},
};
use crate::{frame::Frame, lock};

/// Somebody who writes for the first time; what is left None is made up from the seed.
#[derive(Debug, Clone, Default)]
pub struct NewContact {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// With a plus.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The kind of a channel: `telegram` by default.
    pub channel: Option<String>,
    /// The first message.
    pub text: Option<String>,
}

/// A running Smart Sender. It stops when dropped; everything a test does with it is on [`Script`].
#[derive(Debug)]
pub struct SmartSender {
    script: Script,
}

impl SmartSender {
    /// Starts one on 127.0.0.1; it answers when this returns.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(config: Config) -> io::Result<Self> {
        let app = super::start(config).await?;
        Ok(Self {
            script: Script { app },
        })
    }

    /// Stops it for good.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        self.app.server.pause().await;
    }

    /// A handle that can be moved elsewhere; it does not keep the service running.
    pub fn script(&self) -> Script {
        self.script.clone()
    }
}

impl Drop for SmartSender {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.app.server.stop();
    }
}

impl Deref for SmartSender {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.script
    }
}

/// What contacts and colleagues do, what goes wrong, what was seen.
#[derive(Debug, Clone)]
pub struct Script {
    app: App,
}

impl Deref for Script {
    type Target = Frame<Quirks>;

    fn deref(&self) -> &Frame<Quirks> {
        &self.app.frame
    }
}

impl Script {
    /// `http://127.0.0.1:PORT/v1`
    pub fn api_url(&self) -> String {
        format!("{}/v1", self.app.base)
    }

    /// What signs in.
    pub fn credentials(&self) -> &Credentials {
        &self.app.credentials
    }

    // Contacts and colleagues.

    /// A contact writes; the message's id, or None when there is no such chat.
    pub fn customer_writes(&self, chat: i64, text: &str) -> Option<i64> {
        life::write(&self.app, chat, events::text(text))
    }

    /// A contact sends a picture.
    pub fn customer_sends_photo(&self, chat: i64, caption: &str) -> Option<i64> {
        life::file(&self.app, chat, "picture", "photo.png", caption)
    }

    /// A contact sends a PDF.
    pub fn customer_sends_file(&self, chat: i64) -> Option<i64> {
        life::file(&self.app, chat, "file", "document.pdf", "")
    }

    /// A contact sends a voice message.
    pub fn customer_sends_voice(&self, chat: i64) -> Option<i64> {
        life::file(&self.app, chat, "voice", "voice.wav", "")
    }

    /// A contact sends any template, also one nobody knows.
    pub fn customer_sends(&self, chat: i64, content: Value) -> Option<i64> {
        life::write(&self.app, chat, content)
    }

    /// Someone writes for the first time; the chat's id. None when no channel is of that kind.
    pub fn new_contact(&self, new: NewContact) -> Option<i64> {
        let (occasion, mut rng) = life::moment(&self.app);
        let (mut person, channel) = {
            let world = lock(&self.app.world);
            let kind = new.channel.as_deref().unwrap_or("telegram");
            let mut channels = world.channels.values();
            let channel = channels.find(|channel| channel.kind == kind && channel.active)?;
            (world.seed.stranger(occasion), channel.id)
        };
        if let Some(first_name) = new.first_name {
            person.first_name = first_name;
            person.last_name = None;
        }
        person.last_name = new.last_name.or(person.last_name);
        person.phone = new.phone.or(person.phone);
        person.email = new.email.or(person.email);
        let opener = rng.text(phrases(person.language).openers);
        let text = new.text.unwrap_or_else(|| fill(opener, &mut rng));
        let chat = events::new_contact(&self.app, person, channel);
        self.customer_writes(chat, &text)?;
        Some(chat)
    }

    /// Another operator answers from the web inbox.
    pub fn colleague_replies(&self, chat: i64, text: &str) -> Option<i64> {
        let colleague = lock(&self.app.world).operators.keys().nth(1).copied()?;
        let new = NewMessage::new(chat, Sender::Operator(colleague), events::text(text));
        let message = events::add(&self.app, new)?;
        events::deliver(&self.app, message.id);
        Some(message.id)
    }

    /// A funnel says something.
    pub fn bot_says(&self, chat: i64, text: &str) -> Option<i64> {
        let new = NewMessage::new(chat, Sender::Bot, events::text(text));
        events::add(&self.app, new).map(|message| message.id)
    }

    /// A colleague leaves a word for operators only.
    pub fn colleague_notes(&self, chat: i64, text: &str) -> Option<i64> {
        let colleague = lock(&self.app.world).operators.keys().nth(1).copied()?;
        let mut new = NewMessage::new(chat, Sender::Operator(colleague), events::text(text));
        new.internal = true;
        events::add(&self.app, new).map(|message| message.id)
    }

    /// Closes or opens a chat as a colleague would; false when there is no such chat.
    pub fn set_open(&self, chat: i64, open: bool) -> bool {
        events::set_open(&self.app, chat, open)
    }

    /// Gives a chat to an operator as a colleague would.
    pub fn assign(&self, chat: i64, operator: i64) -> bool {
        events::forward(&self.app, chat, operator, "")
    }

    /// The contact leaves or comes back to a channel; false when there is no such gate.
    pub fn set_subscribed(&self, gate: i64, subscribed: bool) -> bool {
        let mut world = lock(&self.app.world);
        let contact = world.contact_of_gate(gate).map(|contact| contact.id);
        let contact = contact.and_then(|contact| world.contacts.get_mut(&contact));
        let gates = contact.map(|contact| contact.gates.iter_mut());
        let found = gates.and_then(|mut gates| gates.find(|it| it.id == gate));
        found.map(|gate| gate.subscribed = subscribed).is_some()
    }

    /// The channel rejects a message after all; false when there is none.
    pub fn fail_message(&self, message: i64, reason: &str) -> bool {
        events::change(&self.app, message, |message, _| {
            message.failure = Some(reason.to_owned());
        })
    }

    // Trouble.

    /// An administrator changes the token: the old one is rejected from now on.
    pub fn renew_token(&self) -> String {
        let token = super::token(&mut life::moment(&self.app).1);
        lock(&self.app.token).clone_from(&token);
        token
    }

    /// Forgets requests counted and breaches of the limit.
    pub fn forget_rate(&self) {
        self.app.limiter.forget();
    }

    // What was seen.

    /// Waits until something is so, looking again at every change; false when the time is up.
    pub async fn wait_until(&self, is_so: impl Fn(&Self) -> bool, limit: Duration) -> bool {
        self.app.until(|| is_so(self), limit).await
    }

    /// Every chat there is, by id.
    pub fn chats(&self) -> Vec<ChatState> {
        let world = lock(&self.app.world);
        let chats = world.chats.values();
        chats
            .filter_map(|chat| ChatState::of(&world, chat))
            .collect()
    }

    /// One chat.
    pub fn chat(&self, chat: i64) -> Option<ChatState> {
        let world = lock(&self.app.world);
        ChatState::of(&world, world.chats.get(&chat)?)
    }

    /// The whole history of a chat, oldest first, whatever the API shows of it.
    pub fn messages(&self, chat: i64) -> Vec<MessageState> {
        let mut world = lock(&self.app.world);
        let talk = world.talk(chat);
        talk.map(|talk| talk.iter().map(MessageState::from).collect())
            .unwrap_or_default()
    }

    /// One message.
    pub fn message(&self, id: i64) -> Option<MessageState> {
        let mut world = lock(&self.app.world);
        world
            .message(id)
            .map(|message| MessageState::from(&*message))
    }

    /// Every message accepted over the API, in order: one entry each time, so doubles show.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        lock(&self.app.world).sends.clone()
    }

    /// Every operator.
    pub fn operators(&self) -> Vec<OperatorState> {
        let world = lock(&self.app.world);
        let operators = world.operators.values();
        operators
            .map(|operator| OperatorState {
                id: operator.id,
                name: operator.name.to_owned(),
                email: operator.email.to_owned(),
                involvement: operator.involvement,
                deleted: operator.deleted_at.is_some(),
            })
            .collect()
    }
}
