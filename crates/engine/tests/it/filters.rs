//! Filters that the service answers.

use domain::view::{ChatListPage, ChatListQuery, RemoteFilterState};
use domain::{ChatFilter, ChatStatus, OperatorId};

use crate::bench::Bench;

async fn answered(bench: &Bench, filter: ChatFilter) -> ChatListPage {
    let query = ChatListQuery {
        filter,
        limit: Some(200),
        ..ChatListQuery::default()
    };
    bench
        .until("the filter is answered", async || {
            let page = bench.engine.chat_list(query.clone()).await.unwrap();
            (page.remote != RemoteFilterState::Loading).then_some(page)
        })
        .await
}

fn ids(page: &ChatListPage) -> Vec<i64> {
    let mut ids: Vec<i64> = page
        .rows
        .iter()
        .map(|row| row.id.remote.as_str().parse().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn every_documented_filter_answers_as_the_service_does() {
    let (bench, _) = Bench::company().await;
    let chats = bench.sandbox.chats();
    let some = chats.iter().find(|chat| chat.operator.is_some()).unwrap();
    let filter = ChatFilter::default;
    let cases = [
        (
            "status",
            ChatFilter {
                status: Some(ChatStatus::Closed),
                ..filter()
            },
            chats
                .iter()
                .filter(|c| c.status == 4)
                .map(|c| c.id)
                .collect::<Vec<_>>(),
        ),
        (
            "source",
            ChatFilter {
                source: i32::try_from(some.source).ok(),
                ..filter()
            },
            chats
                .iter()
                .filter(|c| c.source == some.source)
                .map(|c| c.id)
                .collect(),
        ),
        (
            "phone",
            ChatFilter {
                phone: Some(some.phone.clone()),
                ..filter()
            },
            chats
                .iter()
                .filter(|c| c.phone == some.phone)
                .map(|c| c.id)
                .collect(),
        ),
        (
            "operator",
            ChatFilter {
                operator: some.operator.map(|id| OperatorId(id.to_string())),
                ..filter()
            },
            chats
                .iter()
                .filter(|c| c.operator == some.operator)
                .map(|c| c.id)
                .collect(),
        ),
        (
            "organization",
            ChatFilter {
                organization: Some(some.organization.to_string().into()),
                ..filter()
            },
            chats
                .iter()
                .filter(|c| c.organization == some.organization)
                .map(|c| c.id)
                .collect(),
        ),
    ];
    for (what, filter, mut expected) in cases {
        let page = answered(&bench, filter).await;
        expected.sort_unstable();
        assert_eq!(ids(&page), expected, "{what}");
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_asked_shows_what_is_known() {
    let (bench, account) = Bench::company().await;
    bench.sandbox.pause_listening().await;
    let filter = ChatFilter {
        account: Some(account),
        source: Some(2),
        ..ChatFilter::default()
    };
    let page = answered(&bench, filter).await;
    assert!(
        matches!(page.remote, RemoteFilterState::Failed { .. }),
        "said so: {:?}",
        page.remote
    );
    let all = bench.rows().await;
    assert!(!all.is_empty(), "the list itself needs nobody");
}
