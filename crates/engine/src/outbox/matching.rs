//! Finding our messages in a chat's history. Pure.
//!
//! A message is ours if an operator wrote it, it has our content, it wasn't there before our first
//! attempt, and no other row claims it. A colleague's message of the same text is told apart by
//! the operator's id where both ids are known. Some services say of what is sent over their
//! interface that a bot wrote it, or nobody: such a message may be ours, and is if the service
//! said that of an earlier one of ours. Where it only may be, nothing is sent again unasked.

use std::collections::HashSet;
use std::time::Duration;

use domain::{AuthorKind, OperatorId, OutboxId, RemoteMessage, RemoteMessageId, Rich, Timestamp};

/// How far the service's clock may be behind ours, where times must tell old from new.
const CLOCKS_APART: Duration = Duration::from_secs(120);

/// A send to look for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) id: OutboxId,
    pub(super) text: String,
    /// Name of its file, if it has one.
    pub(super) file: Option<String>,
    /// What it is beside or instead of text.
    pub(super) rich: Option<Rich>,
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
    /// Messages that certainly are ours, for whose name they bear.
    pub(super) ours: &'a [RemoteMessageId],
    /// The operator our messages appear as.
    pub(super) me: Option<OperatorId>,
    /// Texts (and whether with a file) of rows whose fate the person was asked about: a message
    /// that shows up late may be theirs.
    pub(super) parked: &'a [(String, bool)],
    /// Older messages aren't kept here, so no baseline holds them.
    pub(super) kept_since: Option<Timestamp>,
}

/// Whether a message is a send of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    No,
    Perhaps,
    Yes,
}

/// Looks for sends of one chat, oldest first. What one row finds is no other row's.
pub(super) fn find(
    wanted: &[Wanted],
    history: &[RemoteMessage],
    known: &Known<'_>,
) -> Vec<(OutboxId, Found)> {
    let mut taken: HashSet<&RemoteMessageId> = known.claimed.iter().collect();
    let ours: HashSet<AuthorKind> = history
        .iter()
        .filter(|message| taken.contains(&message.id) || known.ours.contains(&message.id))
        .map(|message| message.author.kind)
        .collect();
    let mut ordered: Vec<&RemoteMessage> = history.iter().collect();
    ordered.sort_by(|a, b| (a.sent_at, &a.id).cmp(&(b.sent_at, &b.id)));
    let mut found = Vec::new();
    for row in wanted {
        // A baseline holds the newest: what is older than its first was there before, too.
        let oldest_known = ordered
            .iter()
            .find(|message| row.baseline.contains(&message.id))
            .map(|message| message.sent_at);
        let there_since = oldest_known.max(known.kept_since);
        let free = ordered
            .iter()
            .filter(|message| !taken.contains(&message.id))
            .filter(|message| there_since.is_none_or(|since| message.sent_at >= since));
        let likely: Vec<(Likeness, &RemoteMessage)> = free
            .map(|message| {
                let written = written_by_us(message, known.me.as_ref(), &ours);
                (written.min(is_like(row, message)), *message)
            })
            .collect();
        let of = |wanted: Likeness| -> Vec<&RemoteMessage> {
            let found = likely.iter().filter(|(likeness, _)| *likeness == wanted);
            found.map(|(_, message)| *message).collect()
        };
        let (certain, possible) = (of(Likeness::Yes), of(Likeness::Perhaps));
        let answer = match (certain.as_slice(), possible.as_slice()) {
            ([], []) => Found::Nothing,
            // What was there before is older.
            ([], [.., last]) if row.certain && !row.baseline_known => Found::This(last.id.clone()),
            ([], [first, ..]) if row.certain => Found::This(first.id.clone()),
            ([], _) => Found::Several,
            (certain, _) => choose(row, certain, known),
        };
        if let Found::This(id) = &answer
            && let Some((_, message)) = likely.iter().find(|(_, message)| message.id == *id)
        {
            taken.insert(&message.id);
        }
        found.push((row.id, answer));
    }
    found
}

/// Whether it is from this side: `ours` are the authors that the service names for what was sent
/// from here.
fn written_by_us(
    message: &RemoteMessage,
    me: Option<&OperatorId>,
    ours: &HashSet<AuthorKind>,
) -> Likeness {
    let colleagues = match (me, &message.author.operator) {
        (Some(me), Some(author)) => me != author,
        _ => false,
    };
    match message.author.kind {
        AuthorKind::Customer => Likeness::No,
        _ if colleagues => Likeness::No,
        AuthorKind::Operator => Likeness::Yes,
        kind if ours.contains(&kind) => Likeness::Yes,
        AuthorKind::Bot | AuthorKind::Business | AuthorKind::System | AuthorKind::Other => {
            Likeness::Perhaps
        }
    }
}

fn is_like(row: &Wanted, message: &RemoteMessage) -> Likeness {
    let too_old = !row.baseline_known
        && row
            .attempt_at
            .is_some_and(|at| message.sent_at < at.before(CLOCKS_APART));
    if row.baseline.contains(&message.id) {
        return Likeness::No;
    }
    let same_text = plain(&row.text) == plain(&message.text);
    let has_file = !message.attachments.is_empty();
    let same = match &row.rich {
        None | Some(Rich::Buttons { .. } | Rich::List { .. }) => {
            row.file.is_some() == has_file && same_text
        }
        // Services drop the text beside a file that they fetch, or show its address instead.
        Some(Rich::Link { url, .. }) if has_file => {
            same_text || message.text.trim().is_empty() || message.text.contains(url.as_str())
        }
        Some(Rich::Link { url, .. }) => message.text.contains(url.as_str()),
        Some(Rich::Location {
            latitude,
            longitude,
            ..
        }) => names_place(&message.text, latitude, longitude),
        Some(Rich::Contact { name, phone }) => names_person(&message.text, name, phone),
        // What the service makes of a template is its own affair.
        Some(Rich::Template { .. }) if !same_text => return Likeness::Perhaps,
        Some(Rich::Template { .. }) => true,
    };
    match (same, too_old) {
        (false, _) => Likeness::No,
        // By clocks alone, of which ours may be wrong.
        (true, true) => Likeness::Perhaps,
        (true, false) => Likeness::Yes,
    }
}

/// Whether a line of the text is this place: rounding differs from service to service.
fn names_place(text: &str, latitude: &str, longitude: &str) -> bool {
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    let near = |one: Option<f64>, other: Option<f64>| {
        one.zip(other)
            .is_some_and(|(one, other)| (one - other).abs() < 0.0001)
    };
    text.lines()
        .filter_map(|line| line.split_once(','))
        .any(|(one, other)| {
            near(degrees(one), degrees(latitude)) && near(degrees(other), degrees(longitude))
        })
}

fn names_person(text: &str, name: &str, phone: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let phone = digits(phone);
    text.contains(name.trim()) && (phone.is_empty() || digits(text).contains(&phone))
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
    let content = (
        plain(&row.text),
        carries_file(row.file.is_some(), row.rich.as_ref()),
    );
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

/// Whether a send shows as a file: one of this computer's, or one by its address.
pub(super) fn carries_file(file: bool, rich: Option<&Rich>) -> bool {
    file || matches!(rich, Some(Rich::Link { .. }))
}

/// Text as it survives services that trim it and rewrite its line ends.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

#[cfg(test)]
mod tests;
