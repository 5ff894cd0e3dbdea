//! Where callers come in: so many connections at once, each kept no longer than somebody sends or reads (T124).
//!
//! It is what `axum::serve` does, with three bounds that it has no place for.

use std::{
    io::{self, IoSlice},
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    serve::Listener,
};
use hyper::{
    body::Incoming,
    server::conn::http1,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{Sleep, sleep},
};
use tokio_util::task::TaskTracker;

/// Bounds on the connections of one listener.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// How many there are at once; whoever comes then waits in the system's queue.
    pub most: usize,
    /// For how long the head of a request may come, and a connection lie still before it does.
    pub head: Duration,
    /// For how long somebody may take nothing of what is sent to them.
    pub write: Duration,
}

/// Answers whoever comes, until it is told to stop; returns when what was under way then has ended.
pub async fn serve(mut listener: TcpListener, router: Router, bounds: Connections, stopped: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(bounds.most.min(Semaphore::MAX_PERMITS)));
    let connections = TaskTracker::new();
    let mut stop = pin!(told(stopped.clone()));
    loop {
        let come = async {
            let place = Arc::clone(&room).acquire_owned().await;
            // It tries again where the system cannot give a connection now.
            (place, Listener::accept(&mut listener).await)
        };
        let (place, (stream, peer)) = tokio::select! {
            come = come => come,
            () = &mut stop => break,
        };
        let Ok(place) = place else { break };
        let line = Line {
            stream,
            patience: bounds.write,
            stuck: None,
            _place: place,
        };
        connections.spawn(talk(line, peer, router.clone(), bounds.head, told(stopped.clone())));
    }
    // Whoever waits for a place is refused from here on.
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn told(mut stopped: watch::Receiver<bool>) {
    // Fails only if nobody is left who could tell.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Answers the requests of one connection. A socket that it becomes takes it along.
async fn talk(line: Line, peer: SocketAddr, router: Router, head: Duration, stop: impl Future<Output = ()>) {
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.call(request)
    });
    // Without a timer the bound on the head does not hold, and what tells the versions of HTTP apart has none at all.
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(head);
    let connection = builder.serve_connection(TokioIo::new(line), service).with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        // Whoever breaks off is told nothing.
        _ = connection.as_mut() => return,
        () = stop => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// A connection whose other end must take what is sent: an answer that nobody reads is not held for ever.
struct Line {
    stream: TcpStream,
    patience: Duration,
    /// Runs while nothing of what is sent is taken.
    stuck: Option<Pin<Box<Sleep>>>,
    _place: OwnedSemaphorePermit,
}

impl Line {
    fn in_time(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stuck.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
