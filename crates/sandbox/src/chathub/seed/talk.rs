//! What people say. Every scene is a list of lines; the first character says who speaks
//! (`<` client, `>` operator, `*` bot, `#` business account), `[photo]` and `[file]` are attachments.
//! `{n}` becomes an order number, `{p}` a price, `{t}` a time of day, `{d}` a small number.

/// A language people write in here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Ukrainian,
    English,
    Hebrew,
    Spanish,
}

/// A conversation, line by line.
pub(crate) type Scene = &'static [&'static str];

/// What a language has to offer.
#[derive(Debug)]
pub(crate) struct Phrases {
    pub(crate) names: &'static [&'static str],
    pub(crate) surnames: &'static [&'static str],
    /// What an order is called in a chat's title.
    pub(crate) order: &'static str,
    pub(crate) scenes: &'static [Scene],
    /// How a new conversation begins.
    pub(crate) openers: &'static [&'static str],
    /// What a client answers to an operator.
    pub(crate) answers: &'static [&'static str],
    /// What a client adds without being asked.
    pub(crate) nudges: &'static [&'static str],
    /// A long complaint or question.
    pub(crate) long: &'static str,
}

/// The phrases of a language.
pub(crate) fn phrases(language: Language) -> &'static Phrases {
    match language {
        Language::Ukrainian => &super::ukrainian::PHRASES,
        Language::English => &super::english::PHRASES,
        Language::Hebrew => &super::hebrew::PHRASES,
        Language::Spanish => &super::spanish::PHRASES,
    }
}
