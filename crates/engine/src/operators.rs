//! Operators: listing, adding, changing their status.

use domain::view::{
    AddOutcome, Cached, ErrorView, OperatorAddReport, OperatorAddResult, OperatorImportRow,
};
use domain::{
    AccountId, AppEvent, JobId, Operator, OperatorId, OperatorStatus, OrganizationId, Result,
};

use crate::Engine;
use crate::directory::{self, read_operators};
use crate::{import, operator_add};

impl Engine {
    /// Operators of an organization: as last read, or read anew if `refresh` or never read.
    ///
    /// # Errors
    /// `Unsupported`, `NotFound`, `Storage`; trouble with the service is in the answer.
    pub async fn operator_list(
        &self,
        account: AccountId,
        organization: OrganizationId,
        refresh: bool,
    ) -> Result<Cached<Vec<Operator>>> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        if session.provider.operators().is_none() {
            return Err(directory::no_operators());
        }
        let known = desk.store.operators(account, organization.clone()).await?;
        if !refresh && known.is_some() {
            return Ok(directory::known(known));
        }
        match read_operators(&desk, &session, &organization).await {
            Ok((operators, now)) => Ok(directory::fresh(operators, now)),
            Err(error) => Ok(directory::failed(known, &error)),
        }
    }

    /// What would be added from pasted lines or CSV text, with a verdict for each line. Compared
    /// with the service's list where it can be had, else with the one last read.
    ///
    /// # Errors
    /// `Invalid` for a text that is too long, `Unsupported`, `NotFound`, `Storage`.
    pub async fn operator_import_preview(
        &self,
        account: AccountId,
        organization: OrganizationId,
        text: &str,
    ) -> Result<Vec<OperatorImportRow>> {
        let known = self.operator_list(account, organization, true).await?;
        import::preview(text, &known.value)
    }

    /// Adds operators, those already there left out. [`domain::AppEvent::JobProgress`] goes on
    /// meanwhile; the result is one outcome per name, in order.
    ///
    /// # Errors
    /// `Invalid` for no names or too many, `Unsupported`, `NotFound`. Trouble with the service is
    /// in the report.
    pub async fn operator_add(
        &self,
        account: AccountId,
        organization: OrganizationId,
        names: Vec<String>,
    ) -> Result<OperatorAddReport> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        if session.provider.operators().is_none() {
            return Err(directory::no_operators());
        }
        let names = import::names(names)?;
        let job = JobId(i64::try_from(desk.number()).unwrap_or(i64::MAX));
        let adding = operator_add::Adding {
            desk: &desk,
            session: &session,
            organization: &organization,
            job,
        };
        let results = match adding.run(&names).await {
            Ok(results) => results,
            Err(error) => names
                .into_iter()
                .map(|name| OperatorAddResult {
                    name,
                    outcome: AddOutcome::Failed {
                        error: ErrorView::from(&error),
                    },
                })
                .collect(),
        };
        Ok(OperatorAddReport { job, results })
    }

    /// Activates, deactivates or deletes an operator.
    ///
    /// # Errors
    /// The service's; `Unsupported`, `NotFound`, `Storage`.
    pub async fn operator_set_status(
        &self,
        account: AccountId,
        operator: OperatorId,
        status: OperatorStatus,
    ) -> Result<()> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        let facet = session
            .signed_in()?
            .operators()
            .ok_or_else(directory::no_operators)?;
        facet.set_operator_status(&operator, &status).await?;
        let organizations = desk.store.organizations(account).await?;
        for organization in organizations.into_iter().flat_map(|(known, _)| known) {
            let known = desk
                .store
                .operators(account, organization.id.clone())
                .await?;
            let Some((mut operators, at)) = known else {
                continue;
            };
            let mut found = false;
            for known in operators.iter_mut().filter(|known| known.id == operator) {
                known.status = status.clone();
                found = true;
            }
            if found {
                desk.store
                    .save_operators(account, organization.id, operators, at)
                    .await?;
            }
        }
        desk.emit(AppEvent::DirectoryChanged { account });
        Ok(())
    }
}
