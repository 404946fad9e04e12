//! What a request says: its JSON body, its query, its page, the ids in its path.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use bytes::Bytes;
use jiff::{Timestamp, civil, tz::TimeZone};
use serde_json::{Value, json};
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    App,
    quirks::{Oversize, PageSize, Quirks},
    refusal::Refusal,
};

/// The most items a page has (4.3).
const MOST: i64 = 200;

/// A JSON object.
pub(crate) struct Body(pub(crate) Value);

impl Body {
    /// A field, unless it is null.
    pub(crate) fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// A text that has to be there and not blank.
    pub(crate) fn text(&self, field: &str) -> Result<&str, Refusal> {
        let text = self.optional(field)?.unwrap_or("");
        if text.trim().is_empty() {
            return Err(Refusal::bad(format!("{field}: must not be blank")));
        }
        Ok(text)
    }

    /// A text that may be absent.
    pub(crate) fn optional(&self, field: &str) -> Result<Option<&str>, Refusal> {
        self.get(field)
            .map(|value| {
                let text = value.as_str();
                text.ok_or_else(|| Refusal::bad(format!("{field}: must be a string")))
            })
            .transpose()
    }

    /// A moment that may be absent.
    pub(crate) fn moment(&self, field: &str) -> Result<Option<Timestamp>, Refusal> {
        self.optional(field)?
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::bad(format!("{field}: must be a timestamp")))
            })
            .transpose()
    }
}

impl FromRequest<App> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let json = kind
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.to_lowercase().starts_with("application/json"));
        if !json {
            return Err(Refusal::bad("Content-Type must be application/json"));
        }
        let malformed = || Refusal::new(app.quirks().malformed_status, "Malformed JSON request");
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|_| malformed())?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
        if value.is_object() {
            Ok(Self(value))
        } else {
            Err(malformed())
        }
    }
}

/// Pairs of a query or a form in the order given; keys may repeat.
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl Pairs {
    pub(crate) fn of(text: Option<&str>) -> Self {
        Self(
            form_urlencoded::parse(text.unwrap_or("").as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first non-empty value of a key.
    pub(crate) fn first(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, value)| k == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// All non-empty values of a key.
    pub(crate) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(k, value)| k == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    fn number(&self, key: &str) -> Result<Option<i64>, Refusal> {
        self.first(key)
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::bad(format!("{key}: must be an integer")))
            })
            .transpose()
    }

    /// Exactly `true` or `false` (12.9).
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Refusal> {
        match self.first(key) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::bad(format!("{key}: must be true or false"))),
        }
    }

    /// Repeats and commas (12.9); empty when the key is absent.
    pub(crate) fn ids(&self, key: &str) -> Result<Vec<Uuid>, Refusal> {
        let texts = self.all(key).flat_map(|text| text.split(','));
        texts.map(|text| id(text.trim())).collect()
    }

    /// A date-time with or without offset, or a date: its beginning, or its end when `end` (12.9).
    pub(crate) fn bound(&self, key: &str, end: bool) -> Result<Option<Timestamp>, Refusal> {
        self.first(key)
            .map(|text| {
                bound(text, end).ok_or_else(|| Refusal::bad(format!("{key}: must be a date")))
            })
            .transpose()
    }

    /// Which page is asked for.
    pub(crate) fn page(&self, quirks: &Quirks) -> Result<Page, Refusal> {
        let number = self.number("page")?.unwrap_or(0);
        let mut size = self.number("size")?.unwrap_or(20);
        if size > MOST {
            match quirks.oversize {
                Oversize::Refused => {
                    return Err(Refusal::bad(format!("size: must be at most {MOST}")));
                }
                Oversize::Clamped => size = MOST,
            }
        }
        if number < 0 || size < 1 {
            return Err(Refusal::bad("page and size: must be positive"));
        }
        Ok(Page { number, size })
    }
}

impl FromRequestParts<App> for Pairs {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Ok(Self::of(parts.uri.query()))
    }
}

fn bound(text: &str, end: bool) -> Option<Timestamp> {
    if let Ok(at) = text.parse() {
        return Some(at);
    }
    let utc = |at: civil::DateTime| at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    if text.contains(['T', ' ']) {
        return utc(text.parse().ok()?);
    }
    let date: civil::Date = text.parse().ok()?;
    let day = utc(date.at(0, 0, 0, 0))?;
    if end {
        let last = utc(date.at(23, 59, 59, 999_000_000))?;
        return Some(last);
    }
    Some(day)
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    number: i64,
    size: i64,
}

impl Page {
    /// The envelope around this page of the items (4.3, 12.6).
    pub(crate) fn of<T>(
        self,
        quirks: &Quirks,
        items: &[T],
        shape: impl FnMut(&T) -> Value,
    ) -> Value {
        let count = items.len() as i64;
        let skip = self.number.saturating_mul(self.size) as usize;
        let records: Vec<Value> = items
            .iter()
            .skip(skip)
            .take(self.size as usize)
            .map(shape)
            .collect();
        let size = match quirks.page_size {
            PageSize::Asked => self.size,
            PageSize::Count => records.len() as i64,
        };
        json!({
            "records": records,
            "_metadata": {
                "currentPage": self.number, "totalPages": (count + self.size - 1) / self.size,
                "pageSize": size, "totalRecords": count,
            },
        })
    }
}

/// A UUID (12.31).
pub(crate) fn id(text: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(text).map_err(|_| Refusal::bad(format!("Invalid UUID string: {text}")))
}
