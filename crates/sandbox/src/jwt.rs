//! Tokens in the shape of a JWT. Nobody verifies the signature: the sandbox knows every token it gave.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// `header.payload.signature`; the payload is readable, the signature is `entropy` dressed up.
pub(crate) fn mint(payload: &Value, entropy: &[u64]) -> String {
    let header = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = URL_SAFE_NO_PAD.encode(payload.to_string());
    let bytes: Vec<u8> = entropy
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect();
    format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(bytes))
}
