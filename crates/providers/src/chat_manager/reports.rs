//! Reports: preview, signed report, its files (chat-manager.md §6).

use std::sync::atomic::{AtomicU8, Ordering};

use async_trait::async_trait;
use domain::facets::Reports;
use domain::{RemoteChatId, ReportFile, ReportForm, ReportId, ReportRequest, Result};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::client::{Call, Manager};
use super::{ChatManager, map};
use crate::http::Answer;

/// The only template (§6.1).
const TEMPLATE: &str = "certificate_chat";
/// Languages as the documents list them (§6.1).
const LANGUAGES: [&str; 2] = ["es_ES", "en_EN"];
/// Where the calls about a chat's reports may be, the likeliest first: the machine-made document
/// has the singular under the report calls' prefix, the pages have the plural and name no prefix
/// (§3, §12.25).
const PLACES: [(Manager, &str); 4] = [
    (Manager::Reports, "chat"),
    (Manager::Reports, "chats"),
    (Manager::Chats, "chats"),
    (Manager::Chats, "chat"),
];

#[async_trait]
impl Reports for ChatManager {
    fn form(&self) -> ReportForm {
        ReportForm {
            languages: LANGUAGES.map(str::to_owned).to_vec(),
        }
    }

    async fn preview(&self, chat: &RemoteChatId, request: &ReportRequest) -> Result<String> {
        let call = |(manager, word)| {
            let path = [word, chat.as_str(), "report-preview"];
            Call::new(manager, Method::POST, &path)
                .json(&body(request))
                .accept_html()
        };
        let answer = self.somewhere(&self.preview_place, call).await?;
        Ok(page(&answer))
    }

    async fn create_report(
        &self,
        chat: &RemoteChatId,
        id: &ReportId,
        request: &ReportRequest,
    ) -> Result<()> {
        let mut body = body(request);
        if let Some(fields) = body.as_object_mut() {
            fields.insert("reportId".into(), Value::from(id.as_str()));
        }
        let call = |(manager, word)| {
            let path = [word, chat.as_str(), "reports"];
            Call::new(manager, Method::POST, &path).json(&body)
        };
        self.somewhere(&self.report_place, call).await.map(drop)
    }

    async fn report_file(&self, id: &ReportId, package: bool) -> Result<Option<ReportFile>> {
        let what = if package { "package" } else { "document" };
        for manager in self.report_managers() {
            let call = file_call(manager, id.as_str(), what);
            let answer = self.client.answer(&call).await?;
            if let Some(url) = answer.redirect() {
                return Ok(Some(ReportFile {
                    url: url.to_string(),
                    expires_at: None,
                }));
            }
            match answer.status.as_u16() {
                // The 201 may come before the file (§12.29).
                404 => {}
                202 | 204 | 409 | 425 => return Ok(None),
                _ if answer.is_blank() => return Ok(None),
                _ => {
                    let answer = self.client.judge(answer)?;
                    return Ok(map::report_file(answer.read()?));
                }
            }
        }
        Ok(None)
    }

    async fn delete_report(&self, id: &ReportId) -> Result<()> {
        let path = ["reports", id.as_str()];
        for manager in self.report_managers() {
            let call = Call::new(manager, Method::DELETE, &path);
            let answer = self.client.answer(&call).await?;
            if !matches!(answer.status.as_u16(), 404 | 410) {
                return self.client.judge(answer).map(drop);
            }
        }
        Ok(())
    }
}

/// Asks where a report's file is.
pub(super) fn file_call<'a>(manager: Manager, id: &'a str, what: &'a str) -> Call<'a> {
    Call::new(manager, Method::GET, &["reports", id, what])
}

impl ChatManager {
    /// Calls where it is known to work, else at one place after the other. A 404 also means that
    /// the chat isn't there, so only a success teaches anything.
    async fn somewhere<'a>(
        &self,
        known: &AtomicU8,
        call: impl Fn((Manager, &'static str)) -> Call<'a>,
    ) -> Result<Answer> {
        let usual = usize::from(known.load(Ordering::Relaxed)).checked_sub(1);
        let mut refused = None;
        for (number, place) in (1..).zip(PLACES) {
            if usual.is_some_and(|usual| usual + 1 != usize::from(number)) {
                continue;
            }
            let answer = self.client.answer(&call(place)).await?;
            if !matches!(answer.status.as_u16(), 404 | 405) {
                let answer = self.client.judge(answer)?;
                known.store(number, Ordering::Relaxed);
                return Ok(answer);
            }
            refused.get_or_insert(answer);
        }
        match refused {
            Some(answer) => self.client.judge(answer),
            // A place that isn't one of these was stored: it never is.
            None => self.client.ask(call(PLACES[0])).await,
        }
    }

    /// Who keeps reports: whoever made one before, else either may.
    fn report_managers(&self) -> Vec<Manager> {
        let made = usize::from(self.report_place.load(Ordering::Relaxed)).checked_sub(1);
        match made.and_then(|made| PLACES.get(made)) {
            Some((manager, _)) => vec![*manager],
            None => vec![Manager::Reports, Manager::Chats],
        }
    }
}

/// A web page's text. Old back ends write it in Latin-1 and say so.
fn page(answer: &Answer) -> String {
    let mime = answer.headers.get(CONTENT_TYPE);
    let mime = mime.and_then(|mime| mime.to_str().ok()).unwrap_or_default();
    let mime = mime.to_ascii_lowercase();
    if mime.contains("8859-1") || mime.contains("windows-1252") {
        answer.body.iter().map(|byte| char::from(*byte)).collect()
    } else {
        String::from_utf8_lossy(&answer.body).into_owned()
    }
}

fn body(request: &ReportRequest) -> Value {
    let mut body = json!({ "template": TEMPLATE, "languageCode": request.language });
    let Some(fields) = body.as_object_mut() else {
        return body;
    };
    // Called mandatory and said to be omitted for everything: left out, then (§12.26).
    for (key, at) in [("fromDate", request.from), ("toDate", request.to)] {
        if let Some(at) = at {
            fields.insert(key.into(), Value::from(at.to_iso()));
        }
    }
    if !request.purposes.is_empty() {
        let more = json!({ "DOC_PURPOSES": request.purposes });
        fields.insert("additionalData".into(), more);
    }
    body
}
