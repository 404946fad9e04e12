//! The data a service begins with.

use std::collections::HashSet;

use sandbox::{Size, chat_manager::ChatState};

use super::Firm;

#[tokio::test]
async fn a_seed_is_the_same_every_time() {
    let (one, two) = (Firm::open().await, Firm::open().await);
    assert_eq!(
        one.service.chats(),
        two.service.chats(),
        "same seed, same chats"
    );
    let chat = one.chat().id;
    assert_eq!(
        one.service.messages(chat),
        two.service.messages(chat),
        "and messages"
    );
    let other = Firm::with(|config| config.seed = 2).await;
    assert_ne!(
        one.service.chats(),
        other.service.chats(),
        "another seed is another firm"
    );
}

#[tokio::test]
async fn the_seed_has_all_that_can_be() {
    let firm = Firm::open().await;
    let chats = firm.service.chats();
    let any = |fits: &dyn Fn(&ChatState) -> bool| chats.iter().any(fits);
    assert!(any(&|it| !it.active), "one switched off");
    assert!(any(&|it| it.titles.len() > 1), "changed titles");
    assert!(any(&|it| it.description.is_some()), "descriptions");
    assert!(any(&|it| it.created_by.is_none()), "nobody's");
    assert!(
        any(&|it| it.members.iter().any(|member| !member.active)),
        "people who left"
    );
    assert!(
        any(&|it| it.members.iter().any(|member| member.stays > 1)),
        "and came back"
    );
    assert!(any(&|it| it.title.contains('<')), "markup");
    let messages: Vec<_> = chats
        .iter()
        .flat_map(|it| firm.service.messages(it.id))
        .collect();
    let types: HashSet<_> = messages.iter().map(|it| it.content_type.clone()).collect();
    assert!(types.len() >= 5, "several types: {types:?}");
    assert!(messages.iter().any(|it| it.deleted), "deleted ones");
    assert!(messages.iter().any(|it| it.versions > 1), "changed ones");
    assert!(
        chats
            .iter()
            .any(|it| firm.service.messages(it.id).len() >= 130),
        "a long one"
    );
    let ids: HashSet<_> = messages.iter().map(|it| it.id).collect();
    assert_eq!(ids.len(), messages.len(), "no id twice");
    let people: Vec<_> = chats
        .iter()
        .flat_map(|it| &it.members)
        .filter(|it| !it.bot)
        .collect();
    let distinct: HashSet<_> = people.iter().map(|it| it.id).collect();
    assert!(
        distinct.len() < people.len(),
        "the same people are in several chats"
    );
}

#[tokio::test]
async fn messages_lie_between_their_chats_beginning_and_now() {
    let firm = Firm::open().await;
    for chat in firm.service.chats() {
        let mut last = chat.registered_at;
        for message in firm.service.messages(chat.id) {
            assert!(message.at >= last, "in order");
            last = message.at;
        }
        assert!(last <= firm.service.now(), "nothing from the future");
    }
}

#[tokio::test]
async fn a_large_firm_has_its_counts() {
    let firm = Firm::with(|config| {
        config.size = Size::Large {
            chats: 450,
            messages: 9_000,
        };
    })
    .await;
    let page = firm.json("/chats/?size=200&page=2").await;
    assert_eq!(page["_metadata"]["totalRecords"], 450, "chats");
    assert_eq!(
        page["records"].as_array().unwrap().len(),
        50,
        "the last page"
    );
    assert_eq!(firm.service.messages(firm.chat().id).len(), 20, "messages");
}
