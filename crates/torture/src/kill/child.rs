//! What is killed: the real engine, and a person who answers, drafts, reads, marks and searches.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use domain::view::{ChatListQuery, SendOptions};
use domain::{ChatFilter, ChatId, ChatStatus};
use engine::Engine;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

use crate::Trial;
use crate::stage::{Home, open, sentence, sign_in};

/// The word on the command line that makes this program the one to be killed.
pub const CHILD: &str = "child";

/// Sends of one life: more would only take longer to leave.
const SENDS: u32 = 12;
/// Texts that many messages have.
const COMMON: [&str; 3] = ["ok", "thanks", "дякую"];

/// What the child is to do, on its standard input.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) dir: PathBuf,
    pub(super) installation: String,
    pub(super) key: String,
    pub(super) url: String,
    pub(super) token: String,
    pub(super) seed: u64,
    pub(super) life: u32,
    /// Only open the files.
    pub(super) only_open: bool,
}

/// What the child says before and after what it does, a line each.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Word {
    /// The files are open and the account is there.
    Ready,
    /// About to hand over a message.
    Sending { chat: i64, text: String },
    /// It was accepted: from now on it must not be lost.
    Sent,
    /// About to save a draft.
    Drafting { chat: i64, text: String },
    /// It is saved.
    Drafted,
    /// About to search.
    Searching,
    /// About to do something else.
    Other,
}

/// Lives until it is killed.
///
/// # Errors
/// What kept it from living; whoever started it will see that it ended by itself.
pub fn child() -> Result<(), String> {
    let mut order = String::new();
    std::io::stdin()
        .read_to_string(&mut order)
        .map_err(sentence)?;
    let order: Order = serde_json::from_str(&order).map_err(sentence)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(sentence)?;
    runtime.block_on(live(order))
}

async fn live(order: Order) -> Trial {
    let home = Home {
        dir: order.dir,
        installation: order.installation,
        key: order.key,
    };
    if order.only_open {
        store::Store::open(&home.dir, &home.database_key()?).map_err(sentence)?;
        return say(&Word::Ready);
    }
    let engine = open(home.config(&order.token, order.seed)).await?;
    let account = sign_in(&engine, &order.url, &order.token).await?;
    say(&Word::Ready)?;
    let mut person = Person {
        engine: &engine,
        rng: StdRng::seed_from_u64(order.seed),
        life: order.life,
        sends: 0,
        number: 0,
    };
    loop {
        let rows = engine.chat_list(ChatListQuery::default()).await;
        let chats: Vec<ChatId> = rows
            .map_err(sentence)?
            .rows
            .into_iter()
            .map(|row| row.id)
            .filter(|chat| chat.account == account)
            .collect();
        if chats.is_empty() {
            tokio::task::yield_now().await;
            continue;
        }
        person.act(&chats).await?;
    }
}

struct Person<'a> {
    engine: &'a Engine,
    rng: StdRng,
    life: u32,
    sends: u32,
    number: u32,
}

impl Person<'_> {
    async fn act(&mut self, chats: &[ChatId]) -> Trial {
        let Some(chat) = chats.get(self.rng.random_range(0..chats.len())).cloned() else {
            return Ok(());
        };
        self.number += 1;
        match self.rng.random_range(0..10) {
            0..4 if self.sends < SENDS => self.send(chat).await,
            4 | 5 => self.draft(chat).await,
            6 => {
                say(&Word::Searching)?;
                self.search().await
            }
            kind => {
                say(&Word::Other)?;
                self.other(kind, chat).await
            }
        }
    }

    async fn send(&mut self, chat: ChatId) -> Trial {
        self.sends += 1;
        let common = COMMON.get(self.rng.random_range(0..COMMON.len() * 2));
        let text = common.map_or_else(|| self.unique("message"), |text| (*text).to_owned());
        let number = number(&chat)?;
        say(&Word::Sending {
            chat: number,
            text: text.clone(),
        })?;
        self.engine
            .message_send(chat, text, Vec::new(), SendOptions::default())
            .await
            .map_err(sentence)?;
        say(&Word::Sent)
    }

    async fn draft(&mut self, chat: ChatId) -> Trial {
        let text = self.unique("draft");
        say(&Word::Drafting {
            chat: number(&chat)?,
            text: text.clone(),
        })?;
        self.engine
            .draft_save(chat, text, None)
            .await
            .map_err(sentence)?;
        say(&Word::Drafted)
    }

    async fn search(&mut self) -> Trial {
        let words = ["доставк", "order", "1", "שלום", "ok", "gracias"];
        let word = words.get(self.rng.random_range(0..words.len()));
        let query = ChatListQuery {
            filter: ChatFilter {
                text: word.map(|word| (*word).to_owned()),
                ..ChatFilter::default()
            },
            ..ChatListQuery::default()
        };
        self.engine.chat_list(query).await.map_err(sentence)?;
        Ok(())
    }

    async fn other(&mut self, kind: u32, chat: ChatId) -> Trial {
        let done = match kind {
            7 => self.engine.chat_open(Some(chat)).await,
            8 => self.engine.chat_mark_read(chat, None).await,
            _ => {
                let statuses = [ChatStatus::Open, ChatStatus::Waiting, ChatStatus::Closed];
                let status = statuses.get(self.rng.random_range(0..statuses.len()));
                let status = status.cloned().unwrap_or(ChatStatus::Open);
                self.engine.chat_set_status(chat, status).await
            }
        };
        done.map_err(sentence)
    }

    fn unique(&self, kind: &str) -> String {
        format!("{kind} {} of life {}", self.number, self.life)
    }
}

fn number(chat: &ChatId) -> Trial<i64> {
    chat.remote.as_str().parse().map_err(sentence)
}

fn say(word: &Word) -> Trial {
    let mut line = serde_json::to_string(word).map_err(sentence)?;
    line.push('\n');
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes())
        .and_then(|()| out.flush())
        .map_err(sentence)
}
