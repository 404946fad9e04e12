//! Files that chats point to.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use domain::provider::{Media, Sink};
use domain::{Error, ErrorCode, Result};
use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;
use url::Url;

use super::{Http, fault, guard};
use crate::http::{Answer, Effect, refusal};

/// Redirections followed.
const MOST_REDIRECTS: usize = 5;
/// Time for a whole file, redirections included.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// What became of fetching a file.
pub(crate) enum Fetched {
    /// The file went where it was wanted. Its MIME type.
    File(String),
    /// The service wants a (better) token.
    Unauthorized,
}

enum Step {
    Done(Fetched),
    Elsewhere(Url),
}

/// Fetches a file from wherever it is; its bytes are handed over as they arrive. `headers` (they
/// hold a token) go only to `own`'s origin, which is the only one that may lie in a private network:
/// another port of the same computer is another service.
pub(crate) async fn fetch_file(
    http: &Http,
    mut url: Url,
    own: &Url,
    headers: &HeaderMap,
    limit: u64,
    into: Sink<'_>,
) -> Result<Fetched> {
    let follow = async {
        for _ in 0..=MOST_REDIRECTS {
            match http.step(&url, own, headers, limit, into).await? {
                Step::Done(fetched) => return Ok(fetched),
                Step::Elsewhere(next) => url = next,
            }
        }
        Err(Error::new(
            ErrorCode::Server,
            "The file's address leads in circles.",
        ))
    };
    timeout(TIME_LIMIT, follow)
        .await
        .unwrap_or_else(|_| Err(fault::too_slow()))
}

impl Http {
    async fn step(
        &self,
        url: &Url,
        own: &Url,
        headers: &HeaderMap,
        limit: u64,
        into: Sink<'_>,
    ) -> Result<Step> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::new(
                ErrorCode::Invalid,
                "The file's address is of a kind that isn't opened.",
            ));
        }
        let request = if url.origin() == own.origin() {
            self.client(url).get(url.clone()).headers(headers.clone())
        } else if guard::names_address_that(url, |ip| !self.is_public(ip)) {
            return Err(private());
        } else {
            self.foreign_client()?.get(url.clone())
        };
        let times = self.times();
        let response = match timeout(times.connect + times.read, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if is_private(&error) => return Err(private()),
            Ok(Err(error)) => {
                return Err(fault::of_sending(error, url, Effect::Repeatable, || {
                    self.has_route()
                }));
            }
            Err(_) => return Err(fault::too_slow()),
        };
        // No path: services put tokens into files' addresses (texter.md §4.3).
        tracing::debug!(
            host = url.host_str(),
            status = response.status().as_u16(),
            "file"
        );
        self.take(response, url, limit, into).await
    }

    async fn take(
        &self,
        response: Response,
        url: &Url,
        limit: u64,
        into: Sink<'_>,
    ) -> Result<Step> {
        let status = response.status();
        if status.is_redirection() {
            let next = response
                .headers()
                .get(LOCATION)
                .and_then(|to| url.join(to.to_str().ok()?).ok());
            return next
                .map(Step::Elsewhere)
                .ok_or_else(|| Error::new(ErrorCode::Server, "The file's address leads nowhere."));
        }
        if status.as_u16() == 401 {
            return Ok(Step::Done(Fetched::Unauthorized));
        }
        if !status.is_success() {
            let answer = Answer {
                status,
                headers: response.headers().clone(),
                body: bytes::Bytes::new(),
                url: url.clone(),
                effect: Effect::Repeatable,
            };
            return Err(refusal(&answer, Effect::Repeatable, self.now()));
        }
        let mime = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|mime| mime.to_str().ok())
            .map_or("application/octet-stream", |mime| mime)
            .to_owned();
        let too_large = response
            .content_length()
            .is_some_and(|length| length > limit);
        if too_large {
            return Err(larger_than(limit));
        }
        pour(response, limit, self.times().read, into).await?;
        Ok(Step::Done(Fetched::File(mime)))
    }
}

/// Hands over a body part by part, counted after decompression.
async fn pour(
    mut response: Response,
    limit: u64,
    patience: Duration,
    into: Sink<'_>,
) -> Result<()> {
    let mut bytes = 0;
    loop {
        let part = timeout(patience, response.chunk())
            .await
            .map_err(|_| fault::too_slow())?
            .map_err(fault::of_reading)?;
        let Some(part) = part else {
            return Ok(());
        };
        bytes += part.len() as u64;
        if bytes > limit {
            return Err(larger_than(limit));
        }
        hand_over(&part, into).await?;
    }
}

/// Hands over bytes to whoever wants them.
pub(crate) async fn hand_over(bytes: &[u8], into: Sink<'_>) -> Result<()> {
    into.write_all(bytes).await.map_err(|error| {
        Error::new(
            ErrorCode::Storage,
            format!("The file could not be saved: {error}"),
        )
    })
}

fn is_private(error: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(fault) = cause {
        if fault.is::<guard::NotPublic>() {
            return true;
        }
        cause = fault.source();
    }
    false
}

fn private() -> Error {
    Error::new(
        ErrorCode::Forbidden,
        "The file's address lies in a private network, so it was not opened.",
    )
}

fn larger_than(limit: u64) -> Error {
    Error::new(
        ErrorCode::Invalid,
        format!("The file is larger than {} MB.", limit >> 20),
    )
}

/// The content of a `data:` address, which some services put files into.
pub(crate) fn decode_data_url(url: &str, limit: u64) -> Result<Media> {
    let broken = || Error::new(ErrorCode::Decode, "The file's content is broken.");
    let rest = url.get(5..).ok_or_else(broken)?;
    let (head, data) = rest.split_once(',').ok_or_else(broken)?;
    if data.len() as u64 / 4 * 3 > limit + 3 {
        return Err(larger_than(limit));
    }
    let (mime, encoded) = match head.rsplit_once(';') {
        Some((mime, last)) if last.trim().eq_ignore_ascii_case("base64") => (mime, true),
        _ => (head, false),
    };
    let bytes = if encoded {
        decode_base64(data).ok_or_else(broken)?
    } else {
        percent_decode(data)
    };
    if bytes.len() as u64 > limit {
        return Err(larger_than(limit));
    }
    let mime = if mime.trim().is_empty() {
        "application/octet-stream"
    } else {
        mime.trim()
    };
    Ok(Media {
        mime: mime.to_owned(),
        bytes,
    })
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD
        .decode(&clean)
        .or_else(|_| STANDARD_NO_PAD.decode(&clean))
        .or_else(|_| URL_SAFE_NO_PAD.decode(clean.trim_end_matches('=')))
        .ok()
}

fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let decoded = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        at += if decoded.is_some() { 3 } else { 1 };
        out.push(decoded.unwrap_or(byte));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_addresses_hold_their_content() {
        for (url, mime, content) in [
            (
                "data:image/png;base64,iVBORw==",
                "image/png",
                &[0x89, b'P', b'N', b'G'][..],
            ),
            (
                "data:image/png;base64,iVBORw",
                "image/png",
                &[0x89, b'P', b'N', b'G'],
            ),
            ("data:,a%20b%zz", "application/octet-stream", b"a b%zz"),
            (
                "data:text/plain;charset=utf-8,hi",
                "text/plain;charset=utf-8",
                b"hi",
            ),
        ] {
            let media = decode_data_url(url, 100).unwrap();
            assert_eq!(media.mime, mime, "{url}");
            assert_eq!(media.bytes, content, "{url}");
        }
        assert_eq!(
            decode_data_url("data:image/png;base64,%%%", 100)
                .unwrap_err()
                .code,
            ErrorCode::Decode,
            "broken content is said to be broken"
        );
        assert_eq!(
            decode_data_url("data:,0123456789", 5).unwrap_err().code,
            ErrorCode::Invalid,
            "the limit holds here as well"
        );
    }
}
