//! Reports: preview, signed report, where its files are, delete (section 6).

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    App, chats, paper,
    quirks::ReportPath,
    refusal::{Answer, Refusal},
    request::{Body, id},
    storage::{self, Kind},
    world::Report,
};
use crate::{clock::plus, lock};

/// The only template (6.1).
const TEMPLATE: &str = "certificate_chat";

/// A report that can be made.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) spanish: bool,
    pub(crate) from: Option<Timestamp>,
    pub(crate) to: Option<Timestamp>,
    pub(crate) purposes: Vec<String>,
}

/// Reads what preview and report have in common (6.1, 12.26, 12.27).
pub(crate) fn wish(body: &Body, dates: bool) -> Result<Wish, Refusal> {
    if body.text("template")? != TEMPLATE {
        return Err(Refusal::bad("template: unknown template"));
    }
    let spanish = match body.text("languageCode")?.to_lowercase().as_str() {
        "es_es" => true,
        "en_en" | "en_gb" => false,
        _ => return Err(Refusal::bad("languageCode: unknown language")),
    };
    let (from, to) = (body.moment("fromDate")?, body.moment("toDate")?);
    if dates && (from.is_none() || to.is_none()) {
        return Err(Refusal::bad("fromDate and toDate: must not be null"));
    }
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Refusal::bad("fromDate: must not be after toDate"));
    }
    let more = body.get("additionalData");
    if more.is_some_and(|more| !more.is_object()) {
        return Err(Refusal::bad("additionalData: must be an object"));
    }
    let purposes = more.and_then(|more| more.get("DOC_PURPOSES"));
    let purposes = purposes.and_then(Value::as_array).into_iter().flatten();
    let purposes = purposes.filter_map(Value::as_str).map(str::to_owned);
    Ok(Wish {
        spanish,
        from,
        to,
        purposes: purposes.collect(),
    })
}

fn must_be(path: ReportPath, other: ReportPath) -> Result<(), Refusal> {
    if path == other {
        return Err(Refusal::not_found("Resource"));
    }
    Ok(())
}

/// POST /chat/{chatId}/report-preview
pub(crate) async fn preview(
    State(app): State<App>,
    Path(chat): Path<String>,
    body: Body,
) -> Answer {
    must_be(app.quirks().preview_path, ReportPath::Plural)?;
    show(&app, &chat, &body)
}

/// POST /chats/{chatId}/report-preview
pub(crate) async fn preview_plural(
    State(app): State<App>,
    Path(chat): Path<String>,
    body: Body,
) -> Answer {
    must_be(app.quirks().preview_path, ReportPath::Singular)?;
    show(&app, &chat, &body)
}

fn show(app: &App, chat: &str, body: &Body) -> Answer {
    let chat = id(chat)?;
    let quirks = app.quirks();
    let wish = wish(body, quirks.report_dates)?;
    let now = app.clock.now();
    let mut world = lock(&app.world);
    chats::readable(&world, chat, now)?;
    world.talk(chat);
    let found = chats::readable(&world, chat, now)?;
    let page = paper::page(&world, found, &wish, quirks.preview_escapes, now);
    Ok(Html(page).into_response())
}

/// POST /chat/{chatId}/reports
pub(crate) async fn create(State(app): State<App>, Path(chat): Path<String>, body: Body) -> Answer {
    must_be(app.quirks().report_path, ReportPath::Plural)?;
    sign(&app, &chat, body)
}

/// POST /chats/{chatId}/reports
pub(crate) async fn create_plural(
    State(app): State<App>,
    Path(chat): Path<String>,
    body: Body,
) -> Answer {
    must_be(app.quirks().report_path, ReportPath::Singular)?;
    sign(&app, &chat, body)
}

fn sign(app: &App, chat: &str, body: Body) -> Answer {
    let chat = id(chat)?;
    let quirks = app.quirks();
    wish(&body, quirks.report_dates)?;
    body.optional("filename")?;
    let report = id(body.text("reportId")?)?;
    let now = app.clock.now();
    {
        let mut world = lock(&app.world);
        chats::readable(&world, chat, now)?;
        if let Some(known) = world.reports.get(&report) {
            // The same wish again does no harm (12.28).
            return if known.chat == Some(chat) && known.wish == body.0 {
                Ok(StatusCode::CREATED.into_response())
            } else {
                Err(Refusal::conflict("The report already exists"))
            };
        }
        let after = |ms: u64| plus(now, Duration::from_millis(ms));
        let made = Report {
            chat: Some(chat),
            wish: body.0,
            asked_at: now,
            document_at: after(quirks.document_after_ms),
            package_at: after(quirks.package_after_ms),
        };
        world.reports.insert(report, made);
    }
    app.tell();
    Ok(StatusCode::CREATED.into_response())
}

/// GET /reports/{reportId}/document
pub(crate) async fn document(State(app): State<App>, Path(report): Path<String>) -> Answer {
    file(&app, id(&report)?, Kind::Document)
}

/// GET /reports/{reportId}/package
pub(crate) async fn package(State(app): State<App>, Path(report): Path<String>) -> Answer {
    file(&app, id(&report)?, Kind::Package)
}

fn file(app: &App, report: Uuid, kind: Kind) -> Answer {
    let now = app.clock.now();
    {
        let world = lock(&app.world);
        let found = world.reports.get(&report);
        let found = found.ok_or_else(|| Refusal::not_found("Report"))?;
        if found.chat.is_none() {
            return Err(Refusal::new(406, "Wrong report type"));
        }
        let ready_at = match kind {
            Kind::Document => found.document_at,
            Kind::Package => found.package_at,
        };
        if ready_at > now {
            return Err(Refusal::not_found("Report"));
        }
    }
    let (url, expiration) = storage::sign(app, report, kind);
    let kind = match kind {
        Kind::Document => "REPORT",
        Kind::Package => "REPORT_PACKAGE",
    };
    let body = json!({ "id": report, "type": kind, "url": url, "expiration": expiration });
    Ok(Json(body).into_response())
}

/// DELETE /reports/{reportId}
pub(crate) async fn delete(State(app): State<App>, Path(report): Path<String>) -> Answer {
    let report = id(&report)?;
    let gone = lock(&app.world).reports.remove(&report);
    gone.ok_or_else(|| Refusal::not_found("Report"))?;
    app.tell();
    Ok(StatusCode::NO_CONTENT.into_response())
}
