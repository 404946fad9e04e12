//! Organizations, operators, tokens.

use std::time::Duration;

use domain::view::{AddOutcome, ImportVerdict};
use domain::{AppEvent, ErrorCode, OperatorStatus, OrganizationId, Timestamp};
use sandbox::{Fault, FaultKind};

use crate::bench::Bench;

async fn company() -> (Bench, domain::AccountId, OrganizationId) {
    let (bench, account) = Bench::company().await;
    let list = bench
        .engine
        .organization_list(account, false)
        .await
        .unwrap();
    assert!(!list.value.is_empty(), "organizations are there");
    let organization = bench.sandbox.credentials().organization_id;
    (bench, account, organization.to_string().into())
}

#[tokio::test]
async fn directories_are_shown_offline_as_last_read() {
    let (bench, account, organization) = company().await;
    let engine = &bench.engine;
    let fresh = engine.operator_list(account, organization.clone(), false);
    let fresh = fresh.await.unwrap();
    bench.sandbox.pause_listening().await;
    let stale = engine.operator_list(account, organization.clone(), true);
    let stale = stale.await.unwrap();
    assert_eq!(stale.value, fresh.value, "what was known");
    assert_eq!(stale.at, fresh.at, "and how old it is");
    assert!(stale.error.is_some(), "and why");
}

#[tokio::test]
async fn operators_are_added_once_whatever_was_there() {
    let (bench, account, organization) = company().await;
    let engine = &bench.engine;
    let known = engine.operator_list(account, organization.clone(), false);
    let there = known.await.unwrap().value;
    let there = there
        .iter()
        .find(|operator| operator.status == OperatorStatus::Active)
        .unwrap()
        .name
        .clone();
    let text = format!(
        "name;phone\n{};1\nNew One;2\nnew  one;3\n;4\n",
        there.to_uppercase()
    );
    let preview = engine
        .operator_import_preview(account, organization.clone(), &text)
        .await
        .unwrap();
    let verdicts: Vec<_> = preview.iter().map(|row| row.verdict).collect();
    assert_eq!(
        verdicts,
        [
            ImportVerdict::Exists,
            ImportVerdict::New,
            ImportVerdict::Repeated,
            ImportVerdict::Empty
        ],
        "found first"
    );
    let names = vec![there.clone(), "New One".to_owned()];
    for expected in [AddOutcome::Added, AddOutcome::Exists] {
        let report = engine.operator_add(account, organization.clone(), names.clone());
        let results = report.await.unwrap().results;
        assert_eq!(results[0].outcome, AddOutcome::Exists, "left alone");
        assert_eq!(results[1].outcome, expected, "added once");
    }
    let made = bench.sandbox.operators();
    let made = made.iter().filter(|operator| operator.name == "New One");
    assert_eq!(made.count(), 1, "one of that name");
}

#[tokio::test]
async fn a_failure_half_way_doubles_and_loses_nobody() {
    let (bench, account, organization) = company().await;
    let engine = &bench.engine;
    let names: Vec<String> = (1..=80).map(|n| format!("Recruit {n}")).collect();
    let path = "/api/operator/synchronize";
    // The second chunk is taken and its answer lost; the third is refused.
    bench
        .sandbox
        .fault(Fault::on("POST", path, FaultKind::ResetAfter).skip(1));
    let refused = FaultKind::StatusBefore {
        status: 400,
        retry_after: None,
    };
    bench
        .sandbox
        .fault(Fault::on("POST", path, refused).skip(1));
    let mut events = engine.events();
    let report = engine.operator_add(account, organization, names.clone());
    let results = report.await.unwrap().results;
    let added = |outcome: &AddOutcome| *outcome == AddOutcome::Added;
    let made: Vec<_> = results
        .iter()
        .map(|result| added(&result.outcome))
        .collect();
    let expected: Vec<bool> = (0..80).map(|n| !(50..75).contains(&n)).collect();
    assert_eq!(made, expected, "each name has its own result");
    let there = bench.sandbox.operators();
    for (name, added) in names.iter().zip(expected) {
        let count = there
            .iter()
            .filter(|operator| operator.name == *name)
            .count();
        assert_eq!(count, usize::from(added), "{name}");
    }
    let mut progress = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::JobProgress { done, total, .. } = event {
            assert_eq!(total, 80, "all of them");
            progress.push(done);
        }
    }
    assert!(!progress.is_empty(), "told meanwhile");
    assert!(progress.is_sorted(), "never backwards: {progress:?}");
}

#[tokio::test]
async fn operators_change_status() {
    let (bench, account, organization) = company().await;
    let engine = &bench.engine;
    let operator = bench.sandbox.credentials().operator_id;
    engine
        .operator_list(account, organization.clone(), false)
        .await
        .unwrap();
    engine
        .operator_set_status(
            account,
            operator.to_string().into(),
            OperatorStatus::Inactive,
        )
        .await
        .unwrap();
    let there = bench.sandbox.operators();
    let there = there.iter().find(|known| known.id == operator).unwrap();
    assert_eq!(there.status, 1, "at the service");
    let list = engine
        .operator_list(account, organization, false)
        .await
        .unwrap();
    let shown = list
        .value
        .iter()
        .find(|known| known.id.as_str() == operator.to_string())
        .unwrap();
    assert_eq!(shown.status, OperatorStatus::Inactive, "and here");
}

#[tokio::test]
async fn tokens_are_issued_validated_and_kept_from_the_front_end() {
    let (bench, account, organization) = company().await;
    let engine = &bench.engine;
    engine
        .operator_list(account, organization, true)
        .await
        .unwrap();
    let operator = bench.sandbox.credentials().operator_id.to_string();
    let operator = operator.as_str().into();
    let in_a_week = Timestamp::now().after(Duration::from_secs(7 * 86_400));
    let error = engine.token_issue(account, &operator, in_a_week).await;
    assert_eq!(
        error.unwrap_err().code,
        ErrorCode::Invalid,
        "24 hours at most"
    );
    let in_an_hour = Timestamp::now().after(Duration::from_secs(3600));
    let issued = engine
        .token_issue(account, &operator, in_an_hour)
        .await
        .unwrap();
    assert!(issued.hint.len() < 30, "only a hint: {}", issued.hint);
    let report = engine.token_validate(account, Some(issued.handle), None);
    let report = report.await.unwrap();
    assert!(report.valid, "fresh");
    let whose = report.operator.unwrap();
    assert_eq!(whose.id, operator, "whose it is");
    assert!(!whose.name.is_empty(), "by name");
    let report = engine.token_validate(account, None, Some("rubbish".into()));
    assert!(!report.await.unwrap().valid, "not a token");
    assert!(
        engine.token_secret(issued.handle + 1).is_err(),
        "no such handle"
    );
}
