//! Where pre-signed addresses lead: files for whoever has the address, until it expires (6.3). A token has no
//! business here and is refused, as object stores do.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    App, paper,
    quirks::Files,
    refusal::{Answer, Refusal},
    reports,
    request::{Body, Pairs, id},
    wire, zip,
};
use crate::{clock::plus_seconds, lock, media, rng::Rng};

/// A report's two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Package,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Document => "document.pdf",
            Self::Package => "package.zip",
        }
    }
}

pub(crate) fn router() -> Router<App> {
    Router::new().route("/report-files/{report}/{name}", get(file))
}

/// An address good for a while, and until when.
pub(crate) fn sign(app: &App, report: Uuid, kind: Kind) -> (String, String) {
    let quirks = app.quirks();
    let expires = plus_seconds(app.clock.now(), quirks.file_seconds as i64);
    let home = match quirks.files {
        Files::SameServer => app.base.clone(),
        Files::OtherServer => app.storage.url(),
    };
    let (name, until) = (kind.name(), expires.as_second());
    let signature = signature(app, report, name, until);
    let url = format!(
        "{home}/report-files/{report}/{name}?X-Amz-Expires={until}&X-Amz-Signature={signature}"
    );
    (url, wire::moment(expires))
}

/// Only this sandbox makes it, and only for this file and this moment.
fn signature(app: &App, report: Uuid, name: &str, until: i64) -> String {
    let (high, low) = report.as_u64_pair();
    let mut rng = Rng::new(
        app.seed ^ high ^ low.rotate_left(17),
        until as u64 ^ name.len() as u64,
    );
    format!("{:016x}{:016x}", rng.number(), rng.number())
}

async fn file(
    State(app): State<App>,
    Path((report, name)): Path<(String, String)>,
    headers: HeaderMap,
    query: Pairs,
) -> Answer {
    if headers.contains_key(header::AUTHORIZATION) {
        return Err(Refusal::bad(
            "Only one auth mechanism allowed; only the X-Amz-Signature query parameter should be specified",
        ));
    }
    let report = id(&report)?;
    let until = query.first("X-Amz-Expires").and_then(|it| it.parse().ok());
    let until: i64 = until.ok_or_else(Refusal::forbidden)?;
    if query.first("X-Amz-Signature") != Some(&signature(&app, report, &name, until)) {
        return Err(Refusal::forbidden());
    }
    if app.clock.now().as_second() >= until {
        return Err(Refusal::new(403, "Request has expired"));
    }
    let now = app.clock.now();
    let (title, html, asked_at) = content(&app, report, now)?;
    let document = media::pdf(&format!("Certificate {report} - {title}"));
    Ok(if name == Kind::Document.name() {
        answer("application/pdf", document)
    } else {
        let files = [
            ("certificate.pdf", document),
            ("transcript.html", Bytes::from(html)),
            ("evidences.txt", Bytes::from(format!("{report}\n"))),
        ];
        answer("application/zip", zip::archive(&files, asked_at))
    })
}

fn content(
    app: &App,
    report: Uuid,
    now: Timestamp,
) -> Result<(String, String, Timestamp), Refusal> {
    let mut world = lock(&app.world);
    let found = world.reports.get(&report).cloned();
    let found = found.ok_or_else(|| Refusal::not_found("File"))?;
    let chat = found.chat.ok_or_else(|| Refusal::not_found("File"))?;
    let wish = reports::wish(&Body(found.wish), false)?;
    world.talk(chat);
    let chat = world.chats.get(&chat);
    let chat = chat.ok_or_else(|| Refusal::not_found("File"))?;
    let title = chat.title(now).unwrap_or("").to_owned();
    let page = paper::page(&world, chat, &wish, true, found.asked_at);
    Ok((title, page, found.asked_at))
}

fn answer(kind: &'static str, bytes: Bytes) -> Response {
    let mut response = bytes.into_response();
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
