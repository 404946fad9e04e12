//! What a request says: its JSON body, its query, its page, the ids in its path.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use bytes::Bytes;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{
    App,
    quirks::{BeyondLast, Quirks},
    refusal::{Answer, Refusal, Reply},
};

/// The most items a page has (section 2).
const MOST: i64 = 20;

/// A JSON body. Anything else counts as an empty one, so that its fields are missed, not its syntax.
pub(crate) struct Body(Value);

impl Body {
    /// A field, unless it is null.
    pub(crate) fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// A text that is not blank.
    pub(crate) fn text(&self, field: &str) -> Result<&str, Refusal> {
        let value = self.get(field).ok_or_else(|| Refusal::missing(field))?;
        let text = value
            .as_str()
            .ok_or_else(|| Refusal::invalid(field, format!("The {field} must be a string")))?;
        if text.trim().is_empty() {
            return Err(Refusal::missing(field));
        }
        Ok(text)
    }

    /// A whole number, or a text that is one.
    pub(crate) fn integer(&self, field: &str) -> Result<i64, Refusal> {
        let value = self.get(field).ok_or_else(|| Refusal::missing(field))?;
        integer(value)
            .ok_or_else(|| Refusal::invalid(field, format!("The {field} must be an integer")))
    }

    /// A number, or a text that is one.
    pub(crate) fn number(&self, field: &str) -> Result<f64, Refusal> {
        let value = self.get(field).ok_or_else(|| Refusal::missing(field))?;
        let number = value
            .as_f64()
            .or_else(|| value.as_str()?.trim().parse().ok());
        number.ok_or_else(|| Refusal::invalid(field, format!("The {field} must be a number")))
    }

    /// true, false, 1 or 0.
    pub(crate) fn flag(&self, field: &str) -> Result<bool, Refusal> {
        let value = self.get(field).ok_or_else(|| Refusal::missing(field))?;
        match (value.as_bool(), value.as_i64()) {
            (Some(flag), _) => Ok(flag),
            (_, Some(number @ 0..=1)) => Ok(number == 1),
            _ => Err(Refusal::invalid(
                field,
                format!("The {field} must be true or false"),
            )),
        }
    }
}

/// A whole number, or a text that is one.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}

impl FromRequest<App> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let json = kind
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.to_lowercase().contains("json"));
        let bytes = Bytes::from_request(request, app).await.map_err(|_| {
            Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE.as_u16(),
                "The body is too large",
            )
        })?;
        let value = if json {
            serde_json::from_slice(&bytes).unwrap_or_default()
        } else {
            Value::Null
        };
        Ok(Self(value))
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

    /// The last value of a key, unless it is empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn integer(&self, key: &str) -> Result<Option<i64>, Refusal> {
        self.get(key)
            .map(|text| {
                text.parse()
                    .map_err(|_| Refusal::invalid(key, format!("The {key} must be an integer")))
            })
            .transpose()
    }

    /// A Boolean or an Integer; false when absent (8.21).
    pub(crate) fn flag(&self, key: &str) -> Result<bool, Refusal> {
        match self.get(key) {
            None | Some("0" | "false") => Ok(false),
            Some("1" | "true") => Ok(true),
            Some(_) => Err(Refusal::invalid(
                key,
                format!("The {key} must be true or false"),
            )),
        }
    }

    /// Lower-case words to look for.
    pub(crate) fn term(&self) -> Option<String> {
        let term = self.get("term")?.trim().to_lowercase();
        (!term.is_empty()).then_some(term)
    }

    /// Which page is asked for.
    pub(crate) fn page(&self, quirks: &Quirks) -> Result<Page, Refusal> {
        let number = self.integer("page")?.unwrap_or(1);
        let size = self
            .integer("limitation")?
            .unwrap_or(quirks.default_limitation);
        if size > MOST {
            return Err(Refusal::new(
                quirks.limitation_status,
                "Maximum available limitation reached",
            ));
        }
        for (field, value) in [("page", number), ("limitation", size)] {
            if value < 1 {
                return Err(Refusal::invalid(
                    field,
                    format!("The {field} must be at least 1"),
                ));
            }
        }
        Ok(Page { number, size })
    }
}

impl FromRequestParts<App> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Ok(Self::of(parts.uri.query()))
    }
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    number: i64,
    size: i64,
}

impl Page {
    /// The envelope around this page of the items.
    pub(crate) fn of<T>(
        self,
        quirks: &Quirks,
        items: &[T],
        shape: impl FnMut(&T) -> Value,
    ) -> Answer {
        let count = items.len() as i64;
        let pages = match count {
            0 => quirks.empty_pages,
            _ => (count + self.size - 1) / self.size,
        };
        if self.number > pages.max(1) {
            match quirks.beyond_last {
                BeyondLast::Empty => {}
                BeyondLast::NotFound => return Err(Refusal::not_found("Page")),
                BeyondLast::Refused => return Err(Refusal::new(422, "There is no such page")),
            }
        }
        let skip = (self.number - 1).saturating_mul(self.size) as usize;
        let collection: Vec<Value> = items
            .iter()
            .skip(skip)
            .take(self.size as usize)
            .map(shape)
            .collect();
        Ok(Reply(json!({
            "cursor": { "page": self.number, "pages": pages },
            "collection": collection,
        })))
    }
}

/// A numeric path part; what is none does not exist.
pub(crate) fn id(text: &str, what: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| Refusal::not_found(what))
}
