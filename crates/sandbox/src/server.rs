//! A loopback HTTP server that can be taken down and brought back on the same port, and whose connections can be
//! cut one by one or all at once, with a reset.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::Mutex,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::lock;

/// One client's connection, as a request sees it.
#[derive(Debug, Clone)]
pub(crate) struct Line(CancellationToken);

impl Line {
    /// Resets the connection.
    pub(crate) fn cut(&self) {
        self.0.cancel();
    }

    /// Resolves when the connection was cut.
    pub(crate) async fn gone(&self) {
        self.0.cancelled().await;
    }
}

impl Connected<IncomingStream<'_, Doorway>> for Line {
    fn connect_info(stream: IncomingStream<'_, Doorway>) -> Self {
        Self(stream.io().cut.clone())
    }
}

/// Accepts connections whose lines end with the server's.
pub(crate) struct Doorway {
    listener: TcpListener,
    all: CancellationToken,
}

impl Listener for Doorway {
    type Io = LineIo;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (LineIo, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    // Small answers should not wait for each other; without it they are only slower.
                    let _ = stream.set_nodelay(true);
                    return (LineIo::new(stream, self.all.child_token()), address);
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A TCP stream that fails as soon as its line is cut.
pub(crate) struct LineIo {
    stream: TcpStream,
    cut: CancellationToken,
    cancelled: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl LineIo {
    fn new(stream: TcpStream, cut: CancellationToken) -> Self {
        let cancelled = Box::pin(cut.clone().cancelled_owned());
        Self {
            stream,
            cut,
            cancelled,
        }
    }

    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.cut.is_cancelled() || self.cancelled.as_mut().poll(cx).is_ready() {
            // Closing without lingering makes the close a reset; failing that, it is an ordinary close.
            let _ = self.stream.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for LineIo {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for LineIo {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The server: an address that stays, and a listener that comes and goes.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    state: Mutex<State>,
    /// Taken for the length of a pause or a resume, so that two never interleave.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    app: Option<Router>,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    accepting: JoinHandle<()>,
    lines: CancellationToken,
}

impl Server {
    /// Takes a port of 127.0.0.1 (any free one when none is named) and returns the listener with it.
    pub(crate) async fn bind(port: Option<u16>) -> io::Result<(Self, TcpListener)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await?;
        let address = listener.local_addr()?;
        let state = Mutex::new(State::default());
        Ok((
            Self {
                address,
                state,
                turn: tokio::sync::Mutex::new(()),
            },
            listener,
        ))
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Begins to answer.
    pub(crate) fn serve(&self, listener: TcpListener, app: Router) {
        let lines = CancellationToken::new();
        let doorway = Doorway {
            listener,
            all: lines.clone(),
        };
        let service = app.clone().into_make_service_with_connect_info::<Line>();
        let accepting = tokio::spawn(async move {
            if let Err(error) = axum::serve(doorway, service).await {
                tracing::warn!(%error, "the server ended");
            }
        });
        let mut state = lock(&self.state);
        state.app = Some(app);
        state.running = Some(Running { accepting, lines });
    }

    /// Closes the port and cuts every connection. Connecting is refused from here on.
    pub(crate) async fn pause(&self) {
        let _turn = self.turn.lock().await;
        let running = lock(&self.state).running.take();
        if let Some(Running { accepting, lines }) = running {
            lines.cancel();
            accepting.abort();
            // Ends with "cancelled": it was aborted the line before.
            let _ = accepting.await;
        }
    }

    /// Opens the same port again; does nothing when it is open.
    pub(crate) async fn resume(&self) -> io::Result<()> {
        let _turn = self.turn.lock().await;
        let app = {
            let state = lock(&self.state);
            if state.running.is_some() {
                None
            } else {
                state.app.clone()
            }
        };
        if let Some(app) = app {
            self.serve(TcpListener::bind(self.address).await?, app);
        }
        Ok(())
    }

    /// Stops for good, at once.
    pub(crate) fn stop(&self) {
        let mut state = lock(&self.state);
        state.app = None;
        if let Some(Running { accepting, lines }) = state.running.take() {
            lines.cancel();
            accepting.abort();
        }
    }
}
