//! A test's handle on a running Texter: what contacts and agents do, what goes wrong, what was seen.

use std::{io, ops::Deref, time::Duration};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    App, Config, Credentials, Quirks, Scope,
    events::{self, NewMessage},
    files::Kind,
    life,
    seed::{ACCOUNTS, AGENTS, fill, phrases},
    state::{AgentState, ChatState, MessageState},
    world::{Agent, Chat, ReceivedSend, Status},
};
use crate::{frame::Frame, lock};

/// Somebody who writes for the first time; what is left None is made up from the seed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NewChat {
    /// Their own name.
    pub title: Option<String>,
    /// Digits of the phone, or the channel's own id.
    pub contact: Option<String>,
    /// The messenger: `whatsapp` by default.
    pub channel: Option<String>,
    /// The first message.
    pub text: Option<String>,
}

/// A running Texter. It stops when dropped; everything a test does with it is on [`Script`].
#[derive(Debug)]
pub struct Texter {
    script: Script,
}

impl Texter {
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

impl Drop for Texter {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.app.server.stop();
    }
}

impl Deref for Texter {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.script
    }
}

/// What contacts and agents do, what goes wrong, what was seen.
#[derive(Debug, Clone)]
pub struct Script {
    app: App,
}

fn agent(uid: &str) -> Option<&'static Agent> {
    AGENTS.iter().find(|agent| agent.uid == uid)
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

    /// `http://127.0.0.1:PORT/server/api/v2`
    pub fn api_url(&self) -> String {
        format!("{}/server/api/v2", self.app.base)
    }

    /// What signs in.
    pub fn credentials(&self) -> &Credentials {
        &self.app.credentials
    }

    fn number(&self, chat: &str) -> Option<i64> {
        lock(&self.app.world).find(chat)
    }

    // Contacts and agents.

    /// A contact writes; the message's id, or None when there is no such chat.
    pub fn customer_writes(&self, chat: &str, text: &str) -> Option<String> {
        life::write(&self.app, self.number(chat)?, events::text(text))
    }

    /// A contact sends a picture.
    pub fn customer_sends_photo(&self, chat: &str, caption: &str) -> Option<String> {
        life::file(&self.app, self.number(chat)?, Kind::Photo, caption)
    }

    /// A contact sends a PDF.
    pub fn customer_sends_file(&self, chat: &str) -> Option<String> {
        life::file(&self.app, self.number(chat)?, Kind::Pdf, "")
    }

    /// A contact sends any content: `type` and what belongs to it, also what nobody knows.
    pub fn customer_sends(&self, chat: &str, content: Map<String, Value>) -> Option<String> {
        life::write(&self.app, self.number(chat)?, content)
    }

    /// Someone writes for the first time; the chat's id.
    pub fn new_chat(&self, new: NewChat) -> String {
        let (occasion, mut rng) = life::moment(&self.app);
        let mut person = lock(&self.app.world).seed.stranger(occasion);
        let wanted = new.channel.as_deref().unwrap_or("whatsapp");
        if let Some(place) = ACCOUNTS.iter().find(|(channel, _)| *channel == wanted) {
            (person.channel, person.account) = *place;
        }
        person.name = new.title.unwrap_or(person.name);
        person.contact = new.contact.unwrap_or(person.contact);
        let opener = fill(rng.text(phrases(person.language).openers), &mut rng);
        let chat = events::new_chat(&self.app, person);
        let text = new.text.unwrap_or(opener);
        life::write(&self.app, chat, events::text(&text));
        super::world::chat_id(chat)
    }

    /// An agent answers from Texter's own inbox, which reads the chat too.
    pub fn colleague_replies(&self, chat: &str, text: &str) -> Option<String> {
        let chat = self.number(chat)?;
        let uid = AGENTS.first().map(|agent| agent.uid);
        let new = NewMessage::outgoing(uid, events::text(text));
        let message = events::add(&self.app, chat, new)?;
        events::change_chat(&self.app, chat, |chat| chat.unread = 0);
        events::deliver(&self.app, &message);
        Some(message.id())
    }

    /// The bot says something.
    pub fn bot_says(&self, chat: &str, text: &str) -> Option<String> {
        let chat = self.number(chat)?;
        let new = NewMessage::outgoing(Some("Bot"), events::text(text));
        events::add(&self.app, chat, new).map(|message| message.id())
    }

    /// Gives a chat a status as Texter's own inbox would; false when there is no such chat.
    pub fn set_status(&self, chat: &str, status: Status) -> bool {
        let chat = self.number(chat);
        chat.is_some_and(|chat| events::set_status(&self.app, chat, status))
    }

    /// Gives a chat to an agent by uid; false when there is no such chat or agent.
    pub fn assign(&self, chat: &str, uid: &str) -> bool {
        let (chat, agent) = (self.number(chat), agent(uid));
        match (chat, agent) {
            (Some(chat), Some(agent)) => {
                events::assign(&self.app, chat, Some(agent), Some(agent.department))
            }
            _ => false,
        }
    }

    /// Takes a chat from its agent: it is nobody's; false when there is no such chat.
    pub fn put_back(&self, chat: &str) -> bool {
        let chat = self.number(chat);
        chat.is_some_and(|chat| events::assign(&self.app, chat, None, None))
    }

    fn change(&self, chat: &str, change: impl FnOnce(&mut Chat)) -> bool {
        let chat = self.number(chat);
        chat.is_some_and(|chat| events::change_chat(&self.app, chat, change))
    }

    /// The contact wants templates no more, or wants them again.
    pub fn set_unsubscribed(&self, chat: &str, unsubscribed: bool) -> bool {
        let now = self.now();
        self.change(chat, |chat| chat.unsubscribed = unsubscribed.then_some(now))
    }

    /// Blocks a contact.
    pub fn set_blocked(&self, chat: &str, blocked: bool) -> bool {
        self.change(chat, |chat| chat.blocked = blocked)
    }

    /// The chat is gone; false when it was not there.
    pub fn delete_chat(&self, chat: &str) -> bool {
        let number = self.number(chat);
        let gone = number.and_then(|number| lock(&self.app.world).chats.remove(&number));
        self.app.tell();
        gone.is_some()
    }

    /// Gives a message a status, 0 to 6 or one nobody knows; false when there is none.
    pub fn set_delivery(&self, message: &str, status: u8) -> bool {
        events::set_delivery(&self.app, message, status)
    }

    // Trouble.

    /// An administrator makes another token: the old one is rejected from now on.
    pub fn renew_token(&self) -> String {
        let token = super::signs(&mut life::moment(&self.app).1, 48);
        lock(&self.app.access).token.clone_from(&token);
        token
    }

    /// What the token may do from now on.
    pub fn set_scopes(&self, scopes: Vec<Scope>) {
        lock(&self.app.access).scopes = scopes;
    }

    /// Forgets requests counted.
    pub fn forget_rate(&self) {
        self.app.limiter.forget();
    }

    // What was seen.

    /// Waits until something is so, looking again at every change; false when the time is up.
    pub async fn wait_until(&self, is_so: impl Fn(&Self) -> bool, limit: Duration) -> bool {
        self.app.until(|| is_so(self), limit).await
    }

    /// Every chat there is.
    pub fn chats(&self) -> Vec<ChatState> {
        let world = lock(&self.app.world);
        world.chats.values().map(ChatState::from).collect()
    }

    /// One chat.
    pub fn chat(&self, chat: &str) -> Option<ChatState> {
        let world = lock(&self.app.world);
        world.chats.get(&world.find(chat)?).map(ChatState::from)
    }

    /// The whole history of a chat, in the order things happened, whatever the API shows of it.
    pub fn messages(&self, chat: &str) -> Vec<MessageState> {
        let Some(chat) = self.number(chat) else {
            return Vec::new();
        };
        let mut world = lock(&self.app.world);
        let talk = world.talk(chat);
        talk.map(|talk| talk.iter().map(MessageState::from).collect())
            .unwrap_or_default()
    }

    /// One message.
    pub fn message(&self, id: &str) -> Option<MessageState> {
        let mut world = lock(&self.app.world);
        world
            .message(id)
            .map(|message| MessageState::from(&*message))
    }

    /// Every message accepted over the API, in order: one entry each time, so doubles show.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        lock(&self.app.world).sends.clone()
    }

    /// Links to files that were made so far.
    pub fn links(&self) -> usize {
        lock(&self.app.world).links.len()
    }

    /// Everybody who answers; no call of the API lists them.
    pub fn agents(&self) -> Vec<AgentState> {
        AGENTS.iter().map(AgentState::from).collect()
    }
}
