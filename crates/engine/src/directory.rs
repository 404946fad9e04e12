//! Answers of administration, fresh or as last read.

use domain::view::{Cached, ErrorView};
use domain::{AccountId, AppEvent, Error, ErrorCode, Operator, OrganizationId, Result, Timestamp};

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
    let operators = facet.operators(organization).await?;
    let account = session.id();
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

/// An operator's name as the directory has it.
pub(crate) async fn name_of(
    desk: &Desk,
    account: AccountId,
    operator: &domain::OperatorId,
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
