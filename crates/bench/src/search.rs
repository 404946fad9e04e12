//! P11: twelve classes of queries over all messages: the first twenty chats, and the first twenty
//! messages, of each.

use std::time::Instant;

use domain::view::{ChatListQuery, MessageQuery};
use domain::{AccountId, ChatFilter, Timestamp};
use store::Store;

use crate::made::{COMMON, CYRILLIC, EMOJI, HEBREW, NOW, PHRASE, RARE};
use crate::measure::{Goal, Row, Times};
use crate::{Scale, Trial, folder, sentence};

/// Turns of each class.
const TURNS: usize = 40;
/// Hits that are wanted.
const HITS: u32 = 20;

/// A class of queries.
struct Class {
    name: &'static str,
    filter: ChatFilter,
    /// Whether it must find something.
    finds: bool,
}

fn classes(chats: u32) -> [Class; 12] {
    let text = |text: &str| ChatFilter {
        text: Some(text.to_owned()),
        ..ChatFilter::default()
    };
    let class = |name, filter| Class {
        name,
        filter,
        finds: true,
    };
    let recent = Timestamp(NOW - i64::from(chats / 20) * 30_000);
    [
        class("a rare word", text(RARE)),
        class("a common word", text(COMMON)),
        class("the beginning of a word", text("sant")),
        class("a phrase", text(&format!("\"{PHRASE}\""))),
        class("several words", text(&format!("{COMMON} {CYRILLIC}"))),
        class("Cyrillic, another case", text(&CYRILLIC.to_uppercase())),
        class("Hebrew", text(HEBREW)),
        class("an emoji", text(EMOJI)),
        class("part of a phone number", text("050 00012")),
        Class {
            name: "no hit",
            filter: text("qqxzzy"),
            finds: false,
        },
        class(
            "by account",
            ChatFilter {
                account: Some(AccountId(2)),
                ..text(COMMON)
            },
        ),
        class(
            "by date and assignee",
            ChatFilter {
                from: Some(recent),
                operator: Some("7".into()),
                ..text(COMMON)
            },
        ),
    ]
}

pub(crate) async fn run(scale: Scale) -> Trial<Vec<Row>> {
    let dir = folder::filled(scale.chats).await?;
    let store = folder::open(&dir)?;
    let mut rows = Vec::new();
    for class in classes(scale.chats) {
        let (mut chats, mut messages) = (Times::default(), Times::default());
        for turn in 0..TURNS {
            let began = Instant::now();
            let found = first_hits(&store, &class.filter).await?;
            chats.add(began.elapsed());
            // A rare word may not be there at all in less data.
            if turn == 0 && class.finds != (found > 0) && scale.chats > 10_000 {
                return Err(format!("{}: {found} hits", class.name));
            }
            let began = Instant::now();
            first_messages(&store, &class.filter).await?;
            messages.add(began.elapsed());
        }
        for (what, times) in [("chats", &chats), ("messages", &messages)] {
            let row = |name: &str, value, goal| {
                let what = format!("{}: {what}, {name}", class.name);
                Row::new("P11", what, "ms", value, None, goal)
            };
            rows.push(row("p50", times.median(), Goal::None));
            rows.push(row("p95", times.quantile(0.95), Goal::AtMost(20.0)));
        }
    }
    Ok(rows)
}

async fn first_messages(store: &Store, filter: &ChatFilter) -> Trial {
    let query = MessageQuery {
        filter: filter.clone(),
        limit: Some(HITS),
        ..MessageQuery::default()
    };
    store.message_search(query).await.map_err(sentence)?;
    Ok(())
}

async fn first_hits(store: &Store, filter: &ChatFilter) -> Trial<usize> {
    let query = ChatListQuery {
        filter: filter.clone(),
        limit: Some(HITS),
        ..ChatListQuery::default()
    };
    let page = store.chat_list(query, None).await.map_err(sentence)?;
    Ok(page.rows.len())
}
