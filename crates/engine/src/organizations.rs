//! Organizations of an account.

use domain::view::Cached;
use domain::{AccountId, AppEvent, Error, ErrorCode, Organization, Result};

use crate::Engine;
use crate::directory;

impl Engine {
    /// Organizations: as last read, or read anew if `refresh` or never read.
    ///
    /// # Errors
    /// `Unsupported`, `NotFound`, `Storage`; trouble with the service is in the answer.
    pub async fn organization_list(
        &self,
        account: AccountId,
        refresh: bool,
    ) -> Result<Cached<Vec<Organization>>> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        let facet = session.provider.organizations().ok_or_else(|| {
            Error::new(
                ErrorCode::Unsupported,
                "This account lists no organizations.",
            )
        })?;
        let known = desk.store.organizations(account).await?;
        if !refresh && let Some(known) = known {
            return Ok(directory::known(Some(known)));
        }
        let asked = async {
            session.signed_in()?;
            facet.organizations().await
        };
        match asked.await {
            Ok(organizations) => {
                let now = desk.now();
                let store = &desk.store;
                if store
                    .save_organizations(account, organizations.clone(), now)
                    .await?
                {
                    desk.emit(AppEvent::DirectoryChanged { account });
                }
                Ok(directory::fresh(organizations, now))
            }
            Err(error) => Ok(directory::failed(known, &error)),
        }
    }
}
