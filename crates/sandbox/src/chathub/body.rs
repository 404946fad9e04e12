//! Reads JSON bodies and queries the way the service is documented to: 415 for another type, 400 for what can't
//! be read.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::{App, refusal::Refusal};

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let kind = kind
            .unwrap_or("")
            .split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_lowercase();
        let json = kind == "application/json" || kind == "text/json" || kind.ends_with("+json");
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"))?;
        if !json {
            let sentence = "The Content-Type has to be application/json";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refusal::bad(format!("The body could not be read: {error}")))
    }
}

/// Query pairs in the order given; keys may repeat.
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl Pairs {
    pub(crate) fn of(query: Option<&str>) -> Self {
        Self(
            form_urlencoded::parse(query.unwrap_or("").as_bytes())
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

    /// A number; 400 when it is none.
    pub(crate) fn number(&self, key: &str) -> Result<Option<i64>, Refusal> {
        self.first(key)
            .map(|value| {
                value
                    .parse()
                    .map_err(|_| Refusal::bad(format!("'{key}' is not an integer")))
            })
            .transpose()
    }
}

impl FromRequestParts<App> for Pairs {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        Ok(Self::of(parts.uri.query()))
    }
}

/// A numeric path part; 400 when it is none.
pub(crate) fn id(text: &str) -> Result<i64, Refusal> {
    text.parse()
        .map_err(|_| Refusal::bad("The id in the path is not an integer"))
}
