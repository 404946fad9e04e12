//! Foreign JSON, weighed before anything is made of it: a few bytes of it can ask for a hundred
//! times their size in memory. Whatever a service sends is read here, or item by item.

use serde::de::{DeserializeOwned, Error as _};

/// Most memory that one answer, record or item may take once it is read, by [`weight`].
pub(crate) const BEARABLE: usize = 32 << 20;

/// What values take in memory beside their bytes of text, as `serde_json` keeps them.
mod cost {
    /// An object with a field or more: a node of a tree, with room for eleven.
    pub(super) const OBJECT: usize = 640;
    /// A list with an item or more: room for four.
    pub(super) const LIST: usize = 144;
    /// One field or item more, and the room that is kept for the next ones.
    pub(super) const NEXT: usize = 64;
    /// A field's share of a node, when its neighbours are half full.
    pub(super) const FIELD: usize = 64;
    /// One of the two marks of a text, which is a piece of memory of its own.
    pub(super) const MARK: usize = 16;
}

/// Reads JSON that is bearable.
pub(crate) fn read<T: DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    read_within(json, BEARABLE)
}

/// Reads JSON that takes at most so much memory.
pub(crate) fn read_within<T: DeserializeOwned>(json: &[u8], most: usize) -> serde_json::Result<T> {
    if weighs_more(json, most) {
        return Err(serde_json::Error::custom("more than can be taken at once"));
    }
    serde_json::from_slice(json)
}

fn weighs_more(json: &[u8], most: usize) -> bool {
    // No byte weighs more than one that begins an object.
    json.len().saturating_mul(cost::OBJECT + 1) > most && weight(json) > most
}

/// The memory that JSON takes once it is read, at most: one cheap pass over its bytes.
fn weight(json: &[u8]) -> usize {
    let (mut weight, mut inside, mut escaped) = (json.len(), false, false);
    for byte in json {
        weight += match byte {
            _ if escaped => {
                escaped = false;
                0
            }
            b'\\' if inside => {
                escaped = true;
                0
            }
            b'"' => {
                inside = !inside;
                cost::MARK
            }
            _ if inside => 0,
            b'{' => cost::OBJECT,
            b'[' => cost::LIST,
            b',' => cost::NEXT,
            b':' => cost::FIELD,
            _ => 0,
        };
    }
    weight
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn json_that_would_grow_manyfold_is_not_read() {
        let wide = |piece: &str, bytes: usize| format!("[{}0]", piece.repeat(bytes / piece.len()));
        let bombs = [
            wide("0,", 8 << 20),
            wide("[],", 8 << 20),
            wide("[0],", 8 << 20),
            wide("{\"\":0},", 2 << 20),
            wide("\"\",", 8 << 20),
            wide("[[[[[[0]]]]]],", 4 << 20),
            wide("{\"a\":{\"b\":{\"c\":0}}},", 2 << 20),
            format!("{{{}\"z\":0}}", "\"a\":0,".repeat(1 << 20)),
            format!("{{\"x\":[{}0]}}", "null,".repeat(1 << 20)),
            "[".repeat(1 << 20),
            "{\"a\":".repeat(1 << 20),
            format!("\"{}", "\\\",".repeat(11 << 20)),
        ];
        for bomb in &bombs {
            let start: String = bomb.chars().take(20).collect();
            assert!(read::<Value>(bomb.as_bytes()).is_err(), "{start}…");
            assert!(weighs_more(bomb.as_bytes(), BEARABLE), "{start}… is heavy");
        }
        println!("S8: {} JSON bombs that are not read", bombs.len());
    }

    #[test]
    fn long_texts_and_big_pages_are_read() {
        let text = format!("{{\"message\":\"{}\"}}", ",[{\\\":".repeat(1 << 20));
        assert!(
            read::<Value>(text.as_bytes()).is_ok(),
            "a text weighs its bytes"
        );
        let message = serde_json::json!({
            "id": 123_456, "date": "2026-01-20T10:00:00Z", "text": "Good morning! ".repeat(10),
            "author": { "id": 7, "name": "Anna", "tags": ["a", "b"] },
            "media": { "url": "https://files.example.com/a.png", "name": "a.png", "size": 5 },
            "status": 3, "kind": "text", "reply": null, "phone": "380000000000",
        });
        let page = Value::from(vec![message; 4000]).to_string();
        assert!(read::<Value>(page.as_bytes()).is_ok(), "forty usual pages");
    }

    #[test]
    fn what_is_no_json_is_an_error_and_no_more() {
        for text in ["", "[", "{\"a\"", "\"\\", "nonsense", "\u{feff}{}"] {
            assert!(read::<Value>(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
