//! What a request says: its JSON body and its query.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use bytes::Bytes;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{App, refusal::Refusal};

/// A JSON object; no body at all counts as an empty one (3.4).
pub(crate) struct Body(Map<String, Value>);

impl Body {
    /// A field, unless it is null.
    pub(crate) fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// Whether the field is there, also as null.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    /// A text, unless it is missing.
    pub(crate) fn text(&self, field: &str) -> Result<Option<&str>, Refusal> {
        self.get(field)
            .map(|value| value.as_str().ok_or_else(|| not(field, "a string")))
            .transpose()
    }

    /// A text of so many characters that has to be there.
    pub(crate) fn text_of(&self, field: &str, most: usize) -> Result<&str, Refusal> {
        let text = self.text(field)?.unwrap_or("");
        match text.chars().count() {
            0 => Err(Refusal::invalid(format!("\"{field}\" is required"))),
            count if count > most => Err(Refusal::invalid(format!(
                "\"{field}\" length must be less than or equal to {most} characters long"
            ))),
            _ => Ok(text),
        }
    }

    /// A list that has to be there, of so many items.
    pub(crate) fn list(&self, field: &str, least: usize, most: usize) -> Result<&[Value], Refusal> {
        let list = self
            .get(field)
            .ok_or_else(|| Refusal::invalid(format!("\"{field}\" is required")))?
            .as_array()
            .ok_or_else(|| not(field, "an array"))?;
        if !(least..=most).contains(&list.len()) {
            return Err(Refusal::invalid(format!(
                "\"{field}\" must contain between {least} and {most} items"
            )));
        }
        Ok(list)
    }

    pub(crate) fn flag(&self, field: &str) -> Result<bool, Refusal> {
        match self.get(field) {
            None => Ok(false),
            Some(value) => value.as_bool().ok_or_else(|| not(field, "a boolean")),
        }
    }

    pub(crate) fn object(&self, field: &str) -> Result<Option<&Map<String, Value>>, Refusal> {
        self.get(field)
            .map(|value| value.as_object().ok_or_else(|| not(field, "an object")))
            .transpose()
    }
}

fn not(field: &str, what: &str) -> Refusal {
    Refusal::invalid(format!("\"{field}\" must be {what}"))
}

impl FromRequest<App> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|_| Refusal::new(413, "Payload Too Large"))?;
        if bytes.is_empty() {
            return Ok(Self(Map::new()));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| Refusal::invalid("Malformed JSON body"))
    }
}

/// Query pairs in the order given.
pub(crate) struct Query(pub(crate) Vec<(String, String)>);

impl Query {
    pub(crate) fn of(query: Option<&str>) -> Self {
        Self(
            form_urlencoded::parse(query.unwrap_or("").as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next()
    }

    /// Every value of a key.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        let pairs = self.0.iter().filter(move |(k, _)| k == key);
        pairs.map(|(_, value)| value.as_str())
    }

    /// A text of digits in this range.
    pub(crate) fn digits(&self, key: &str, least: i64, most: i64) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.get(key) else {
            return Ok(None);
        };
        let number = (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| text.parse().unwrap_or(i64::MAX))
            .filter(|number| (least..=most).contains(number));
        number.map(Some).ok_or_else(|| {
            Refusal::invalid(format!("\"{key}\" must be a number from {least} to {most}"))
        })
    }

    /// One of these words.
    pub(crate) fn word(&self, key: &str, words: &[&str]) -> Result<Option<&str>, Refusal> {
        match self.get(key) {
            Some(word) if !words.contains(&word) => Err(Refusal::invalid(format!(
                "\"{key}\" must be one of [{}]",
                words.join(", ")
            ))),
            word => Ok(word),
        }
    }

    /// Letters and digits.
    pub(crate) fn id(&self, key: &str) -> Result<Option<&str>, Refusal> {
        match self.get(key) {
            Some(id)
                if id.is_empty()
                    || !id
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) =>
            {
                Err(Refusal::invalid(format!(
                    "\"{key}\" fails to match the required pattern"
                )))
            }
            id => Ok(id),
        }
    }
}

impl FromRequestParts<App> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Ok(Self::of(parts.uri.query()))
    }
}

/// The part of a list that `limit` (all when absent) and `skip` name.
pub(crate) fn page<T>(items: Vec<T>, limit: Option<i64>, skip: Option<i64>) -> Vec<T> {
    let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    items
        .into_iter()
        .skip(skip.map_or(0, count))
        .take(limit.map_or(usize::MAX, count))
        .collect()
}
