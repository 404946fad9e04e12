//! Where in a text the words are that were looked for. Words are cut and folded as the text
//! indexes do it (`text.rs` and the tokenizer behind it).

use domain::view::HitPiece;
use icu_normalizer::DecomposingNormalizerBorrowed;

use super::text::{is_dropped, is_picture, prepare, terms};

/// Characters shown before the first match.
const BEFORE: usize = 60;

/// Characters shown in all.
const SHOWN: usize = 240;

/// What was asked for: terms of words that stand together, the last word of the last one as a
/// beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    terms: Vec<Vec<String>>,
    /// A number, whatever stands between its digits.
    digits: Option<String>,
}

/// A word of a text.
struct Word {
    start: usize,
    end: usize,
    folded: String,
}

impl Asked {
    /// Reads what a person typed. `None` if nothing is asked.
    pub(super) fn new(typed: &str, digits: Option<String>) -> Option<Self> {
        let terms: Vec<Vec<String>> = terms(typed)
            .iter()
            .map(|term| words(term).into_iter().map(|word| word.folded).collect())
            .filter(|term: &Vec<String>| !term.is_empty())
            .collect();
        (!terms.is_empty()).then_some(Self { terms, digits })
    }

    /// Whether a text has all that was asked for.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let words = words(text);
        let all = (0..self.terms.len())
            .all(|term| (0..words.len()).any(|at| self.stands_at(term, &words, at)));
        all || words.iter().any(|word| self.is_number(word))
    }

    /// The stretch of a text around the first match.
    pub(super) fn pieces(&self, text: &str) -> Vec<HitPiece> {
        let words = words(text);
        let mut hits: Vec<(usize, usize)> = Vec::new();
        for at in 0..words.len() {
            for term in 0..self.terms.len() {
                if self.stands_at(term, &words, at) {
                    let last = at + self.terms.get(term).map_or(1, Vec::len) - 1;
                    if let (Some(first), Some(last)) = (words.get(at), words.get(last)) {
                        hits.push((first.start, last.end));
                    }
                }
            }
            if let Some(word) = words.get(at).filter(|word| self.is_number(word)) {
                hits.push((word.start, word.end));
            }
        }
        cut(text, &joined(hits))
    }

    fn is_number(&self, word: &Word) -> bool {
        self.digits
            .as_ref()
            .is_some_and(|digits| word.folded.starts_with(digits.as_str()))
    }

    fn stands_at(&self, term: usize, words: &[Word], at: usize) -> bool {
        let Some(wanted) = self.terms.get(term) else {
            return false;
        };
        let open = term + 1 == self.terms.len();
        let last = wanted.len() - 1;
        wanted.iter().enumerate().all(|(index, wanted)| {
            words.get(at + index).is_some_and(|word| {
                if open && index == last {
                    word.folded.starts_with(wanted.as_str())
                } else {
                    word.folded == *wanted
                }
            })
        })
    }
}

/// The words of a text.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    let mut end = |begun: &mut Option<usize>, at: usize| {
        if let Some(start) = begun.take()
            && let Some(part) = text.get(start..at)
        {
            let folded = fold(part);
            if !folded.is_empty() {
                words.push(Word {
                    start,
                    end: at,
                    folded,
                });
            }
        }
    };
    for (at, c) in text.char_indices() {
        if is_picture(c) {
            end(&mut begun, at);
            begun = Some(at);
            end(&mut begun, at + c.len_utf8());
        } else if c.is_alphanumeric() {
            begun.get_or_insert(at);
        } else if !is_dropped(c) && !is_accent(c) {
            end(&mut begun, at);
        }
    }
    end(&mut begun, text.len());
    words
}

/// A word without case and accents.
fn fold(word: &str) -> String {
    let lower: String = prepare(word)
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .collect();
    DecomposingNormalizerBorrowed::new_nfd()
        .normalize(&lower)
        .chars()
        .filter(|c| !is_accent(*c))
        .collect()
}

const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Stretches in order, those that meet made one.
fn joined(mut hits: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    hits.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in hits {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// The stretch around the first hit, in pieces.
fn cut(text: &str, hits: &[(usize, usize)]) -> Vec<HitPiece> {
    let first = hits.first().map_or(0, |hit| hit.0);
    let start = text
        .get(..first)
        .unwrap_or_default()
        .char_indices()
        .rev()
        .nth(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    let stop = text
        .get(start..)
        .unwrap_or_default()
        .char_indices()
        .nth(SHOWN)
        .map_or(text.len(), |(at, _)| start + at);
    let mut pieces = Vec::new();
    let mut add = |text: &str, hit: bool| {
        if !text.is_empty() {
            pieces.push(HitPiece {
                text: text.to_owned(),
                hit,
            });
        }
    };
    if start > 0 {
        add("…", false);
    }
    let mut at = start;
    for (from, to) in hits {
        let (from, to) = ((*from).min(stop), (*to).min(stop));
        add(text.get(at..from).unwrap_or_default(), false);
        add(text.get(from..to).unwrap_or_default(), true);
        at = at.max(to);
    }
    add(text.get(at..stop).unwrap_or_default(), false);
    if stop < text.len() {
        add("…", false);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, typed: &str) -> String {
        let asked = Asked::new(typed, super::super::text::digits_only(typed)).unwrap();
        asked
            .pieces(text)
            .into_iter()
            .map(|piece| {
                if piece.hit {
                    format!("[{}]", piece.text)
                } else {
                    piece.text
                }
            })
            .collect()
    }

    #[test]
    fn words_are_marked_in_every_script() {
        for (text, typed, expected) in [
            ("Where is my Order?", "order", "Where is my [Order]?"),
            ("Де моє ЗАМОВЛЕННЯ №5", "замов", "Де моє [ЗАМОВЛЕННЯ] №5"),
            ("Müller, Zoë", "zoe mull", "[Müller], [Zoë]"),
            ("мʼята й м'ята", "м’ята", "[мʼята] й [м'ята]"),
            ("שָׁלוֹם לכם", "שלום", "[שָׁלוֹם] לכם"),
            ("дякую 👍🏽!", "👍", "дякую [👍]🏽!"),
            ("call 0501234567", "050 12", "call [0501234567]"),
            (
                "a good day to all",
                "\"good day\" al",
                "a [good day] to [all]",
            ),
        ] {
            assert_eq!(shown(text, typed), expected, "{typed:?} in {text:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_around_the_first_match() {
        let text = format!("{}needle{}", "ж ".repeat(100), " ж".repeat(300));
        let cut = shown(&text, "needle");
        assert!(
            cut.starts_with("…") && cut.ends_with('…'),
            "both ends: {cut}"
        );
        assert!(cut.contains("[needle]"), "with the match: {cut}");
        assert!(cut.chars().count() <= SHOWN + 4, "and no longer: {cut}");
    }
}
