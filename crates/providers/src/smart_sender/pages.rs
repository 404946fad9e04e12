//! Pages of lists (§2): offset paging that drifts while rows arrive.

use std::collections::HashSet;

use domain::{Error, ErrorCode, Result};
use reqwest::Method;
use serde_json::Value;

use super::SmartSender;
use super::client::Call;
use crate::fields::{Fields, items};

/// Items asked for at a time; more are refused.
pub(super) const PAGE_SIZE: usize = 20;
/// Most pages of a list that is read whole: tags, operators, notes.
const MOST_PAGES: u32 = 50;

/// A page.
#[derive(Debug)]
pub(super) struct Page<T> {
    /// The items that are what they should be.
    pub(super) items: Vec<T>,
    /// The number of the next page, if there is one.
    pub(super) next: Option<u32>,
}

/// Reads the envelope. `None` if it is none.
pub(super) fn read<T>(
    json: &Value,
    number: u32,
    read: impl Fn(&Value) -> Option<T>,
) -> Option<Page<T>> {
    let collection = items(json, &["collection", "data"])?;
    let found: Vec<T> = collection.iter().filter_map(|item| read(item)).collect();
    if found.is_empty() && !collection.is_empty() {
        return None;
    }
    let pages = Fields::of(json)
        .and_then(|envelope| envelope.inner(&["cursor"]))
        .and_then(|cursor| cursor.number(&["pages"]));
    // Without a cursor there may be more until a page is empty: pages may be shorter than asked.
    let more = pages.is_none_or(|pages| i64::from(number) < pages);
    let next = number.checked_add(1);
    Some(Page {
        next: next.filter(|_| more && !collection.is_empty()),
        items: found,
    })
}

impl SmartSender {
    /// One page of a list. A page beyond the last one is empty, even if the service calls it
    /// missing or refuses its number (§8.20).
    pub(super) async fn page<T>(
        &self,
        path: &[&str],
        number: u32,
        query: Vec<(&'static str, String)>,
        item: impl Fn(&Value) -> Option<T>,
    ) -> Result<Page<T>> {
        let mut all = vec![
            ("page", number.to_string()),
            ("limitation", PAGE_SIZE.to_string()),
        ];
        all.extend(query);
        let call = Call::new(Method::GET, path).query(all);
        let answer = self.client.answer(&call).await?;
        match self.client.judge(&answer) {
            Err(Error {
                code: ErrorCode::NotFound | ErrorCode::Invalid,
                ..
            }) if number > 1 => Ok(Page {
                items: Vec::new(),
                next: None,
            }),
            Err(error) => Err(error),
            Ok(json) => read(&json, number, item).ok_or_else(|| answer.undecodable()),
        }
    }

    /// A whole list, each item once.
    pub(super) async fn all<T>(
        &self,
        path: &[&str],
        item: impl Fn(&Value) -> Option<T>,
        id: impl Fn(&T) -> String,
    ) -> Result<Vec<T>> {
        let (mut found, mut seen, mut number) = (Vec::new(), HashSet::new(), 1);
        while number <= MOST_PAGES {
            let page = self.page(path, number, Vec::new(), &item).await?;
            let before = found.len();
            found.extend(page.items.into_iter().filter(|item| seen.insert(id(item))));
            match page.next {
                Some(next) if found.len() > before => number = next,
                _ => break,
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::text_of;

    fn page(json: &str, number: u32) -> Option<(Vec<String>, Option<u32>)> {
        let json = serde_json::from_str(json).unwrap();
        let page = read(&json, number, text_of)?;
        Some((page.items, page.next))
    }

    #[test]
    fn a_next_page_exists_while_there_are_more_pages() {
        let one = || vec!["1".to_owned()];
        for (json, number, expected) in [
            (
                r#"{"cursor":{"page":1,"pages":235},"collection":[1]}"#,
                1,
                Some((one(), Some(2))),
            ),
            (
                r#"{"cursor":{"page":"2","pages":"2"},"collection":[1]}"#,
                2,
                Some((one(), None)),
            ),
            (
                r#"{"cursor":{"page":1,"pages":0},"collection":[]}"#,
                1,
                Some((Vec::new(), None)),
            ),
            (
                r#"{"cursor":{"page":3,"pages":9},"collection":[]}"#,
                3,
                Some((Vec::new(), None)),
            ),
            (r#"{"collection":[1]}"#, 1, Some((one(), Some(2)))),
            (r#"{"collection":{"1":1}}"#, 1, Some((one(), Some(2)))),
            ("[]", 1, Some((Vec::new(), None))),
            (r#"{"collection":[{},null]}"#, 1, None),
            (r#"{"cursor":{}}"#, 1, None),
            (r#""x""#, 1, None),
        ] {
            assert_eq!(page(json, number), expected, "{json}");
        }
    }
}
