//! Signed reports about chats: shown safely, made, followed, saved.

use std::path::Path;

use domain::facets::Reports;
use domain::view::ServiceAnswer;
use domain::{ChatId, Error, ErrorCode, MadeReport, ReportFile, ReportId, ReportRequest, Result};

use crate::Engine;
use crate::desk::Desk;
use crate::media::{saving, unsaved};
use crate::service_acts::unsupported;
use crate::session::Session;

/// Largest report that is saved.
const LARGEST: u64 = 200 * 1024 * 1024;

/// Reports of a chat that are remembered.
const REMEMBERED: usize = 20;

fn facet(session: &Session) -> Result<&dyn Reports> {
    session.provider.reports().ok_or_else(unsupported)
}

impl Engine {
    /// The report as it would read.
    pub(crate) async fn report_preview(
        &self,
        session: &Session,
        chat: &ChatId,
        request: &ReportRequest,
    ) -> Result<ServiceAnswer> {
        let html = facet(session)?.preview(&chat.remote, request).await?;
        if !is_bearable(&html) {
            return Err(Error::new(
                ErrorCode::Invalid,
                "The report is too long to be shown here. It can be made and saved.",
            ));
        }
        Ok(ServiceAnswer::Preview { html: safe(&html) })
    }

    /// Makes a report and waits until its document is ready, or long enough: it can be asked for
    /// later, too.
    pub(crate) async fn report_create(
        &self,
        desk: &Desk,
        session: &Session,
        chat: &ChatId,
        request: &ReportRequest,
    ) -> Result<ServiceAnswer> {
        let facet = facet(session)?;
        let report = ReportId(uuid::Uuid::new_v4().to_string());
        let create = || facet.create_report(&chat.remote, &report, request);
        if let Err(error) = create().await {
            if !may_pass(&error) {
                return Err(error);
            }
            // The answer was lost. The same id makes no second report: a conflict says that the
            // first request arrived.
            match create().await {
                Err(error) if error.code != ErrorCode::Invalid => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        // It is made, whatever comes of looking for it: who knows its id can save it later.
        let made = MadeReport {
            report: report.clone(),
            at: desk.now(),
            language: request.language.clone(),
        };
        let mut reports = made_for(desk, chat).await?;
        reports.insert(0, made);
        reports.truncate(REMEMBERED);
        desk.store
            .keep(chat.account, key(chat), reports, desk.now())
            .await?;
        let ready = matches!(self.followed(session, &report, false).await, Ok(Some(_)));
        Ok(ServiceAnswer::Report { report, ready })
    }

    /// What was made for a chat.
    pub(crate) async fn reports_made(
        &self,
        desk: &Desk,
        session: &Session,
        chat: &ChatId,
    ) -> Result<ServiceAnswer> {
        facet(session)?;
        let reports = made_for(desk, chat).await?;
        Ok(ServiceAnswer::Reports { reports })
    }

    /// Where a report's file is, looked for until it is there, or long enough.
    async fn followed(
        &self,
        session: &Session,
        report: &ReportId,
        package: bool,
    ) -> Result<Option<ReportFile>> {
        let facet = facet(session)?;
        let pace = &self.core.config.pace;
        for _ in 0..pace.follow_times {
            match facet.report_file(report, package).await {
                Ok(Some(file)) => return Ok(Some(file)),
                Err(error) if !may_pass(&error) => return Err(error),
                Ok(None) | Err(_) => tokio::time::sleep(pace.follow).await,
            }
        }
        Ok(None)
    }

    /// Saves a report, once it is ready: the package may take longer than the document.
    pub(crate) async fn report_save(
        &self,
        session: &Session,
        report: &ReportId,
        package: bool,
        folder: &Path,
    ) -> Result<ServiceAnswer> {
        let file = self.followed(session, report, package).await?;
        let file =
            file.ok_or_else(|| Error::new(ErrorCode::NotFound, "The report isn't ready yet."))?;
        let mut part = saving(folder).await?;
        let sink = part.sink().map_err(unsaved)?;
        session
            .provider
            .media_into(&file.url, LARGEST, sink)
            .await?;
        let extension = if package { "zip" } else { "pdf" };
        let name = format!("report-{report}.{extension}");
        let path = part.keep_as(&name).await.map_err(unsaved)?;
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Ok(ServiceAnswer::Saved { name })
    }
}

/// Under which a chat's reports are kept.
fn key(chat: &ChatId) -> String {
    format!("reports:{}", chat.remote)
}

async fn made_for(desk: &Desk, chat: &ChatId) -> Result<Vec<MadeReport>> {
    let kept = desk.store.kept(chat.account, key(chat)).await?;
    Ok(kept.map(|(reports, _)| reports).unwrap_or_default())
}

/// Trouble on the way, after which the same may be asked again.
fn may_pass(error: &Error) -> bool {
    matches!(
        error.code,
        ErrorCode::Server | ErrorCode::Decode | ErrorCode::RateLimited | ErrorCode::Offline
    )
}

/// Longest page that is shown, in bytes; each tag of it becomes a node of many more.
const LONGEST_PAGE: usize = 2 << 20;
const MOST_TAGS: usize = 50_000;
/// Most marks of letters that are open at a time: whatever begins anew within them repeats them all.
const MOST_OPEN: usize = 5;
/// What browsers repeat so.
const LETTERS: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Whether a page may be read: a short one can ask for gigabytes.
pub(crate) fn is_bearable(html: &str) -> bool {
    if html.len() > LONGEST_PAGE {
        return false;
    }
    let mut open = [0_usize; LETTERS.len()];
    for (number, tag) in html.split('<').skip(1).enumerate() {
        let (ends, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
        let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
        let letters = LETTERS.iter().position(|it| name.eq_ignore_ascii_case(it));
        if let Some(count) = letters.and_then(|at| open.get_mut(at)) {
            *count = if ends {
                count.saturating_sub(1)
            } else {
                *count + 1
            };
        }
        if number >= MOST_TAGS || open.iter().sum::<usize>() > MOST_OPEN {
            return false;
        }
    }
    true
}

/// Foreign HTML without anything that runs, is fetched, or leads away.
pub(crate) fn safe(html: &str) -> String {
    ammonia::Builder::default()
        .rm_tags(["img", "map", "area"])
        .rm_tag_attributes("a", ["href"])
        .link_rel(None)
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_report_keeps_its_words_and_loses_its_teeth() {
        let clean = safe(
            "<h1 onclick=\"steal()\">Chat</h1><script>steal()</script>\
             <p>5 < 6 <a href=\"javascript:steal()\">link</a>\
             <img src=\"https://evil.example/x.png\" onerror=\"steal()\"></p>\
             <iframe src=\"https://evil.example\"></iframe>\
             <style>body{background:url(https://evil.example/y)}</style>\
             <meta http-equiv=\"refresh\" content=\"0;url=https://evil.example\">\
             <form action=\"https://evil.example\"><input name=x></form>",
        );
        for tooth in ["steal", "evil", "script", "style", "href", "<form", "<img"] {
            assert!(!clean.contains(tooth), "{tooth} is gone: {clean}");
        }
        assert!(clean.contains("<h1>Chat</h1>"), "the words stay: {clean}");
        assert!(clean.contains("5 &lt; 6"), "as text: {clean}");
    }

    #[test]
    fn pages_that_would_grow_manyfold_are_not_read() {
        let marks: String = (0..1000).map(|n| format!("<b x={n}>")).collect();
        let bombs = [
            marks.clone() + &"<p>".repeat(1000),
            (0..1000).map(|n| format!("<i x={n}></b>")).collect(),
            marks.to_uppercase(),
            "<b>".repeat(100),
            "<p>".repeat(100_000),
            "x".repeat(LONGEST_PAGE + 1),
        ];
        for bomb in &bombs {
            let start: String = bomb.chars().take(20).collect();
            assert!(!is_bearable(bomb), "{start}…");
        }
        println!("S8: {} pages that are not read", bombs.len());
        let line = "<tr><td><b>Anna</b><td><i>09:41</i><td>Good <em>morning</em> &lt;3</tr>";
        let report = format!("<h1>Chat</h1><table>{}</table>", line.repeat(4000));
        assert!(is_bearable(&report), "a long chat is");
        assert!(is_bearable("no tags, 1 < 2"), "and a short text");
    }
}
