//! Five ways in which signing in fails, and the five sentences that say which it was.

use std::{process::Stdio, sync::Arc};

use e2e::{App, Failure, Outcome, Scope, journey, like, verify};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    process::Command,
};
use tokio_rustls::{TlsAcceptor, rustls};

use crate::steps::{company, fill_server, fill_sign_in};

#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_sign_in_errors_differ() -> Outcome {
    journey("sign_in_errors", async |stage| {
        let sandbox = company().await?;
        let login = sandbox.credentials().login.clone();
        let app = stage.launch().await?;
        app.button("Add account").click().await?;

        fill_sign_in(&app, sandbox.url(), &login, "not the password").await?;
        fails_with(&app, "doesn't accept this login and password").await?;
        fill_server(&app, &nothing_there().await?).await?;
        fails_with(&app, "Nothing answers at").await?;
        fill_server(&app, &web_page().await?).await?;
        fails_with(&app, "but it isn't").await?;
        fill_server(&app, &self_signed().await?).await?;
        fails_with(&app, "certificate").await?;

        fill_server(&app, sandbox.url()).await?;
        app.textbox("Password")
            .fill(&sandbox.credentials().password)
            .await?;
        app.button("Sign in").click().await?;
        app.listbox("Chats").wait().await?;
        app.close().await
    })
    .await
}

/// Runs [`journey_sign_in_without_network`] in a place without a network.
#[tokio::test]
#[ignore = "needs a private desktop: cargo xtask test --only window"]
async fn journey_sign_in_offline() -> Outcome {
    let unshare = |command: &str| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--net", "--map-root-user", "sh", "-c", command]);
        unshare.stdin(Stdio::null());
        unshare
    };
    if !unshare("ip link set lo up").status().await?.success() {
        eprintln!("Left out: this system gives nobody a network of their own.");
        return Ok(());
    }
    let inner = unshare(
        "ip link set lo up && exec \"$0\" --exact sign_in_errors::without_network --ignored",
    )
    .arg(std::env::current_exe()?)
    .output()
    .await?;
    let said = String::from_utf8_lossy(&inner.stdout);
    verify(
        inner.status.success() && said.contains("1 passed"),
        &format!("{said}{}", String::from_utf8_lossy(&inner.stderr)),
    )
}

#[tokio::test]
#[ignore = "run by journey_sign_in_offline"]
async fn without_network() -> Outcome {
    journey("sign_in_offline", async |stage| {
        let app = stage.launch().await?;
        app.button("Add account").click().await?;
        fill_sign_in(&app, "https://chat.example.com", "me", "secret").await?;
        fails_with(&app, "no network connection").await?;
        app.close().await
    })
    .await
}

async fn fails_with(app: &App, sentence: &str) -> Outcome {
    app.button("Sign in").click().await?;
    app.alert(like(sentence)).wait().await?;
    Ok(())
}

async fn nothing_there() -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    Ok(format!("http://{}", listener.local_addr()?))
}

/// A web server that knows nothing of chats.
async fn web_page() -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let page = "<!doctype html><title>Welcome to nginx!</title>";
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n{page}",
                page.len()
            );
            // Whoever hangs up first misses nothing.
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    Ok(address)
}

/// A server whose certificate nobody vouches for.
async fn self_signed() -> Outcome<String> {
    let say = |error: &dyn std::fmt::Display| Failure(error.to_string());
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])
        .map_err(|error| say(&error))?;
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der())
        .map_err(|error| say(&error))?;
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .map_err(|error| say(&error))?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // The client is expected to refuse the certificate.
            let _ = acceptor.accept(stream).await;
        }
    });
    Ok(format!("https://localhost:{port}"))
}
