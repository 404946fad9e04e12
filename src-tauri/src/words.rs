//! Texts outside the window, from `messages/*.ftl`. The front end has its own catalogue for what
//! it shows.

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

/// The compiled texts of one language.
pub(crate) struct Words(FluentBundle<FluentResource>);

impl Words {
    /// The texts in English, the one language there is so far.
    pub(crate) fn english() -> Self {
        let resource = match FluentResource::try_new(include_str!("../messages/en.ftl").to_owned())
        {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!("messages/en.ftl is wrong in {} places", errors.len());
                resource
            }
        };
        let mut bundle = FluentBundle::new(vec![unic_langid::langid!("en")]);
        // Notifications and titles are plain text: marks that isolate directions would show.
        bundle.set_use_isolating(false);
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!("messages/en.ftl repeats {} texts", errors.len());
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
    use super::*;

    #[test]
    fn counts_choose_their_plural() {
        let words = Words::english();
        let summary = |messages: u32, chats: u32| {
            words.with(
                "summary",
                [("messages", messages.into()), ("chats", chats.into())],
            )
        };
        assert_eq!(summary(12, 5), "12 messages in 5 chats", "both plural");
        assert_eq!(summary(1, 1), "1 message in 1 chat", "both singular");
    }
}
