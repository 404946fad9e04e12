//! Adding many operators. The service's call is not idempotent (ChatHub §3.4), so nothing is ever
//! sent twice without having looked: the list is read first, chunks are small, and after a lost
//! answer the list decides what was added.

use domain::view::{AddOutcome, ErrorView, OperatorAddResult};
use domain::{
    AppEvent, ErrorCode, JobId, NewOperator, Operator, OrganizationId, Outcome, Result, Retry,
};

use crate::desk::Desk;
use crate::directory::{no_operators, read_operators};
use crate::import::{fold, taken};
use crate::session::Session;

/// Names per request.
const CHUNK: usize = 25;
/// Tries of one chunk that certainly had no effect.
const TRIES: u32 = 3;

/// One job.
pub(crate) struct Adding<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) session: &'a Session,
    pub(crate) organization: &'a OrganizationId,
    pub(crate) job: JobId,
}

impl Adding<'_> {
    /// Adds the names and says what became of each, in order.
    ///
    /// # Errors
    /// Those of reading the list before anything was added.
    pub(crate) async fn run(&self, names: &[String]) -> Result<Vec<OperatorAddResult>> {
        let (before, _) = read_operators(self.desk, self.session, self.organization).await?;
        let taken = taken(&before);
        let mut outcomes: Vec<Option<AddOutcome>> = names
            .iter()
            .map(|name| taken.contains(&fold(name)).then_some(AddOutcome::Exists))
            .collect();
        let missing: Vec<usize> = outcomes
            .iter()
            .enumerate()
            .filter(|(_, outcome)| outcome.is_none())
            .map(|(index, _)| index)
            .collect();
        self.progress(&outcomes);
        for chunk in missing.chunks(CHUNK) {
            let wanted: Vec<&String> = chunk.iter().filter_map(|index| names.get(*index)).collect();
            let decided = self.add(&wanted).await;
            for (index, outcome) in chunk.iter().zip(decided) {
                if let Some(slot) = outcomes.get_mut(*index) {
                    *slot = Some(outcome);
                }
            }
            self.progress(&outcomes);
        }
        if !missing.is_empty()
            && let Err(error) = read_operators(self.desk, self.session, self.organization).await
        {
            tracing::info!(%error, "the list of operators is older than what was added");
        }
        Ok(names
            .iter()
            .zip(outcomes)
            .map(|(name, outcome)| OperatorAddResult {
                name: name.clone(),
                outcome: outcome.unwrap_or(AddOutcome::Unknown),
            })
            .collect())
    }

    /// One outcome per name of a chunk.
    async fn add(&self, names: &[&String]) -> Vec<AddOutcome> {
        match self.request(names).await {
            // Accepted: that is the service's word for each of them.
            Ok(_) => names.iter().map(|_| AddOutcome::Added).collect(),
            Err(error) if error.outcome == Outcome::Unknown => self.look(names).await,
            Err(error) => {
                let error = ErrorView::from(&error);
                let failed = || AddOutcome::Failed {
                    error: error.clone(),
                };
                names.iter().map(|_| failed()).collect()
            }
        }
    }

    /// Sends a chunk; again only after an answer that says that nothing was done.
    async fn request(&self, names: &[&String]) -> Result<Vec<Operator>> {
        let operators: Vec<NewOperator> = names
            .iter()
            .map(|name| NewOperator {
                organization: self.organization.clone(),
                name: (*name).clone(),
            })
            .collect();
        let mut attempt = 0;
        loop {
            let provider = self.session.signed_in()?;
            let facet = provider.operators().ok_or_else(no_operators)?;
            attempt += 1;
            let error = match facet.add_operators(&operators).await {
                Ok(made) => return Ok(made),
                Err(error) => error,
            };
            let wait = domain::retry(&error, attempt, self.desk.core.jitter.unit());
            match wait {
                Retry::After(wait) if attempt < TRIES && error.outcome == Outcome::NotDone => {
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// After a lost answer: the list says what was added.
    async fn look(&self, names: &[&String]) -> Vec<AddOutcome> {
        for attempt in 1..=TRIES {
            match read_operators(self.desk, self.session, self.organization).await {
                Ok((now, _)) => return after_looking(names, &now),
                Err(error) => {
                    let wait = domain::retry(&error, attempt, self.desk.core.jitter.unit());
                    match wait {
                        Retry::After(wait) if attempt < TRIES => tokio::time::sleep(wait).await,
                        _ => break,
                    }
                }
            }
        }
        names.iter().map(|_| AddOutcome::Unknown).collect()
    }

    fn progress(&self, outcomes: &[Option<AddOutcome>]) {
        let done = outcomes.iter().filter(|outcome| outcome.is_some()).count();
        self.desk.emit(AppEvent::JobProgress {
            job: self.job,
            done: u32::try_from(done).unwrap_or(u32::MAX),
            total: u32::try_from(outcomes.len()).unwrap_or(u32::MAX),
        });
    }
}

/// What the list says of a chunk whose answer was lost. None of its names was taken before.
fn after_looking(names: &[&String], now: &[Operator]) -> Vec<AddOutcome> {
    let there = taken(now);
    let decide = |name: &&String| {
        if there.contains(&fold(name)) {
            AddOutcome::Added
        } else {
            AddOutcome::Failed {
                error: ErrorView {
                    code: ErrorCode::Server,
                    message: "The service's answer was lost, and the operator was not added."
                        .to_owned(),
                },
            }
        }
    };
    names.iter().map(decide).collect()
}

#[cfg(test)]
mod tests {
    use domain::{OperatorId, OperatorStatus};

    use super::*;

    #[test]
    fn after_a_lost_answer_the_list_decides() {
        let operator = |name: &str, status| Operator {
            id: OperatorId::from("1"),
            name: name.to_owned(),
            status,
            organization: None,
        };
        let now = [
            operator("Anna", OperatorStatus::Active),
            operator("Bohdan", OperatorStatus::Deleted),
        ];
        let names = ["anna", "Bohdan", "Chen"].map(str::to_owned);
        let outcomes = after_looking(&names.iter().collect::<Vec<_>>(), &now);
        assert_eq!(outcomes[0], AddOutcome::Added, "listed");
        assert!(
            matches!(outcomes[1], AddOutcome::Failed { .. }),
            "only a deleted one of that name"
        );
        assert!(
            matches!(outcomes[2], AddOutcome::Failed { .. }),
            "not listed"
        );
    }
}
