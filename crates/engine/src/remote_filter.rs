//! Filters that only the services can answer: asked in the background, the newest filter only,
//! and the answer kept as a set of chats.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::view::{ErrorView, RemoteFilterState};
use domain::{AppEvent, ChatFilter, Error, ErrorCode, FilterField, Result};
use tokio_util::sync::{CancellationToken, DropGuard};

use store::Told;

use crate::desk::Desk;
use crate::session::Session;
use crate::sync::Walk;

/// Answers that are kept.
const KEPT: usize = 8;
/// Chats of one answer that are kept, per account: nobody scrolls further.
const MOST_CHATS: usize = 2000;
/// An answer is asked for again after this many milliseconds, while the old one is shown.
const FRESH_MILLIS: i64 = 60_000;

/// The filters asked about lately.
#[derive(Default)]
pub(crate) struct RemoteFilters(Mutex<Asked>);

#[derive(Default)]
struct Asked {
    answers: VecDeque<Answer>,
    /// Ends the question under way when it is replaced.
    asking: Option<(String, DropGuard)>,
}

struct Answer {
    key: String,
    state: RemoteFilterState,
    at: i64,
}

impl RemoteFilters {
    /// The key of the filter's answer, if there is one, and how asking is going. Begins to ask
    /// if need be; another filter's question ends.
    pub(crate) fn of(
        &self,
        desk: &Arc<Desk>,
        filter: &ChatFilter,
    ) -> (Option<String>, RemoteFilterState) {
        if !filter.asks_service() {
            self.held().asking = None;
            return (None, RemoteFilterState::Local);
        }
        let key = key_of(filter);
        let now = desk.now().0;
        let mut asked = self.held();
        let known = asked.answers.iter().find(|answer| answer.key == key);
        let known = known.map(|answer| (answer.state.clone(), now.abs_diff(answer.at)));
        let under_way = asked
            .asking
            .as_ref()
            .is_some_and(|(asking, _)| *asking == key);
        let fresh = known
            .as_ref()
            .is_some_and(|(_, age)| i64::try_from(*age).is_ok_and(|age| age < FRESH_MILLIS));
        if !fresh && !under_way {
            let cancel = CancellationToken::new();
            asked.asking = Some((key.clone(), cancel.clone().drop_guard()));
            let desk = Arc::clone(desk);
            let filter = filter.clone();
            let key = key.clone();
            tokio::spawn(async move {
                tokio::select! {
                    () = cancel.cancelled() => {}
                    () = desk.cancel.cancelled() => {}
                    () = ask(&desk, filter, key) => {}
                }
            });
        } else if fresh && !under_way {
            asked.asking = None;
        }
        match known {
            Some((state, _)) => {
                let answered = state == RemoteFilterState::Done;
                (answered.then_some(key), state)
            }
            None => (None, RemoteFilterState::Loading),
        }
    }

    /// Forgets all answers: the accounts changed.
    pub(crate) fn forget(&self) {
        *self.held() = Asked::default();
    }

    /// Forgets questions that failed: they may be asked again. True if there were any.
    pub(crate) fn forget_failures(&self) -> bool {
        let mut asked = self.held();
        let before = asked.answers.len();
        asked
            .answers
            .retain(|answer| !matches!(answer.state, RemoteFilterState::Failed { .. }));
        asked.answers.len() != before
    }

    /// Keeps an answer; the keys of those kept.
    fn keep(&self, key: &str, state: RemoteFilterState, at: i64) -> Vec<String> {
        let mut asked = self.held();
        asked.answers.retain(|answer| answer.key != key);
        asked.answers.push_back(Answer {
            key: key.to_owned(),
            state,
            at,
        });
        while asked.answers.len() > KEPT {
            asked.answers.pop_front();
        }
        if asked
            .asking
            .as_ref()
            .is_some_and(|(asking, _)| asking == key)
        {
            // Over: dropping the guard cancels nothing that still has something to do.
            asked.asking = None;
        }
        asked
            .answers
            .iter()
            .map(|answer| answer.key.clone())
            .collect()
    }

    fn held(&self) -> MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the services are asked, as text. Fields that are answered here don't count, so that
/// switching "unread" on asks nobody anew.
fn key_of(filter: &ChatFilter) -> String {
    let asked = question(filter);
    format!("{asked:?}")
}

/// The part of the filter that services answer.
fn question(filter: &ChatFilter) -> ChatFilter {
    ChatFilter {
        unread: None,
        ..filter.clone()
    }
}

async fn ask(desk: &Arc<Desk>, filter: ChatFilter, key: String) {
    tokio::time::sleep(desk.core.config.pace.filter).await;
    let question = question(&filter);
    let mut matches = Vec::new();
    let mut trouble = None;
    let mut answered = false;
    for session in desk.sessions() {
        if filter
            .account
            .is_some_and(|account| account != session.id())
        {
            continue;
        }
        match ask_account(desk, &session, &question).await {
            Ok(chats) => {
                answered = true;
                matches.extend(chats);
            }
            Err(error) => {
                tracing::info!(account = %session.id(), %error, "filter not answered");
                trouble = Some(error);
            }
        }
    }
    let kept = desk.store.replace_matches(key.clone(), matches).await;
    let state = match (kept, trouble) {
        (Err(error), _) => RemoteFilterState::Failed {
            error: ErrorView::from(&error),
        },
        (Ok(_), Some(error)) if !answered => RemoteFilterState::Failed {
            error: ErrorView::from(&error),
        },
        (Ok(_), _) => RemoteFilterState::Done,
    };
    let keys = desk.filters.keep(&key, state, desk.now().0);
    desk.emit(AppEvent::FilterChanged);
    if let Err(error) = desk.store.keep_matches(keys).await {
        tracing::warn!(%error, "old answers of filters stay");
    }
}

/// One account's chats that match.
async fn ask_account(
    desk: &Arc<Desk>,
    session: &Arc<Session>,
    filter: &ChatFilter,
) -> Result<Vec<domain::ChatId>> {
    let provider = session.signed_in()?;
    let able = provider.limits().filters;
    if let Some(field) = fields(filter)
        .into_iter()
        .find(|field| !able.contains(field))
    {
        return Err(Error::new(
            ErrorCode::Unsupported,
            format!("The service can't filter by {field:?}."),
        ));
    }
    let mut walk = Walk::default();
    let mut page = None;
    let mut found = Vec::new();
    let mut known = HashSet::new();
    loop {
        let asked = desk.store.moment();
        let answer = provider.chats(filter, page.as_deref()).await?;
        let (chats, next) = walk.take(answer);
        for chat in &chats {
            if known.insert(chat.id.clone()) {
                found.push(session.chat(&chat.id));
            }
        }
        let changes = desk
            .store
            .upsert_chats(session.id(), chats, Told::Asked(asked), desk.now())
            .await?;
        desk.chats_changed(session, &changes);
        match next {
            Some(next) if found.len() < MOST_CHATS => page = Some(next),
            _ => return Ok(found),
        }
    }
}

/// The fields that are filled in and that services answer.
fn fields(filter: &ChatFilter) -> Vec<FilterField> {
    let date = filter.from.is_some() || filter.to.is_some();
    [
        (filter.text.is_some(), FilterField::Text),
        (filter.status.is_some(), FilterField::Status),
        (filter.source.is_some(), FilterField::Source),
        (date, FilterField::Date),
        (filter.phone.is_some(), FilterField::Phone),
        (filter.telegram.is_some(), FilterField::Telegram),
        (filter.organization.is_some(), FilterField::Organization),
        (filter.operator.is_some(), FilterField::Operator),
    ]
    .into_iter()
    .filter_map(|(filled, field)| filled.then_some(field))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_answered_here_asks_nobody_anew() {
        let filter = ChatFilter {
            source: Some(2),
            ..ChatFilter::default()
        };
        let unread = ChatFilter {
            unread: Some(true),
            ..filter.clone()
        };
        let other = ChatFilter {
            source: Some(1),
            ..filter.clone()
        };
        assert_eq!(key_of(&filter), key_of(&unread), "one question");
        assert_ne!(key_of(&filter), key_of(&other), "another question");
    }

    #[test]
    fn only_filled_fields_are_asked_for() {
        let filter = ChatFilter {
            phone: Some("380".to_owned()),
            to: Some(domain::Timestamp(1)),
            ..ChatFilter::default()
        };
        assert_eq!(
            fields(&filter),
            [FilterField::Date, FilterField::Phone],
            "and no others"
        );
    }

    #[test]
    fn few_answers_are_kept() {
        let filters = RemoteFilters::default();
        for n in 0..20 {
            filters.keep(&n.to_string(), RemoteFilterState::Done, 0);
        }
        let keys = filters.keep("19", RemoteFilterState::Done, 1);
        assert_eq!(keys.len(), KEPT, "the newest");
        assert_eq!(keys.last().map(String::as_str), Some("19"), "once");
    }
}
