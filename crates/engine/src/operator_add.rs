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
/// Why a name isn't there after a lost answer.
const LOST: &str = "The service's answer was lost, and the operator was not added.";
/// Why a name isn't there after an answer that names others.
const LEFT_OUT: &str = "The service added others, but not this one.";

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
            Ok(made) => self.accepted(names, &made).await,
            Err(error) if error.outcome == Outcome::Unknown => self.look(names, LOST).await,
            Err(error) => {
                let error = ErrorView::from(&error);
                let failed = || AddOutcome::Failed {
                    error: error.clone(),
                };
                names.iter().map(|_| failed()).collect()
            }
        }
    }

    /// Accepted: that is the service's word for each of them. Where it names only some, the list
    /// decides about the others.
    async fn accepted(&self, names: &[&String], made: &[Operator]) -> Vec<AddOutcome> {
        let left_out = left_out(names, made);
        let mut decided = match left_out.as_slice() {
            [] => Vec::new().into_iter(),
            some => self.look(some, LEFT_OUT).await.into_iter(),
        };
        let outcome = |name: &&String| match left_out.contains(name) {
            true => decided.next().unwrap_or(AddOutcome::Unknown),
            false => AddOutcome::Added,
        };
        names.iter().map(outcome).collect()
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

    /// The answer doesn't tell: the list says what was added. `reason` is for who was not.
    async fn look(&self, names: &[&String], reason: &str) -> Vec<AddOutcome> {
        for attempt in 1..=TRIES {
            match read_operators(self.desk, self.session, self.organization).await {
                Ok((now, _)) => return after_looking(names, &now, reason),
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

/// Names that an answer leaves out, though it tells of others. An answer may also tell of nobody
/// (its form is barely documented), or of each under a name the service made of it.
fn left_out<'a>(names: &[&'a String], made: &[Operator]) -> Vec<&'a String> {
    if made.is_empty() || made.len() >= names.len() {
        return Vec::new();
    }
    let made = taken(made);
    let missing = names.iter().filter(|name| !made.contains(&fold(name)));
    missing.copied().collect()
}

/// What the list says of names that were sent. None of them was taken before.
fn after_looking(names: &[&String], now: &[Operator], reason: &str) -> Vec<AddOutcome> {
    let there = taken(now);
    let decide = |name: &&String| {
        if there.contains(&fold(name)) {
            AddOutcome::Added
        } else {
            AddOutcome::Failed {
                error: ErrorView {
                    code: ErrorCode::Server,
                    message: reason.to_owned(),
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

    fn operator(name: &str, status: OperatorStatus) -> Operator {
        Operator {
            id: OperatorId::from("1"),
            name: name.to_owned(),
            status,
            organization: None,
        }
    }

    #[test]
    fn an_answer_that_names_only_some_leaves_the_others_open() {
        let names = ["Anna", "Bohdan"].map(str::to_owned);
        let asked: Vec<&String> = names.iter().collect();
        let made = |names: &[&str]| -> Vec<Operator> {
            let one = |name: &&str| operator(name, OperatorStatus::Active);
            names.iter().map(one).collect()
        };
        for (answer, open) in [
            (made(&["anna"]), vec!["Bohdan"]),
            (made(&["anna", "bohdan"]), vec![]),
            (made(&[]), vec![]),
            (made(&["ANNA K.", "BOHDAN P."]), vec![]),
        ] {
            assert_eq!(left_out(&asked, &answer), open, "{answer:?}");
        }
    }

    #[test]
    fn after_a_lost_answer_the_list_decides() {
        let now = [
            operator("Anna", OperatorStatus::Active),
            operator("Bohdan", OperatorStatus::Deleted),
        ];
        let names = ["anna", "Bohdan", "Chen"].map(str::to_owned);
        let outcomes = after_looking(&names.iter().collect::<Vec<_>>(), &now, LOST);
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
