//! A store in a temporary folder, and short ways to make what services say.

use std::ops::Deref;

use domain::{
    AccountConfig, AccountId, AccountOptions, Author, AuthorKind, ChatId, ChatStatus, Delivery,
    RemoteChat, RemoteMessage, ServiceKind, SignInMethod, Timestamp,
};
use rusqlite::Connection;
use secrecy::ExposeSecret as _;
use store::{DatabaseKey, HistoryUpdate, MessageChanges, Store};
use tempfile::TempDir;

/// 2025-04-01, about noon.
pub(crate) const NOON: Timestamp = Timestamp(1_743_508_800_000);

/// Some time after noon.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp(NOON.0 + seconds * 1000)
}

/// A store and its folder.
pub(crate) struct Fixture {
    pub(crate) dir: TempDir,
    pub(crate) key: DatabaseKey,
    store: Option<Store>,
}

impl Deref for Fixture {
    type Target = Store;
    fn deref(&self) -> &Store {
        self.store.as_ref().unwrap()
    }
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let key = DatabaseKey::generate();
        let store = Store::open(dir.path(), &key).unwrap().store;
        Self {
            dir,
            key,
            store: Some(store),
        }
    }

    /// Closes the store.
    pub(crate) fn close(&mut self) {
        self.store = None;
    }

    /// Closes the store and opens it again.
    pub(crate) fn reopen(&mut self) -> (bool, Option<store::Salvage>) {
        self.close();
        let opened = Store::open(self.dir.path(), &self.key).unwrap();
        self.store = Some(opened.store);
        (opened.cache_rebuilt, opened.salvage)
    }

    /// One of the files, by a connection of its own. The salts are constants of the files; see
    /// `connect::File::salt`.
    pub(crate) fn raw(&self, name: &str) -> Connection {
        let salt = match name {
            "outbox.db" => "53776974636862642d6f7574626f7831",
            _ => "53776974636862642d63616368653031",
        };
        let conn = Connection::open(self.dir.path().join(name)).unwrap();
        let key = format!("x'{}{salt}'", self.key.to_hex().expose_secret());
        conn.pragma_update(None, "key", key).unwrap();
        conn
    }

    /// A chat with an account and a history that has been read.
    pub(crate) async fn chat_with(&self, messages: Vec<RemoteMessage>) -> ChatId {
        let account = self.add_account(account("main")).await.unwrap().id;
        let chat = ChatId::new(account, "7");
        self.upsert_chats(account, vec![remote_chat("7")], store::Told::Now, NOON)
            .await
            .unwrap();
        self.read_history(&chat, messages).await;
        chat
    }

    /// The whole history arrives.
    pub(crate) async fn read_history(
        &self,
        chat: &ChatId,
        messages: Vec<RemoteMessage>,
    ) -> MessageChanges {
        let whole = HistoryUpdate::Newest { older: None };
        self.upsert_messages(chat.clone(), messages, whole, NOON)
            .await
            .unwrap()
    }

    /// A message is pushed.
    pub(crate) async fn push(&self, chat: &ChatId, message: RemoteMessage) -> MessageChanges {
        self.upsert_messages(chat.clone(), vec![message], HistoryUpdate::Push, NOON)
            .await
            .unwrap()
    }

    /// The chat list says how many are unread.
    pub(crate) async fn server_counts(&self, chat: &ChatId, unread: u32) {
        let said = RemoteChat {
            unread: Some(unread),
            ..RemoteChat::new(chat.remote.clone())
        };
        self.upsert_chats(chat.account, vec![said], store::Told::Now, NOON)
            .await
            .unwrap();
    }
}

pub(crate) fn account(label: &str) -> AccountConfig {
    AccountConfig {
        id: AccountId(0),
        service: ServiceKind::Chathub,
        method: SignInMethod::Password,
        server: "https://chatapi.example.com".parse().unwrap(),
        label: label.to_owned(),
        principal: "company".to_owned(),
        hue: 3,
        working_as: None,
        options: AccountOptions::default(),
    }
}

pub(crate) fn remote_chat(id: &str) -> RemoteChat {
    RemoteChat {
        title: Some(format!("Customer {id}")),
        status: Some(ChatStatus::Open),
        ..RemoteChat::new(id)
    }
}

fn message(kind: AuthorKind, id: &str, text: &str, second: i64) -> RemoteMessage {
    RemoteMessage {
        id: id.into(),
        author: Author {
            kind,
            name: None,
            operator: None,
        },
        sent_at: at(second),
        text: text.to_owned(),
        attachments: Vec::new(),
        delivery: None,
        phone: None,
        extras: domain::MessageExtras::default(),
    }
}

pub(crate) fn customer(id: &str, text: &str, second: i64) -> RemoteMessage {
    message(AuthorKind::Customer, id, text, second)
}

pub(crate) fn operator(id: &str, text: &str, second: i64) -> RemoteMessage {
    RemoteMessage {
        delivery: Some(Delivery::Sent),
        ..message(AuthorKind::Operator, id, text, second)
    }
}
