//! A first reading of a long list: of use from its first page on, and not begun anew when it was
//! broken off.

use std::time::Duration;

use domain::SignInMethod;
use sandbox::{Fault, FaultKind, LoggedRequest};

use crate::bench::Bench;

const LIST: &str = "/api/chat/chats";

/// The page that a reading of the list asked for.
fn page_of(request: &LoggedRequest) -> u32 {
    let page = request.query.iter().find(|(name, _)| name == "page");
    page.map_or(1, |(_, value)| value.parse().unwrap())
}

#[tokio::test]
async fn first_reading_that_was_broken_off_goes_on_where_it_was() {
    let mut bench = Bench::with(|quirks| {
        quirks.per_page_cap = Some(2);
        quirks.hub = false;
    })
    .await;
    let slow = FaultKind::Latency { ms: 150 };
    bench
        .sandbox
        .fault(Fault::on("GET", LIST, slow).times(10_000));
    let form = bench.form(SignInMethod::OperatorToken);
    let account = bench.engine.account_add(form).await.unwrap();
    let (done, total) = bench
        .until("some pages are read", async || {
            let progress = bench.account(account).await?.health.progress?;
            (progress.0 >= 4).then_some(progress)
        })
        .await;
    assert!(done < total, "{done} of {total}: there is more to read");
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.send(&chat, "Already here").await;
    bench.settled(&chat).await;
    assert_eq!(
        bench.taken(number),
        ["Already here"],
        "it can be worked with"
    );

    bench.engine.shutdown().await;
    let before = bench.sandbox.log();
    let answered = before
        .iter()
        .filter(|one| one.is("GET", LIST) && one.status.is_some());
    let last = answered.map(page_of).max().unwrap();
    bench.sandbox.clear_faults();
    bench.sandbox.clear_log();
    bench.restart().await;
    bench.synced(account).await;
    let list = |one: &LoggedRequest| one.is("GET", LIST);
    let pages: Vec<u32> = bench
        .sandbox
        .log()
        .iter()
        .filter(|one| list(one))
        .map(page_of)
        .collect();
    let all = u32::try_from(bench.sandbox.chats().len())
        .unwrap()
        .div_ceil(2);
    let rest = usize::try_from(all - pages[0] + 1).unwrap();
    assert!(
        pages[0] > 1 && pages[0] >= last && pages[0] <= last + 1,
        "went on after page {last}: {pages:?}"
    );
    let expected: Vec<u32> = (pages[0]..=all).collect();
    assert_eq!(pages[..rest], expected, "each page that was left, once");
    let shown = bench.rows().await.len();
    assert_eq!(shown, bench.sandbox.chats().len(), "all of them are there");
    let asked = bench
        .sandbox
        .wait_for_request(
            |one| list(one) && page_of(one) == 1,
            Duration::from_secs(20),
        )
        .await;
    assert!(asked.is_some(), "what changed meanwhile is read next");
}
