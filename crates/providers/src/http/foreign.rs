//! What an answer that isn't a success goes through, for the fuzzers.

use bytes::Bytes;
use domain::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use url::Url;

use super::{Answer, Effect, refusal};

/// The status in the first two bytes, a waiting time in the first line, words in the rest.
pub(crate) fn foreign_refusal(bytes: &[u8]) {
    let Some(([high, low], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let number = u16::from_be_bytes([*high, *low]) % 900 + 100;
    let mut lines = rest.splitn(2, |byte| *byte == b'\n');
    let wait = lines
        .next()
        .and_then(|line| HeaderValue::from_bytes(line).ok());
    let (Ok(status), Ok(url)) = (
        StatusCode::from_u16(number),
        Url::parse("https://chat.example.com/"),
    ) else {
        return;
    };
    let mut headers = HeaderMap::new();
    headers.extend(wait.map(|wait| (RETRY_AFTER, wait)));
    let answer = Answer {
        status,
        headers,
        body: Bytes::copy_from_slice(lines.next().unwrap_or_default()),
        url,
        effect: Effect::Once,
    };
    let _ = refusal(&answer, Effect::Once, Timestamp(0));
}
