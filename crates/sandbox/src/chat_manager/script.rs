//! A test's handle on a running Chat Manager: what people do in their groups, what goes wrong, what was seen.

use std::{io, ops::Deref, time::Duration};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    App, Config, Credentials, Quirks, auth,
    events::{self, FORMATTED, NewChat},
    life,
    state::{ChatState, MessageState, ReportState},
    world::{ReceivedSend, Report, User},
};
use crate::{frame::Frame, lock};

/// A running Chat Manager. It stops when dropped; everything a test does with it is on [`Script`].
#[derive(Debug)]
pub struct ChatManager {
    script: Script,
}

impl ChatManager {
    /// Starts one on 127.0.0.1; it answers when this returns.
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn start(config: Config) -> io::Result<Self> {
        let app = super::start(config).await?;
        Ok(Self {
            script: Script::of(&app),
        })
    }

    /// Stops it for good.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        self.app.server.pause().await;
        self.app.storage.pause().await;
    }

    /// A handle that can be moved elsewhere; it does not keep the service running.
    pub fn script(&self) -> Script {
        self.script.clone()
    }
}

impl Drop for ChatManager {
    fn drop(&mut self) {
        self.app.stopping.cancel();
        self.app.server.stop();
        self.app.storage.stop();
    }
}

impl Deref for ChatManager {
    type Target = Script;

    fn deref(&self) -> &Script {
        &self.script
    }
}

/// What people do, what goes wrong, what was seen.
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

    /// Where the chat calls are, up to and including `/private`.
    pub fn chat_url(&self) -> String {
        format!("{}{}/api/v1/private", self.app.base, self.app.chat_prefix)
    }

    /// Where the report calls are, up to and including `/private`.
    pub fn report_url(&self) -> String {
        format!("{}{}/api/v1/private", self.app.base, self.app.report_prefix)
    }

    /// What signs in now.
    pub fn credentials(&self) -> Credentials {
        lock(&self.app.credentials).clone()
    }

    // People.

    /// A chat made elsewhere, over the same API.
    pub fn new_chat(&self, title: &str) -> Uuid {
        let new = NewChat {
            title: title.to_owned(),
            created_by: None,
            description: None,
        };
        events::create(&self.app, new)
    }

    /// One of the people in a chat writes; the message's id, or None when there is no such chat or nobody in it.
    pub fn member_writes(&self, chat: Uuid, text: &str) -> Option<Uuid> {
        let by = life::somebody(&self.app, chat, &mut life::moment(&self.app))?.1?;
        events::write(&self.app, chat, by, FORMATTED, events::formatted(text))
    }

    /// One of the people sends any content, also of a type nobody knows.
    pub fn member_sends(&self, chat: Uuid, content_type: &str, value: Value) -> Option<Uuid> {
        let by = life::somebody(&self.app, chat, &mut life::moment(&self.app))?.1?;
        events::write(&self.app, chat, by, content_type, value)
    }

    /// A message's author changes it; false when there is none.
    pub fn edit_message(&self, chat: Uuid, message: Uuid, text: &str) -> bool {
        events::edit(&self.app, chat, message, text)
    }

    /// A message's author deletes it; false when there is none.
    pub fn delete_message(&self, chat: Uuid, message: Uuid) -> bool {
        events::delete(&self.app, chat, message)
    }

    /// Somebody gives the chat another title; false when there is no such chat.
    pub fn rename(&self, chat: Uuid, title: &str) -> bool {
        events::rename(&self.app, chat, title)
    }

    /// Somebody new follows the invitation; None when there is no such chat.
    pub fn join(&self, chat: Uuid, name: &str) -> Option<Uuid> {
        let id = lock(&self.app.world).free_id();
        let user = User {
            id,
            firstname: Some(name.to_owned()),
            username: None,
        };
        events::join(&self.app, chat, user).then_some(id)
    }

    /// Somebody who left comes back; false when there is nobody.
    pub fn come_back(&self, chat: Uuid, member: Uuid) -> bool {
        let user = lock(&self.app.world).users.get(&member).cloned();
        user.is_some_and(|user| events::join(&self.app, chat, user))
    }

    /// Somebody leaves; false when there is nobody.
    pub fn leave(&self, chat: Uuid, member: Uuid) -> bool {
        events::leave(&self.app, chat, member, self.now())
    }

    /// The provider switches a chat off or on; false when there is none.
    pub fn set_active(&self, chat: Uuid, active: bool) -> bool {
        events::set_active(&self.app, chat, active)
    }

    /// A report of another kind, which answers 406 (6.3).
    pub fn foreign_report(&self) -> Uuid {
        let now = self.now();
        let mut world = lock(&self.app.world);
        let id = world.free_id();
        let report = Report {
            chat: None,
            wish: json!({}),
            asked_at: now,
            document_at: now,
            package_at: now,
        };
        world.reports.insert(id, report);
        id
    }

    // Trouble.

    /// Every token given so far expires now.
    pub fn expire_tokens(&self) {
        lock(&self.app.tokens).expire(self.now());
    }

    /// The client gets another secret; tokens live on.
    pub fn renew_secret(&self) -> String {
        let turn = self.app.occasion() + 1;
        let secret = auth::secret(self.app.seed, turn);
        lock(&self.app.credentials)
            .client_secret
            .clone_from(&secret);
        secret
    }

    /// How many tokens were issued.
    pub fn tokens_issued(&self) -> u64 {
        lock(&self.app.tokens).count()
    }

    // What was seen.

    /// Waits until something is so, looking again at every change; false when the time is up.
    pub async fn wait_until(&self, is_so: impl Fn(&Self) -> bool, limit: Duration) -> bool {
        self.app.until(|| is_so(self), limit).await
    }

    /// Every chat there is, newest first.
    pub fn chats(&self) -> Vec<ChatState> {
        let now = self.now();
        let world = lock(&self.app.world);
        let mut chats: Vec<_> = world.chats.values().collect();
        chats.sort_by_key(|chat| (std::cmp::Reverse(chat.registered_at), chat.id));
        let states = chats.into_iter();
        states
            .map(|chat| ChatState::of(&world, chat, now))
            .collect()
    }

    /// One chat.
    pub fn chat(&self, chat: Uuid) -> Option<ChatState> {
        let now = self.now();
        let world = lock(&self.app.world);
        Some(ChatState::of(&world, world.chats.get(&chat)?, now))
    }

    /// The whole history of a chat, oldest first.
    pub fn messages(&self, chat: Uuid) -> Vec<MessageState> {
        let mut world = lock(&self.app.world);
        let talk = world.talk(chat);
        talk.map(|talk| talk.iter().map(MessageState::from).collect())
            .unwrap_or_default()
    }

    /// Every message accepted over the API, in order: one entry each time, so doubles show.
    pub fn sends(&self) -> Vec<ReceivedSend> {
        lock(&self.app.world).sends.clone()
    }

    /// Every report.
    pub fn reports(&self) -> Vec<ReportState> {
        let world = lock(&self.app.world);
        let reports = world.reports.iter();
        reports.map(|(id, it)| ReportState::of(*id, it)).collect()
    }
}
