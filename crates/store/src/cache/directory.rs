//! Organizations and operators as last read, so that their pages aren't empty offline.

use domain::{AccountId, Operator, Organization, OrganizationId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

impl Store {
    /// Organizations as last read and when; `None` if never.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn organizations(
        &self,
        account: AccountId,
    ) -> Result<Option<(Vec<Organization>, Timestamp)>> {
        let _ = account;
        Err(provisional())
    }

    /// Keeps organizations. True if they changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_organizations(
        &self,
        account: AccountId,
        organizations: Vec<Organization>,
        now: Timestamp,
    ) -> Result<bool> {
        let _ = (account, organizations, now);
        Err(provisional())
    }

    /// Operators of an organization as last read and when; `None` if never.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn operators(
        &self,
        account: AccountId,
        organization: OrganizationId,
    ) -> Result<Option<(Vec<Operator>, Timestamp)>> {
        let _ = (account, organization);
        Err(provisional())
    }

    /// Keeps operators. True if they changed.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn save_operators(
        &self,
        account: AccountId,
        organization: OrganizationId,
        operators: Vec<Operator>,
        now: Timestamp,
    ) -> Result<bool> {
        let _ = (account, organization, operators, now);
        Err(provisional())
    }
}
