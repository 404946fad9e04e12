//! The commands the window may call: a few lines each over the engine. Arguments are sized
//! here, before anything else looks at them.

pub(crate) mod accounts;
pub(crate) mod acts;
pub(crate) mod app;
pub(crate) mod chats;
pub(crate) mod drafts;
pub(crate) mod library;
pub(crate) mod lock;
pub(crate) mod media;
pub(crate) mod messages;
pub(crate) mod operators;
pub(crate) mod services;
pub(crate) mod settings;
#[cfg(test)]
mod surface;
pub(crate) mod tokens;
pub(crate) mod weight;

use domain::view::ErrorView;
use domain::{Error, ErrorCode};
use serde::Serialize;

/// What every command answers.
pub(crate) type Answer<T> = Result<T, ErrorView>;

/// Longest text of a message or draft that is taken, in bytes.
pub(crate) const LONGEST_TEXT: usize = 256 * 1024;

/// Longest other text that is taken (names, addresses, words to look for), in bytes.
pub(crate) const LONGEST_FIELD: usize = 8 * 1024;

/// The answer to a call that carries too much to be looked at.
pub(crate) fn too_much() -> ErrorView {
    Error::new(
        ErrorCode::Invalid,
        "This is more than can be taken at once.",
    )
    .into()
}

/// Refuses a text that is too long for its purpose.
pub(crate) fn sized(text: &str, longest: usize) -> Answer<()> {
    if text.len() <= longest {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Invalid,
        format!(
            "This is longer than the {} KB that can be taken.",
            longest / 1024
        ),
    )
    .into())
}

/// Refuses texts of which one is too long for a field.
pub(crate) fn fields<'a>(texts: impl IntoIterator<Item = &'a str>) -> Answer<()> {
    texts
        .into_iter()
        .try_for_each(|text| sized(text, LONGEST_FIELD))
}

/// Refuses something of many texts that is too long as a whole, written out.
pub(crate) fn whole(value: &impl Serialize, longest: usize) -> Answer<()> {
    // What can't be written out was never read.
    let text = serde_json::to_string(value).unwrap_or_default();
    sized(&text, longest)
}

/// Refuses a list that is too long for its purpose.
pub(crate) fn counted<T>(list: &[T], most: usize) -> Answer<()> {
    if list.len() <= most {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Invalid,
        format!("More than {most} at once can't be taken."),
    )
    .into())
}
