//! Organizations and operators (chathub.md §3.2 to §3.5).

use domain::{ErrorCode, NewOperator, OperatorId, OperatorStatus, OrganizationId, Outcome};
use sandbox::{Fault, FaultKind};

use crate::support::desk;

#[tokio::test]
async fn organizations_and_operators_are_listed() {
    let desk = desk().await;
    let account = desk.company();
    let organizations = account
        .organizations()
        .unwrap()
        .organizations()
        .await
        .unwrap();
    let read: Vec<(String, String)> = organizations
        .iter()
        .map(|it| (it.id.0.clone(), it.name.clone()))
        .collect();
    let known: Vec<(String, String)> = desk
        .sandbox
        .organizations()
        .into_iter()
        .map(|(id, name)| (id.to_string(), name))
        .collect();
    assert_eq!(read, known, "ids and names");
    for organization in &organizations {
        let operators = account
            .operators()
            .unwrap()
            .operators(&organization.id)
            .await
            .unwrap();
        let known: Vec<_> = desk
            .sandbox
            .operators()
            .into_iter()
            .filter(|it| it.organization.to_string() == organization.id.0)
            .collect();
        assert_eq!(operators.len(), known.len(), "deleted ones among them");
        for operator in &operators {
            let known = known
                .iter()
                .find(|it| it.id.to_string() == operator.id.0)
                .unwrap();
            assert_eq!(operator.name, known.name, "name");
            let status = match known.status {
                0 => OperatorStatus::Active,
                1 => OperatorStatus::Inactive,
                _ => OperatorStatus::Deleted,
            };
            assert_eq!(operator.status, status, "status of {}", operator.name);
            assert_eq!(
                operator.organization.as_ref(),
                Some(organization),
                "organization"
            );
        }
    }
    insta::assert_snapshot!(desk.last_request());
    let none = account
        .operators()
        .unwrap()
        .operators(&OrganizationId::from("999999"))
        .await;
    assert_eq!(
        none.unwrap_err().code,
        ErrorCode::NotFound,
        "no such organization"
    );
}

#[tokio::test]
async fn operators_are_added_and_their_status_set() {
    let desk = desk().await;
    let account = desk.company();
    let operators = account.operators().unwrap();
    let organization = OrganizationId(desk.sandbox.organizations()[0].0.to_string());
    let new = |name: &str| NewOperator {
        organization: organization.clone(),
        name: name.into(),
    };
    let added = operators
        .add_operators(&[new("Alex Brown"), new("Олена Шевченко")])
        .await
        .unwrap();
    insta::assert_snapshot!(desk.last_request());
    let names: Vec<&str> = added.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        ["Alex Brown", "Олена Шевченко"],
        "as the service made them"
    );
    assert_eq!(added[0].organization, None, "the answer doesn't say it");

    let id = added[0].id.clone();
    for status in [
        OperatorStatus::Inactive,
        OperatorStatus::Deleted,
        OperatorStatus::Active,
    ] {
        operators.set_operator_status(&id, &status).await.unwrap();
        let listed = operators.operators(&organization).await.unwrap();
        let read = listed.iter().find(|it| it.id == id).unwrap();
        assert_eq!(read.status, status, "set and read back");
    }
    let error = operators
        .set_operator_status(&OperatorId::from("999999"), &OperatorStatus::Active)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "no such operator");
    let error = operators
        .set_operator_status(&id, &OperatorStatus::Other("asleep".into()))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "no such status");
    let error = operators.add_operators(&[new("")]).await.unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Invalid, Outcome::NotDone),
        "refused"
    );
}

#[tokio::test]
async fn adding_operators_with_a_lost_answer_is_of_unknown_outcome() {
    let desk = desk().await;
    let account = desk.company();
    let operators = account.operators().unwrap();
    let organization = OrganizationId(desk.sandbox.organizations()[0].0.to_string());
    operators.operators(&organization).await.unwrap();
    let new = NewOperator {
        organization: organization.clone(),
        name: "Alex Brown".into(),
    };
    desk.sandbox.fault(Fault::on(
        "POST",
        "/api/operator/synchronize",
        FaultKind::ResetAfter,
    ));
    let error = operators
        .add_operators(std::slice::from_ref(&new))
        .await
        .unwrap_err();
    assert_eq!(
        error.outcome,
        Outcome::Unknown,
        "the call is not idempotent"
    );
    let listed = operators.operators(&organization).await.unwrap();
    let made = listed.iter().filter(|it| it.name == "Alex Brown").count();
    assert_eq!(made, 1, "it was made, and not asked for again");
}
