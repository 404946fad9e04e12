use domain::view::{ChatListQuery, ChatSort};
use domain::{ChatFilter, ChatId, RemoteChat};
use proptest::prelude::*;

use crate::support::{Fixture, NOON, account, customer};

/// A store with a chat per title, phone and messages.
async fn library(chats: &[(&str, &str, &[&str])]) -> Fixture {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    for (n, (title, phone, messages)) in chats.iter().enumerate() {
        let said = RemoteChat {
            title: Some((*title).to_owned()),
            phone: Some((*phone).to_owned()),
            ..RemoteChat::new(n.to_string())
        };
        store
            .upsert_chats(account, vec![said], store::Told::Now, NOON)
            .await
            .unwrap();
        let history = messages
            .iter()
            .zip(0..)
            .map(|(text, m)| customer(&m.to_string(), text, m))
            .collect();
        store
            .read_history(&ChatId::new(account, n.to_string()), history)
            .await;
    }
    store
}

async fn find(store: &Fixture, text: &str) -> Vec<usize> {
    let query = ChatListQuery {
        filter: ChatFilter {
            text: Some(text.to_owned()),
            ..ChatFilter::default()
        },
        sort: Some(ChatSort::Newest),
        limit: Some(200),
        ..ChatListQuery::default()
    };
    let page = store.chat_list(query, None).await.unwrap();
    assert_eq!(
        page.total as usize,
        page.rows.len(),
        "{text:?}: exact total"
    );
    let mut found: Vec<usize> = page
        .rows
        .iter()
        .map(|row| row.id.remote.as_str().parse().unwrap())
        .collect();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn search_finds_in_every_script() {
    let store = library(&[
        (
            "Оксана Гнатюк",
            "+380501234567",
            &["Доброго дня! Де моє ЗАМОВЛЕННЯ №5512?"],
        ),
        (
            "Müller, Zoë",
            "",
            &["Ich warte auf die Straße", "дякую 👍🏽❤️"],
        ),
        ("דוד כהן", "", &["שָׁלוֹם, ההזמנה שלי לא הגיעה"]),
        ("Mary O’Neil", "0441112233", &["call me at 050 123"]),
    ])
    .await;
    for (text, expected) in [
        ("замовлення", vec![0]),
        ("ДОБРОГО ДНЯ", vec![0]),
        ("доброго зам", vec![0]),
        ("5512", vec![0]),
        ("гнат", vec![0]),
        ("натю", vec![0]),
        ("muller", vec![1]),
        ("zoe", vec![1]),
        ("stras", vec![]),
        ("straß", vec![1]),
        ("👍", vec![1]),
        ("дякую ❤", vec![1]),
        ("שלום", vec![2]),
        ("כהן", vec![2]),
        ("oneil", vec![3]),
        ("O'Neil", vec![3]),
        ("050 123", vec![0, 3]),
        ("+38050", vec![0]),
        ("4567", vec![0]),
        ("nothing-of-this", vec![]),
        ("\"доброго дня\"", vec![0]),
        ("\"дня доброго\"", vec![]),
        ("  ", vec![0, 1, 2, 3]),
        ("!!!", vec![]),
        ("title:x* OR NEAR(", vec![]),
    ] {
        assert_eq!(find(&store, text).await, expected, "{text:?}");
    }
}

#[tokio::test]
async fn search_follows_changes_and_deletions() {
    let store = library(&[("a", "", &["first draft"]), ("b", "", &["first again"])]).await;
    let chat = store.accounts().await.unwrap()[0].id;
    let chat = ChatId::new(chat, "0");
    store
        .read_history(&chat, vec![customer("0", "corrected", 0)])
        .await;
    assert_eq!(find(&store, "first").await, [1], "the old text is gone");
    assert_eq!(find(&store, "corr").await, [0], "the new one is found");
    store.remove_chat(chat, NOON).await.unwrap();
    assert!(find(&store, "corr").await.is_empty(), "with its chat");
}

/// What search promises, said in another way: a chat is found if one of its messages, or its
/// title, has every word asked for, the last one as a beginning; or if its title has every one
/// of at least three letters as a part; or if its phone has the digits asked for.
fn oracle(title: &str, phone: &str, messages: &[String], asked: &str) -> bool {
    let fold = |text: &str| text.to_lowercase().replace('ё', "е").replace('й', "и");
    let words = |text: &str| -> Vec<String> {
        fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let terms = words(asked);
    let Some((last, first)) = terms.split_last() else {
        return asked.trim().is_empty();
    };
    let has = |text: &str| {
        let words = words(text);
        first.iter().all(|term| words.contains(term))
            && words.iter().any(|word| word.starts_with(last.as_str()))
    };
    let parts = terms.iter().all(|term| term.chars().count() >= 3)
        && terms.iter().all(|term| fold(title).contains(term.as_str()));
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let number = !digits(asked).is_empty()
        && asked.chars().all(|c| c.is_ascii_digit() || c == ' ')
        && digits(asked).len() >= 3
        && digits(phone).contains(&digits(asked));
    messages.iter().any(|text| has(text)) || has(title) || parts || number
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "abc",
        "abcd",
        "Abc",
        "bcd",
        "ab",
        "a",
        "ЗАМОВЛЕННЯ",
        "замов",
        "Київ",
        "ки",
        "שלום",
        "של",
        "050",
        "123",
        "05",
        "0501",
        "x1",
    ])
    .prop_map(str::to_owned)
}

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..4).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn search_equals_a_brute_force_oracle(
        chats in prop::collection::vec(
            (sentence(), "[0-9]{0,6}", prop::collection::vec(sentence(), 0..4)), 1..6),
        asked in prop::collection::vec(sentence(), 4..8),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let borrowed: Vec<(&str, &str, Vec<&str>)> = chats
                .iter()
                .map(|(title, phone, messages)| {
                    (title.as_str(), phone.as_str(), messages.iter().map(String::as_str).collect())
                })
                .collect();
            let slices: Vec<(&str, &str, &[&str])> =
                borrowed.iter().map(|(t, p, m)| (*t, *p, m.as_slice())).collect();
            let store = library(&slices).await;
            for text in &asked {
                let expected: Vec<usize> = chats
                    .iter()
                    .enumerate()
                    .filter(|(_, (title, phone, messages))| oracle(title, phone, messages, text))
                    .map(|(n, _)| n)
                    .collect();
                assert_eq!(find(&store, text).await, expected, "{text:?} in {chats:?}");
            }
        });
    }
}
