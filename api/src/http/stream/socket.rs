//! A socket that speaks graphql-transport-ws.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_graphql::futures_util::SinkExt as _;
use axum::{
    extract::ws::{Message as Frame, WebSocket},
    http::HeaderMap,
};
use tokio::{
    sync::{Semaphore, mpsc, watch},
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{
    OfOne, Streams,
    asked::{Asked, Came, errors_of, written},
    frames::{broken, done, end, last_word, rest, send, told, within},
    group::{Member, Seat},
    holder::Holder,
    message::{self, Close, Message},
    out::{Cut, Cuts, Out, cut, cut_off},
    unread::Unread,
    upgrade::PROTOCOL,
};
use crate::{
    error::{Code, Refusal},
    http::{
        Denied, Kind,
        metrics::{Door, Lasting, Over},
        origin::From,
        parameters::Parameters,
        persisted::NotRun,
    },
    identity::shut_out,
};

/// For how long a socket may say nothing of who it is.
const INIT: Duration = Duration::from_secs(5);

/// After how long a silent client is asked whether it is there, and after how long it is taken to be gone.
const ASKED: Duration = Duration::from_secs(30);
const GONE: Duration = Duration::from_secs(90);

/// What stands for headers in the payload with which a socket says who it is.
const STANDS: [&str; 4] = [
    "authorization",
    "trialogue-tenant",
    "trialogue-purpose",
    "accept-language",
];

/// A socket.
struct Socket {
    streams: Arc<Streams>,
    headers: HeaderMap,
    network: Option<IpAddr>,
    holder: Option<Arc<Holder>>,
    /// Among those of its credential or network; at first among those of its network that have not said who they are.
    of_one: OfOne,
    /// What runs, by a number that is never used again: an id may be.
    running: HashMap<u64, Running>,
    /// Room for queries and mutations, also those whose client no longer waits.
    room: Arc<Semaphore>,
    number: u64,
    to: mpsc::Sender<Out>,
    cuts: Cuts,
}

/// What ends a socket from outside, whatever it is about to send.
struct Ends {
    stop: CancellationToken,
    cuts: watch::Receiver<Option<Cut>>,
}

impl Ends {
    /// Why it ends, once it does.
    async fn come(&mut self) -> Close {
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Close::new(1001, "Going away"),
            cut = cut(&mut self.cuts) => match cut {
                Cut::Slow => Close::new(1013, "Read too slowly; go on from the last cursor"),
                Cut::Shut(_) => Close::new(4403, "Forbidden"),
            },
        }
    }

    /// What comes of sending, unless it ends meanwhile.
    async fn or(&mut self, sending: impl Future<Output = Result<(), Close>>) -> Result<(), Close> {
        tokio::select! {
            biased;
            close = self.come() => Err(close),
            sent = sending => sent,
        }
    }
}

/// An operation that runs.
struct Running {
    id: String,
    /// Set where it is over, whatever of it still waits.
    over: Arc<AtomicBool>,
    /// A subscription's place; a query or mutation runs to its end, and what it answers is thrown away.
    _seat: Option<(Seat, Lasting)>,
}

/// Talks with a client until either ends it.
pub(super) async fn run(
    streams: Arc<Streams>,
    mut frames: WebSocket,
    headers: HeaderMap,
    network: Option<IpAddr>,
    (of_one, mut unread): (OfOne, Unread),
) {
    let (to, mut out) = mpsc::channel(streams.limits.waiting);
    let cuts = Cuts::default();
    let mut ends = Ends {
        stop: streams.stop.clone(),
        cuts: cuts.subscribe(),
    };
    let room = Arc::new(Semaphore::new(streams.limits.operations));
    let mut socket = Socket {
        streams,
        headers,
        network,
        holder: None,
        of_one,
        running: HashMap::new(),
        room,
        number: 0,
        to,
        cuts,
    };
    let spoken = frames.protocol().and_then(|value| value.to_str().ok()) == Some(PROTOCOL);
    if !spoken {
        let close = Close::new(4406, "Subprotocol not acceptable");
        return end(frames, close).await;
    }
    let begun = Instant::now();
    let (mut heard, mut asked) = (begun, begun);
    let mut tick = interval(Duration::from_millis(500));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let close = loop {
        let done = tokio::select! {
            biased;
            close = ends.come() => Err(close),
            _ = tick.tick() => {
                if !unread.may_wait() {
                    drop((socket, unread));
                    let close = Close::new(1013, "Too many messages have come in part; send it whole, later");
                    // What has come of it is let go of, whether the other side has its last word or not.
                    last_word(&mut frames, close).await;
                    return;
                }
                let quiet = heard.elapsed();
                if quiet > ASKED && asked.elapsed() > ASKED {
                    asked = Instant::now();
                    send(&mut frames, r#"{"type":"ping"}"#.to_owned()).await.and(socket.is_due(begun, quiet))
                } else {
                    socket.is_due(begun, quiet)
                }
            }
            Some(first) = out.recv() => socket.sends(&mut frames, first, &mut out, &mut ends).await,
            frame = frames.recv() => {
                heard = Instant::now();
                match frame {
                    Some(Ok(Frame::Text(text))) => {
                        unread.is_read();
                        socket.takes(&mut frames, text.as_str()).await
                    }
                    Some(Ok(Frame::Binary(_))) => Err(Close::new(4400, "Messages are text")),
                    Some(Ok(Frame::Ping(held) | Frame::Pong(held))) => {
                        unread.came_between(held.len());
                        Ok(())
                    }
                    // What was sent last is flushed by reading on.
                    Some(Ok(Frame::Close(_))) => {
                        drop(socket);
                        return rest(frames).await;
                    }
                    Some(Err(error)) => Err(broken(error)),
                    None => return,
                }
            }
        };
        if let Err(close) = done {
            break close;
        }
    };
    drop(socket);
    end(frames, close).await;
}

impl Socket {
    /// Whether it may go on.
    fn is_due(&self, begun: Instant, quiet: Duration) -> Result<(), Close> {
        if quiet > GONE {
            return Err(Close::new(1001, "Nothing was heard for long"));
        }
        if self.holder.is_none() && begun.elapsed() > INIT {
            return Err(Close::new(4408, "Connection initialisation timeout"));
        }
        self.is_known()
    }

    /// Whether what it showed is still good.
    fn is_known(&self) -> Result<(), Close> {
        match &self.holder {
            Some(holder) if holder.has_ended(&self.streams) => Err(Close::new(4403, "The access token has ended")),
            _ => Ok(()),
        }
    }

    async fn takes(&mut self, frames: &mut WebSocket, text: &str) -> Result<(), Close> {
        let checker = Arc::clone(self.streams.edge.checker());
        if text.len() > checker.limits().body_bytes {
            return Err(Close::new(1009, "The message is too large"));
        }
        match message::read(text, checker.limits())? {
            Message::Init(payload) => {
                if self.holder.is_some() {
                    return Err(Close::new(4429, "Too many initialisation requests"));
                }
                self.init(&payload).await?;
                send(frames, r#"{"type":"connection_ack"}"#.to_owned()).await
            }
            Message::Ping => send(frames, r#"{"type":"pong"}"#.to_owned()).await,
            Message::Pong => Ok(()),
            Message::Complete(id) => {
                self.running.retain(|_, running| running.id != id);
                Ok(())
            }
            Message::Subscribe(id, parameters) => {
                let Some(holder) = self.holder.clone() else {
                    return Err(Close::new(4401, "Unauthorized"));
                };
                if self.running.values().any(|running| running.id == id) {
                    let shown: String = id.chars().take(20).collect();
                    return Err(Close(4409, format!("Subscriber for {shown} already exists")));
                }
                let begun = self.begins(id.clone(), *parameters, Arc::clone(&holder)).await;
                let Err((kind, not_run)) = begun else { return Ok(()) };
                let errors = match not_run {
                    NotRun::Denied(denied) => {
                        if holder.is_shut_out(&self.streams, &denied.error).await {
                            cut_off(&self.cuts, Cut::Shut(Arc::default()));
                        }
                        errors_of(denied.error)
                    }
                    NotRun::Errors(errors) => errors,
                    NotRun::TooDear(cost, errors) => cost.told_in(errors),
                };
                self.streams.executor.metrics.told(kind, false, &errors);
                send(frames, told(&id, "error", &written(&errors))).await
            }
        }
    }

    /// Begins an operation, or says why not, and what it would do where that is known.
    async fn begins(
        &mut self,
        id: String,
        parameters: Result<Parameters, Refusal>,
        holder: Arc<Holder>,
    ) -> Result<(), (Option<Kind>, NotRun)> {
        let unknown = |refusal: Refusal| (None, NotRun::Denied(refusal.into()));
        let most = self.streams.limits.operations;
        if self.running.len() >= most {
            let message = format!("A socket runs {most} operations at most at a time.");
            return Err(unknown(Refusal::new(Code::RateLimited, message)));
        }
        let parameters = parameters.map_err(unknown)?;
        let asked = Asked::of(&self.streams.edge, parameters, &holder).await;
        let asked = asked.map_err(|not_run| (None, not_run))?;
        let kind = asked.kind;
        let started = self.starts(id, Arc::new(asked), holder).await;
        started.map_err(|denied| (Some(kind), NotRun::Denied(denied)))
    }

    /// Learns who it is: what would stand in headers stands in the payload, because pages cannot set headers.
    async fn init(&mut self, payload: &serde_json::Map<String, serde_json::Value>) -> Result<(), Close> {
        let bad = |reason| Close::new(4400, reason);
        let mut headers = self.headers.clone();
        for (name, value) in payload {
            let name = name.to_ascii_lowercase();
            let Some(known) = STANDS.into_iter().find(|known| *known == name) else {
                continue;
            };
            let value = value
                .as_str()
                .and_then(|text| text.parse::<axum::http::HeaderValue>().ok());
            let value = value.ok_or_else(|| bad("What stands for a header in the payload is a text"))?;
            // Languages a browser says by itself, whatever the page would say.
            let is_said = known != "accept-language" && headers.get(known).is_some_and(|other| *other != value);
            if is_said {
                return Err(bad("The payload contradicts the headers"));
            }
            headers.insert(known, value);
        }
        if let From::Other(origin) = self.streams.pages.from(&headers) {
            let is_in = self.streams.pages.let_in(&origin, &headers, self.network).await;
            if !is_in.map_err(|denied| self.closing(denied))? {
                self.streams.pages.shut_out(Door::Socket);
                return Err(Close(4403, shut_out().message));
            }
        }
        let holder = Holder::of(&self.streams, headers, self.network)
            .await
            .map_err(|denied| self.closing(denied))?;
        let of_one = if holder.is_visitor() {
            let message = "Too many sockets of visitors from this network";
            self.streams.visitor_seat(self.network).ok_or(message)
        } else {
            let message = "Too many sockets of this credential";
            self.streams.seat(&holder.who).ok_or(message)
        };
        self.of_one = of_one.map_err(|reason| Close::new(4429, reason))?;
        self.holder = Some(Arc::new(holder));
        Ok(())
    }

    /// How a connection ends whose credential is no good. The reference client takes 4403 for a reason to fetch a new token
    /// and come again, and 1013 to come again in a while, and gives up at the others, 4429 too.
    fn closing(&self, denied: Denied) -> Close {
        let code = denied.error.codes().first().copied().unwrap_or(Code::Internal);
        self.streams
            .executor
            .metrics
            .told(None, false, &errors_of(denied.error));
        match code {
            Code::BadInput => Close(4400, code.name()),
            Code::RateLimited | Code::Unavailable | Code::Internal => Close(1013, code.name()),
            _ => Close(4403, code.name()),
        }
    }

    /// Starts an operation. A subscription listens when this returns, so that whoever pings behind it knows.
    async fn starts(&mut self, id: String, asked: Arc<Asked>, holder: Arc<Holder>) -> Result<(), Denied> {
        self.number += 1;
        let (operation, to) = (self.number, self.to.clone());
        let over = Arc::new(AtomicBool::new(false));
        let seat = if asked.kind == Kind::Subscription {
            let member = Member {
                operation,
                to,
                cuts: self.cuts.clone(),
                over: Arc::clone(&over),
            };
            let seat = self.streams.listen(&holder, asked, member).await?;
            Some((seat, self.streams.executor.metrics.listener(Over::Socket)))
        } else {
            let room = Arc::clone(&self.room).try_acquire_owned();
            let room = room.map_err(|_| Refusal::new(Code::RateLimited, "Too much runs already."))?;
            let (streams, cuts) = (Arc::clone(&self.streams), self.cuts.clone());
            let executor = streams.executor.clone();
            let tracker = executor.running.clone();
            let run = async move {
                // Held until what it answers is on its way, so that ending an operation early makes no room.
                let _room = room;
                let answer = executor.answer_within(&holder, &asked).await;
                let outs = match answer.map(|(response, _share)| asked.came(response)) {
                    Ok(Came::Answer(answer)) => vec![Out::Next(operation, answer), Out::Done(operation)],
                    Ok(Came::Refused(errors)) => vec![Out::Failed(operation, written(&errors))],
                    Err(denied) => {
                        if holder.is_shut_out(&streams, &denied.error).await {
                            cut_off(&cuts, Cut::Shut(Arc::default()));
                        }
                        let errors = errors_of(denied.error);
                        executor.metrics.told(Some(asked.kind), false, &errors);
                        vec![Out::Failed(operation, written(&errors))]
                    }
                };
                for out in outs {
                    // Fails only if the socket is gone.
                    let _ = to.send(out).await;
                }
            };
            tracker.spawn(run.in_current_span());
            None
        };
        let running = Running { id, over, _seat: seat };
        self.running.insert(operation, running);
        Ok(())
    }

    /// Sends what waits, and all that waits behind it, at once; none of it once the connection is to end.
    async fn sends(
        &mut self,
        frames: &mut WebSocket,
        first: Out,
        out: &mut mpsc::Receiver<Out>,
        ends: &mut Ends,
    ) -> Result<(), Close> {
        let mut next = Some(first);
        while let Some(out_now) = next {
            self.is_known()?;
            ends.or(self.feeds(frames, out_now)).await?;
            next = out.try_recv().ok();
        }
        ends.or(within(frames.flush())).await
    }

    async fn feeds(&mut self, frames: &mut WebSocket, out: Out) -> Result<(), Close> {
        let operation = out.operation();
        // What is told of an operation that the client ended is thrown away, and so are answers of one that is over.
        let Some(Running { id, over, .. }) = self.running.get(&operation) else {
            return Ok(());
        };
        if matches!(out, Out::Next(..)) && over.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (text, is_last) = match out {
            Out::Next(_, answer) => (told(id, "next", &answer), false),
            Out::Failed(_, errors) => (told(id, "error", &errors), true),
            Out::Done(_) => (done(id), true),
        };
        if is_last {
            self.running.remove(&operation);
        }
        within(frames.feed(Frame::text(text))).await
    }
}
