//! Reads what a token says of itself. Nothing is verified: the service does that; this only
//! tells when to renew and what to call an account.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{OperatorId, Timestamp};
use serde_json::Value;

use crate::fields::Fields;
use crate::json;

/// What is of use in a token.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Claims {
    pub(super) expires_at: Option<Timestamp>,
    pub(super) operator: Option<OperatorId>,
    pub(super) name: Option<String>,
}

/// The claims of a JSON web token; empty for any other token.
pub(super) fn claims(token: &str) -> Claims {
    let read = || {
        let payload = token.split('.').nth(1)?;
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        json::read::<Value>(&bytes).ok()
    };
    let Some(payload) = read() else {
        return Claims::default();
    };
    let Some(fields) = Fields::of(&payload) else {
        return Claims::default();
    };
    Claims {
        expires_at: fields
            .number(&["exp"])
            .filter(|seconds| *seconds > 0)
            .map(|seconds| Timestamp(seconds.saturating_mul(1000))),
        operator: fields
            .text(&["operatorId", "operator_id", "nameid", "sub", "id"])
            .filter(|id| id.len() <= 64)
            .map(OperatorId),
        name: fields.text(&["name", "unique_name", "operatorName"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_from_a_web_token_and_from_nothing_else() {
        let payload = URL_SAFE_NO_PAD.encode(r#"{"operatorId":21,"name":"Jane","exp":1800000000}"#);
        let read = claims(&format!("e30.{payload}.sig"));
        assert_eq!(
            read.expires_at,
            Some(Timestamp(1_800_000_000_000)),
            "in milliseconds"
        );
        assert_eq!(
            read.operator,
            Some(OperatorId::from("21")),
            "a number is an id too"
        );
        assert_eq!(read.name.as_deref(), Some("Jane"), "its name");
        for other in ["", "opaque", "a.b.c", "a.e30.c", "a.!!!.c", "..", "a.MTI.c"] {
            assert_eq!(claims(other), Claims::default(), "{other:?} says nothing");
        }
    }
}
