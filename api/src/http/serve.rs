//! Where callers come in: so many connections at once, each kept no longer than somebody sends or reads (T124).
//!
//! It is what `axum::serve` does, with three bounds that it has no place for.

use std::{
    collections::HashMap,
    convert::Infallible,
    io::{self, IoSlice},
    net::IpAddr,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    http::{Method, header},
    response::Response,
    serve::Listener,
};
use hyper::{
    body::{Body as _, Incoming},
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
    task::yield_now,
    time::{Instant, Sleep, interval_at, sleep},
};
use tokio_util::task::TaskTracker;

use super::{
    network::{Proxies, network_of},
    shed::Shedding,
};

/// Bytes of the head of a request, and of what is read of a connection at once; a whole address is 64 KiB at most.
const HEAD: usize = 96 * 1024;

/// So many connections each place may have, however few there are.
const OF_ONE: usize = 64;

/// How long the head of a request may still come once the server stops, and how often it is looked after that whether anything
/// else is under way.
const LAST: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_millis(500);

/// Bounds on the connections of one listener.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// How many there are at once; whoever comes then waits in the system's queue. From one place there are a quarter of them
    /// at most; what is more is broken off.
    pub most: usize,
    /// For how long the head of a request may come, and a connection lie still before it does.
    pub head: Duration,
    /// For how long somebody may take nothing of what is sent to them.
    pub write: Duration,
}

/// Answers whoever comes, until it is told to stop; returns when what was under way then has ended.
///
/// Behind a proxy that is named stand many, so its own place is not counted.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    shedding: Option<Shedding>,
    bounds: Connections,
    proxies: Proxies,
    stopped: watch::Receiver<bool>,
) {
    let room = Arc::new(Semaphore::new(bounds.most.min(Semaphore::MAX_PERMITS)));
    let places = Arc::new(Places {
        most: (bounds.most / 4).max(OF_ONE),
        proxies,
        counted: Mutex::default(),
    });
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
        // To be told why, they would have to be read.
        let Ok(of_one) = places.enter(peer.ip()) else { continue };
        let line = Line {
            stream,
            patience: bounds.write,
            stuck: None,
            is_stuck: Arc::default(),
            brought: Brought::default(),
            _places: (place, of_one),
        };
        let router = TowerToHyperService::new(router.clone());
        let (shedding, places) = (shedding.clone(), Arc::clone(&places));
        let brought = line.brought.clone();
        let answer = move |mut request: Request<Incoming>| {
            let refusal = shedding.as_ref().and_then(|shedding| shedding.refusal(&mut request));
            let answer = if let Some(refusal) = refusal {
                Err(refusal)
            } else {
                let network = places.proxies.network(peer.ip(), request.headers());
                request.extensions_mut().insert(network);
                if request.headers().contains_key(header::UPGRADE) {
                    request.extensions_mut().insert(brought.clone());
                }
                Ok(router.call(request))
            };
            async {
                match answer {
                    Ok(answer) => answer.await,
                    Err(refusal) => Ok(refusal),
                }
            }
        };
        connections.spawn(talk(line, answer, bounds.head, told(stopped.clone())));
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
async fn talk<A>(line: Line, answer: impl Fn(Request<Incoming>) -> A, head: Duration, stop: impl Future<Output = ()>)
where
    A: Future<Output = Result<Response, Infallible>>,
{
    let is_stuck = Arc::clone(&line.is_stuck);
    let answered: Arc<AtomicUsize> = Arc::default();
    let counted = Arc::clone(&answered);
    let answer = service_fn(move |request: Request<Incoming>| {
        let (has_body, is_posted) = (!request.body().is_end_stream(), request.method() == Method::POST);
        let (one, answer) = (Answered::begin(&counted), answer(request));
        async move {
            let answer = answer.await;
            let is_read = is_posted && answer.as_ref().is_ok_and(|answer| answer.status().is_success());
            if has_body && !is_read {
                // What nobody reads of a body ends its connection, unless it has come already. That is found out when this is
                // asked again; an answer that has begun by then would not say it, and whoever sends their next request behind
                // it be told nothing (RFC 9112, section 9.6).
                yield_now().await;
            }
            drop(one);
            answer
        }
    });
    // Without a timer the bound on the head does not hold, and what tells the versions of HTTP apart has none at all.
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD);
    let connection = builder.serve_connection(TokioIo::new(line), answer).with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        // Whoever breaks off is told nothing.
        _ = connection.as_mut() => return,
        () = stop => {}
    }
    connection.as_mut().graceful_shutdown();
    let mut again = interval_at(Instant::now() + LAST, AGAIN);
    loop {
        tokio::select! {
            biased;
            _ = connection.as_mut() => return,
            _ = again.tick() => {
                // Then it waits for a request that has come in part.
                if answered.load(Ordering::Relaxed) == 0 && !is_stuck.load(Ordering::Relaxed) {
                    return;
                }
            }
        }
    }
}

/// A request of a connection while it is answered.
struct Answered(Arc<AtomicUsize>);

impl Answered {
    fn begin(number: &Arc<AtomicUsize>) -> Self {
        number.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(number))
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection whose other end must take what is sent: an answer that nobody reads is not held for ever.
struct Line {
    stream: TcpStream,
    patience: Duration,
    /// Runs while nothing of what is sent is taken.
    stuck: Option<Pin<Box<Sleep>>>,
    is_stuck: Arc<AtomicBool>,
    brought: Brought,
    _places: (OwnedSemaphorePermit, Option<OfOne>),
}

/// How many bytes a connection has brought: a socket finds it with the request that it began as.
#[derive(Clone, Default)]
pub(super) struct Brought(Arc<AtomicU64>);

impl Brought {
    /// All so far.
    pub(super) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// So many more came.
    pub(super) fn add(&self, bytes: usize) {
        self.0
            .fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// How many connections there are from each place.
struct Places {
    most: usize,
    proxies: Proxies,
    counted: Mutex<HashMap<IpAddr, usize>>,
}

impl Places {
    /// A place for one connection more from there, which is none where it is not counted; not where there are as many as may be.
    fn enter(self: &Arc<Self>, peer: IpAddr) -> Result<Option<OfOne>, Full> {
        let peer = peer.to_canonical();
        if self.proxies.trust(peer) {
            return Ok(None);
        }
        let network = network_of(peer);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let number = counted.entry(network).or_default();
        if *number >= self.most {
            return Err(Full);
        }
        *number += 1;
        drop(counted);
        Ok(Some(OfOne(Arc::clone(self), network)))
    }
}

/// There are as many connections from there as may be.
#[derive(Debug)]
struct Full;

/// One of the connections from a place, while it lasts.
struct OfOne(Arc<Places>, IpAddr);

impl Drop for OfOne {
    fn drop(&mut self) {
        let mut counted = self.0.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = counted.get_mut(&self.1) {
            *number = number.saturating_sub(1);
            if *number == 0 {
                counted.remove(&self.1);
            }
        }
    }
}

impl Line {
    fn in_time(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.is_stuck.store(written.is_pending(), Ordering::Relaxed);
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
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.brought.add(buffer.filled().len().saturating_sub(before));
        read
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn t124_one_place_has_so_many_connections_and_a_proxy_as_many_as_there_are() {
        let places = Arc::new(Places {
            most: 2,
            proxies: Proxies::new(&["127.0.0.1/32".parse().unwrap()]),
            counted: Mutex::default(),
        });
        let from = |place: &str| places.enter(place.parse().unwrap());
        let held = [from("192.0.2.1").unwrap(), from("::ffff:192.0.2.1").unwrap()];
        assert!(from("192.0.2.1").is_err());
        // Others are not kept out, and whoever has one address of the newer kind has a network of them.
        let others = ["192.0.2.2", "2001:db8::1", "2001:db8::2"].map(|place| from(place).unwrap());
        assert!(from("2001:db8::3").is_err());
        assert!((0..9).all(|_| from("127.0.0.1").unwrap().is_none()));
        drop(held);
        assert!(from("192.0.2.1").unwrap().is_some());
        drop(others);
        assert!(places.counted.lock().unwrap().is_empty());
    }
}
