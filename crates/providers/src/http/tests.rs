//! The way out to the network, against small servers on loopback that misbehave in one way each.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{Error, ErrorCode, Outcome, Timestamp};
use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, sink};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// Short limits, so that waiting in vain is quick.
fn impatient() -> Http {
    Http::new(HttpOptions {
        clock: Arc::new(|| NOW),
        times: Times {
            connect: Duration::from_millis(400),
            read: Duration::from_millis(300),
            answer: Duration::from_millis(900),
            upload: Duration::from_millis(400),
            ..Times::default()
        },
        has_route: || true,
        ..HttpOptions::default()
    })
    .unwrap()
}

/// A server that reads a request's head and answers these bytes, then closes.
async fn server(answer: impl Into<Vec<u8>>) -> Url {
    let answer: Vec<u8> = answer.into();
    raw_server(move |mut stream| {
        let answer = answer.clone();
        async move {
            read_head(&mut stream).await;
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

async fn raw_server<F, W>(work: F) -> Url
where
    F: Fn(TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(work(stream));
        }
    });
    Url::parse(&url).unwrap()
}

async fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut part = [0; 1024];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return,
            Ok(n) => head.extend_from_slice(&part[..n]),
        }
    }
}

fn request(url: &Url, effect: Effect) -> Request<'static> {
    Request {
        method: Method::POST,
        url: url.clone(),
        headers: reqwest::header::HeaderMap::new(),
        payload: Payload::Json("{}".into()),
        effect,
    }
}

async fn fault(url: &Url) -> Error {
    impatient()
        .exchange(request(url, Effect::Once))
        .await
        .err()
        .expect("no whole answer came")
}

fn json_of(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
    format!("{head}{}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn nothing_at_the_address_is_a_wrong_address_and_nothing_was_done() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for address in [
        format!("http://127.0.0.1:{port}/"),
        "https://no-such-host.invalid/".to_owned(),
    ] {
        let error = fault(&Url::parse(&address).unwrap()).await;
        assert_eq!(error.code, ErrorCode::WrongAddress, "{address}");
        assert_eq!(error.outcome, Outcome::NotDone, "{address}: never left");
    }
}

#[tokio::test]
async fn without_any_route_it_is_offline_but_never_for_loopback() {
    let offline = Http::new(HttpOptions {
        has_route: || false,
        ..HttpOptions::default()
    })
    .unwrap();
    for (address, code) in [
        ("https://no-such-host.invalid/", ErrorCode::Offline),
        ("http://127.0.0.1:9/", ErrorCode::WrongAddress),
    ] {
        let url = Url::parse(address).unwrap();
        let error = offline.exchange(request(&url, Effect::Once)).await.err();
        assert_eq!(error.unwrap().code, code, "{address}");
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_the_outcome_unknown() {
    let silent = raw_server(|stream| async move {
        let _kept_open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let hangs_up = server("").await;
    let half_a_head = server("HTTP/1.1 200 OK\r\ncontent-le").await;
    let half_a_body = server("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":").await;
    let drips = raw_server(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            .await;
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    for (url, what) in [
        (silent, "silent"),
        (hangs_up, "hangs up"),
        (half_a_head, "half a head"),
        (half_a_body, "half a body"),
        (drips, "drips"),
    ] {
        let error = fault(&url).await;
        assert_eq!(error.code, ErrorCode::Server, "{what}");
        assert_eq!(error.outcome, Outcome::Unknown, "{what}: it may be done");
        let read = impatient()
            .exchange(request(&url, Effect::Repeatable))
            .await;
        let error = read.err().unwrap();
        assert_eq!(error.outcome, Outcome::NotDone, "{what}: may be repeated");
    }
}

#[tokio::test]
async fn bombs_are_refused_before_they_fill_memory() {
    let mut bomb = flate2_gzip(&vec![b' '; 40 << 20]);
    let mut packed = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    packed.append(&mut bomb);
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
    let line = [b"HTTP/1.1 200 OK\r\n\r\n\"".to_vec(), vec![b'a'; 100 << 20]].concat();
    for (answer, what) in [
        (packed, "gzip"),
        (announced.into(), "a long body"),
        (line, "a line of 100 MB, not announced"),
    ] {
        let url = server(answer).await;
        let http = Http::new(HttpOptions::default()).unwrap();
        let error = http
            .exchange(request(&url, Effect::Once))
            .await
            .err()
            .unwrap();
        assert_eq!(error.code, ErrorCode::Decode, "{what}: {error}");
        assert_eq!(error.outcome, Outcome::Unknown, "{what}: it answered");
    }
    let deep = "[".repeat(100_000);
    let url = server(json_of(&deep)).await;
    let answer = impatient()
        .exchange(request(&url, Effect::Once))
        .await
        .unwrap();
    assert_eq!(
        answer.json().err().unwrap().code,
        ErrorCode::Decode,
        "depth is bounded"
    );
}

/// Stored blocks would do no harm: this packs for real, a thousandfold.
fn flate2_gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn redirects_are_answers_and_are_not_followed() {
    let asked = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&asked);
    let elsewhere = raw_server(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        async {}
    })
    .await;
    let url = server(format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n"
    ))
    .await;
    let answer = impatient()
        .exchange(request(&url, Effect::Once))
        .await
        .unwrap();
    let error = refusal(&answer, Effect::Once, NOW);
    assert_eq!(
        error.code,
        ErrorCode::Server,
        "a sign-in page of the network, perhaps"
    );
    assert_eq!(error.outcome, Outcome::NotDone, "the service did nothing");
    assert_eq!(asked.load(Ordering::Relaxed), 0, "nothing travelled on");
}

#[tokio::test]
async fn an_upload_reports_its_progress_and_may_take_longer_than_one_wait() {
    let url = raw_server(|mut stream| async move {
        // Reads slowly: the whole takes longer than the time for one part.
        let mut part = vec![0; 1 << 20];
        let mut got = 0;
        while got < 12 << 20 {
            match stream.read(&mut part).await {
                Ok(0) | Err(_) => return,
                Ok(n) => got += n,
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        let _ = stream.write_all(&json_of("5")).await;
    })
    .await;
    let length = 12 << 20;
    let last = AtomicU64::new(0);
    let on_the_way = AtomicU64::new(0);
    let progress = |gone: u64, all: u64| {
        assert_eq!(all, length, "the whole is known");
        let before = last.swap(gone, Ordering::Relaxed);
        assert!(before <= gone, "never backwards");
        on_the_way.fetch_add(u64::from(gone < all), Ordering::Relaxed);
    };
    let mut request = request(&url, Effect::Once);
    request.payload = Payload::Upload(vec![b'x'; length as usize].into(), &progress);
    // The head comes on top of the body, so the server answers a little early.
    let answer = impatient().exchange(request).await.unwrap();
    assert_eq!(answer.text(), Some("5"), "answered at the end");
    assert_eq!(last.load(Ordering::Relaxed), length, "all of it");
    assert!(
        on_the_way.load(Ordering::Relaxed) > 0,
        "reported on the way"
    );
}

#[tokio::test]
async fn foreign_files_come_from_public_addresses_only() {
    let http = impatient();
    let own =
        server("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 3\r\n\r\nabc").await;
    let none = reqwest::header::HeaderMap::new();
    let mut bytes = Vec::new();
    let fetched = fetch_file(&http, own.clone(), &own, &none, 10, &mut bytes)
        .await
        .unwrap();
    let Fetched::File(mime) = fetched else {
        panic!("no token is asked for");
    };
    assert_eq!(
        (mime.as_str(), bytes.as_slice()),
        ("image/png", &b"abc"[..]),
        "own server"
    );
    let too_large = fetch_file(&http, own.clone(), &own, &none, 2, &mut sink())
        .await
        .err()
        .unwrap();
    assert_eq!(
        too_large.code,
        ErrorCode::Invalid,
        "more than was asked for"
    );

    let public = Url::parse("https://chat.example.com/").unwrap();
    for address in [
        own.as_str(),
        "http://localhost:1/x",
        "http://[::1]:1/x",
        "http://169.254.169.254/latest/meta-data",
    ] {
        let url = Url::parse(address).unwrap();
        let error = fetch_file(&http, url, &public, &none, 10, &mut sink())
            .await
            .err()
            .unwrap();
        assert_eq!(error.code, ErrorCode::Forbidden, "{address} is private");
    }
    for address in [
        "file:///etc/passwd",
        "ftp://example.com/x",
        "javascript:alert(1)",
    ] {
        let url = Url::parse(address).unwrap();
        let error = fetch_file(&http, url, &own, &none, 10, &mut sink())
            .await
            .err()
            .unwrap();
        assert_eq!(error.code, ErrorCode::Invalid, "{address} is not opened");
    }
}

#[tokio::test]
async fn a_redirect_can_not_lead_a_file_into_a_private_network() {
    let http = impatient();
    let inside = "HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/x\r\ncontent-length: 0\r\n\r\n";
    let own = server(inside).await;
    let none = reqwest::header::HeaderMap::new();
    let error = fetch_file(&http, own.clone(), &own, &none, 10, &mut sink())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code, ErrorCode::Forbidden, "checked at each step");
    let circle =
        server("HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n").await;
    let error = fetch_file(&http, circle.clone(), &circle, &none, 10, &mut sink())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code, ErrorCode::Server, "five steps at most");
}

#[tokio::test]
async fn an_untrusted_certificate_is_named_as_such() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let url = tls_server(&made).await;
    let error = fault(&url).await;
    assert_eq!(error.code, ErrorCode::Certificate, "self-signed: {error:?}");
    assert_eq!(error.outcome, Outcome::NotDone, "nothing was sent");

    let trusting = Http::new(HttpOptions {
        extra_roots: vec![made.cert.der().to_vec()],
        ..HttpOptions::default()
    })
    .unwrap();
    let answer = trusting
        .exchange(request(&url, Effect::Once))
        .await
        .unwrap();
    assert_eq!(answer.text(), Some("{}"), "trusted, it works");

    let plain = server(json_of("{}")).await;
    let mut wrong = plain.clone();
    wrong.set_scheme("https").unwrap();
    let error = fault(&wrong).await;
    assert_eq!(
        error.code,
        ErrorCode::WrongAddress,
        "no TLS there: {error:?}"
    );
}

async fn tls_server(made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> Url {
    crate::install_tls();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let url = raw_server(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let mut part = [0; 4096];
            let _ = stream.read(&mut part).await;
            let _ = stream.write_all(&json_of("{}")).await;
            let _ = stream.shutdown().await;
        }
    })
    .await;
    Url::parse(&format!("https://localhost:{}/", url.port().unwrap())).unwrap()
}
