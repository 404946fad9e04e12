//! Text as the indexes take it, and queries over it.
//!
//! The tokenizer folds case and strips accents; what it can't do is done here, alike for what is
//! stored and what is asked: emoji become words of their own, apostrophes vanish within words
//! (the Ukrainian one has three spellings), Hebrew points and invisible marks vanish.

/// Prepares a text for an index.
pub(super) fn prepare(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_dropped(c) {
            continue;
        }
        if is_picture(c) {
            out.push(' ');
            out.push(c);
            out.push(' ');
        } else if is_mere_sign(c) {
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out
}

/// The digits of a phone number, ASCII whatever script they came in.
pub(super) fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect()
}

/// What a person searches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// For the word indexes: every word, the last one as a beginning.
    pub(super) words: String,
    /// For the index of parts: every word as a part of at least three characters. `None` if one
    /// is too short.
    pub(super) parts: Option<String>,
    /// For phones: the digits, if there is nothing but a number.
    pub(super) digits: Option<String>,
}

/// Reads what a person typed. `"Quoted words"` stand together. `None` if nothing is asked.
pub(super) fn query(text: &str) -> Option<Query> {
    let terms: Vec<String> = terms(text)
        .into_iter()
        .map(|term| prepare(&term).trim().to_owned())
        .filter(|term| term.chars().any(is_word))
        .collect();
    let last = terms.len().checked_sub(1)?;
    let words: Vec<String> = terms
        .iter()
        .enumerate()
        .map(|(index, term)| {
            let star = if index == last { "*" } else { "" };
            format!("{}{star}", quoted(term))
        })
        .collect();
    let parts = terms.iter().all(|term| term.chars().count() >= 3).then(|| {
        let all: Vec<String> = terms.iter().map(|term| quoted(term)).collect();
        format!("{{title customer}} : ({})", all.join(" AND "))
    });
    Some(Query {
        words: words.join(" AND "),
        parts,
        digits: digits_only(text),
    })
}

/// The digits of what is nothing but a number.
pub(super) fn digits_only(text: &str) -> Option<String> {
    let number = digits(text);
    let only_number = !number.is_empty()
        && text
            .chars()
            .all(|c| c.is_numeric() || c.is_whitespace() || "+-()./".contains(c));
    only_number.then_some(number)
}

/// The pieces of a query: words, and what stands between quotation marks.
pub(super) fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    for (index, piece) in text.split(['"', '“', '”', '„']).enumerate() {
        if index % 2 == 1 {
            terms.push(piece.to_owned());
        } else {
            terms.extend(piece.split_whitespace().map(str::to_owned));
        }
    }
    terms
}

fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('"', " "))
}

/// Whether the tokenizer makes words of it.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_picture(c)
}

/// Apostrophes, variation selectors, joiners, skin tones, directional marks, Hebrew points.
pub(super) fn is_dropped(c: char) -> bool {
    matches!(c,
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´'
        | '\u{ad}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Signs such as № and °, which the tokenizer would take for letters because emoji are of the same
/// kind. Accents that stand by themselves are no signs.
fn is_mere_sign(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}')
}

/// Emoji and the like.
pub(super) fn is_picture(c: char) -> bool {
    matches!(c,
        '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '〰' | '〽' | '㊗' | '㊙'
        | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_become_words_and_their_modifiers_go() {
        assert_eq!(
            prepare("ок👍🏽!"),
            "ок 👍 !",
            "findable without typing the skin tone"
        );
    }

    #[test]
    fn apostrophes_of_every_kind_are_alike() {
        for text in ["м'ята", "м’ята", "мʼята"] {
            assert_eq!(prepare(text), "мята", "{text}");
        }
    }

    #[test]
    fn query_is_quoted_and_its_last_word_a_beginning() {
        let asked = query("foo OR b\"ar baz\" qu").unwrap();
        assert_eq!(
            asked.words, "\"foo\" AND \"OR\" AND \"b\" AND \"ar baz\" AND \"qu\"*",
            "nothing a person types is syntax"
        );
        assert_eq!(query(" .. "), None, "nothing to look for");
    }

    #[test]
    fn a_number_is_a_phone_whatever_stands_between() {
        assert_eq!(
            query("+38 (050) 12-3").unwrap().digits.as_deref(),
            Some("38050123"),
            "digits only"
        );
        assert_eq!(query("room 12").unwrap().digits, None, "not a phone");
    }
}
