//! A test's handle on a running sandbox: what clients and colleagues do, what goes wrong, what was seen.

use std::{io, ops::Deref, time::Duration};

use bytes::Bytes;
use serde::Deserialize;

use super::{
    App, Credentials, Quirks, SandboxConfig,
    auth::Level,
    events, life,
    seed::{FIRST_CHAT, fill, phrases},
    state::{ChatState, MessageState, OperatorState},
    world::{NewMessage, ReceivedSend},
};
use crate::{clock::plus, frame::Frame, lock, rng::Rng};

/// A chat to begin; what is left None is made up from the seed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewChat {
    /// Title.
    pub title: Option<String>,
    /// The client's phone.
    pub phone: Option<String>,
    /// Source number; 1 (Viber Bot) by default.
    pub source: Option<i64>,
    /// Organization id; the first by default.
    pub organization: Option<i64>,
    /// The client's first message.
    pub text: Option<String>,
}

/// A running ChatHub. It stops when dropped; everything a test does with it is on [`Script`].
#[derive(Debug)]
pub struct Sandbox {
    script: Script,
}

impl Sandbox {
    /// Starts one on 127.0.0.1; it answers when this returns.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(config: SandboxConfig) -> io::Result<Self> {
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

    /// A handle that can be moved elsewhere; it does not keep the sandbox running.
    pub fn script(&self) -> Script {
        self.script.clone()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.app.server.stop();
    }
}

impl Deref for Sandbox {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.script
    }
}

/// What clients and colleagues do, what goes wrong, what was seen.
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
    pub(crate) fn of(app: &App) -> Self {
        Self { app: app.clone() }
    }

    /// What signs in.
    pub fn credentials(&self) -> &Credentials {
        &self.app.credentials
    }

    // Clients and colleagues.

    /// A client writes; the message's id, or None when there is no such chat.
    pub fn customer_writes(&self, chat: i64, text: &str) -> Option<i64> {
        life::write(&self.app, chat, text.to_owned())
    }

    /// A client sends a photo.
    pub fn customer_sends_photo(&self, chat: i64, caption: &str) -> Option<i64> {
        life::photo(&self.app, chat, caption)
    }

    /// A client sends a PDF.
    pub fn customer_sends_file(&self, chat: i64, caption: &str) -> Option<i64> {
        life::document(&self.app, chat, caption)
    }

    /// Someone writes for the first time; the chat's id.
    pub fn new_chat(&self, new: NewChat) -> i64 {
        let mut rng = Rng::new(self.app.seed, self.app.occasion());
        let (mut person, first) = {
            let world = lock(&self.app.world);
            let stranger = FIRST_CHAT + 8_000_000 + rng.below(1_000_000) as i64;
            (
                world.person(stranger),
                world.organizations.first().map_or(0, |first| first.id),
            )
        };
        if let Some(title) = new.title {
            person.name.clone_from(&title);
            person.title = title;
        }
        person.phone = new.phone.unwrap_or(person.phone);
        let mut opener = || fill(rng.text(phrases(person.language).openers), rng.number());
        let text = new.text.unwrap_or_else(&mut opener);
        let source = new.source.unwrap_or(1);
        events::new_chat(
            &self.app,
            person,
            source,
            new.organization.unwrap_or(first),
            &text,
        )
        .id
    }

    /// Another operator answers from elsewhere.
    pub fn colleague_replies(&self, chat: i64, text: &str) -> Option<i64> {
        let operator = {
            let world = lock(&self.app.world);
            let mine = self.app.credentials.operator_id;
            let other = world
                .operators
                .values()
                .find(|one| one.id != mine && one.status == 0);
            other.map(|operator| operator.id)
        };
        let new = NewMessage {
            chat,
            text: text.to_owned(),
            author: 0,
            operator,
            file: None,
        };
        let message = events::add(&self.app, new, None)?;
        events::deliver(&self.app, message.id);
        Some(message.id)
    }

    /// Sets a chat's status as the service itself or a colleague would.
    pub fn set_chat_status(&self, chat: i64, status: i64) -> bool {
        events::chat_status(&self.app, chat, status)
    }

    /// Sets a message's status, for instance 2 for a rejected delivery.
    pub fn set_message_status(&self, message: i64, status: i64) -> bool {
        events::message_status(&self.app, message, status)
    }

    /// Removes a chat as a colleague would.
    pub fn delete_chat(&self, chat: i64) -> bool {
        lock(&self.app.world).delete(chat)
    }

    // Tokens.

    /// Every company token is expired from now on; the Profile key is not a token.
    pub fn expire_company_tokens(&self) {
        lock(&self.app.tokens).expire(self.app.now(), |level| level == Level::Company);
        self.app.token_news();
    }

    /// Every operator token is expired from now on, the ready one too.
    pub fn expire_operator_tokens(&self) {
        lock(&self.app.tokens).expire(self.app.now(), |level| level != Level::Company);
        self.app.token_news();
    }

    /// A fresh token for an operator.
    pub fn issue_operator_token(&self, operator: i64, lives: Duration) -> String {
        let now = self.app.now();
        lock(&self.app.tokens).issue(Level::Operator(operator), now, plus(now, lives))
    }

    /// Changes an operator's status; false when there is no such operator.
    pub fn set_operator_status(&self, operator: i64, status: i64) -> bool {
        let mut world = lock(&self.app.world);
        world
            .operators
            .get_mut(&operator)
            .map(|operator| operator.status = status)
            .is_some()
    }

    // Trouble.

    /// Ends every hub connection abruptly; new ones are welcome.
    pub fn drop_hub_connections(&self) {
        // Nobody listens when no hub client is connected.
        let _ = self.app.hub_cut.send(());
    }

    // What was seen.

    /// How many hub clients are connected.
    pub fn hub_clients(&self) -> usize {
        *self.app.listeners.borrow()
    }

    /// Waits until exactly so many hub clients are connected; false when the time is up.
    pub async fn wait_for_hub_clients(&self, count: usize, limit: Duration) -> bool {
        let mut listeners = self.app.listeners.subscribe();
        let reached = listeners.wait_for(|connected| *connected == count);
        tokio::time::timeout(limit, reached).await.is_ok()
    }

    /// Every chat there is, by id.
    pub fn chats(&self) -> Vec<ChatState> {
        let world = lock(&self.app.world);
        world
            .chats()
            .map(|head| ChatState::of(&world, head))
            .collect()
    }

    /// One chat.
    pub fn chat(&self, chat: i64) -> Option<ChatState> {
        let world = lock(&self.app.world);
        world.head(chat).map(|head| ChatState::of(&world, head))
    }

    /// The whole history of a chat, oldest first, whatever lag the API shows it with.
    pub fn messages(&self, chat: i64) -> Vec<MessageState> {
        lock(&self.app.world)
            .messages(chat)
            .into_iter()
            .map(MessageState::from)
            .collect()
    }

    /// One message.
    pub fn message(&self, id: i64) -> Option<MessageState> {
        lock(&self.app.world).message(id).map(MessageState::from)
    }

    /// The bytes of a message's attachment.
    pub fn media(&self, message: i64) -> Option<Bytes> {
        let world = lock(&self.app.world);
        let message = world.message(message)?;
        world.file(&message)
    }

    /// Every message accepted over the API, in order: one entry each time, so doubles show.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        lock(&self.app.world).sends.clone()
    }

    /// Every operator.
    pub fn operators(&self) -> Vec<OperatorState> {
        lock(&self.app.world)
            .operators
            .values()
            .map(OperatorState::from)
            .collect()
    }

    /// Ids and names of the organizations.
    pub fn organizations(&self) -> Vec<(i64, String)> {
        let world = lock(&self.app.world);
        world
            .organizations
            .iter()
            .map(|one| (one.id, one.name.clone()))
            .collect()
    }
}
