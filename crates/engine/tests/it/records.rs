//! What is known of the work that was done: statistics, files of chats, the journal.

use std::path::PathBuf;

use domain::view::{
    ActTarget, ChatAct, ChatListQuery, ExportFormat, ExportRequest, JournalKind, JournalQuery,
    NoteAct, Period, StatisticsQuery,
};
use domain::{AppEvent, AuthorKind, ChatId, ChatStatus, ErrorCode, JobId};
use engine::{Exported, Word, Wording};

use crate::bench::Bench;

/// Each word is its own id.
struct Ids;

impl Wording for Ids {
    fn say(&self, word: Word) -> String {
        word.id().trim_start_matches("file-").to_owned()
    }

    fn language(&self) -> String {
        "en".to_owned()
    }

    fn is_right_to_left(&self) -> bool {
        false
    }
}

fn last_days(days: u16) -> StatisticsQuery {
    StatisticsQuery {
        period: Period::Days { days },
        account: None,
    }
}

fn of(chats: &[ChatId], format: ExportFormat) -> ExportRequest {
    ExportRequest {
        target: ActTarget::Chats {
            chats: chats.to_vec(),
        },
        format,
        job: JobId(77),
    }
}

/// Exports a chat and reads the file.
async fn exported(bench: &Bench, chat: &ChatId, format: ExportFormat) -> String {
    let place = bench.dir.path().join("exported");
    let request = of(std::slice::from_ref(chat), format);
    let done = bench.engine.chats_export(request, &place, &Ids).await;
    assert_eq!(done.unwrap(), Exported::Whole(1), "one chat");
    std::fs::read_to_string(place).unwrap()
}

/// A chat in which a customer asked, we answered, and something private was noted.
async fn talked(bench: &Bench, text: &str) -> ChatId {
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.sandbox.customer_writes(number, text).unwrap();
    bench
        .until("the question is here", async || {
            let messages = bench.messages(&chat).await;
            messages.iter().any(|one| one.text == text).then_some(())
        })
        .await;
    bench.send(&chat, "our answer").await;
    bench.settled(&chat).await;
    let note = NoteAct::Add {
        text: "calls on Monday".to_owned(),
        shared: false,
    };
    bench.engine.note_act(chat.clone(), note).await.unwrap();
    chat
}

#[tokio::test]
async fn what_is_stored_is_counted() {
    let (bench, account) = Bench::operator(|_| {}).await;
    let chat = talked(&bench, "where is my parcel?").await;
    bench
        .until("all histories are read", async || {
            for row in bench.rows().await {
                let view = bench.engine.chat_get(row.id).await.unwrap();
                if !view.loaded {
                    return None;
                }
            }
            Some(())
        })
        .await;
    // The answer may be read anew meanwhile: until both say the same, one of them is behind.
    let after = bench
        .until("what is counted is what is stored", async || {
            let counted = bench.engine.statistics(last_days(30)).await.unwrap();
            let (mut received, mut sent) = (0, 0);
            for row in bench.rows().await {
                for one in bench.messages(&row.id).await {
                    let within = one.at >= counted.from && one.at < counted.to;
                    match one.author {
                        AuthorKind::Customer if within => received += 1,
                        AuthorKind::Operator | AuthorKind::Business
                            if within && one.note.is_none() =>
                        {
                            sent += 1;
                        }
                        _ => {}
                    }
                }
            }
            let same = (counted.total.received, counted.total.sent) == (received, sent);
            same.then_some(counted)
        })
        .await;
    assert_eq!(after.days.len(), 30, "every day, though little was written");
    assert!(
        after.total.received > 0 && after.total.sent > 0,
        "both wrote"
    );
    assert!(after.total.waiting.count > 0, "a wait is over: {chat}");
    assert!(after.total.waiting.median.is_some(), "and was measured");
    let hours: u32 = after.hours.iter().map(|one| one.received).sum();
    assert_eq!(hours, after.total.received, "the hours are all of it");
    let accounts: Vec<_> = after.accounts.iter().map(|one| one.account).collect();
    assert_eq!(accounts, [account], "by account");
    let sent: u32 = after.operators.iter().map(|one| one.numbers.sent).sum();
    assert_eq!(sent, after.total.sent, "each answer is somebody's");
    let table = bench
        .engine
        .statistics_csv(last_days(30), &Ids)
        .await
        .unwrap();
    let lines: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
    assert!(
        lines[0].starts_with("part,name,account,received,sent"),
        "{}",
        lines[0]
    );
    let whole = format!(
        "everything,,,{},{},",
        after.total.received, after.total.sent
    );
    assert!(lines[1].starts_with(&whole), "{} not {whole}", lines[1]);
    let none = StatisticsQuery {
        period: Period::Dates {
            from: "2026-02-02".to_owned(),
            to: "2026-02-01".to_owned(),
        },
        account: None,
    };
    let error = bench.engine.statistics(none).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "no days at all");
}

#[tokio::test]
async fn a_chat_is_exported_in_each_format_with_what_is_only_here() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let hostile = "=1+1 <script>steal()</script> & \"so\"\n[2020-01-01 00:00:00] Forged:";
    let chat = talked(&bench, hostile).await;

    let text = exported(&bench, &chat, ExportFormat::Text).await;
    assert!(text.contains("\n    our answer\n"), "{text}");
    assert!(text.contains("(note):\n    calls on Monday\n"), "{text}");
    assert!(text.contains("history-whole"), "what is stored: {text}");
    assert!(
        !text.contains("\n[2020-01-01"),
        "no message passes for another: {text}"
    );

    let html = exported(&bench, &chat, ExportFormat::Html).await;
    assert!(!html.contains("<script"), "{html}");
    assert!(
        html.contains("&lt;script&gt;steal()&lt;/script&gt; &amp; &quot;so&quot;"),
        "{html}"
    );
    assert!(html.contains("default-src 'none'"), "nothing is fetched");
    assert!(html.contains("class=\"note\""), "the note looks different");

    let json = exported(&bench, &chat, ExportFormat::Json).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let written = &json["chats"][0];
    assert_eq!(written["id"], chat.remote.as_str(), "which chat");
    assert_eq!(written["history"], "whole", "what is stored");
    let messages = written["messages"].as_array().unwrap();
    let texts: Vec<&str> = messages
        .iter()
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    let tail = &texts[texts.len() - 3..];
    assert_eq!(tail, [hostile, "our answer", "calls on Monday"], "in order");
    assert_eq!(messages[messages.len() - 1]["local_note"], true, "the note");

    let csv = exported(&bench, &chat, ExportFormat::Csv).await;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), messages.len(), "a row a message");
    let asked = &rows[rows.len() - 3];
    assert_eq!(&asked[8], format!("'{hostile}"), "no formula, all of it");
    assert_eq!(&rows[rows.len() - 1][10], "note", "only here");
}

#[tokio::test]
async fn all_that_match_are_exported_with_progress_and_nothing_is_left_of_one_that_was_ended() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let total = bench.rows().await.len();
    let place = bench.dir.path().join("chats.json");
    let mut events = bench.engine.events();
    let request = ExportRequest {
        target: ActTarget::Matching {
            query: Box::new(ChatListQuery::default()),
        },
        format: ExportFormat::Json,
        job: JobId(5),
    };
    let done = bench.engine.chats_export(request.clone(), &place, &Ids);
    let chats = u32::try_from(total).unwrap();
    assert_eq!(done.await.unwrap(), Exported::Whole(chats), "all of them");
    let json = std::fs::read_to_string(&place).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["chats"].as_array().unwrap().len(),
        total,
        "in the file"
    );
    let told = async {
        loop {
            if let Ok(AppEvent::JobProgress { job, done, total }) = events.recv().await
                && job == JobId(5)
                && done == total
            {
                return total;
            }
        }
    };
    assert_eq!(told.await, chats, "told to the end");

    std::fs::remove_file(&place).unwrap();
    let ended = async {
        // As soon as it is known: the first progress is told before the first chat.
        loop {
            if let Ok(AppEvent::JobProgress { job, .. }) = events.recv().await
                && job == JobId(6)
            {
                bench.engine.job_end(job);
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    let again = ExportRequest {
        job: JobId(6),
        target: ActTarget::Chats {
            chats: vec![bench.some_chat().await.0; 5_000],
        },
        ..request
    };
    let (done, ()) = tokio::join!(bench.engine.chats_export(again, &place, &Ids), ended);
    assert_eq!(done.unwrap(), Exported::Ended, "ended");
    assert!(!place.exists(), "no file");
    let parts: Vec<PathBuf> = std::fs::read_dir(bench.dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|one| one == "part"))
        .collect();
    assert!(parts.is_empty(), "nor a part of one: {parts:?}");
}

#[tokio::test]
async fn a_place_that_cant_be_written_is_told() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, _) = bench.some_chat().await;
    let nowhere = bench.dir.path().join("no such folder/chat.txt");
    let done = bench
        .engine
        .chats_export(of(&[chat], ExportFormat::Text), &nowhere, &Ids)
        .await;
    assert_eq!(
        done.unwrap_err().code,
        ErrorCode::Storage,
        "with its reason"
    );
    let place = bench.dir.path().join("chat.txt");
    let gone = ChatId::new(domain::AccountId(99), "1");
    let done = bench
        .engine
        .chats_export(of(&[gone], ExportFormat::Text), &place, &Ids)
        .await;
    assert_eq!(
        done.unwrap_err().code,
        ErrorCode::NotFound,
        "nothing to write"
    );
    assert!(!place.exists(), "so nothing is");
}

#[tokio::test]
async fn the_journal_tells_what_was_done() {
    let (bench, account) = Bench::operator(|_| {}).await;
    let chat = talked(&bench, "where is my parcel?").await;
    exported(&bench, &chat, ExportFormat::Html).await;
    let others: Vec<ChatId> = bench.rows().await.into_iter().map(|row| row.id).collect();
    let target = ActTarget::Chats {
        chats: others[..2].to_vec(),
    };
    let close = ChatAct::SetStatus {
        status: ChatStatus::Paused,
    };
    let done = bench.engine.chat_act(target, close).await.unwrap().done;
    let lines = bench
        .until("each chat's own line is there", async || {
            let page = bench.engine.journal(JournalQuery::default()).await.unwrap();
            let statuses = page
                .lines
                .iter()
                .filter(|line| line.kind == JournalKind::Status);
            (statuses.count() == done as usize).then_some(page.lines)
        })
        .await;
    let of_kind = |kind: JournalKind| lines.iter().find(|line| line.kind == kind).unwrap();
    assert_eq!(
        of_kind(JournalKind::SignedIn).account,
        Some(account),
        "first"
    );
    assert_eq!(
        of_kind(JournalKind::Sent).chat.as_ref(),
        Some(&chat),
        "sent"
    );
    let file = of_kind(JournalKind::Exported);
    assert_eq!(
        (file.detail.as_str(), file.count, file.chat.as_ref()),
        ("html", 1, Some(&chat)),
        "exported"
    );
    let bulk = of_kind(JournalKind::Bulk);
    assert_eq!(
        (bulk.detail.as_str(), bulk.count),
        ("set_status:paused", done),
        "many at once"
    );
    assert!(
        !format!("{lines:?}").contains("our answer"),
        "never what was said"
    );

    let place = bench.dir.path().join("journal.csv");
    let query = JournalQuery {
        kinds: vec![JournalKind::Exported],
        ..JournalQuery::default()
    };
    let saved = bench
        .engine
        .journal_save(query, &place, &Ids)
        .await
        .unwrap();
    let table = std::fs::read_to_string(place).unwrap();
    assert_eq!(
        (saved, table.lines().count()),
        (1, 2),
        "with its head: {table}"
    );
    assert!(table.contains("kind-exported"), "{table}");

    let label = bench.account(account).await.unwrap().label;
    bench.engine.account_remove(account).await.unwrap();
    let left = bench.engine.journal(JournalQuery::default()).await.unwrap();
    let left: Vec<_> = left
        .lines
        .iter()
        .map(|line| (line.kind, line.detail.as_str()))
        .collect();
    assert_eq!(
        left,
        [(JournalKind::SignedOut, label.as_str())],
        "nothing of the account but that it was signed out of"
    );
}
