//! Files that messages carry (§4.3): a short-lived link is made, and the bytes are fetched by it
//! without our token.

use domain::provider::Sink;
use domain::{Error, ErrorCode, Result};
use reqwest::header::HeaderMap;
use serde_json::json;

use super::chats::undecodable;
use super::client::{Call, Scope};
use super::{Texter, map, wire};
use crate::fields::Fields;
use crate::http::{Fetched, fetch_file};

/// How long a link lives, in seconds.
const TTL: u32 = 300;

impl Texter {
    pub(super) async fn file(&self, address: &str, limit: u64, into: Sink<'_>) -> Result<String> {
        let url = match address.strip_prefix(map::FILE) {
            Some(file) => self.link(file).await?,
            None => address.to_owned(),
        };
        let url = self.client.base.join(&url).map_err(|_| {
            Error::new(
                ErrorCode::Invalid,
                "The file's address can't be understood.",
            )
        })?;
        let client = &self.client;
        let own = url.origin() == client.base.origin();
        if own {
            client.turn().await?;
        }
        // The link's own token is all that is needed.
        let headers = HeaderMap::new();
        let fetched = fetch_file(&client.http, url, &client.base, &headers, limit, into).await;
        match fetched.inspect_err(|error| {
            if own {
                client.heed_error(error);
            }
        })? {
            Fetched::File(mime) => Ok(mime),
            Fetched::Unauthorized => Err(Error::new(
                ErrorCode::Forbidden,
                "The file may not be read.",
            )),
        }
    }

    /// A way to a file. Earlier links stay good, so making one again does no harm.
    async fn link(&self, file: &str) -> Result<String> {
        let path = ["files", "share", file];
        let call = Call::post(&path, Scope::ViewFiles, &json!({ "ttl": TTL }));
        let json = self.client.ask(&call).await?;
        let link = Fields::of(wire::one(&json, &["url", "token"], "link"));
        let said = |key: &str| link.and_then(|link| link.text(&[key]));
        // The form of the address is documented, too.
        let made = || Some(format!("/server/files/shared/{file}/{}", said("token")?));
        said("url").or_else(made).ok_or_else(undecodable)
    }
}
