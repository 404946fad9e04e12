//! SignalR's JSON protocol, version 1: records of JSON that end in 0x1E.

use serde_json::{Value, json};

/// Ends every record.
const SEPARATOR: char = '\u{1e}';

/// A record from a client.
#[derive(Debug, PartialEq)]
pub(crate) enum Incoming {
    Invocation {
        id: Option<String>,
        target: String,
        arguments: Vec<Value>,
    },
    Ping,
    Close,
    /// Kinds this hub has no streams for: they are passed over.
    Other,
}

/// A record as sent.
pub(crate) fn record(value: &Value) -> String {
    format!("{value}{SEPARATOR}")
}

pub(crate) fn invocation(target: &str, arguments: &[Value]) -> Value {
    json!({ "type": 1, "target": target, "arguments": arguments })
}

pub(crate) fn completion(id: &str, result: Result<Option<Value>, String>) -> Value {
    match result {
        Ok(None) => json!({ "type": 3, "invocationId": id }),
        Ok(Some(value)) => json!({ "type": 3, "invocationId": id, "result": value }),
        Err(error) => json!({ "type": 3, "invocationId": id, "error": error }),
    }
}

pub(crate) fn ping() -> Value {
    json!({ "type": 6 })
}

pub(crate) fn close(error: Option<&str>, may_reconnect: bool) -> Value {
    let mut value = json!({ "type": 7 });
    if let Some(fields) = value.as_object_mut() {
        if let Some(error) = error {
            fields.insert("error".into(), json!(error));
        }
        if may_reconnect {
            fields.insert("allowReconnect".into(), json!(true));
        }
    }
    value
}

/// Collects text until a record is whole.
#[derive(Debug, Default)]
pub(crate) struct Reader(String);

impl Reader {
    pub(crate) fn push(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// The next whole record, without its separator.
    pub(crate) fn next(&mut self) -> Option<String> {
        let end = self.0.find(SEPARATOR)?;
        let rest = self.0.split_off(end);
        let record = std::mem::replace(&mut self.0, rest.trim_start_matches(SEPARATOR).to_owned());
        Some(record)
    }
}

/// Reads the handshake; the sentence says what is wrong with it.
pub(crate) fn handshake(record: &str) -> Result<(), String> {
    let value: Value =
        serde_json::from_str(record).map_err(|_| "The handshake could not be read.".to_owned())?;
    match value.get("protocol").and_then(Value::as_str) {
        Some("json") => {}
        other => {
            return Err(format!(
                "The protocol '{}' is not supported.",
                other.unwrap_or("")
            ));
        }
    }
    match value.get("version").and_then(Value::as_i64) {
        Some(1) => Ok(()),
        _ => Err("The server does not support this version of the protocol.".to_owned()),
    }
}

/// Reads a record; None when it is none.
pub(crate) fn parse(record: &str) -> Option<Incoming> {
    let value: Value = serde_json::from_str(record).ok()?;
    Some(match value.get("type")?.as_i64()? {
        1 => Incoming::Invocation {
            id: value
                .get("invocationId")
                .and_then(Value::as_str)
                .map(str::to_owned),
            target: value.get("target")?.as_str()?.to_owned(),
            arguments: value
                .get("arguments")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
        },
        6 => Incoming::Ping,
        7 => Incoming::Close,
        _ => Incoming::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_found_however_the_text_is_cut() {
        let mut reader = Reader::default();
        reader.push("{\"type\":6}\u{1e}{\"ty");
        assert_eq!(
            reader.next().as_deref(),
            Some("{\"type\":6}"),
            "the first is whole"
        );
        assert_eq!(reader.next(), None, "the second is not yet");
        reader.push("pe\":7}\u{1e}");
        assert_eq!(
            reader.next().as_deref().and_then(parse),
            Some(Incoming::Close),
            "now it is"
        );
    }

    #[test]
    fn foreign_handshakes_are_refused_with_a_sentence() {
        assert!(
            handshake(r#"{"protocol":"json","version":1}"#).is_ok(),
            "the one that is spoken"
        );
        let refused = handshake(r#"{"protocol":"messagepack","version":1}"#);
        assert!(
            refused.is_err_and(|error| error.contains("messagepack")),
            "it names what was asked for"
        );
        assert!(handshake("hello").is_err(), "not JSON");
    }
}
