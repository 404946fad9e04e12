//! SignalR's JSON protocol: records of JSON, each ended by one separator character.

use serde_json::{Value, json};

use crate::json;

/// Ends each record.
const SEPARATOR: char = '\u{1e}';

/// The first record of a connection, from us.
pub(super) fn handshake() -> String {
    record(&json!({ "protocol": "json", "version": 1 }))
}

/// Says that we are still there.
pub(super) fn ping() -> String {
    record(&json!({ "type": 6 }))
}

/// Says that we go.
pub(super) fn close() -> String {
    record(&json!({ "type": 7 }))
}

/// Calls a method of the service.
pub(super) fn invocation(id: &str, target: &str, arguments: &[Value]) -> String {
    record(&json!({ "type": 1, "invocationId": id, "target": target, "arguments": arguments }))
}

/// Answers a call of the service that wants a result: this program gives none.
pub(super) fn no_result(id: &str) -> String {
    record(&json!({ "type": 3, "invocationId": id, "error": "This client returns no results." }))
}

fn record(value: &Value) -> String {
    format!("{value}{SEPARATOR}")
}

/// The service's answer to the handshake.
pub(super) fn read_handshake(record: &str) -> Result<(), String> {
    match json::read::<Value>(record.as_bytes()) {
        Ok(Value::Object(fields)) => match fields.get("error") {
            Some(error) => Err(error.as_str().unwrap_or("refused").to_owned()),
            None => Ok(()),
        },
        _ => Err("not a handshake".to_owned()),
    }
}

/// A record from the service.
#[derive(Debug, PartialEq)]
pub(super) enum Record {
    /// An event, or a call that wants a result if it has an id.
    Call {
        target: String,
        arguments: Vec<Value>,
        id: Option<String>,
    },
    /// The end of a call of ours.
    Completion {
        id: String,
        result: Result<Value, String>,
    },
    /// The service ends the connection, with a reason or without.
    Close(Option<String>),
    /// A ping or something of no use here.
    Other,
}

/// Reads one record; `None` if it isn't one.
pub(super) fn read(record: &str) -> Option<Record> {
    let Value::Object(mut fields) = json::read(record.as_bytes()).ok()? else {
        return None;
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    Some(match fields.get("type").and_then(Value::as_i64)? {
        1 => Record::Call {
            target: text(fields.get("target"))?,
            id: text(fields.get("invocationId")),
            arguments: match fields.remove("arguments") {
                Some(Value::Array(arguments)) => arguments,
                _ => Vec::new(),
            },
        },
        3 => Record::Completion {
            id: text(fields.get("invocationId"))?,
            result: match text(fields.get("error")) {
                Some(error) => Err(error),
                None => Ok(fields.remove("result").unwrap_or(Value::Null)),
            },
        },
        7 => Record::Close(text(fields.get("error"))),
        _ => Record::Other,
    })
}

/// Cuts what arrives into records, which may share a frame or be spread over several.
#[derive(Default)]
pub(super) struct Records {
    text: String,
    /// Bytes of `text` that were handed out.
    done: usize,
    /// Bytes of `text` in which no end is to be found any more.
    searched: usize,
}

impl Records {
    /// Takes a frame; `false` if more than `limit` bytes wait for their end.
    pub(super) fn push(&mut self, frame: &str, limit: usize) -> bool {
        self.text.drain(..self.done);
        self.searched = self.searched.saturating_sub(self.done);
        self.done = 0;
        self.text.push_str(frame);
        self.text.len() <= limit || frame.contains(SEPARATOR)
    }

    /// The next whole record, where it lies: a long one is not copied.
    pub(super) fn next(&mut self) -> Option<&str> {
        let from = self.searched.max(self.done);
        let Some(found) = self.text.get(from..)?.find(SEPARATOR) else {
            self.searched = self.text.len();
            return None;
        };
        let begin = self.done;
        self.done = from + found + SEPARATOR.len_utf8();
        self.searched = self.done;
        self.text.get(begin..from + found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_cut_wherever_frames_end() {
        let mut records = Records::default();
        assert!(
            records.push("{\"type\":6}\u{1e}{\"ty", 100),
            "within the limit"
        );
        assert_eq!(records.next(), Some("{\"type\":6}"), "the first");
        assert_eq!(records.next(), None, "the second has no end yet");
        assert!(records.push("pe\":7}\u{1e}", 100), "within the limit");
        assert_eq!(records.next(), Some("{\"type\":7}"), "joined");
        for _ in 0..3 {
            assert!(records.push("я", 100), "letter by letter");
            assert_eq!(records.next(), None, "no end yet");
        }
        assert!(records.push("\u{1e}\u{1e}x", 100), "two ends at once");
        assert_eq!(records.next(), Some("яяя"), "what came by letters");
        assert_eq!(records.next(), Some(""), "nothing is a record, too");
        assert_eq!(records.next(), None, "the last has no end");
        assert!(
            !records.push(&"x".repeat(101), 100),
            "a record without end is refused"
        );
    }

    #[test]
    fn each_kind_of_record_is_read() {
        for (text, expected) in [
            (
                r#"{"type":1,"target":"ReceiveMessage","arguments":[{"id":1}]}"#,
                Some(Record::Call {
                    target: "ReceiveMessage".into(),
                    arguments: vec![json!({"id": 1})],
                    id: None,
                }),
            ),
            (
                r#"{"type":3,"invocationId":"4","result":7}"#,
                Some(Record::Completion {
                    id: "4".into(),
                    result: Ok(json!(7)),
                }),
            ),
            (
                r#"{"type":3,"invocationId":"4","error":"no"}"#,
                Some(Record::Completion {
                    id: "4".into(),
                    result: Err("no".into()),
                }),
            ),
            (
                r#"{"type":3,"invocationId":"4"}"#,
                Some(Record::Completion {
                    id: "4".into(),
                    result: Ok(Value::Null),
                }),
            ),
            (r#"{"type":6}"#, Some(Record::Other)),
            (r#"{"type":7}"#, Some(Record::Close(None))),
            (
                r#"{"type":7,"error":"bye","allowReconnect":true}"#,
                Some(Record::Close(Some("bye".into()))),
            ),
            (r#"{"type":99}"#, Some(Record::Other)),
            ("{}", None),
            ("[]", None),
            ("nonsense", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let bomb = format!(
            r#"{{"type":1,"target":"x","arguments":[{}0]}}"#,
            "0,".repeat(2 << 20)
        );
        assert_eq!(read(&bomb), None, "a record that grows manyfold is none");
    }

    #[test]
    fn a_handshake_is_accepted_or_refused_with_a_reason() {
        assert_eq!(read_handshake("{}"), Ok(()), "accepted");
        assert_eq!(
            read_handshake(r#"{"error":"protocol"}"#),
            Err("protocol".into()),
            "the reason is kept"
        );
        assert!(read_handshake("<html>").is_err(), "not SignalR");
    }
}
