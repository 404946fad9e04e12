//! One life of the child: started, listened to, killed.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use rand::RngExt as _;
use rand::rngs::StdRng;
use sandbox::{Fault, FaultKind, Sandbox};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::child::{CHILD, Order, Word};
use crate::ledger::{Entry, Fate};
use crate::stage::{Home, sentence};
use crate::{Plan, Trial};

/// Whatever was waited for, the child is killed after this.
const LONGEST: Duration = Duration::from_secs(4);

/// What the child said it did, over all its lives.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Messages by chat, in order.
    pub(super) sends: BTreeMap<i64, Vec<Entry>>,
    /// Texts that a chat's draft may have now.
    pub(super) drafts: BTreeMap<i64, Vec<String>>,
    /// The chat that the last word was about.
    about: i64,
}

impl Heard {
    /// What a chat's draft may be; nothing at first.
    fn draft_of(&mut self, chat: i64) -> &mut Vec<String> {
        let texts = self.drafts.entry(chat);
        texts.or_insert_with(|| vec![String::new()])
    }

    fn take(&mut self, word: &Word) {
        match word {
            Word::Sending { chat, text } => {
                self.about = *chat;
                let entry = Entry {
                    text: text.clone(),
                    fate: Fate::Open,
                };
                self.sends.entry(*chat).or_default().push(entry);
                // Sending clears the draft, at the latest when it is accepted.
                self.draft_of(*chat).push(String::new());
            }
            Word::Sent => {
                let sends = self.sends.entry(self.about).or_default();
                if let Some(last) = sends.last_mut() {
                    last.fate = Fate::Taken;
                }
                self.drafts.insert(self.about, vec![String::new()]);
            }
            Word::Drafting { chat, text } => {
                self.about = *chat;
                self.draft_of(*chat).push(text.clone());
            }
            Word::Drafted => {
                let texts = self.draft_of(self.about);
                let last = texts.pop();
                texts.clear();
                texts.extend(last);
            }
            Word::Ready | Word::Searching | Word::Other => {}
        }
    }
}

/// When to kill.
enum Moment {
    /// So long after the start, whatever it is doing: opening, reading, sending.
    After(Duration),
    /// When it says this for the n-th time.
    Said(fn(&Word) -> bool, u32),
    /// When the n-th request arrives.
    Asked(u64),
    /// While a send is under way that the service has not taken yet.
    SendArrived,
    /// While a send is under way that the service has taken.
    SendTaken,
}

fn pick(rng: &mut StdRng) -> (Moment, &'static str) {
    let times = rng.random_range(1..6);
    match rng.random_range(0..9) {
        0 | 1 => {
            let millis = rng.random_range(5..600);
            let moment = Moment::After(Duration::from_millis(millis));
            (moment, "kills at random")
        }
        2 => {
            let said = |word: &Word| matches!(word, Word::Sent);
            (Moment::Said(said, times), "kills right after an acceptance")
        }
        3 => {
            let said = |word: &Word| matches!(word, Word::Sending { .. });
            (
                Moment::Said(said, times),
                "kills right before an acceptance",
            )
        }
        4 => {
            let said = |word: &Word| matches!(word, Word::Searching);
            (Moment::Said(said, 1), "kills while searching")
        }
        5 => {
            let said = |word: &Word| matches!(word, Word::Drafting { .. } | Word::Other);
            (
                Moment::Said(said, times),
                "kills while drafting, marking, closing",
            )
        }
        6 => {
            let moment = Moment::Asked(rng.random_range(1..40));
            (moment, "kills while a page is read")
        }
        7 => (Moment::SendArrived, "kills before a send is taken"),
        _ => (
            Moment::SendTaken,
            "kills after a send was taken, unanswered",
        ),
    }
}

/// Starts the child and kills it. Answers the kind of moment.
pub(super) async fn live(
    plan: &Plan,
    home: &Home,
    sandbox: &Sandbox,
    life: u32,
    heard: &mut Heard,
    rng: &mut StdRng,
) -> Trial<&'static str> {
    let (moment, kind) = pick(rng);
    let chats = sandbox.chats();
    if let Some(chat) = chats.get(rng.random_range(0..chats.len().max(1))) {
        sandbox.customer_writes(chat.id, &format!("Before life {life}"));
    }
    let order = Order {
        dir: home.dir.clone(),
        installation: home.installation.clone(),
        key: home.key.clone(),
        url: sandbox.url().to_owned(),
        token: sandbox.credentials().operator_token.clone(),
        seed: rng.random(),
        life,
        only_open: false,
    };
    let on_send = |kind| Fault::on("POST", "/api/chat/", kind).ending("/message");
    match moment {
        Moment::SendArrived => {
            sandbox.fault(on_send(FaultKind::Latency { ms: 500 }));
        }
        Moment::SendTaken => {
            sandbox.fault(on_send(FaultKind::SlowBody { ms: 2000 }));
        }
        _ => {}
    }
    let (mut child, mut lines) = start(plan, &order).await?;
    let waiting = wait(&moment, sandbox, &mut lines, heard);
    // A moment that never comes is no finding: the child is killed wherever it is.
    let ended = tokio::time::timeout(LONGEST, waiting).await;
    child.kill().await.map_err(sentence)?;
    while let Some(line) = lines.next_line().await.map_err(sentence)? {
        hear(&line, heard)?;
    }
    sandbox.clear_faults();
    if let Ok(Err(sentence)) = ended {
        return Err(sentence);
    }
    Ok(kind)
}

/// Starts a child and gives it its order.
pub(super) async fn start(
    plan: &Plan,
    order: &Order,
) -> Trial<(Child, Lines<BufReader<ChildStdout>>)> {
    let mut child = Command::new(&plan.program)
        .arg(CHILD)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(sentence)?;
    let order = serde_json::to_vec(order).map_err(sentence)?;
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    stdin.write_all(&order).await.map_err(sentence)?;
    drop(stdin);
    let stdout = child.stdout.take().ok_or("no standard output")?;
    Ok((child, BufReader::new(stdout).lines()))
}

async fn wait(
    moment: &Moment,
    sandbox: &Sandbox,
    lines: &mut Lines<BufReader<ChildStdout>>,
    heard: &mut Heard,
) -> Trial {
    let mut left = match moment {
        Moment::Said(_, times) => *times,
        _ => 0,
    };
    let come = come(moment, sandbox);
    tokio::pin!(come);
    loop {
        tokio::select! {
            () = &mut come => return Ok(()),
            line = lines.next_line() => {
                let Some(line) = line.map_err(sentence)? else {
                    return Err("the child ended by itself".to_owned());
                };
                let word = hear(&line, heard)?;
                if let Moment::Said(fits, _) = moment && fits(&word) {
                    left -= 1;
                    if left == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// Resolves when the moment has come, as far as the sandbox or the clock can tell.
async fn come(moment: &Moment, sandbox: &Sandbox) {
    let before = sandbox.log().last().map_or(0, |request| request.seq);
    let is_send = |method: &str, path: &str| method == "POST" && path.ends_with("/message");
    match moment {
        Moment::After(time) => tokio::time::sleep(*time).await,
        Moment::Said(..) => std::future::pending().await,
        Moment::Asked(number) => {
            let later = |request: &sandbox::LoggedRequest| request.seq >= before + number;
            sandbox.wait_for_request(later, LONGEST).await;
        }
        Moment::SendArrived | Moment::SendTaken => {
            let sends = sandbox.sends().len();
            let later = |request: &sandbox::LoggedRequest| {
                request.seq > before && is_send(&request.method, &request.path)
            };
            sandbox.wait_for_request(later, LONGEST).await;
            if matches!(moment, Moment::SendTaken) {
                while sandbox.sends().len() == sends {
                    tokio::task::yield_now().await;
                }
            }
        }
    }
}

fn hear(line: &str, heard: &mut Heard) -> Trial<Word> {
    let word: Word = serde_json::from_str(line).map_err(sentence)?;
    heard.take(&word);
    Ok(word)
}
