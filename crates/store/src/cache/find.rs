//! Looking for messages, newest first.
//!
//! The text index is asked alone: a condition beside `MATCH` makes SQLite look at every hit, and
//! an order beside it makes it sort them. So the hits' row ids come first, up to a bound. Few are
//! looked up and sorted. Many are met by walking the messages from the newest on, each told a hit
//! by its id, or, where there are more than the bound, by its text: the more there are, the sooner
//! a page of them is full. Whether its chat is meant is asked of hits only, never of all chats. A
//! walk that takes too long
//! answers what it has and where to go on: [`MessageHits::next`] after a short or even an empty
//! page.

use std::collections::{HashMap, HashSet};

use domain::view::{ChatListQuery, MessageHit, MessageHits, MessageQuery};
use domain::{AccountId, Channel, ChatFilter, ChatId, RemoteChatId, Result, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::highlight::Asked;
use super::list::Wanted;
use super::page::{cursor_text, parse_cursor};
use super::search::{IN_MESSAGES, candidates};
use super::{ORDINAL_BITS, chat_row_id, text};
use crate::Store;
use crate::codes::{author_kind, some_text};
use crate::fault::{Done, Fault};

/// Hits of a page if nobody says, and at most.
const USUAL: u32 = 20;
const MOST: u32 = 100;

/// How far a search goes before it does something else.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    /// Hits that are looked up one by one.
    direct: usize,
    /// Hits whose ids are held.
    held: usize,
    /// Messages a walk passes, told by their ids.
    walked: u32,
    /// Messages a walk reads the text of.
    read: u32,
}

const BOUNDS: Bounds = Bounds {
    direct: 1_000,
    held: 20_000,
    walked: 200_000,
    read: 4_000,
};

/// Where a message stands among all: time, the service's number, row.
type Position = (i64, i64, i64);

/// Newest first, from a position on; the index alone.
const WALK: &str = "SELECT sent_at, ord, id FROM messages INDEXED BY messages_by_age
    WHERE (sent_at, ord, id) < (?1, ?2, ?3) AND sent_at >= ?4
    ORDER BY sent_at DESC, ord DESC, id DESC";

/// Hits in one chat.
const IN_CHAT: &str =
    "SELECT rowid FROM message_text WHERE message_text MATCH ?1 AND rowid BETWEEN ?2 AND ?3";

impl Store {
    /// Messages whose text has what is looked for, newest first.
    ///
    /// Words of [`ChatFilter::text`] may stand anywhere, quoted ones together, the last one may
    /// be a beginning; a number is found however it is grouped in the question. `from` and `to`
    /// are the messages' times, every other part of the filter is about their chats, as known
    /// here. A page may be shorter than asked for and still have a next one.
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `Storage`.
    pub async fn message_search(&self, query: MessageQuery) -> Result<MessageHits> {
        self.read(move |conn| search(conn, &query, BOUNDS)).await
    }
}

fn search(conn: &Connection, query: &MessageQuery, bounds: Bounds) -> Done<MessageHits> {
    let nothing = MessageHits {
        hits: Vec::new(),
        next: None,
    };
    let typed = query.filter.text.as_deref().unwrap_or_default();
    let digits = text::digits_only(typed);
    let (Some(words), Some(asked)) = (
        text::query(typed).map(|query| query.words),
        Asked::new(typed, digits.clone()),
    ) else {
        return Ok(nothing);
    };
    let words = match &digits {
        Some(digits) => format!("({words}) OR \"{digits}\"*"),
        None => words,
    };
    let mut start = match &query.after {
        None => (i64::MAX, i64::MAX, i64::MAX),
        Some(cursor) => parse_cursor(cursor).ok_or_else(|| Fault::invalid("This is no cursor."))?,
    };
    if let Some(to) = query.filter.to {
        start = start.min((to.0.saturating_add(1), i64::MIN, i64::MIN));
    }
    let limit = query.limit.unwrap_or(USUAL).clamp(1, MOST) as usize;
    let range = Range {
        start,
        from: query.filter.from.map_or(i64::MIN, |from| from.0),
        limit,
    };
    let mut scope = Scope::new(conn, &query.filter)?;
    let page = match &query.chat {
        Some(chat) => {
            let Some(id) = chat_row_id(conn, chat)? else {
                return Ok(nothing);
            };
            let ends = (id << ORDINAL_BITS, ((id + 1) << ORDINAL_BITS) - 1);
            let mut statement = conn.prepare_cached(IN_CHAT)?;
            let rows = statement.query_map((&words, ends.0, ends.1), |row| row.get(0))?;
            let hits: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
            sorted(conn, &hits, &range, &mut scope)?
        }
        None => match hits(conn, &words, typed, bounds.held)? {
            Some(hits) if hits.len() <= bounds.direct => sorted(conn, &hits, &range, &mut scope)?,
            Some(hits) => match scope.narrow(hits) {
                few if few.len() <= bounds.direct => sorted(conn, &few, &range, &mut scope)?,
                many => {
                    let many: HashSet<i64> = many.into_iter().collect();
                    walked(conn, &range, bounds, |id| {
                        let hit = many.contains(&id) && scope.has(id >> ORDINAL_BITS)?;
                        Ok((hit, false))
                    })?
                }
            },
            None => {
                let mut read = conn.prepare_cached("SELECT text FROM messages WHERE id = ?1")?;
                walked(conn, &range, bounds, |id| {
                    if !scope.has(id >> ORDINAL_BITS)? {
                        return Ok((false, false));
                    }
                    let text: String = read.query_row([id], |row| row.get(0))?;
                    Ok((asked.is_in(&text), true))
                })?
            }
        },
    };
    let hits = page
        .hits
        .iter()
        .map(|position| shown(conn, position.2, &asked))
        .collect::<Done<_>>()?;
    Ok(MessageHits {
        hits,
        next: page.next.map(cursor_text),
    })
}

/// Which stretch of the messages is asked for.
struct Range {
    start: Position,
    from: i64,
    limit: usize,
}

/// Positions of a page's hits, and where the next page begins.
#[derive(Default)]
struct Page {
    hits: Vec<Position>,
    next: Option<Position>,
}

/// Row ids of all hits; `None` if there are more than can be held. A single letter that half of
/// all messages have isn't even asked for.
fn hits(conn: &Connection, words: &str, typed: &str, held: usize) -> Done<Option<Vec<i64>>> {
    let mut letters = typed.trim().chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_alphabetic()
        && letter < '\u{2000}'
    {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(IN_MESSAGES)?;
    let mut rows = statement.query([words])?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        if hits.len() == held {
            return Ok(None);
        }
        hits.push(row.get(0)?);
    }
    Ok(Some(hits))
}

/// Looks hits up, sorts them, takes a page.
fn sorted(conn: &Connection, hits: &[i64], range: &Range, scope: &mut Scope<'_>) -> Done<Page> {
    let mut statement = conn.prepare_cached("SELECT sent_at, ord FROM messages WHERE id = ?1")?;
    let mut found: Vec<Position> = Vec::new();
    for id in hits {
        if !scope.has(id >> ORDINAL_BITS)? {
            continue;
        }
        let position: Option<Position> = statement
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, *id)))
            .optional()?;
        found.extend(position.filter(|at| *at < range.start && at.0 >= range.from));
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    let more = found.len() > range.limit;
    found.truncate(range.limit);
    Ok(Page {
        next: found.last().copied().filter(|_| more),
        hits: found,
    })
}

/// Walks the messages from the newest on. `is_hit` also says whether it had to read the message.
fn walked(
    conn: &Connection,
    range: &Range,
    bounds: Bounds,
    mut is_hit: impl FnMut(i64) -> Done<(bool, bool)>,
) -> Done<Page> {
    let mut statement = conn.prepare_cached(WALK)?;
    let (at, ord, id) = range.start;
    let mut rows = statement.query((at, ord, id, range.from))?;
    let mut page = Page::default();
    let (mut passed, mut read) = (0_u32, 0_u32);
    let mut last = None;
    while let Some(row) = rows.next()? {
        if page.hits.len() == range.limit || read >= bounds.read || passed >= bounds.walked {
            page.next = last;
            break;
        }
        let position: Position = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (hit, was_read) = is_hit(position.2)?;
        passed += 1;
        read += u32::from(was_read);
        if hit {
            page.hits.push(position);
        }
        last = Some(position);
    }
    Ok(page)
}

/// Which chats' messages are asked for.
struct Scope<'a> {
    conn: &'a Connection,
    conditions: String,
    wanted: Wanted,
    picked: Option<HashSet<i64>>,
    asked: HashMap<i64, bool>,
}

impl<'a> Scope<'a> {
    fn new(conn: &'a Connection, filter: &ChatFilter) -> Done<Self> {
        let about_chats = ChatFilter {
            text: None,
            from: None,
            to: None,
            ..filter.clone()
        };
        let picked = candidates(conn, &about_chats, None)?;
        let wanted = Wanted::of(&ChatListQuery {
            filter: about_chats,
            ..ChatListQuery::default()
        });
        Ok(Self {
            conn,
            conditions: format!("{}{}", wanted.conditions(), wanted.unread_condition()),
            wanted,
            picked,
            asked: HashMap::new(),
        })
    }

    /// Whether a chat is meant.
    fn has(&mut self, chat: i64) -> Done<bool> {
        if let Some(known) = self.asked.get(&chat) {
            return Ok(*known);
        }
        let (account, status, channel) = self.wanted.values();
        let meant = self
            .picked
            .as_ref()
            .is_none_or(|picked| picked.contains(&chat))
            && self
                .conn
                .prepare_cached(&format!(
                    "SELECT 1 FROM chats WHERE id = ?4 AND hidden = 0 AND {}",
                    self.conditions
                ))?
                .exists((account, status, channel, chat))?;
        self.asked.insert(chat, meant);
        Ok(meant)
    }

    /// The hits in chats that were picked, if any were: usually few.
    fn narrow(&self, mut hits: Vec<i64>) -> Vec<i64> {
        if let Some(picked) = &self.picked {
            hits.retain(|hit| picked.contains(&(hit >> ORDINAL_BITS)));
        }
        hits
    }
}

/// A hit as it is shown.
fn shown(conn: &Connection, id: i64, asked: &Asked) -> Done<MessageHit> {
    Ok(conn
        .prepare_cached(
            "SELECT c.account, c.remote, c.title, c.customer, c.channel, m.remote, m.author,
                 m.name, m.sent_at, m.text
             FROM messages AS m JOIN chats AS c ON c.id = m.chat WHERE m.id = ?1",
        )?
        .query_row([id], |row| read_hit(row, asked))?)
}

fn read_hit(row: &Row<'_>, asked: &Asked) -> rusqlite::Result<MessageHit> {
    let account = AccountId(row.get(0)?);
    let title: String = row.get(2)?;
    Ok(MessageHit {
        chat: ChatId::new(account, RemoteChatId(row.get(1)?)),
        account,
        title: if title.is_empty() { row.get(3)? } else { title },
        channel: some_text(row.get(4)?).map(Channel),
        key: format!("m:{}", row.get_ref(5)?.as_str()?),
        author: author_kind(row.get(6)?),
        name: some_text(row.get(7)?),
        at: Timestamp(row.get(8)?),
        pieces: asked.pieces(row.get_ref(9)?.as_str()?),
    })
}

#[cfg(test)]
mod tests {
    use domain::AccountId;
    use proptest::prelude::*;

    use super::*;
    use crate::migrate::CACHE;

    /// Bounds so low that every way of searching is taken.
    const LOW: [Bounds; 3] = [
        BOUNDS,
        Bounds {
            direct: 1,
            held: 1_000,
            walked: 3,
            read: 3,
        },
        Bounds {
            direct: 1,
            held: 2,
            walked: 1_000,
            read: 2,
        },
    ];

    /// Chat, seconds, text.
    type Said = (i64, i64, String);

    fn cache(said: &[Said]) -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        for step in CACHE {
            conn.execute_batch(step).unwrap();
        }
        for chat in 1..=4_i64 {
            conn.execute(
                "INSERT INTO chats (id, account, remote, status, channel)
                 VALUES (?1, 1 + ?1 % 2, ?1, 'open', iif(?1 > 2, 'viber', 'telegram'))",
                [chat],
            )
            .unwrap();
        }
        for (number, (chat, at, said)) in (0_i64..).zip(said) {
            let id = chat << ORDINAL_BITS | number;
            conn.execute(
                "INSERT INTO messages (id, chat, remote, author, sent_at, text)
                 VALUES (?1, ?2, ?3, 0, ?4, ?5)",
                (id, chat, number.to_string(), at, said),
            )
            .unwrap();
            conn.execute(
                "INSERT INTO message_text (rowid, text) VALUES (?1, ?2)",
                (id, text::prepare(said)),
            )
            .unwrap();
        }
        conn
    }

    /// Every hit, page by page.
    fn all(conn: &Connection, query: &MessageQuery, bounds: Bounds) -> Vec<String> {
        let mut query = MessageQuery {
            limit: Some(2),
            ..query.clone()
        };
        let mut keys = Vec::new();
        for _ in 0..1_000 {
            let page = search(conn, &query, bounds).unwrap();
            assert!(page.hits.len() <= 2, "no more than asked for");
            for hit in page.hits {
                assert!(hit.pieces.iter().any(|piece| piece.hit), "marked");
                keys.push(hit.key);
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => return keys,
            }
        }
        panic!("the pages never end");
    }

    /// The same by looking at everything.
    fn oracle(said: &[Said], query: &MessageQuery) -> Vec<String> {
        let fold = |text: &str| text.to_lowercase().replace('ё', "е").replace('й', "и");
        let words = |text: &str| -> Vec<String> {
            fold(text).split_whitespace().map(str::to_owned).collect()
        };
        let asked = words(query.filter.text.as_deref().unwrap());
        let (last, first) = asked.split_last().unwrap();
        let mut hits: Vec<(i64, i64, usize)> = Vec::new();
        for (number, (chat, at, said)) in said.iter().enumerate() {
            let words = words(said);
            let meant = query.filter.account.is_none_or(|id| id.0 == 1 + chat % 2)
                && query
                    .filter
                    .channel
                    .as_ref()
                    .is_none_or(|channel| (channel.0 == "viber") == (*chat > 2))
                && query.filter.from.is_none_or(|from| *at >= from.0)
                && query.filter.to.is_none_or(|to| *at <= to.0);
            if meant
                && first.iter().all(|word| words.contains(word))
                && words.iter().any(|word| word.starts_with(last.as_str()))
            {
                hits.push((*at, *chat, number));
            }
        }
        hits.sort_unstable_by(|a, b| b.cmp(a));
        hits.into_iter().map(|hit| format!("m:{}", hit.2)).collect()
    }

    fn word() -> impl Strategy<Value = String> {
        let words = [
            "a", "ab", "abc", "Київ", "ки", "שלום", "של", "👍", "050", "05",
        ];
        prop::sample::select(words.to_vec()).prop_map(str::to_owned)
    }

    fn sentence() -> impl Strategy<Value = String> {
        prop::collection::vec(word(), 1..5).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn every_way_of_searching_finds_what_looking_at_everything_finds(
            said in prop::collection::vec((1..5_i64, 0..9_i64, sentence()), 0..24),
            asked in prop::collection::vec(prop::collection::vec(word(), 1..3), 1..4),
            account in prop::option::of(1..3_i64),
            viber in any::<bool>(),
            from in prop::option::of(0..9_i64),
            to in prop::option::of(0..9_i64),
        ) {
            let conn = cache(&said);
            for words in asked {
                // Several numbers are one phone, which is asked about in a test of its own.
                if words.len() > 1 && words.iter().all(|word| word.starts_with('0')) {
                    continue;
                }
                let query = MessageQuery {
                    filter: ChatFilter {
                        text: Some(words.join(" ")),
                        account: account.map(AccountId),
                        channel: viber.then(|| Channel("viber".into())),
                        from: from.map(Timestamp),
                        to: to.map(Timestamp),
                        ..ChatFilter::default()
                    },
                    ..MessageQuery::default()
                };
                let expected = oracle(&said, &query);
                for bounds in LOW {
                    prop_assert_eq!(
                        all(&conn, &query, bounds), expected.clone(), "{:?} {:?}", &query, bounds
                    );
                }
            }
        }
    }

    #[test]
    fn number_is_found_however_it_is_grouped_in_the_question() {
        let conn = cache(&[
            (1, 1, "call 0501234567 please".into()),
            (2, 2, "call 050 123".into()),
            (3, 3, "nothing".into()),
        ]);
        let query = |text: &str| MessageQuery {
            filter: ChatFilter {
                text: Some(text.to_owned()),
                ..ChatFilter::default()
            },
            ..MessageQuery::default()
        };
        for bounds in LOW {
            assert_eq!(
                all(&conn, &query("(050) 123"), bounds),
                ["m:1", "m:0"],
                "either way"
            );
            assert_eq!(all(&conn, &query("050-123-45"), bounds), ["m:0"], "in one");
        }
        let mut in_chat = query("call");
        in_chat.chat = Some(ChatId::new(AccountId(2), "1"));
        assert_eq!(all(&conn, &in_chat, BOUNDS), ["m:0"], "of one chat");
    }

    #[test]
    fn nothing_stands_beside_a_match_and_walks_come_from_the_index_in_order() {
        let conn = cache(&[]);
        let plan = |sql: &str, parameters: usize| -> Vec<String> {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let nulls = vec![rusqlite::types::Null; parameters];
            statement
                .query_map(rusqlite::params_from_iter(nulls), |row| row.get(3))
                .unwrap()
                .collect::<rusqlite::Result<_>>()
                .unwrap()
        };
        for (sql, parameters) in [(IN_MESSAGES, 1), (IN_CHAT, 3)] {
            let plan = plan(sql, parameters);
            assert_eq!(plan.len(), 1, "the index alone, nothing joined: {plan:?}");
            assert!(
                plan[0].contains("VIRTUAL TABLE INDEX"),
                "by MATCH: {plan:?}"
            );
        }
        let walk = plan(WALK, 4);
        assert_eq!(walk.len(), 1, "no sorting: {walk:?}");
        assert!(
            walk[0].contains("USING COVERING INDEX messages_by_age"),
            "the messages themselves aren't read: {walk:?}"
        );
    }
}
