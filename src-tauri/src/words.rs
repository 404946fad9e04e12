//! Texts outside the window, from `messages/*.ftl`, in the language of the settings or else the
//! system's. The front end has its own catalogue for what it shows.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use domain::Language;
use engine::{Word, Wording};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// The person's choice of language. One for the whole program, as there is one tray and one title.
static CHOSEN: RwLock<Option<Language>> = RwLock::new(None);

/// Takes up the language of the settings; `None` is the system's.
pub(crate) fn speak(choice: Option<Language>) {
    *CHOSEN.write().unwrap_or_else(PoisonError::into_inner) = choice;
}

/// The language that is spoken outside the window now.
pub(crate) fn spoken() -> Language {
    let chosen = *CHOSEN.read().unwrap_or_else(PoisonError::into_inner);
    chosen
        .or_else(|| known(sys_locale::get_locales()))
        .unwrap_or(Language::En)
}

/// The first of the languages (BCP 47 tags) that the program speaks.
fn known(tags: impl Iterator<Item = String>) -> Option<Language> {
    tags.filter_map(|tag| tag.parse::<LanguageIdentifier>().ok())
        .find_map(|tag| match tag.language.as_str() {
            "en" => Some(Language::En),
            "uk" => Some(Language::Uk),
            // The code that Hebrew had until 1989 still turns up.
            "he" | "iw" => Some(Language::He),
            "es" => Some(Language::Es),
            _ => None,
        })
}

/// Where a language's plural rules come from, and its texts.
fn source(language: Language) -> (LanguageIdentifier, &'static str) {
    match language {
        Language::En => (langid!("en"), include_str!("../messages/en.ftl")),
        Language::Uk => (langid!("uk"), include_str!("../messages/uk.ftl")),
        Language::He => (langid!("he"), include_str!("../messages/he.ftl")),
        Language::Es => (langid!("es"), include_str!("../messages/es.ftl")),
    }
}

/// The compiled texts of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

/// The words of files, in the language that is spoken now. Compiled anew for each file: a bundle
/// can't be shared between threads.
pub(crate) struct FileWords {
    language: Language,
    texts: HashMap<Word, String>,
}

impl FileWords {
    /// In the language that is spoken now.
    pub(crate) fn spoken() -> Self {
        Self::of(spoken())
    }

    fn of(language: Language) -> Self {
        let words = Words::of(language);
        let texts = Word::ALL.iter().map(|word| (*word, words.get(word.id())));
        Self {
            language,
            texts: texts.collect(),
        }
    }
}

impl Wording for FileWords {
    fn say(&self, word: Word) -> String {
        self.texts.get(&word).cloned().unwrap_or_default()
    }

    fn language(&self) -> String {
        source(self.language).0.to_string()
    }

    fn is_right_to_left(&self) -> bool {
        self.language == Language::He
    }
}

impl Words {
    /// The texts in the language that is spoken now.
    pub(crate) fn spoken() -> Self {
        Self::of(spoken())
    }

    /// The texts in a language.
    pub(crate) fn of(language: Language) -> Self {
        let (tag, text) = source(language);
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!("{} of the texts in '{tag}' are wrong", errors.len());
                resource
            }
        };
        let mut bundle = FluentBundle::new(vec![tag.clone()]);
        // Notifications and titles are plain text: marks that isolate directions would show.
        bundle.set_use_isolating(false);
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!("{} of the texts in '{tag}' are there twice", errors.len());
        }
        Self(bundle)
    }

    /// A text that takes nothing.
    pub(crate) fn get(&self, id: &str) -> String {
        self.with(id, [])
    }

    /// A text with its values. A text that is missing shows its id: ugly, and seen at once.
    pub(crate) fn with<const N: usize>(
        &self,
        id: &str,
        values: [(&'static str, FluentValue<'_>); N],
    ) -> String {
        let Some(pattern) = self.0.get_message(id).and_then(|message| message.value()) else {
            tracing::error!("there is no text '{id}'");
            return id.to_owned();
        };
        let args: FluentArgs<'_> = values.into_iter().collect();
        self.0
            .format_pattern(pattern, Some(&args), &mut Vec::new())
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const ALL: [Language; 4] = [Language::En, Language::Uk, Language::He, Language::Es];

    fn summary(language: Language, messages: u32, chats: u32) -> String {
        Words::of(language).with(
            "summary",
            [("messages", messages.into()), ("chats", chats.into())],
        )
    }

    #[test]
    fn counts_choose_their_plural() {
        let cases = [
            (Language::En, 12, 5, "12 messages in 5 chats"),
            (Language::En, 1, 1, "1 message in 1 chat"),
            (Language::Uk, 1, 1, "1 повідомлення в 1 чаті"),
            (Language::Uk, 12, 5, "12 повідомлень у 5 чатах"),
            (Language::Uk, 22, 21, "22 повідомлення в 21 чаті"),
            (Language::He, 2, 1, "שתי הודעות בשיחה אחת"),
            (Language::He, 12, 2, "12 הודעות בשתי שיחות"),
            (Language::Es, 12, 1, "12 mensajes en 1 chat"),
        ];
        for (language, messages, chats, expected) in cases {
            assert_eq!(
                summary(language, messages, chats),
                expected,
                "{messages} in {chats}"
            );
        }
    }

    /// Ids of the texts, each with the values it shows.
    fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut id = String::new();
        for line in source(language).1.lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                id = line.split(' ').next().unwrap_or_default().to_owned();
                texts.entry(id.clone()).or_default();
            }
            if line.starts_with('#') {
                continue;
            }
            for value in line.split("{ $").skip(1) {
                let name = value.split(' ').next().unwrap_or_default();
                texts.entry(id.clone()).or_default().insert(name.to_owned());
            }
        }
        texts
    }

    #[test]
    fn every_language_says_everything_with_the_same_values() {
        for language in ALL {
            let (tag, text) = source(language);
            assert!(
                FluentResource::try_new(text.to_owned()).is_ok(),
                "{tag} is well formed"
            );
            assert_eq!(texts(language), texts(Language::En), "{tag} is complete");
        }
    }

    #[test]
    fn files_have_all_their_words_in_every_language() {
        for language in ALL {
            let words = FileWords::of(language);
            for word in Word::ALL {
                let said = words.say(*word);
                assert!(
                    !said.is_empty() && said != word.id(),
                    "{language:?} {word:?}"
                );
            }
        }
        let known: BTreeSet<String> = Word::ALL.iter().map(|word| word.id().to_owned()).collect();
        let written: BTreeSet<String> = texts(Language::En)
            .into_keys()
            .filter(|id| id.starts_with("file-"))
            .collect();
        assert_eq!(written, known, "and none that nothing says");
    }

    #[test]
    fn the_first_language_of_the_system_that_is_known_is_spoken() {
        let best = |tags: &[&str]| known(tags.iter().map(|tag| (*tag).to_owned()));
        assert_eq!(best(&["uk-UA", "en-US"]), Some(Language::Uk), "the first");
        assert_eq!(best(&["fr-FR", "es-419"]), Some(Language::Es), "the next");
        assert_eq!(best(&["iw-IL"]), Some(Language::He), "by its old code");
        assert_eq!(best(&["C", "", "ja"]), None, "none of them");
    }
}
