//! Answers of administration, fresh or as last read.

use std::collections::HashSet;

use domain::view::{Cached, ErrorView};
use domain::{
    AccountId, AppEvent, Error, ErrorCode, Operator, OperatorId, OperatorStatus, OrganizationId,
    Result, Timestamp,
};

use crate::desk::Desk;
use crate::session::Session;

pub(crate) fn known<T: Default>(known: Option<(T, Timestamp)>) -> Cached<T> {
    let (value, at) = match known {
        Some((value, at)) => (value, Some(at)),
        None => (T::default(), None),
    };
    Cached {
        value,
        at,
        error: None,
    }
}

pub(crate) fn fresh<T>(value: T, now: Timestamp) -> Cached<T> {
    Cached {
        value,
        at: Some(now),
        error: None,
    }
}

pub(crate) fn failed<T: Default>(old: Option<(T, Timestamp)>, error: &Error) -> Cached<T> {
    Cached {
        error: Some(ErrorView::from(error)),
        ..known(old)
    }
}

/// Reads an organization's operators from the service and keeps them.
pub(crate) async fn read_operators(
    desk: &Desk,
    session: &Session,
    organization: &OrganizationId,
) -> Result<(Vec<Operator>, Timestamp)> {
    let provider = session.signed_in()?;
    let facet = provider.operators().ok_or_else(no_operators)?;
    let listed = facet.operators(organization).await?;
    let account = session.id();
    let known = desk.store.operators(account, organization.clone()).await?;
    let operators = with_deleted(listed, known.map(|(known, _)| known).unwrap_or_default());
    let now = desk.now();
    if desk
        .store
        .save_operators(account, organization.clone(), operators.clone(), now)
        .await?
    {
        desk.emit(AppEvent::DirectoryChanged { account });
    }
    Ok((operators, now))
}

/// What the service lists, and those who were deleted: whether it lists these as well is not
/// documented (ChatHub §3.3), and who isn't shown can't be restored.
fn with_deleted(listed: Vec<Operator>, known: Vec<Operator>) -> Vec<Operator> {
    let ids: HashSet<OperatorId> = listed.iter().map(|one| one.id.clone()).collect();
    let left_out = known
        .into_iter()
        .filter(|one| one.status == OperatorStatus::Deleted && !ids.contains(&one.id));
    listed.into_iter().chain(left_out).collect()
}

/// An operator's name as the directory has it.
pub(crate) async fn name_of(
    desk: &Desk,
    account: AccountId,
    operator: &OperatorId,
) -> Result<Option<String>> {
    let Some((organizations, _)) = desk.store.organizations(account).await? else {
        return Ok(None);
    };
    for organization in organizations {
        let known = desk.store.operators(account, organization.id).await?;
        let found = known
            .into_iter()
            .flat_map(|(operators, _)| operators)
            .find(|known| known.id == *operator);
        if let Some(found) = found {
            return Ok(Some(found.name));
        }
    }
    Ok(None)
}

pub(crate) fn no_operators() -> Error {
    Error::new(
        ErrorCode::Unsupported,
        "This account can't administer operators.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator(id: &str, status: OperatorStatus) -> Operator {
        Operator {
            id: OperatorId::from(id),
            name: id.to_owned(),
            status,
            organization: None,
        }
    }

    #[test]
    fn a_deleted_operator_stays_in_sight_though_the_service_lists_it_no_more() {
        let known = vec![
            operator("1", OperatorStatus::Deleted),
            operator("2", OperatorStatus::Deleted),
            operator("3", OperatorStatus::Active),
        ];
        let listed = vec![operator("2", OperatorStatus::Active)];
        assert_eq!(
            with_deleted(listed, known),
            [
                operator("2", OperatorStatus::Active),
                operator("1", OperatorStatus::Deleted)
            ],
            "the service's word counts; of the others only the deleted are kept"
        );
    }
}
