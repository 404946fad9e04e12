//! The data: the same from the same seed, cheap in bulk, alive in the demo.

use sandbox::{Quirks, Sandbox, SandboxConfig, Size};

async fn start(seed: u64, size: Size) -> Sandbox {
    let now = "2026-11-20T10:00:00Z".parse().ok();
    let quirks = Quirks {
        rate_limit: false,
        ..Quirks::default()
    };
    let config = SandboxConfig {
        seed,
        size,
        now,
        quirks,
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(config).await.expect("a free port");
    sandbox.clock().freeze();
    sandbox
}

#[tokio::test]
async fn one_seed_is_one_world() {
    let (one, same, other) = (
        start(7, Size::Demo).await,
        start(7, Size::Demo).await,
        start(8, Size::Demo).await,
    );
    assert_eq!(one.chats().len(), 60, "a demo has sixty");
    assert_ne!(one.chats(), other.chats(), "another seed is another world");
    for (a, b) in one.chats().iter().zip(same.chats()) {
        assert_eq!(a.title, b.title, "the same title");
        assert_eq!(
            one.messages(a.id),
            same.messages(a.id),
            "and the same words"
        );
    }
}

#[tokio::test]
async fn heads_agree_with_their_histories() {
    let sandbox = start(3, Size::Demo).await;
    for chat in sandbox.chats() {
        let messages = sandbox.messages(chat.id);
        assert_eq!(
            messages.len(),
            chat.messages as usize,
            "as many as the head says, in {}",
            chat.id
        );
        let unread = messages
            .iter()
            .filter(|message| message.author == 1 && message.status != 3)
            .count();
        assert_eq!(
            unread, chat.unread as usize,
            "as many unread, in {}",
            chat.id
        );
        assert_eq!(
            messages.last().map(|message| message.at),
            Some(chat.last_at),
            "as recent, in {}",
            chat.id
        );
        assert!(
            messages.is_sorted_by_key(|message| (message.at, message.id)),
            "in order, in {}",
            chat.id
        );
    }
}

#[tokio::test]
async fn a_changed_history_keeps_what_was_there() {
    let sandbox = start(3, Size::Small).await;
    let before = sandbox.messages(1004);
    sandbox.customer_writes(1004, "one more thing");
    let after = sandbox.messages(1004);
    assert_eq!(
        after[..before.len()],
        before[..],
        "the old part is the same"
    );
    assert_eq!(after.len(), before.len() + 1, "and one is new");
}

#[tokio::test]
async fn a_hundred_thousand_chats_are_counted_exactly_and_computed_on_demand() {
    let sandbox = start(
        1,
        Size::Large {
            chats: 100_000,
            messages: 1_000_000,
        },
    )
    .await;
    let chats = sandbox.chats();
    assert_eq!(chats.len(), 100_000, "all of them");
    assert_eq!(
        chats
            .iter()
            .map(|chat| u64::from(chat.messages))
            .sum::<u64>(),
        1_000_000,
        "exactly"
    );
    assert_eq!(chats[0].messages, 1000, "one long chat");
    let some = &chats[77_777];
    assert_eq!(
        sandbox.messages(some.id).len(),
        some.messages as usize,
        "computed when asked for"
    );
    let last = sandbox.messages(chats[99_999].id).pop().expect("a message");
    assert_eq!(
        sandbox.message(last.id).map(|found| found.chat),
        Some(chats[99_999].id),
        "found by its id"
    );
}
