//! Where callers come in: so many connections at once, each kept no longer than somebody sends or reads (T124).
//!
//! It is what `axum::serve` does, with three bounds that it has no place for. How many come from where stands in `places`,
//! what comes and goes on each connection in `line`, and how one ends whose other end still writes in `linger`.

mod line;
mod linger;
mod places;

use std::{
    convert::Infallible,
    ops::ControlFlow,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
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
use prometheus_client::metrics::counter::Counter;
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    task::yield_now,
    time::{Instant, interval_at},
};
use tokio_util::task::TaskTracker;

pub(super) use self::line::Brought;

use self::{line::Line, linger::linger, places::Places};
use super::{network::Proxies, shed::Shedding};

/// Bytes of the head of a request: an address of 64 KiB, which is as long as one may be, and as much beside it as most servers
/// take. What is longer, or no head, the library answers with a status and nothing else: it writes that itself before it tells of
/// it, by a trait of its own (`Http1Transaction::on_error`), and asks neither the service nor its builder (docs/errors.md).
const HEAD: usize = 72 * 1024;

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
/// Behind a proxy that is named stand many, so its own place is not counted. What is broken off counts as `broken_off`.
pub async fn serve(
    mut listener: TcpListener,
    router: Router,
    shedding: Option<Shedding>,
    bounds: Connections,
    proxies: Proxies,
    broken_off: Counter,
    stopped: watch::Receiver<bool>,
) {
    let room = Arc::new(Semaphore::new(bounds.most.min(Semaphore::MAX_PERMITS)));
    let places = Arc::new(Places::new((bounds.most / 4).max(OF_ONE), proxies));
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
        let Ok(of_one) = places.enter(peer.ip()) else {
            broken_off.inc();
            continue;
        };
        let line = Line::new(stream, bounds.write, (place, of_one));
        let router = TowerToHyperService::new(router.clone());
        let (shedding, places) = (shedding.clone(), Arc::clone(&places));
        let brought = line.brought();
        let answer = move |mut request: Request<Incoming>| {
            if let Some(answer) = shedding.as_ref().and_then(|shedding| shedding.sends_away(&mut request)) {
                return ControlFlow::Break(answer);
            }
            let network = places.proxies.network(peer.ip(), request.headers());
            request.extensions_mut().insert(network);
            if request.headers().contains_key(header::UPGRADE) {
                request.extensions_mut().insert(brought.clone());
            }
            ControlFlow::Continue(router.call(request))
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
///
/// Whoever is refused by the head of a request alone is so at once, and their request is gone by then.
async fn talk<A>(
    line: Line,
    answer: impl Fn(Request<Incoming>) -> ControlFlow<Response, A>,
    head: Duration,
    stop: impl Future<Output = ()>,
) where
    A: Future<Output = Result<Response, Infallible>>,
{
    let is_stuck = line.is_stuck();
    let requests: Arc<Requests> = Arc::default();
    let all = Arc::clone(&requests);
    let answer = service_fn(move |request: Request<Incoming>| {
        let (has_body, is_posted) = (!request.body().is_end_stream(), request.method() == Method::POST);
        let (one, answer) = (Answered::begin(&all, has_body), answer(request));
        async move {
            let answer = match answer {
                ControlFlow::Continue(answer) => answer.await,
                // Its body went with it, so that what is left of that was found out before this is asked for the first time.
                ControlFlow::Break(refusal) => return Ok(refusal),
            };
            if is_posted && answer.as_ref().is_ok_and(|answer| answer.status().is_success()) {
                one.has_read();
            } else if has_body {
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
    let mut connection = builder.serve_connection(TokioIo::new(line), answer).with_upgrades();
    let ended = 'ends: {
        tokio::select! {
            ended = &mut connection => break 'ends ended,
            () = stop => {}
        }
        Pin::new(&mut connection).graceful_shutdown();
        let mut again = interval_at(Instant::now() + LAST, AGAIN);
        loop {
            tokio::select! {
                biased;
                ended = &mut connection => break 'ends ended,
                _ = again.tick() => {
                    // Then it waits for a request that has come in part.
                    if requests.answered.load(Ordering::Relaxed) == 0 && !is_stuck.load(Ordering::Relaxed) {
                        return;
                    }
                }
            }
        }
    };
    // Whoever breaks off is told nothing. What is no request the library answers itself, and reads no more of it.
    let may_write = ended.map_or_else(
        |error| error.is_parse(),
        |()| requests.is_unread.load(Ordering::Relaxed),
    );
    if may_write && let Some(line) = connection.into_parts().map(|parts| parts.io.into_inner()) {
        // Few come to this, and each connection would have the room for it.
        Box::pin(linger(line)).await;
    }
}

/// The requests of a connection.
#[derive(Default)]
struct Requests {
    /// How many are being answered.
    answered: AtomicUsize,
    /// Whether nobody may have read the body of the last of them.
    is_unread: AtomicBool,
}

/// A request of a connection while it is answered.
struct Answered(Arc<Requests>);

impl Answered {
    fn begin(requests: &Arc<Requests>, has_body: bool) -> Self {
        requests.answered.fetch_add(1, Ordering::Relaxed);
        requests.is_unread.store(has_body, Ordering::Relaxed);
        Self(Arc::clone(requests))
    }

    /// Its body was read.
    fn has_read(&self) {
        self.0.is_unread.store(false, Ordering::Relaxed);
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.0.answered.fetch_sub(1, Ordering::Relaxed);
    }
}
