//! Reports (chat-manager.md §6): preview, signed report, its files.

use std::time::Duration;

use domain::{ErrorCode, ReportId, ReportRequest, Timestamp};
use sandbox::chat_manager::quirks::{Files, ReportPath, Rights};
use sandbox::{Fault, FaultKind};

use crate::chat_manager_support::{firm, firm_with, id};

const REPORT: &str = "3e1c9a52-7f3b-4d63-9a41-5b2f6f0c1b17";

fn request() -> ReportRequest {
    ReportRequest {
        language: "es_ES".into(),
        from: None,
        to: None,
        purposes: Vec::new(),
    }
}

#[tokio::test]
async fn a_preview_is_foreign_html_as_it_came() {
    let firm = firm().await;
    let account = firm.account();
    let mut chats = firm.service.chats();
    chats.retain(|chat| chat.title.contains('<'));
    let wish = ReportRequest {
        from: Timestamp::from_iso("2020-01-01T00:00:00Z"),
        purposes: vec!["Prueba".into()],
        ..request()
    };
    let page = account
        .reports()
        .unwrap()
        .preview(&id(&chats[0]), &wish)
        .await
        .unwrap();
    insta::assert_snapshot!(firm.last_request(), @r#"
    POST /digital-trust/api/v1/private/chat/ID/report-preview?
    bearer by client
    application/json
    {"additionalData":{"DOC_PURPOSES":["Prueba"]},"fromDate":"2020-01-01T00:00:00.000Z","languageCode":"es_ES","template":"certificate_chat"}
    "#);
    assert!(
        page.contains("<script>") && page.contains("Prueba"),
        "untouched: showing it safely is the window's"
    );
}

#[tokio::test]
async fn both_words_of_the_paths_are_tried_and_the_right_one_is_kept() {
    for path in [ReportPath::Singular, ReportPath::Plural] {
        let firm = firm_with(|quirks| {
            quirks.preview_path = path;
            quirks.report_path = path;
        })
        .await;
        let account = firm.account();
        let reports = account.reports().unwrap();
        let chat = id(&firm.chat());
        for _ in 0..2 {
            reports.preview(&chat, &request()).await.unwrap();
            reports
                .create_report(&chat, &ReportId::from(REPORT), &request())
                .await
                .unwrap();
        }
        let refused = firm
            .service
            .log()
            .into_iter()
            .filter(|it| it.status == Some(404))
            .count();
        let expected = if path == ReportPath::Plural { 2 } else { 0 };
        assert_eq!(refused, expected, "{path:?}: learnt once each");
        assert_eq!(firm.service.reports().len(), 1, "{path:?}: one report");
    }
}

#[tokio::test]
async fn a_signed_report_is_followed_and_fetched_without_a_token() {
    for files in [Files::SameServer, Files::OtherServer] {
        let mut firm = firm_with(|quirks| quirks.files = files).await;
        firm.service.clock().freeze();
        if files == Files::OtherServer {
            firm.reach_everything();
        }
        let account = firm.account();
        let reports = account.reports().unwrap();
        let report = ReportId::from(REPORT);
        reports
            .create_report(&id(&firm.chat()), &report, &request())
            .await
            .unwrap();
        assert_eq!(
            reports.report_file(&report, false).await.unwrap(),
            None,
            "not ready"
        );
        firm.advance(Duration::from_secs(4));
        for (package, magic) in [(false, b"%PDF".as_slice()), (true, b"PK\x03\x04")] {
            let file = reports
                .report_file(&report, package)
                .await
                .unwrap()
                .unwrap();
            assert!(file.expires_at.is_some(), "good for a while");
            let media = account.media(&file.url, 1 << 20).await.unwrap();
            assert!(media.bytes.starts_with(magic), "{files:?}: the real thing");
        }
        let fetched = firm
            .service
            .log()
            .into_iter()
            .filter(|it| it.path.starts_with("/report-files/"));
        let carriers: Vec<String> = fetched.map(|it| it.carrier).collect();
        assert_eq!(
            carriers,
            ["none", "none"],
            "{files:?}: nobody gets the token"
        );
    }
}

#[tokio::test]
async fn expired_addresses_are_asked_for_anew() {
    let firm = firm().await;
    let account = firm.account();
    let reports = account.reports().unwrap();
    let report = ReportId::from(REPORT);
    reports
        .create_report(&id(&firm.chat()), &report, &request())
        .await
        .unwrap();
    firm.advance(Duration::from_secs(5));
    let old = reports.report_file(&report, false).await.unwrap().unwrap();
    firm.advance(Duration::from_secs(400));
    let error = account.media(&old.url, 1 << 20).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden, "too late");
    let new = reports.report_file(&report, false).await.unwrap().unwrap();
    account.media(&new.url, 1 << 20).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_does_no_harm() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    let reports = account.reports().unwrap();
    firm.service
        .fault(Fault::on("POST", "/digital-trust/", FaultKind::ResetAfter));
    let report = ReportId::from(REPORT);
    let chat = id(&firm.chat());
    reports
        .create_report(&chat, &report, &request())
        .await
        .unwrap_err();
    reports
        .create_report(&chat, &report, &request())
        .await
        .unwrap();
    assert_eq!(firm.service.reports().len(), 1, "one report");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let firm = firm().await;
    let account = firm.account();
    let reports = account.reports().unwrap();
    let odd = ReportRequest {
        language: "fr_FR".into(),
        ..request()
    };
    let error = reports.preview(&id(&firm.chat()), &odd).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "an unknown language");
    assert_eq!(
        reports.form().languages,
        ["es_ES", "en_EN"],
        "which isn't on the list"
    );
    let absent = reports
        .preview(&"00000000-0000-4000-8000-000000000000".into(), &request())
        .await;
    assert_eq!(
        absent.unwrap_err().code,
        ErrorCode::NotFound,
        "an unknown chat"
    );
    let foreign = ReportId(firm.service.foreign_report().to_string());
    let error = reports.report_file(&foreign, true).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "a report of another kind");
    firm.service
        .set_quirks(|quirks| quirks.rights = Rights::NoReports);
    let error = reports
        .preview(&id(&firm.chat()), &request())
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden, "not for this client");
}

#[tokio::test]
async fn deleting_what_is_gone_is_a_success() {
    let firm = firm().await;
    let account = firm.account();
    let reports = account.reports().unwrap();
    let report = ReportId::from(REPORT);
    reports
        .create_report(&id(&firm.chat()), &report, &request())
        .await
        .unwrap();
    for _ in 0..2 {
        reports.delete_report(&report).await.unwrap();
    }
    assert!(firm.service.reports().is_empty(), "gone");
}
