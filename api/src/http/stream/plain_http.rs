//! A stream over plain HTTP: server-sent events (graphql-sse, a connection for each operation), or parts (the multipart
//! subscription protocol).

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use async_graphql::{
    ServerError,
    futures_util::{Stream, stream},
};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use tokio::{
    sync::{mpsc, watch},
    time::{interval, timeout},
};
use tracing::Instrument as _;

use super::{
    OfOne, Place, Streams,
    accept::Form,
    asked::{Asked, Came, errors_of, refused, too_dear, written},
    group::{Member, Seat},
    holder::Holder,
    out::{Cut, Cuts, Out, cut},
};
use crate::{
    error::{Code, Fault, Refusal},
    http::{
        Denied, Kind,
        accept::Media,
        execute::full as too_many,
        graphql::{Reply, VARY, denied, parameters},
        metrics::{Lasting, Over},
        network::known_of,
        parameters::Parameters,
        persisted::NotRun,
    },
    identity::TAKE_ANOTHER,
};

/// How often something is sent where nothing happens, so that nobody between takes the connection for dead.
const KEPT_ALIVE: Duration = Duration::from_secs(5);

/// How long one who does not read is waited for.
const SENT: Duration = Duration::from_secs(15);

/// Answers with a stream, or says why there is none.
pub(super) async fn answer(streams: Arc<Streams>, request: Request, form: Form) -> Response {
    let (came, metrics) = (Instant::now(), streams.executor.metrics.clone());
    begun(streams, request, form).await.unwrap_or_else(|reply| {
        let reply = reply.counted(&metrics, None, came.elapsed());
        reply.into_response(Media::GraphQl)
    })
}

/// A stream that a request takes, though it likes one answer better: a subscription can be answered by it alone.
#[derive(Clone)]
pub(in crate::http) struct Offered {
    streams: Arc<Streams>,
    form: Form,
}

impl Offered {
    pub(super) const fn new(streams: Arc<Streams>, form: Form) -> Self {
        Self { streams, form }
    }

    /// Answers what is asked for.
    pub(in crate::http) async fn answer(self, parts: Parts, parameters: Parameters) -> Result<Response, Reply> {
        let place = self.streams.enter(over(self.form)).ok_or_else(crowded)?;
        told(self.streams, place, parts, parameters, self.form).await
    }
}

async fn begun(streams: Arc<Streams>, request: Request, form: Form) -> Result<Response, Reply> {
    // Before anything is read of it, so that to send it away costs next to nothing.
    if !streams.edge.executor.has_room(request.headers()) {
        return Err(denied(too_many(), Media::GraphQl));
    }
    let place = streams.enter(over(form)).ok_or_else(crowded)?;
    let (parts, body) = request.into_parts();
    let parameters = parameters(&streams.edge, &parts, body).await?;
    told(streams, place, parts, parameters, form).await
}

fn full(code: Code, message: &str) -> Reply {
    denied(Refusal::new(code, message).into(), Media::GraphQl)
}

fn crowded() -> Reply {
    full(
        Code::Unavailable,
        "The server has as many streams as it takes; try again.",
    )
}

async fn told(
    streams: Arc<Streams>,
    place: Place,
    parts: Parts,
    parameters: Parameters,
    form: Form,
) -> Result<Response, Reply> {
    let network = known_of(&parts.extensions);
    let holder = Holder::of(&streams, parts.headers, network).await;
    let holder = holder.map_err(|refused| denied(refused, Media::GraphQl))?;
    let of_one = if holder.is_visitor() {
        let message = "Visitors from this network have as many streams as they may.";
        streams.visitor_seat(network).ok_or(message)
    } else {
        let message = "The credential has as many streams as it may.";
        streams.seat(&holder.who).ok_or(message)
    };
    let of_one = of_one.map_err(|message| full(Code::RateLimited, message))?;
    let (to, out) = mpsc::channel(streams.limits.waiting);
    let member = Member {
        operation: 0,
        to,
        cuts: Cuts::default(),
        over: Arc::default(),
    };
    let mut told = Told {
        form,
        is_begun: false,
        state: State::Goes,
        out,
        kept_alive: interval(KEPT_ALIVE),
        cuts: member.cuts.subscribe(),
        over: Arc::clone(&member.over),
        seat: None,
        _places: (place, of_one),
        holder: Arc::new(holder),
        streams,
    };
    told.kept_alive.reset();
    let says = match Asked::of(&told.streams.edge, parameters, &told.holder).await {
        Ok(asked) if asked.kind == Kind::Mutation && parts.method != Method::POST => {
            let refusal = Refusal::new(Code::BadInput, "Mutations are sent by POST.");
            return Err(Reply::refusal(StatusCode::METHOD_NOT_ALLOWED, refusal).with(header::ALLOW, "POST"));
        }
        Ok(asked) => told.starts(Arc::new(asked), member).await?.map(refused),
        Err(NotRun::Denied(why)) => {
            let errors = told.refuses(None, why);
            Some(refused(errors.map_err(|why| denied(why, Media::GraphQl))?))
        }
        Err(NotRun::Errors(errors)) => {
            told.streams.executor.metrics.told(None, false, &errors);
            Some(refused(errors))
        }
        Err(NotRun::TooDear(cost, errors)) => {
            told.streams.executor.metrics.told(None, false, &errors);
            Some(too_dear(cost, errors))
        }
    };
    if let Some(says) = says {
        // The stream is accepted, and says what is wrong.
        told.state = State::Says(vec![told.next(&says), told.last()]);
    }
    let (kind, body) = (content_type(form), Body::from_stream(chunks(told)));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::VARY, HeaderValue::from_static(VARY));
    // Proxies that gather answers would gather events.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

const fn over(form: Form) -> Over {
    match form {
        Form::Events => Over::Events,
        Form::Parts => Over::Parts,
    }
}

const fn content_type(form: Form) -> &'static str {
    match form {
        Form::Events => "text/event-stream; charset=utf-8",
        // As it is in the protocol's own words, since clients look for them as they stand: with quotes it would mean the same.
        Form::Parts => "multipart/mixed; boundary=graphql; subscriptionSpec=1.0",
    }
}

/// What is told on the way to one client.
struct Told {
    form: Form,
    is_begun: bool,
    state: State,
    out: mpsc::Receiver<Out>,
    kept_alive: tokio::time::Interval,
    cuts: watch::Receiver<Option<Cut>>,
    /// Set once the operation is over, whatever of it still waits.
    over: Arc<AtomicBool>,
    seat: Option<(Seat, Lasting)>,
    _places: (Place, OfOne),
    holder: Arc<Holder>,
    streams: Arc<Streams>,
}

enum State {
    /// What comes.
    Goes,
    /// These, from the front, and then the end.
    Says(Vec<Bytes>),
}

impl Told {
    /// Starts the operation, or answers with the errors that are told inside the stream.
    async fn starts(&mut self, asked: Arc<Asked>, member: Member) -> Result<Option<Vec<ServerError>>, Reply> {
        let (streams, kind) = (Arc::clone(&self.streams), asked.kind);
        if kind == Kind::Subscription {
            return match streams.listen(&self.holder, asked, member).await {
                Ok(seat) => {
                    self.seat = Some((seat, streams.executor.metrics.listener(over(self.form))));
                    Ok(None)
                }
                Err(refused) => {
                    let refused = self.refuses(Some(kind), refused).map(Some);
                    refused.map_err(|refused| denied(refused, Media::GraphQl))
                }
            };
        }
        let (executor, holder) = (streams.executor.clone(), Arc::clone(&self.holder));
        // In a task of its own, so that it ends in order where its client hangs up.
        let run = async move {
            let answer = executor.answer_within(&holder, &asked).await;
            answer.map(|(response, _share)| asked.came(response))
        };
        let came = streams.executor.running.spawn(run.in_current_span()).await;
        let came = match came {
            Ok(came) => came,
            Err(_) => Err(Fault::logged("a task that ran an operation panicked or was cut off").into()),
        };
        match came {
            Ok(Came::Answer(answer)) => {
                self.state = State::Says(vec![self.next(&answer), self.last()]);
                Ok(None)
            }
            Ok(Came::Refused(errors)) => Ok(Some(errors)),
            Err(refused) => {
                let refused = self.refuses(Some(kind), refused).map(Some);
                refused.map_err(|refused| denied(refused, Media::GraphQl))
            }
        }
    }

    /// The errors of what does not begin; where it may later, the request is refused as one without a stream would be.
    fn refuses(&self, kind: Option<Kind>, refused: Denied) -> Result<Vec<ServerError>, Denied> {
        let codes = refused.error.codes();
        if [Code::RateLimited, Code::Unavailable]
            .iter()
            .any(|code| codes.contains(code))
        {
            return Err(refused);
        }
        let errors = errors_of(refused.error);
        self.streams.executor.metrics.told(kind, false, &errors);
        Ok(errors)
    }

    /// The next bytes; none at the end. Where it is not the operation that ends it is broken off: a client that reads the end
    /// of an operation does not come back.
    async fn takes(&mut self) -> io::Result<Option<Bytes>> {
        if !self.is_begun {
            self.is_begun = true;
            return Ok(Some(self.first()));
        }
        match &mut self.state {
            State::Says(rest) if rest.is_empty() => return Ok(None),
            State::Says(rest) => return Ok(Some(rest.remove(0))),
            State::Goes => {}
        }
        self.hears().await.map(Some)
    }

    async fn hears(&mut self) -> io::Result<Bytes> {
        let mut due = interval(Duration::from_millis(500));
        loop {
            if self.holder.has_ended(&self.streams) {
                let refusal = Refusal::new(Code::Unauthenticated, "The access token has ended.").hint(TAKE_ANOTHER);
                return Ok(self.ends_because(refusal));
            }
            tokio::select! {
                // What ends it does so before what waits is told.
                biased;
                () = self.streams.stop.cancelled() => return Err(io::ErrorKind::ConnectionAborted.into()),
                cut = cut(&mut self.cuts) => return Ok(match cut {
                    Cut::Slow => {
                        let refusal = Refusal::new(Code::RateLimited, "You read too slowly.");
                        self.ends_because(refusal.hint("Go on from the last cursor."))
                    }
                    Cut::Shut(errors) => self.breaks(&errors),
                }),
                out = self.out.recv() => match out {
                    Some(Out::Next(..)) if self.over.load(Ordering::Relaxed) => {}
                    Some(Out::Next(_, answer)) => return Ok(self.next(&answer)),
                    Some(Out::Failed(_, errors)) => return Ok(self.fails(&errors)),
                    Some(Out::Done(_)) => return Ok(self.ends_quietly()),
                    None => return Err(io::ErrorKind::ConnectionAborted.into()),
                },
                _ = self.kept_alive.tick() => return Ok(self.alive()),
                _ = due.tick() => {}
            }
        }
    }

    fn ends_because(&mut self, refusal: Refusal) -> Bytes {
        let errors = errors_of(refusal.into());
        let metrics = &self.streams.executor.metrics;
        metrics.told(Some(Kind::Subscription), false, &errors);
        self.breaks(&written(&errors))
    }

    /// The end of the connection, which answers nothing. In parts it stands beside the payload: clients take what is within for
    /// the operation's own.
    fn breaks(&mut self, errors: &str) -> Bytes {
        match self.form {
            Form::Events => self.fails(errors),
            Form::Parts => {
                self.ends_after_this();
                Bytes::from(part(&format!(r#"{{"payload":null,"errors":{errors}}}"#)))
            }
        }
    }

    fn fails(&mut self, errors: &str) -> Bytes {
        self.ends(&format!(r#"{{"errors":{errors}}}"#))
    }

    /// An answer that is the last.
    fn ends(&mut self, answer: &str) -> Bytes {
        self.ends_after_this();
        self.next(answer)
    }

    fn ends_after_this(&mut self) {
        self.seat = None;
        self.state = State::Says(vec![self.last()]);
    }

    fn ends_quietly(&mut self) -> Bytes {
        self.seat = None;
        self.state = State::Says(Vec::new());
        self.last()
    }

    fn next(&self, answer: &str) -> Bytes {
        Bytes::from(match self.form {
            Form::Events => format!("event: next\ndata: {answer}\n\n"),
            Form::Parts => part(&format!(r#"{{"payload":{answer}}}"#)),
        })
    }

    fn first(&self) -> Bytes {
        Bytes::from_static(match self.form {
            Form::Events => b":\n\n",
            Form::Parts => b"\r\n--graphql",
        })
    }

    fn last(&self) -> Bytes {
        Bytes::from_static(match self.form {
            Form::Events => b"event: complete\ndata: \n\n",
            Form::Parts => b"--\r\n",
        })
    }

    fn alive(&self) -> Bytes {
        match self.form {
            Form::Events => Bytes::from_static(b":\n\n"),
            Form::Parts => Bytes::from(part("{}")),
        }
    }
}

/// A part, after a boundary, with the boundary behind it: only that tells a reader that the part is whole.
fn part(json: &str) -> String {
    format!("\r\ncontent-type: application/json\r\n\r\n{json}\r\n--graphql")
}

/// What is told, pulled by a task of its own: whoever reads nothing for long loses their place.
fn chunks(mut told: Told) -> impl Stream<Item = io::Result<Bytes>> {
    let (to, bytes) = mpsc::channel(1);
    let running = told.streams.executor.running.clone();
    running.spawn(async move {
        loop {
            let next = tokio::select! {
                next = told.takes() => next.transpose(),
                () = to.closed() => return,
            };
            let Some(next) = next else { return };
            let is_over = next.is_err();
            if !matches!(timeout(SENT, to.send(next)).await, Ok(Ok(()))) || is_over {
                return;
            }
        }
    });
    stream::unfold(bytes, |mut bytes| async move {
        let next = bytes.recv().await?;
        Some((next, bytes))
    })
}
