//! Fetches a file the way the service does while a send waits: plain HTTP, loopback addresses only, so that a
//! sandbox never reaches beyond the machine.

use std::time::Duration;

use bytes::Bytes;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::{Host, Url};

/// More than that is not read.
const MOST_BYTES: u64 = 50 * 1024 * 1024;

/// The MIME type told and the bytes, or why there are none.
pub(crate) async fn get(url: &Url) -> Result<(Option<String>, Bytes), String> {
    tokio::time::timeout(Duration::from_secs(10), exchange(url))
        .await
        .map_err(|_| "it takes too long".to_owned())?
}

async fn exchange(url: &Url) -> Result<(Option<String>, Bytes), String> {
    let address = match url.host() {
        Some(Host::Ipv4(address)) if address.is_loopback() => address.to_string(),
        Some(Host::Domain("localhost")) => "127.0.0.1".to_owned(),
        _ => return Err("a sandbox fetches from loopback only".to_owned()),
    };
    if url.scheme() != "http" {
        return Err("a sandbox fetches over http only".to_owned());
    }
    let port = url.port_or_known_default().unwrap_or(80);
    let told = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect((address.as_str(), port))
        .await
        .map_err(told)?;
    let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
    let request = format!(
        "GET {}{query} HTTP/1.0\r\nHost: {address}:{port}\r\nConnection: close\r\n\r\n",
        url.path()
    );
    stream.write_all(request.as_bytes()).await.map_err(told)?;
    let mut answer = Vec::new();
    let mut limited = stream.take(MOST_BYTES);
    limited.read_to_end(&mut answer).await.map_err(told)?;
    let answer = Bytes::from(answer);
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.ok_or_else(|| "the answer has no end of its head".to_owned())?;
    let head = String::from_utf8_lossy(&answer.slice(..end)).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    if status != Some("200") {
        return Err(format!("the status is {}", status.unwrap_or("unknown")));
    }
    let kind = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let value = value.split(';').next()?.trim().to_lowercase();
        name.eq_ignore_ascii_case("content-type").then_some(value)
    });
    Ok((kind, answer.slice(end + 4..)))
}
