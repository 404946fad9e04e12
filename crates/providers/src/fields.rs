//! Foreign JSON, read tolerantly: a field may be missing, null, misspelt, or a number where a text
//! is expected, and the other way round.

use domain::Timestamp;
use serde_json::{Map, Value};

/// Moments below this count seconds: as milliseconds they would lie before March 1973.
const SECONDS_BELOW: i64 = 100_000_000_000;
/// Moments from this on count microseconds: as milliseconds they would lie beyond the year 5000.
const MICROS_FROM: i64 = 100_000_000_000_000;

/// An object, its fields found whatever their capitals: services write some of them
/// differently from place to place.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A field even if it is null.
    pub(crate) fn raw(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).or_else(|| {
            let (_, value) = self
                .0
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(key))?;
            Some(value)
        })
    }

    /// The first of these fields that is there and not null.
    pub(crate) fn find(&self, keys: &[&str]) -> Option<&'a Value> {
        keys.iter()
            .filter_map(|key| self.raw(key))
            .find(|value| !value.is_null())
    }

    /// The first of these fields that is a text or a number, as text; blank ones don't count.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| text_of(self.raw(key)?))
    }

    pub(crate) fn number(&self, keys: &[&str]) -> Option<i64> {
        keys.iter().find_map(|key| number_of(self.raw(key)?))
    }

    /// The first of these fields that says yes or no: as such, as a number, or in words.
    pub(crate) fn flag(&self, keys: &[&str]) -> Option<bool> {
        keys.iter().find_map(|key| flag_of(self.raw(key)?))
    }

    /// The first of these fields that is a moment, in whatever unit.
    pub(crate) fn moment(&self, keys: &[&str]) -> Option<Timestamp> {
        keys.iter().find_map(|key| moment_of(self.raw(key)?))
    }

    /// The first of these fields that is an object.
    pub(crate) fn inner(&self, keys: &[&str]) -> Option<Fields<'a>> {
        keys.iter().find_map(|key| Fields::of(self.raw(key)?))
    }
}

/// The object inside an envelope `data` (or one of these names) of which nothing else is known,
/// else the object itself.
pub(crate) fn unwrapped<'a>(value: &'a Value, own: &[&str], names: &[&str]) -> &'a Value {
    let Some(fields) = Fields::of(value) else {
        return value;
    };
    if fields.find(own).is_some() {
        return value;
    }
    let inner = names.iter().find_map(|name| fields.raw(name));
    inner.filter(|inner| inner.is_object()).unwrap_or(value)
}

/// The same of a value that nobody else needs: nothing is copied.
pub(crate) fn into_unwrapped(mut value: Value, own: &[&str], names: &[&str]) -> Value {
    if std::ptr::eq(unwrapped(&value, own, names), &raw const value) {
        return value;
    }
    let inner = value.as_object_mut().and_then(|fields| {
        names.iter().find_map(|name| {
            let same = fields.keys().find(|key| key.as_str() == *name);
            let same = same.or_else(|| fields.keys().find(|key| key.eq_ignore_ascii_case(name)));
            let key = same?.clone();
            fields.remove(&key)
        })
    });
    inner.unwrap_or_default()
}

/// The items of a list: a bare one, or the first of these fields that is one. Some back ends
/// number the items of a list that something was taken out of, which makes it an object.
pub(crate) fn items<'a>(value: &'a Value, names: &[&str]) -> Option<Vec<&'a Value>> {
    let list = match value {
        Value::Array(_) => value,
        other => Fields::of(other)?.find(names)?,
    };
    match list {
        Value::Array(items) => Some(items.iter().collect()),
        Value::Object(numbered) if numbered.keys().all(|key| is_number(key)) => {
            Some(numbered.values().collect())
        }
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Yes or no: as such, as a number, or in words.
pub(crate) fn flag_of(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(_) => number_of(value).map(|number| number != 0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A moment: ISO 8601, or seconds, milliseconds or microseconds since 1970 as a number or a text.
/// `None` for nothing, and for zero, which some back ends write for it.
pub(crate) fn moment_of(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => moment_in(text),
        Value::Number(_) => epoch(number_of(value)?),
        _ => None,
    }
}

/// The same in a text.
pub(crate) fn moment_in(text: &str) -> Option<Timestamp> {
    match number_in(text) {
        Some(number) => epoch(number),
        None => Timestamp::from_iso(text),
    }
}

/// Whether a text is a count since 1970, and so says its zone.
pub(crate) fn counts(text: &str) -> bool {
    number_in(text).is_some()
}

/// A number long enough not to be a year or a date.
fn number_in(text: &str) -> Option<i64> {
    let text = text.trim();
    let number = text.len() > 8 && is_number(text);
    number.then(|| text.parse().ok())?
}

fn epoch(number: i64) -> Option<Timestamp> {
    match number {
        ..=0 => None,
        1..SECONDS_BELOW => Some(Timestamp(number * 1000)),
        MICROS_FROM.. => Some(Timestamp(number / 1000)),
        _ => Some(Timestamp(number)),
    }
}

/// A text or a number as text; `None` for blanks and everything else.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number, or a text that is one, as a whole number.
pub(crate) fn number_of(value: &Value) -> Option<i64> {
    match value {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "a fraction or a number beyond i64 in a count or a code is nonsense anyway"
        )]
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.as_f64().map(|n| n as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// An id as JSON: a number where it is one, as services write them.
pub(crate) fn id_value(id: &str) -> Value {
    id.parse::<i64>()
        .map_or_else(|_| Value::from(id), Value::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn moments_are_read_in_every_unit() {
        let at = Some(Timestamp(1_743_500_784_000));
        for value in [
            json!("2025-04-01T09:46:24Z"),
            json!("2025-04-01 09:46:24"),
            json!("2025-04-01T09:46:24.000000Z"),
            json!("2025-04-01T12:46:24+0300"),
            json!(1_743_500_784),
            json!(1_743_500_784_000_i64),
            json!(1_743_500_784_000_000_i64),
            json!("1743500784"),
            json!("1743500784000"),
        ] {
            assert_eq!(moment_of(&value), at, "{value}");
        }
        for value in [json!(null), json!(0), json!(""), json!("soon"), json!({})] {
            assert_eq!(moment_of(&value), None, "{value}");
        }
        assert_eq!(
            moment_of(&json!("20250401")),
            Timestamp::from_iso("20250401"),
            "eight digits are a date, if anything"
        );
    }

    #[test]
    fn yes_and_no_are_read_in_every_spelling() {
        for (value, flag) in [
            (json!(true), Some(true)),
            (json!(1), Some(true)),
            (json!("1"), Some(true)),
            (json!("True"), Some(true)),
            (json!(false), Some(false)),
            (json!(0), Some(false)),
            (json!("false"), Some(false)),
            (json!(null), None),
            (json!("perhaps"), None),
            (json!({"type": "sent"}), None),
        ] {
            let json = json!({ "state": value });
            let fields = Fields::of(&json).unwrap();
            assert_eq!(fields.flag(&["state"]), flag, "{json}");
        }
    }

    #[test]
    fn lists_are_found_bare_named_and_numbered() {
        let found = |json: Value| {
            let items = items(&json, &["collection", "data"])?;
            Some(items.into_iter().filter_map(number_of).collect::<Vec<_>>())
        };
        for json in [
            json!([1, 2]),
            json!({"collection": [1, 2]}),
            json!({"collection": null, "data": [1, 2]}),
            json!({"collection": {"0": 1, "3": 2}}),
        ] {
            assert_eq!(found(json.clone()), Some(vec![1, 2]), "{json}");
        }
        for json in [json!({}), json!("x"), json!({"collection": {"id": 1}})] {
            assert_eq!(found(json.clone()), None, "{json}");
        }
    }

    #[test]
    fn an_envelope_is_opened_only_where_the_object_itself_is_not_there() {
        let own = json!({"id": 1, "data": {"id": 2}});
        assert_eq!(unwrapped(&own, &["id"], &["data"]), &own, "it is one");
        let wrapped = json!({"data": {"id": 2}});
        assert_eq!(
            unwrapped(&wrapped, &["id"], &["data"]),
            &json!({"id": 2}),
            "inside"
        );
        let other = json!({"data": [1]});
        assert_eq!(unwrapped(&other, &["id"], &["data"]), &other, "no object");
        let odd = json!({"DATA": {"id": 3}, "Data": 1});
        for value in [own, wrapped, other, odd, json!(5)] {
            let kept = unwrapped(&value, &["id"], &["data"]).clone();
            assert_eq!(
                into_unwrapped(value, &["id"], &["data"]),
                kept,
                "the same without a copy"
            );
        }
    }
}
