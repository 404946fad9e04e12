//! Who wrote when, as statistics are told it.

use domain::{AccountId, Author, AuthorKind, ChatId, OperatorId, RemoteMessage, Timestamp};
use store::{HistoryUpdate, Listener, Written, WrittenChat};

use crate::support::{Fixture, NOON, account, at, customer, operator, remote_chat};

/// Writes down what it hears: `7:c+5` for the customer of chat 7 five seconds after noon.
struct Scribe {
    chats: Vec<WrittenChat>,
    heard: Vec<String>,
    enough: i64,
}

impl Listener for Scribe {
    fn hear(&mut self, told: &Written<'_>) {
        let second = (told.at - NOON.0) / 1000;
        let who = match told.by_customer {
            true => "c",
            false => told.who,
        };
        self.heard.push(format!("{}:{who}{second:+}", told.chat));
    }

    fn has_heard_enough(&self, at: i64) -> bool {
        at >= self.enough
    }
}

async fn hear(store: &Fixture, from: Timestamp, to: Timestamp, of: Option<AccountId>) -> Scribe {
    let make = |chats| Scribe {
        chats,
        heard: Vec::new(),
        enough: i64::MAX,
    };
    store.tell(from, to, of, make).await.unwrap()
}

fn by(kind: AuthorKind, name: &str, id: &str, second: i64) -> RemoteMessage {
    RemoteMessage {
        author: Author {
            kind,
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            operator: None,
        },
        ..operator(id, "an answer", second)
    }
}

fn by_operator(operator: &str, name: &str, id: &str, second: i64) -> RemoteMessage {
    let mut message = by(AuthorKind::Operator, name, id, second);
    message.author.operator = Some(OperatorId::from(operator));
    message
}

/// Two accounts with a chat each.
async fn two_chats(store: &Fixture) -> (ChatId, ChatId) {
    let mut chats = Vec::new();
    for label in ["one", "two"] {
        let account = store.add_account(account(label)).await.unwrap().id;
        store
            .upsert_chats(account, vec![remote_chat("7")], store::Told::Now, NOON)
            .await
            .unwrap();
        chats.push(ChatId::new(account, "7"));
    }
    (chats[0].clone(), chats[1].clone())
}

#[tokio::test]
async fn customers_and_the_company_are_told_in_the_order_of_time() {
    let store = Fixture::new();
    let (one, two) = two_chats(&store).await;
    store
        .read_history(
            &one,
            vec![
                customer("1", "hello", 10),
                by(AuthorKind::Bot, "Bot", "2", 11),
                by_operator("4", "Dana", "3", 12),
                by(AuthorKind::System, "", "4", 13),
                by(AuthorKind::Business, "The shop", "5", 20),
            ],
        )
        .await;
    store
        .read_history(
            &two,
            vec![
                customer("1", "hi", 15),
                by(AuthorKind::Operator, "", "2", 16),
            ],
        )
        .await;
    let all = hear(&store, NOON, at(100), None).await;
    assert_eq!(
        all.heard,
        ["1:c+10", "1:i4+12", "2:c+15", "2:+16", "1:nThe shop+20"],
        "neither bots nor the service"
    );
    assert_eq!(all.chats.len(), 2, "both are introduced");
    assert!(all.chats[0].whole, "read to the beginning");
    assert_eq!(all.chats[0].first_at, Some(at(10)), "its first message");
    let second = hear(&store, NOON, at(100), Some(two.account)).await;
    assert_eq!(second.heard, ["2:c+15", "2:+16"], "of one account only");
    let some = hear(&store, at(12), at(16), None).await;
    assert_eq!(
        some.heard,
        ["1:i4+12", "2:c+15"],
        "from one time to another"
    );
}

#[tokio::test]
async fn what_a_customer_waits_for_since_before_is_told_first() {
    let store = Fixture::new();
    let (one, two) = two_chats(&store).await;
    store
        .read_history(
            &one,
            vec![
                customer("1", "long ago", -500),
                by_operator("4", "Dana", "2", -400),
                customer("3", "a question", -300),
                by(AuthorKind::Bot, "Bot", "4", -250),
                customer("5", "again", -200),
                customer("6", "still there?", 10),
            ],
        )
        .await;
    store
        .read_history(
            &two,
            vec![
                customer("1", "a question", -300),
                by_operator("4", "Dana", "2", 20),
                customer("3", "thanks", 30),
            ],
        )
        .await;
    let heard = hear(&store, NOON, at(100), None).await.heard;
    assert_eq!(
        heard,
        [
            "1:i4-400", "1:c-300", "1:c-200", "1:c+10", "2:i4+20", "2:c+30"
        ],
        "back to our last answer, and only where the customer is the first to write"
    );
}

#[tokio::test]
async fn chats_say_whether_their_history_is_whole_and_deleted_ones_are_not_told() {
    let store = Fixture::new();
    let (one, two) = two_chats(&store).await;
    let part = HistoryUpdate::Newest {
        older: Some("page 2".to_owned()),
    };
    store
        .upsert_messages(one.clone(), vec![customer("9", "hi", 5)], part, NOON)
        .await
        .unwrap();
    let told = hear(&store, NOON, at(100), None).await;
    let whole: Vec<bool> = told.chats.iter().map(|chat| chat.whole).collect();
    assert_eq!(whole, [false, false], "one in part, one never read");
    store.enqueue_delete(one, NOON).await.unwrap();
    let told = hear(&store, NOON, at(100), None).await;
    assert!(
        told.heard.is_empty(),
        "gone for the person: {:?}",
        told.heard
    );
    assert_eq!(told.chats[0].account, two.account, "the other stays");
}

#[tokio::test]
async fn who_wrote_is_named_as_in_the_message() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![
            by_operator("4", "Dana", "1", 1),
            customer("2", "hi", 2),
        ])
        .await;
    let row = 1_i64 << 24;
    let names = store.author_names(vec![row, row + 1, 5]).await.unwrap();
    assert_eq!(names.get(&row).map(String::as_str), Some("Dana"), "{chat}");
    assert_eq!(names.get(&(row + 1)).map(String::as_str), Some(""), "none");
    assert!(!names.contains_key(&5), "there is no such message");
}
