//! A day in which everything outside goes wrong, and rest at its end: then everything shown is
//! what the sandbox holds, and of every customer message the person was told exactly once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::view::SendOptions;
use domain::{AccountId, ChatId, ChatStatus, RemoteMessageId};
use engine::{Engine, EngineConfig, NotificationKind, Notifier};
use providers::HttpOptions;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sandbox::chathub::quirks::{ChatFields, ChatOrder, HistoryOrder};
use sandbox::{Fault, FaultKind, NewChat, Quirks, Sandbox, SandboxConfig};
use store::Store;
use tempfile::TempDir;

use crate::stage::{DrivenClock, Home, SOON, Told, enter, open, sentence, synced, times};
use crate::{Plan, Tally, Trial, server};

/// What happens in one day.
const EVENTS: u32 = 80;
/// Chats whose messages nobody reads, closes or deletes: those that are counted.
const COUNTED: usize = 8;
/// Longest that anything is waited for between two events.
const GAP: Duration = Duration::from_millis(200);

pub(crate) async fn run(plan: &Plan, tally: &mut Tally) -> Trial {
    for day in 0..plan.count {
        let seed = plan.seed.wrapping_mul(1000) + u64::from(day);
        if let Err(odd) = one_day(seed, tally).await {
            tally.found(format!(
                "day {day} (--seed {} --count {}): {odd}",
                plan.seed,
                day + 1
            ));
        }
        tally.add("days", 1);
    }
    Ok(())
}

/// What a day is spent with.
struct Day {
    sandbox: Sandbox,
    engine: Arc<Engine>,
    home: Home,
    clock: Arc<DrivenClock>,
    told: Arc<Told>,
    rng: StdRng,
    account: AccountId,
    /// Chats by number: those that are counted come first.
    chats: Vec<i64>,
    /// Messages by counted chat, in order.
    written: BTreeMap<i64, Vec<i64>>,
}

async fn one_day(seed: u64, tally: &mut Tally) -> Trial {
    let mut rng = StdRng::seed_from_u64(seed);
    let sandbox = Sandbox::start(SandboxConfig {
        seed,
        quirks: quirks(&mut rng),
        ..SandboxConfig::default()
    })
    .await
    .map_err(sentence)?;
    let dir = TempDir::new().map_err(sentence)?;
    let home = Home::new(dir.path())?;
    let clock = DrivenClock::new();
    let told = Arc::new(Told::default());
    let engine = open(config(&home, &sandbox, &clock, &told, &mut rng)).await?;
    let account = enter(&engine, &sandbox).await?;
    // Closed chats raise no notification.
    let (closed, mut chats): (Vec<_>, Vec<_>) = sandbox
        .chats()
        .into_iter()
        .partition(|chat| chat.status == 4);
    chats.extend(closed);
    let mut day = Day {
        chats: chats.into_iter().map(|chat| chat.id).collect(),
        sandbox,
        engine,
        home,
        clock,
        told,
        rng,
        account,
        written: BTreeMap::new(),
    };
    for _ in 0..EVENTS {
        let what = day.happen().await?;
        tally.add(what, 1);
        day.pass().await;
    }
    day.rest(tally).await
}

fn quirks(rng: &mut StdRng) -> Quirks {
    let orders = [
        ChatOrder::ActivityDesc,
        ChatOrder::ActivityAsc,
        ChatOrder::IdDesc,
    ];
    let fields = [ChatFields::Sample, ChatFields::Rich];
    let histories = [HistoryOrder::Ascending, HistoryOrder::Mixed];
    let default = Quirks::default();
    Quirks {
        chat_order: *pick(&orders, rng).unwrap_or(&default.chat_order),
        chat_fields: *pick(&fields, rng).unwrap_or(&default.chat_fields),
        history_order: *pick(&histories, rng).unwrap_or(&default.history_order),
        // Small pages, so that chats move between them.
        per_page_cap: Some(rng.random_range(3..6)),
        hub: rng.random_bool(0.7),
        rate_limit: rng.random_bool(0.5),
        ..default
    }
}

fn pick<'a, T>(from: &'a [T], rng: &mut StdRng) -> Option<&'a T> {
    from.get(rng.random_range(0..from.len().max(1)))
}

fn config(
    home: &Home,
    sandbox: &Sandbox,
    clock: &Arc<DrivenClock>,
    told: &Arc<Told>,
    rng: &mut StdRng,
) -> EngineConfig {
    let http = Arc::clone(clock);
    let told: Arc<Told> = Arc::clone(told);
    EngineConfig {
        clock: Arc::clone(clock) as Arc<dyn engine::Clock>,
        notifier: told as Arc<dyn Notifier>,
        http: HttpOptions {
            clock: Arc::new(move || engine::Clock::now(&*http)),
            times: times(),
            ..HttpOptions::default()
        },
        ..home.config(&sandbox.credentials().operator_token, rng.random())
    }
}

impl Day {
    /// Something happens.
    async fn happen(&mut self) -> Trial<&'static str> {
        let (counted, others) = self.chats.split_at(COUNTED.min(self.chats.len()));
        let (counted, others) = (counted.to_vec(), others.to_vec());
        match self.rng.random_range(0..20) {
            0..6 => {
                if let Some(chat) = pick(&counted, &mut self.rng) {
                    self.write(*chat);
                }
                Ok("customers' messages")
            }
            6 => {
                let chat = self.sandbox.new_chat(NewChat::default());
                let first = self.sandbox.messages(chat);
                let first = first.iter().map(|message| message.id).collect();
                self.written.insert(chat, first);
                Ok("new chats")
            }
            7 => {
                if let Some(chat) = pick(&others, &mut self.rng) {
                    self.elsewhere(*chat);
                }
                Ok("colleagues' acts")
            }
            8 => {
                if let Some(chat) = pick(&others, &mut self.rng) {
                    self.here(*chat).await;
                }
                Ok("acts of the person")
            }
            9..14 => {
                self.fault();
                Ok("network faults")
            }
            14 => {
                self.sandbox.pause_listening().await;
                self.pass().await;
                self.sandbox.resume_listening().await.map_err(sentence)?;
                Ok("outages")
            }
            15 => {
                self.sandbox.drop_hub_connections();
                Ok("live connections cut")
            }
            16 | 17 => {
                let hour = 3600;
                let jumps = [-50 * hour, -hour, -70, 70, hour, 9 * hour, 50 * hour];
                if let Some(seconds) = pick(&jumps, &mut self.rng) {
                    self.clock.jump(*seconds);
                }
                Ok("clocks set, computers put to sleep")
            }
            18 => {
                self.engine.shutdown().await;
                let config = config(
                    &self.home,
                    &self.sandbox,
                    &self.clock,
                    &self.told,
                    &mut self.rng,
                );
                self.engine = open(config).await?;
                Ok("restarts")
            }
            _ => {
                for chat in &counted {
                    if self.rng.random_bool(0.5) {
                        self.write(*chat);
                    }
                }
                Ok("bursts of messages")
            }
        }
    }

    fn write(&mut self, chat: i64) {
        let number: u32 = self.rng.random();
        let text = format!("message {number}");
        if let Some(id) = self.sandbox.customer_writes(chat, &text) {
            self.written.entry(chat).or_default().push(id);
        }
    }

    fn elsewhere(&mut self, chat: i64) {
        match self.rng.random_range(0..8) {
            0..4 => drop(self.sandbox.colleague_replies(chat, "Done")),
            4..7 => {
                let status = self.rng.random_range(0..5);
                self.sandbox.set_chat_status(chat, status);
            }
            _ => drop(self.sandbox.delete_chat(chat)),
        }
    }

    /// What the person does; that a chat is gone meanwhile is no trouble.
    async fn here(&mut self, chat: i64) {
        let chat = ChatId::new(self.account, chat.to_string());
        let engine = &self.engine;
        let _ = match self.rng.random_range(0..4) {
            0 => engine.chat_open(Some(chat)).await,
            1 => engine.chat_mark_read(chat, None).await,
            2 => {
                let status = pick(&ChatStatus::KNOWN, &mut self.rng).cloned();
                let status = status.unwrap_or(ChatStatus::Open);
                engine.chat_set_status(chat, status).await
            }
            _ => {
                let sent = engine.message_send(
                    chat,
                    "On its way".to_owned(),
                    Vec::new(),
                    SendOptions::default(),
                );
                sent.await.map(drop)
            }
        };
    }

    fn fault(&mut self) {
        let status = |status, retry_after| FaultKind::StatusBefore {
            status,
            retry_after,
        };
        let kinds = [
            FaultKind::ResetBefore,
            FaultKind::ResetAfter,
            status(500, None),
            status(503, Some(1)),
            status(429, Some(1)),
            status(403, None),
            FaultKind::TruncatedBody,
            FaultKind::SlowBody { ms: 300 },
            FaultKind::Latency { ms: 200 },
            FaultKind::GarbageJson,
            FaultKind::HtmlPage,
            FaultKind::WrongContentType,
            FaultKind::Hang,
        ];
        let Some(kind) = pick(&kinds, &mut self.rng).cloned() else {
            return;
        };
        let paths = ["/api/chat/chats", "/api/chat", "/", "/chathub"];
        let path = pick(&paths, &mut self.rng).copied().unwrap_or("/");
        let times = self.rng.random_range(1..6);
        self.sandbox.fault(Fault::on("*", path, kind).times(times));
    }

    /// Lets the engine make some requests before the next thing happens.
    async fn pass(&mut self) {
        let requests = self.rng.random_range(0..8);
        let before = self.sandbox.log().last().map_or(0, |request| request.seq);
        self.sandbox
            .wait_for_request(|request| request.seq >= before + requests, GAP)
            .await;
    }

    /// All trouble ends; then everything is as it should be.
    async fn rest(mut self, tally: &mut Tally) -> Trial {
        self.sandbox.clear_faults();
        synced(&self.engine, self.account).await?;
        server::same(&self.engine, &self.sandbox).await?;
        self.told_of_all().await?;
        self.engine.shutdown().await;
        tally.add("requests", self.sandbox.log().len());
        self.judge(tally).await
    }

    /// Waits until as many messages were told as were written.
    async fn told_of_all(&mut self) -> Trial {
        let wanted = self.counted_messages();
        let enough = async {
            while self.told_messages() < wanted {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // Too few are found below, with their chats.
        let _ = tokio::time::timeout(SOON / 4, enough).await;
        Ok(())
    }

    fn counted_messages(&self) -> u32 {
        let written = self.written.values().map(Vec::len).sum::<usize>();
        u32::try_from(written).unwrap_or(u32::MAX)
    }

    fn told_messages(&self) -> u32 {
        let all = self.told.all();
        let others: Vec<String> = self.others();
        all.iter()
            .filter(|one| {
                let chat = one.chat.as_ref();
                chat.is_none_or(|chat| !others.contains(&chat.remote.0))
            })
            .map(|one| match &one.kind {
                NotificationKind::Chat { messages, .. }
                | NotificationKind::Private { messages }
                | NotificationKind::Summary { new: messages, .. } => *messages,
                _ => 0,
            })
            .sum()
    }

    /// What was told of each chat of which not as many messages were told as were written, and
    /// of several at once.
    fn odd_chats(&self) -> Vec<String> {
        let mut told: BTreeMap<String, (usize, Vec<String>)> = BTreeMap::new();
        let mut summaries = Vec::new();
        for one in self.told.all() {
            match (&one.chat, &one.kind) {
                (Some(chat), NotificationKind::Chat { text, messages, .. }) => {
                    let of = told.entry(chat.remote.0.clone()).or_default();
                    of.0 += *messages as usize;
                    of.1.push(format!("{messages} {text:?}"));
                }
                (_, kind) => summaries.push(format!("{kind:?}")),
            }
        }
        let mut odd = summaries;
        for (chat, messages) in &self.written {
            let (count, words) = told.remove(&chat.to_string()).unwrap_or_default();
            if count != messages.len() {
                let texts = self.sandbox.messages(*chat).into_iter();
                let texts = texts.filter(|message| messages.contains(&message.id));
                let texts: Vec<String> = texts.map(|message| message.text).collect();
                odd.push(format!("chat {chat}: {words:?} of {texts:?}"));
            }
        }
        odd
    }

    fn others(&self) -> Vec<String> {
        self.chats
            .iter()
            .skip(COUNTED)
            .map(ToString::to_string)
            .collect()
    }

    async fn judge(&self, tally: &mut Tally) -> Trial {
        let key = self.home.database_key()?;
        let store = Store::open(&self.home.dir, &key).map_err(sentence)?.store;
        let mut texts: BTreeMap<(String, String), u32> = BTreeMap::new();
        for one in self.told.all() {
            tally.add("notifications", 1);
            if let (Some(chat), NotificationKind::Chat { text, .. }) = (&one.chat, &one.kind)
                && text.starts_with("message ")
            {
                *texts
                    .entry((chat.remote.0.clone(), text.clone()))
                    .or_default() += 1;
            }
        }
        for ((chat, text), times) in texts.iter().filter(|(_, times)| **times > 1) {
            tally.found(format!("chat {chat}: {text:?} told {times} times"));
        }
        for (chat, messages) in &self.written {
            let id = ChatId::new(self.account, chat.to_string());
            let told = store.notified(id).await.map_err(sentence)?;
            let unread = self.sandbox.chat(*chat).map_or(0, |chat| chat.unread);
            let newest = messages.last().map(|id| RemoteMessageId(id.to_string()));
            // What a program's start finds is told by count alone.
            let all_told = told.as_ref().is_some_and(|told| match &told.message {
                Some(_) => told.message == newest,
                None => told.unread == unread,
            });
            if !all_told {
                tally.found(format!(
                    "chat {chat}: {newest:?} was not told, {told:?} was"
                ));
            }
        }
        let (wanted, told) = (self.counted_messages(), self.told_messages());
        if wanted != told {
            tally.found(format!(
                "{told} messages were told of, {wanted} were written: {:?}",
                self.odd_chats()
            ));
        }
        tally.add("messages to be told of", wanted as usize);
        tally.add("messages told of", told as usize);
        Ok(())
    }
}
