//! Finding our messages in a chat's history. Pure.
//!
//! A message may be ours if an operator wrote it, it has our text and a file where ours has one,
//! it wasn't there before our first attempt, and no other row claims it. A colleague's message
//! of the same text is told apart by the operator's id where both ids are known.

use std::collections::HashSet;
use std::time::Duration;

use domain::{AuthorKind, OperatorId, OutboxId, RemoteMessage, RemoteMessageId, Timestamp};

/// How far the service's clock may be behind ours, where times must tell old from new.
const CLOCKS_APART: Duration = Duration::from_secs(120);

/// A send to look for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) id: OutboxId,
    pub(super) text: String,
    /// Name of its file, if it has one.
    pub(super) file: Option<String>,
    /// The service accepted it: it is there, or will be.
    pub(super) certain: bool,
    /// Messages that were there before the first attempt.
    pub(super) baseline: HashSet<RemoteMessageId>,
    /// Whether the history was known when the baseline was taken.
    pub(super) baseline_known: bool,
    /// When the attempt began.
    pub(super) attempt_at: Option<Timestamp>,
}

/// What the history says of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// It isn't there.
    Nothing,
    /// It is this one.
    This(RemoteMessageId),
    /// It may be any of several, or none.
    Several,
}

/// What is known beside the history.
#[derive(Debug, Clone, Default)]
pub(super) struct Known<'a> {
    /// Messages that are other rows'.
    pub(super) claimed: &'a [RemoteMessageId],
    /// The operator our messages appear as.
    pub(super) me: Option<OperatorId>,
    /// Texts (and whether with a file) of rows whose fate the person was asked about: a message
    /// that shows up late may be theirs.
    pub(super) parked: &'a [(String, bool)],
}

/// Looks for sends of one chat, oldest first. What one row finds is no other row's.
pub(super) fn find(
    wanted: &[Wanted],
    history: &[RemoteMessage],
    known: &Known<'_>,
) -> Vec<(OutboxId, Found)> {
    let mut taken: HashSet<&RemoteMessageId> = known.claimed.iter().collect();
    let mut ordered: Vec<&RemoteMessage> = history.iter().collect();
    ordered.sort_by(|a, b| (a.sent_at, &a.id).cmp(&(b.sent_at, &b.id)));
    let mut found = Vec::new();
    for row in wanted {
        let candidates: Vec<&RemoteMessage> = ordered
            .iter()
            .copied()
            .filter(|message| !taken.contains(&message.id))
            .filter(|message| may_be(row, message, known.me.as_ref()))
            .collect();
        let answer = choose(row, &candidates, known);
        if let Found::This(id) = &answer
            && let Some(message) = candidates.iter().find(|message| message.id == *id)
        {
            taken.insert(&message.id);
        }
        found.push((row.id, answer));
    }
    found
}

fn may_be(row: &Wanted, message: &RemoteMessage, me: Option<&OperatorId>) -> bool {
    let colleagues = match (me, &message.author.operator) {
        (Some(me), Some(author)) => me != author,
        _ => false,
    };
    let too_old = !row.baseline_known
        && row
            .attempt_at
            .is_some_and(|at| message.sent_at < at.before(CLOCKS_APART));
    message.author.kind == AuthorKind::Operator
        && !colleagues
        && !too_old
        && !row.baseline.contains(&message.id)
        && row.file.is_some() != message.attachments.is_empty()
        && plain(&row.text) == plain(&message.text)
}

fn choose(row: &Wanted, candidates: &[&RemoteMessage], known: &Known<'_>) -> Found {
    let this = |message: &&RemoteMessage| Found::This(message.id.clone());
    let named = |message: &&&RemoteMessage| {
        let names = message
            .attachments
            .iter()
            .filter_map(|file| file.name.as_ref());
        row.file
            .as_ref()
            .is_some_and(|file| names.into_iter().any(|name| name == file))
    };
    let surely_mine =
        |message: &&&RemoteMessage| known.me.is_some() && message.author.operator == known.me;
    let content = (plain(&row.text), row.file.is_some());
    let rivals = known
        .parked
        .iter()
        .filter(|(text, file)| (plain(text), *file) == content)
        .count();
    match candidates {
        [] => Found::Nothing,
        [first, ..] if row.certain => this(first),
        candidates if candidates.len() <= rivals => Found::Several,
        [only] => this(only),
        candidates => {
            let mut mine = candidates.iter().filter(surely_mine);
            let mut same_name = candidates.iter().filter(named);
            match (mine.next(), same_name.next(), same_name.next()) {
                (Some(first), _, _) => this(first),
                (None, Some(only), None) => this(only),
                _ => Found::Several,
            }
        }
    }
}

/// Text as it survives services that trim it and rewrite its line ends.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests;
