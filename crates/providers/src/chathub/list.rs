//! Lists, read one item at a time: a long answer never stands in memory as JSON as a whole, and a
//! hostile one can't grow a thousandfold there.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json;

/// Most memory that the items of a list may take, without their texts: some ten thousand, which then
/// stand there twice until they are what the rest of the program knows.
const MOST_ITEMS: usize = 14 << 20;
/// Most memory that one item may take: real ones take some thousand bytes, and their texts.
const HEAVIEST_ITEM: usize = 20 << 20;

/// A list and what its answer says about it.
#[derive(Debug, PartialEq)]
pub(super) struct List<T> {
    /// The items that are what they should be.
    pub(super) items: Vec<T>,
    /// Items in all.
    pub(super) seen: usize,
    /// How many there are beyond this page, as the service counts.
    pub(super) total: Option<u64>,
}

/// Reads a list, which is the whole body or a field of it. `None` if there is none, or if it has
/// items and not one is what it should be.
pub(super) fn read<T>(body: &[u8], read: impl Fn(&Value) -> Option<T>) -> Option<List<T>> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let list = json
        .deserialize_any(Body {
            read: &read,
            is: PhantomData,
        })
        .ok()?;
    json.end().ok()?;
    let senseless = list.items.is_empty() && list.seen > 0;
    (!senseless).then_some(list)
}

struct Body<'r, T, F> {
    read: &'r F,
    is: PhantomData<T>,
}

impl<'de, T, F: Fn(&Value) -> Option<T>> Visitor<'de> for Body<'_, T, F> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
        let mut list = List {
            items: Vec::new(),
            seen: 0,
            total: None,
        };
        while let Some(raw) = seq.next_element::<&RawValue>()? {
            list.seen += 1;
            if list.seen > most_items::<T>() {
                return Err(A::Error::custom("too many items"));
            }
            list.items
                .extend(item(raw).and_then(|value| (self.read)(&value)));
        }
        Ok(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<T>, A::Error> {
        let (mut list, mut total) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.to_ascii_lowercase().as_str() {
                "items" | "data" | "result" | "value" if list.is_none() => {
                    let raw = map.next_value::<&RawValue>()?.get();
                    if raw.starts_with('[') {
                        let mut json = serde_json::Deserializer::from_str(raw);
                        let inner = Body {
                            read: self.read,
                            is: PhantomData,
                        };
                        list = Some(json.deserialize_any(inner).map_err(A::Error::custom)?);
                    }
                }
                "total" | "totalcount" | "count" => {
                    let raw = map.next_value::<&RawValue>()?.get();
                    total = total.or_else(|| raw.trim_matches('"').parse().ok());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let mut list: List<T> = list.ok_or_else(|| A::Error::custom("no list"))?;
        list.total = total;
        Ok(list)
    }
}

/// How many items that fit into the memory for them.
fn most_items<T>() -> usize {
    MOST_ITEMS / size_of::<T>().max(1)
}

fn item(raw: &RawValue) -> Option<Value> {
    json::read_within(raw.get().as_bytes(), HEAVIEST_ITEM).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chathub::wire;

    fn ids(body: &str) -> Option<List<String>> {
        read(body.as_bytes(), |value| {
            wire::Person::read(value).map(|person| person.id)
        })
    }

    fn list(items: &[&str], seen: usize, total: Option<u64>) -> Option<List<String>> {
        Some(List {
            items: items.iter().map(|&id| id.to_owned()).collect(),
            seen,
            total,
        })
    }

    #[test]
    fn a_list_is_the_body_or_a_field_of_it() {
        for (body, expected) in [
            (r#"[{"id":1},{"id":"b"}]"#, list(&["1", "b"], 2, None)),
            ("[]", list(&[], 0, None)),
            (
                r#"{"total":7,"items":[{"id":1}]}"#,
                list(&["1"], 1, Some(7)),
            ),
            (
                r#"{"items":[{"id":1}],"total":"7"}"#,
                list(&["1"], 1, Some(7)),
            ),
            (
                r#"{"Data":[{"id":1}],"x":{"items":[]}}"#,
                list(&["1"], 1, None),
            ),
            (r#"{"data":null,"items":[]}"#, list(&[], 0, None)),
            (r#"[{"id":1},{},null]"#, list(&["1"], 3, None)),
            (r#"[{},null]"#, None),
            (r#"{"items":5}"#, None),
            (r#"{"total":0}"#, None),
            (r#""OK""#, None),
            ("null", None),
            ("", None),
            ("[{\"id\":1}", None),
            ("[] x", None),
            ("<html>", None),
        ] {
            assert_eq!(ids(body), expected, "{body}");
        }
    }

    #[test]
    fn bombs_are_passed_over_and_long_texts_are_not() {
        let wide = format!(r#"[{{"id":1}},{{"id":2,"x":[{}0]}}]"#, "0,".repeat(400_000));
        assert_eq!(
            ids(&wide),
            list(&["1"], 2, None),
            "an item of thousands of values"
        );
        let deep = format!(r#"[{{"id":1}},{}{}]"#, "[".repeat(5000), "]".repeat(5000));
        assert_eq!(
            ids(&deep),
            list(&["1"], 2, None),
            "an item of a thousand levels"
        );
        let long = format!(r#"[{{"id":3,"x":"\"{}"}}]"#, ",".repeat(30_000));
        assert_eq!(ids(&long), list(&["3"], 1, None), "a text full of commas");
        let most = most_items::<String>();
        let people = |count| format!("[{}{{\"id\":2}}]", "{\"id\":1},".repeat(count - 1));
        let read = ids(&people(100_000)).map(|list| list.seen);
        assert_eq!(read, Some(100_000), "a long list");
        assert_eq!(ids(&people(most + 1)), None, "more than any company has");
    }
}
