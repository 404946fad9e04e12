//! A chat's messages and their files (chathub.md §3.11).

use std::sync::atomic::Ordering;

use domain::provider::Sink;
use domain::{Error, ErrorCode, HistoryPage, RemoteChatId, Result};
use reqwest::Method;
use url::Url;

use super::auth::Pass;
use super::client::{Call, Level};
use super::{ChatHub, list, map, wire};
use crate::http::{Answer, Fetched, decode_data_url, fetch_file, hand_over};

/// The help page's path works.
const HELP_PATH: u8 = 1;
/// The marketing page's path works.
const SITE_PATH: u8 = 2;

impl ChatHub {
    /// ChatHub gives the whole history at once, in no stated order.
    pub(super) async fn whole_history(
        &self,
        chat: &RemoteChatId,
        before: Option<&str>,
    ) -> Result<HistoryPage> {
        if before.is_some() {
            return Ok(HistoryPage {
                messages: Vec::new(),
                older: None,
            });
        }
        let answer = self.history_answer(chat).await?;
        let list = list::read(&answer.body, wire::Message::read)
            .filter(|list| list.items.is_empty() || list.items.iter().any(|it| it.id.is_some()))
            .ok_or_else(|| answer.undecodable())?;
        let messages = map::history(list.items);
        Ok(HistoryPage {
            messages,
            older: None,
        })
    }

    /// Two pages of the documents give two paths (§10 row 10): the help page's is tried first,
    /// and the one that works is remembered. Once it is known, a 404 means the chat.
    async fn history_answer(&self, chat: &RemoteChatId) -> Result<Answer> {
        let id = chat.as_str();
        let help = ["api", "chat", "chats", id, "messages"];
        let site = ["api", "chat", id, "messages"];
        let known = self.messages_path.load(Ordering::Relaxed);
        if known == SITE_PATH {
            return self.client.ask(get(&site)).await;
        }
        let answer = self.client.answer(get(&help)).await?;
        let not_there = matches!(answer.status.as_u16(), 404 | 405);
        if known == HELP_PATH || !not_there {
            if answer.status.is_success() {
                self.messages_path.store(HELP_PATH, Ordering::Relaxed);
            }
            return self.client.judge(answer);
        }
        let answer = self.client.ask(get(&site)).await?;
        self.messages_path.store(SITE_PATH, Ordering::Relaxed);
        Ok(answer)
    }

    /// A file, from wherever a message says that it is.
    pub(super) async fn file(&self, address: &str, limit: u64, into: Sink<'_>) -> Result<String> {
        let address = address.trim();
        if address
            .get(..5)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
        {
            let media = decode_data_url(address, limit)?;
            hand_over(&media.bytes, into).await?;
            return Ok(media.mime);
        }
        let mut base = self.client.base.clone();
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let url = base.join(address).map_err(|_| {
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
        let pass = client.pass(Level::Chat).await?;
        if let Fetched::File(mime) = self.fetched(&url, &pass, limit, into).await? {
            return Ok(mime);
        }
        let may_not = || Error::new(ErrorCode::Forbidden, "The file may not be read.");
        if !own {
            return Err(may_not());
        }
        let pass = client.renew(&pass).await?;
        match self.fetched(&url, &pass, limit, into).await? {
            Fetched::File(mime) => Ok(mime),
            Fetched::Unauthorized => Err(may_not()),
        }
    }

    async fn fetched(&self, url: &Url, pass: &Pass, limit: u64, into: Sink<'_>) -> Result<Fetched> {
        let (client, headers) = (&self.client, pass.headers());
        let fetching = fetch_file(
            &client.http,
            url.clone(),
            &client.base,
            &headers,
            limit,
            into,
        );
        fetching.await.inspect_err(|error| {
            if url.origin() == client.base.origin() {
                client.heed_error(error);
            }
        })
    }
}

fn get<'a>(path: &[&'a str]) -> Call<'a> {
    Call::new(Level::Chat, Method::GET, path)
}
