//! Previews and signed reports (6).

use reqwest::Method;
use sandbox::chat_manager::quirks::Files;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Firm, refused};

fn wish() -> Value {
    json!({ "template": "certificate_chat", "languageCode": "es_es" })
}

fn signed(id: Uuid) -> Value {
    let mut body = wish();
    body["reportId"] = json!(id);
    body
}

impl Firm {
    async fn preview(&self, chat: Uuid, body: Value) -> crate::desk::Reply {
        let path = format!("/chat/{chat}/report-preview");
        self.report(Method::POST, &path, Some(body)).await
    }

    async fn sign(&self, chat: Uuid, body: Value) -> crate::desk::Reply {
        let path = format!("/chat/{chat}/reports");
        self.report(Method::POST, &path, Some(body)).await
    }

    async fn file(&self, report: Uuid, what: &str) -> crate::desk::Reply {
        self.report(Method::GET, &format!("/reports/{report}/{what}"), None)
            .await
    }

    fn hostile(&self) -> Uuid {
        let mut chats = self.service.chats().into_iter();
        chats
            .find(|chat| chat.title.contains('<'))
            .expect("the seed has one")
            .id
    }
}

#[tokio::test]
async fn the_preview_is_a_page_in_the_language() {
    let firm = Firm::open().await;
    let chat = firm.chat();
    let reply = firm.preview(chat.id, wish()).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(
        reply.header("content-type"),
        Some("text/html; charset=utf-8"),
        "a page"
    );
    assert!(
        reply.text.contains("Certificado de conversación"),
        "in Spanish"
    );
    let english = json!({
        "template": "certificate_chat", "languageCode": "en_EN",
        "additionalData": { "DOC_PURPOSES": ["Prueba en juicio"] },
    });
    let reply = firm.preview(chat.id, english).await;
    assert!(
        reply.text.contains("Certificate of a conversation"),
        "in English"
    );
    assert!(reply.text.contains("Prueba en juicio"), "with its purpose");
}

#[tokio::test]
async fn the_preview_repeats_what_people_wrote_markup_and_all() {
    let firm = Firm::open().await;
    let page = firm.preview(firm.hostile(), wish()).await.text;
    for markup in [
        "<script>document.title",
        "onerror=",
        "<iframe src=\"javascript:",
        "http-equiv=\"refresh\"",
        "Mallory",
    ] {
        assert!(
            page.contains(markup),
            "{markup} stands there as it was written"
        );
    }
    firm.service
        .set_quirks(|quirks| quirks.preview_escapes = true);
    let page = firm.preview(firm.hostile(), wish()).await.text;
    assert!(!page.contains("<script>"), "a careful service escapes");
}

#[tokio::test]
async fn dates_bound_the_transcript() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    let id = firm.service.member_writes(chat, "justo ahora").unwrap();
    let message = firm
        .service
        .messages(chat)
        .into_iter()
        .find(|it| it.id == id)
        .unwrap();
    let mut body = wish();
    body["fromDate"] = json!(message.at);
    body["toDate"] = json!(message.at);
    let page = firm.preview(chat, body.clone()).await.text;
    assert!(page.contains("justo ahora"), "both ends included");
    assert_eq!(page.matches("<tr").count(), 1, "and nothing else");
    body["fromDate"] = json!("2030-01-01T00:00:00Z");
    refused(&firm.preview(chat, body).await, 400);
}

#[tokio::test]
async fn forms_are_looked_at() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    for (field, value) in [
        ("template", json!("other")),
        ("template", json!(null)),
        ("languageCode", json!("fr_FR")),
        ("languageCode", json!("")),
        ("fromDate", json!("yesterday")),
        ("additionalData", json!("text")),
    ] {
        let mut body = signed(Uuid::new_v4());
        body[field] = value.clone();
        refused(&firm.preview(chat, body.clone()).await, 400);
        refused(&firm.sign(chat, body).await, 400);
    }
    refused(&firm.sign(chat, wish()).await, 400);
    refused(&firm.preview(Uuid::new_v4(), wish()).await, 404);
    refused(
        &firm.sign(Uuid::new_v4(), signed(Uuid::new_v4())).await,
        404,
    );
    assert!(firm.service.reports().is_empty(), "nothing was made");
}

#[tokio::test]
async fn a_signed_report_is_ready_after_a_while() {
    let firm = Firm::with(|config| config.quirks.files = Files::OtherServer).await;
    let (chat, id) = (firm.chat().id, Uuid::new_v4());
    let reply = firm.sign(chat, signed(id)).await;
    assert_eq!((reply.status, reply.text.as_str()), (201, ""), "made");
    refused(&firm.file(id, "document").await, 404);
    firm.pass(2_500);
    let document = firm.file(id, "document").await.json();
    assert_eq!(document["type"], "REPORT", "the PDF first");
    refused(&firm.file(id, "package").await, 404);
    firm.pass(1_500);
    let package = firm.file(id, "package").await.json();
    assert_eq!(package["type"], "REPORT_PACKAGE", "then the ZIP");
    for (answer, kind, magic) in [
        (document, "application/pdf", b"%PDF".as_slice()),
        (package, "application/zip", b"PK\x03\x04"),
    ] {
        let url = answer["url"].as_str().unwrap();
        assert!(
            !url.starts_with(firm.service.url()),
            "on another server: {url}"
        );
        let reply = firm.http.get(url).send().await.unwrap();
        assert_eq!(reply.headers()["content-type"], kind, "of its kind");
        assert!(
            reply.bytes().await.unwrap().starts_with(magic),
            "and really"
        );
        let with = firm
            .http
            .get(url)
            .bearer_auth(&firm.token)
            .send()
            .await
            .unwrap();
        assert_eq!(with.status(), 400, "a token has no business there");
        let forged = firm
            .http
            .get(url.replace("Signature=", "Signature=0"))
            .send()
            .await
            .unwrap();
        assert_eq!(forged.status(), 403, "nobody else makes such an address");
    }
}

#[tokio::test]
async fn addresses_expire() {
    let firm = Firm::open().await;
    let id = Uuid::new_v4();
    firm.sign(firm.chat().id, signed(id)).await;
    firm.pass(2_500);
    let answer = firm.file(id, "document").await.json();
    assert_eq!(
        answer["expiration"], "2026-11-03T09:20:02.500Z",
        "five minutes"
    );
    firm.pass(300_000);
    let url = answer["url"].as_str().unwrap();
    assert_eq!(
        firm.http.get(url).send().await.unwrap().status(),
        403,
        "too late"
    );
    let again = firm.file(id, "document").await.json();
    let url = again["url"].as_str().unwrap();
    assert_eq!(
        firm.http.get(url).send().await.unwrap().status(),
        200,
        "a new address"
    );
}

#[tokio::test]
async fn the_package_is_an_archive_others_can_read() {
    let firm = Firm::quirky(|quirks| quirks.package_after_ms = 0).await;
    let id = Uuid::new_v4();
    firm.sign(firm.hostile(), signed(id)).await;
    let url = firm.file(id, "package").await.json()["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let bytes = firm
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let files = unpack(&bytes);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["certificate.pdf", "transcript.html", "evidences.txt"],
        "three files"
    );
    assert!(files[0].1.starts_with(b"%PDF"), "the certificate");
    let page = String::from_utf8(files[1].1.clone()).unwrap();
    assert!(page.contains("&lt;script&gt;"), "the transcript");
}

/// Reads a ZIP as readers do: from its end, by its directory.
fn unpack(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let half = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let word = |at: usize| half(at) | half(at + 2) << 16;
    let end = bytes.len() - 22;
    assert_eq!(
        &bytes[end..end + 4],
        b"PK\x05\x06",
        "an end without a comment"
    );
    let mut at = word(end + 16);
    let mut files = Vec::new();
    for _ in 0..half(end + 10) {
        assert_eq!(
            &bytes[at..at + 4],
            b"PK\x01\x02",
            "an entry of the directory"
        );
        let (size, length, offset) = (word(at + 24), half(at + 28), word(at + 42));
        let name = String::from_utf8(bytes[at + 46..at + 46 + length].to_vec()).unwrap();
        assert_eq!(&bytes[offset..offset + 4], b"PK\x03\x04", "the file's head");
        let start = offset + 30 + length;
        files.push((name, bytes[start..start + size].to_vec()));
        at += 46 + length;
    }
    assert_eq!(at, end, "the directory ends where the end begins");
    files
}

#[tokio::test]
async fn the_same_report_again_does_no_harm() {
    let firm = Firm::open().await;
    let (chat, id) = (firm.chat().id, Uuid::new_v4());
    for _ in 0..2 {
        assert_eq!(firm.sign(chat, signed(id)).await.status, 201, "made");
    }
    assert_eq!(firm.service.reports().len(), 1, "one");
    let mut other = signed(id);
    other["languageCode"] = json!("en_EN");
    refused(&firm.sign(chat, other).await, 409);
}

#[tokio::test]
async fn reports_are_deleted_for_good() {
    let firm = Firm::open().await;
    let id = Uuid::new_v4();
    firm.sign(firm.chat().id, signed(id)).await;
    let path = format!("/reports/{id}");
    let reply = firm.report(Method::DELETE, &path, None).await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""), "gone");
    refused(&firm.report(Method::DELETE, &path, None).await, 404);
    firm.pass(10_000);
    refused(&firm.file(id, "document").await, 404);
}

#[tokio::test]
async fn reports_of_another_kind_have_no_files() {
    let firm = Firm::open().await;
    let id = firm.service.foreign_report();
    refused(&firm.file(id, "document").await, 406);
    refused(&firm.file(id, "package").await, 406);
    refused(
        &firm.report(Method::GET, "/reports/12/document", None).await,
        400,
    );
}
