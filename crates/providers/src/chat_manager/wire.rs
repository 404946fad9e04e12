//! What Chat Manager sends (chat-manager.md §8). Everything but an id may be missing, null, or of
//! another shape than documented (§12.15); unknown fields are passed over.

use std::fmt;

use domain::Timestamp;
use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::fields::{flag_of, moment_of, number_of, unwrapped};
use crate::http::Answer;
use crate::json;

/// Most records of a page that are read: more than are ever asked for.
const MOST_RECORDS: usize = 10_000;

/// A page of the list (§4.3).
pub(super) struct Page<T> {
    pub(super) chats: Vec<T>,
    /// Records in all on this page, those that could not be read among them.
    pub(super) seen: usize,
    pub(super) meta: Meta,
}

/// `_metadata` (§8.6).
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Meta {
    #[serde(default, deserialize_with = "number")]
    pub(super) total_pages: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) page_size: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub(super) total_records: Option<u64>,
}

/// A chat (§8.1).
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chat {
    #[serde(flatten, deserialize_with = "chat_id")]
    pub(super) id: String,
    #[serde(default, deserialize_with = "flag")]
    pub(super) is_active: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) service: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub(super) registered_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) created_by: Option<String>,
    #[serde(default, deserialize_with = "each")]
    pub(super) title: Vec<TextVersion>,
    #[serde(default, deserialize_with = "each")]
    pub(super) participants: Vec<Participant>,
}

/// A title a chat has had; a bare text is one without a date.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(from = "RawTitle")]
pub(super) struct TextVersion {
    /// A text, or an object with one.
    pub(super) value: Value,
    pub(super) captured_at: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawTitle {
    Bare(String),
    #[serde(rename_all = "camelCase")]
    Version {
        value: Value,
        #[serde(default, deserialize_with = "moment")]
        captured_at: Option<Timestamp>,
    },
}

impl From<RawTitle> for TextVersion {
    fn from(raw: RawTitle) -> Self {
        match raw {
            RawTitle::Bare(text) => Self {
                value: Value::from(text),
                captured_at: None,
            },
            RawTitle::Version { value, captured_at } => Self { value, captured_at },
        }
    }
}

/// Somebody who takes or took part (§8.2).
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participant {
    pub(super) id: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) user_properties: Option<Map<String, Value>>,
    #[serde(default, deserialize_with = "each")]
    pub(super) participations: Vec<Participation>,
}

impl Participant {
    /// A property by its name in any spelling: the keys depend on what the messenger tells.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        let plain = |key: &str| key.replace('_', "").to_ascii_lowercase();
        let properties = self.user_properties.as_ref()?;
        let (_, value) = properties.iter().find(|(key, _)| plain(key) == name)?;
        value.as_str().map(str::trim).filter(|it| !it.is_empty())
    }
}

/// Once in a chat (§8.3).
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Participation {
    #[serde(default, deserialize_with = "flag")]
    pub(super) is_active: Option<bool>,
    #[serde(default, deserialize_with = "moment")]
    pub(super) joined_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) invited_by: Option<String>,
}

/// A message (§8.4).
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    pub(super) id: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) written_by: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub(super) written_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) deleted: Option<bool>,
    #[serde(default, deserialize_with = "each")]
    pub(super) content: Vec<Content>,
}

/// A captured version of a message.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    #[serde(default)]
    pub(super) value: Value,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) content_type: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub(super) captured_at: Option<Timestamp>,
}

/// The way in (§8.5).
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Invitation {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) service: Option<String>,
    pub(super) invitation: String,
}

/// Where a report's file is (§6.3).
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct DownloadUrl {
    /// Missing while the file is being made.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub(super) expiration: Option<Timestamp>,
}

/// Reads the list record by record, of which only what `read` makes of a chat is kept; `None` if it
/// is no list, or has records of which none is a chat. The documents announce "a list of resources"
/// and show an object (§4.3).
pub(super) fn page<T>(body: &[u8], read: impl Fn(&Chat) -> T) -> Option<Page<T>> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        records: Option<&'a RawValue>,
        #[serde(borrow)]
        data: Option<&'a RawValue>,
        #[serde(borrow)]
        content: Option<&'a RawValue>,
        #[serde(borrow, rename = "_metadata")]
        meta: Option<&'a RawValue>,
        #[serde(borrow)]
        metadata: Option<&'a RawValue>,
    }
    let numbers = |raw: &RawValue| json::read::<Meta>(raw.get().as_bytes()).ok();
    let (records, meta) = match serde_json::from_slice(body) {
        Ok(Records(records)) => (records, None),
        Err(_) => {
            let named: Named<'_> = serde_json::from_slice(body).ok()?;
            let meta = named.meta.and_then(numbers);
            let meta = meta.or_else(|| named.metadata.and_then(numbers));
            let mut lists = [named.records, named.data, named.content]
                .into_iter()
                .flatten();
            let list = lists.find_map(|list| serde_json::from_str::<Records<'_>>(list.get()).ok());
            let list = list.map(|Records(records)| records);
            // An empty list may be left out or null where the numbers say that it is one.
            (list.or_else(|| meta.is_some().then(Vec::new))?, meta)
        }
    };
    let chats: Vec<T> = records
        .iter()
        .filter_map(|record| json::read(record.get().as_bytes()).ok())
        .map(|chat| read(&chat))
        .collect();
    let senseless = chats.is_empty() && !records.is_empty();
    (!senseless).then(|| Page {
        chats,
        seen: records.len(),
        meta: meta.unwrap_or_default(),
    })
}

/// Records where they lie, not yet looked into, of which there may be so many.
struct Records<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Records<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Records<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut records = Vec::new();
                while let Some(record) = seq.next_element()? {
                    if records.len() == MOST_RECORDS {
                        return Err(A::Error::custom("too many records"));
                    }
                    records.push(record);
                }
                Ok(Records(records))
            }
        }
        from.deserialize_seq(List)
    }
}

/// Names of the id of what was made.
const IDS: [&str; 3] = ["id", "chatId", "messageId"];

/// The id in an answer to something accepted: an object's `id` or `chatId`, a JSON text, raw text, or
/// the end of `Location` (§12.2).
pub(super) fn accepted_id(answer: &Answer) -> Option<String> {
    let named = match json::read::<Value>(&answer.body) {
        Ok(Value::String(text)) => Some(text),
        Ok(object @ Value::Object(_)) => {
            let object = unwrapped(&object, &IDS, &["data", "chat"]);
            let mut ids = IDS.iter();
            ids.find_map(|key| object.get(key)?.as_str().map(str::to_owned))
        }
        Ok(_) => None,
        Err(_) => answer.text().map(str::to_owned),
    };
    let place = answer.headers.get(reqwest::header::LOCATION);
    let place = place.and_then(|it| it.to_str().ok()?.trim_end_matches('/').rsplit('/').next());
    let is_id = |text: &String| {
        let hex = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        text.len() == 36 && text.bytes().all(hex)
    };
    let candidates = [named, place.map(str::to_owned)];
    let mut candidates = candidates.into_iter().flatten();
    candidates.find(is_id)
}

/// A chat's id under either name, or under both.
fn chat_id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    struct Named {
        id: Option<String>,
        #[serde(rename = "chatId")]
        chat_id: Option<String>,
    }
    let named = Named::deserialize(from)?;
    let id = named.id.or(named.chat_id);
    id.ok_or_else(|| serde::de::Error::missing_field("id"))
}

/// A value of the documented shape, or nothing.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(serde_json::from_value(value).ok())
}

/// A moment in whatever form (§12.10), or nothing.
fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(moment_of(&Value::deserialize(from)?))
}

/// Yes or no in whatever form (§12.18), or nothing.
fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(flag_of(&Value::deserialize(from)?))
}

/// A count, a number or a text, or nothing.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let number = number_of(&Value::deserialize(from)?);
    Ok(number.and_then(|number| u64::try_from(number).ok()))
}

/// The items of a list that have the documented shape; one item alone may stand for a list.
fn each<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let items = match Value::deserialize(from)? {
        Value::Array(items) => items,
        one => vec![one],
    };
    let read = items.into_iter();
    Ok(read
        .filter_map(|item| serde_json::from_value(item).ok())
        .collect())
}
