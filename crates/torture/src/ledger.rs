//! Whether what a service took of a chat is what was handed over: each text once, in order.

/// What is known of a text that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It must have been taken.
    Taken,
    /// It may have been: nobody was told that it was kept, or the person was asked about it.
    Open,
    /// It must not have been: the service refused it.
    Refused,
}

/// A text that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) text: String,
    pub(crate) fate: Fate,
}

/// Says what is wrong with what the service took, `None` if all is well. Texts may be identical,
/// so every way to match the two is looked at.
pub(crate) fn objection(entries: &[Entry], taken: &[String]) -> Option<String> {
    // possible[n]: the entries so far can account for exactly the first n texts taken.
    let mut possible = vec![false; taken.len() + 1];
    if let Some(first) = possible.first_mut() {
        *first = true;
    }
    for entry in entries {
        let mut next = vec![false; taken.len() + 1];
        for (count, slot) in next.iter_mut().enumerate() {
            let left_out = possible.get(count).copied().unwrap_or_default();
            let matched = count.checked_sub(1).is_some_and(|before| {
                possible.get(before).copied().unwrap_or_default()
                    && taken.get(before) == Some(&entry.text)
            });
            *slot = match entry.fate {
                Fate::Taken => matched,
                Fate::Open => matched || left_out,
                Fate::Refused => left_out,
            };
        }
        possible = next;
    }
    if possible.last().copied().unwrap_or_default() {
        return None;
    }
    let handed: Vec<String> = entries.iter().map(short).collect();
    Some(format!("handed over {handed:?}, taken {taken:?}"))
}

fn short(entry: &Entry) -> String {
    match entry.fate {
        Fate::Taken => entry.text.clone(),
        Fate::Open => format!("{}?", entry.text),
        Fate::Refused => format!("{}!", entry.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<Entry> {
        text.split_whitespace()
            .map(|word| match word.strip_suffix(['?', '!']) {
                None => (word, Fate::Taken),
                Some(bare) if word.ends_with('?') => (bare, Fate::Open),
                Some(bare) => (bare, Fate::Refused),
            })
            .map(|(text, fate)| Entry {
                text: text.to_owned(),
                fate,
            })
            .collect()
    }

    #[test]
    fn losses_doubles_and_disorder_are_objected_to() {
        for (handed, taken, fine) in [
            ("a b a", "a b a", true),
            ("a b a", "a b", false),
            ("a b", "a a b", false),
            ("a b", "b a", false),
            ("a b? a", "a a", true),
            ("a a? a", "a a", true),
            ("a a? a", "a", false),
            ("a? a?", "a a a", false),
            ("a b! c", "a c", true),
            ("a b! c", "a b c", false),
            ("", "", true),
            ("", "a", false),
        ] {
            let texts: Vec<String> = taken.split_whitespace().map(str::to_owned).collect();
            let objection = objection(&entries(handed), &texts);
            assert_eq!(objection.is_none(), fine, "{handed:?} taken as {taken:?}");
        }
    }
}
