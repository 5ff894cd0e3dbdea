//! Figures for whoever watches the server, at `/metrics` on an address of their own.
//!
//! No label holds what a caller wrote or what tells of a person: each has one of a few names that stand in the code.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{EnumType, ServerError};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, text};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use super::{Executor, Kind, code_of};
use crate::error::Code;

const TEXT: HeaderValue = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// The codes that whoever watches is woken by: they are there from the start, since a figure that only appears does not rise.
const WATCHED: &[Code] = &[Code::Internal, Code::Unavailable, Code::RateLimited];

type Labels<const N: usize> = [(&'static str, &'static str); N];

/// What is counted as it happens; cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<Labels<2>, Counter>,
    errors: Family<Labels<1>, Counter>,
    durations: Family<Labels<1>, Histogram, fn() -> Histogram>,
    costs: Histogram,
    streams: Family<Labels<1>, Gauge>,
    listeners: Family<Labels<1>, Gauge>,
    shut_out: Family<Labels<1>, Counter>,
    broken_off: Family<Labels<1>, Counter>,
    told: Family<Labels<2>, Counter>,
}

/// Where a page is shut out, since nobody lets its origin in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Door {
    /// At a request, a stream over plain HTTP too.
    Request,
    /// At a socket, when it opens or has said who it is.
    Socket,
    /// At a stream or socket that was open when its origin was taken off a list.
    Stream,
    /// At a request under a name that is not the server's.
    Name,
}

/// Who listens.
#[derive(Clone, Copy, Debug)]
pub enum Listener {
    /// The server.
    Server,
    /// Whoever tells figures about it.
    Metrics,
}

impl Default for Metrics {
    fn default() -> Self {
        let errors = Family::<Labels<1>, Counter>::default();
        for code in Code::items().iter().filter(|code| WATCHED.contains(&code.value)) {
            drop(errors.get_or_create_owned(&[("code", code.name)]));
        }
        Self {
            requests: Family::default(),
            errors,
            // From a millisecond to half a minute.
            durations: Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 2.0, 16))),
            // From 1 to more than the most that a document may cost unless it is set otherwise.
            costs: Histogram::new(exponential_buckets(1.0, 2.0, 16)),
            streams: Family::default(),
            listeners: Family::default(),
            shut_out: Family::default(),
            broken_off: Family::default(),
            told: Family::default(),
        }
    }
}

impl Metrics {
    /// Counts a request that was answered; `kind` is none where it did not get as far as to have one.
    pub(super) fn answered(&self, kind: Option<Kind>, status: StatusCode, errors: &[ServerError], took: Duration) {
        let kind = name(kind);
        let status = match status.as_u16() {
            ..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        self.requests.get_or_create(&[("kind", kind), ("status", status)]).inc();
        self.durations
            .get_or_create(&[("kind", kind)])
            .observe(took.as_secs_f64());
        self.count(errors);
    }

    /// Counts what is told over a connection that stays: an answer, or errors in the place of one. Of an event it is told
    /// once, however many hear of it.
    pub(super) fn told(&self, kind: Option<Kind>, is_answer: bool, errors: &[ServerError]) {
        let came = if is_answer { "answer" } else { "refusal" };
        self.told.get_or_create(&[("kind", name(kind)), ("came", came)]).inc();
        self.count(errors);
    }

    fn count(&self, errors: &[ServerError]) {
        for error in errors {
            self.errors.get_or_create(&[("code", known(error))]).inc();
        }
    }

    /// Notes what an operation, or an event of a stream, took from a budget.
    pub(super) fn charged(&self, cost: u64) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "costs are far below what a float counts exactly"
        )]
        self.costs.observe(cost as f64);
    }

    /// Counts a connection while it lasts.
    pub(super) fn stream(&self, over: Over) -> Lasting {
        Lasting::of(&self.streams, over)
    }

    /// Counts a subscription while it lasts.
    pub(super) fn listener(&self, over: Over) -> Lasting {
        Lasting::of(&self.listeners, over)
    }

    /// Counts a page that is not let in.
    pub(super) fn shut_out(&self, at: Door) {
        let at = match at {
            Door::Request => "request",
            Door::Socket => "socket",
            Door::Stream => "stream",
            Door::Name => "name",
        };
        self.shut_out.get_or_create(&[("at", at)]).inc();
    }

    /// Where connections are counted that are broken off since there are as many from one place as may be. It is told from the
    /// start, since a figure that only appears does not rise.
    #[must_use]
    pub fn broken_off(&self, listener: Listener) -> Counter {
        let at = match listener {
            Listener::Server => "server",
            Listener::Metrics => "metrics",
        };
        self.broken_off.get_or_create_owned(&[("at", at)])
    }

    fn registry(&self, executor: Executor) -> Registry {
        let mut registry = Registry::with_prefix("trialogue");
        registry.register(
            "requests",
            "Requests answered at /graphql, refused ones too and streams that did not begin, by what they ask for and the class of the status",
            self.requests.clone(),
        );
        registry.register("errors", "Errors told to callers, by code", self.errors.clone());
        registry.register_with_unit(
            "request_duration",
            "Time from the head of a request to its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "cost",
            "What operations and events of streams took from the budgets of their callers",
            self.costs.clone(),
        );
        registry.register(
            "streams_open",
            "Connections that stay, by how they came",
            self.streams.clone(),
        );
        registry.register(
            "listeners",
            "Subscriptions under way, by the kind of their connection",
            self.listeners.clone(),
        );
        registry.register(
            "pages_shut_out",
            "Pages of origins that nobody lets in, and of names that are not the server's, by where they came",
            self.shut_out.clone(),
        );
        registry.register(
            "connections_broken_off",
            "Connections that were broken off unread, since there were as many from their address as may be, by where they came",
            self.broken_off.clone(),
        );
        registry.register(
            "told",
            "Answers over sockets and in streams, and errors in the place of one, by what is asked for; an event is told once to all who are answered alike",
            self.told.clone(),
        );
        let times = executor.shared.store.times();
        registry.register_with_unit(
            "database_statement",
            "Time that statements take, by who has them run",
            Unit::Seconds,
            times.statements.clone(),
        );
        registry.register_with_unit(
            "database_wait",
            "Time until there was a connection to the database",
            Unit::Seconds,
            times.waits.clone(),
        );
        registry.register_collector(Box::new(Looked(executor)));
        registry
    }
}

/// How somebody listens.
#[derive(Clone, Copy, Debug)]
pub(super) enum Over {
    /// A WebSocket.
    Socket,
    /// Server-sent events.
    Events,
    /// Answers in parts.
    Parts,
}

/// Something that lasts, counted until it is dropped.
pub(super) struct Lasting(Gauge);

impl Lasting {
    fn of(gauges: &Family<Labels<1>, Gauge>, over: Over) -> Self {
        let over = match over {
            Over::Socket => "websocket",
            Over::Events => "events",
            Over::Parts => "parts",
        };
        let gauge = gauges.get_or_create_owned(&[("over", over)]);
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Lasting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn name(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Query) => "query",
        Some(Kind::Mutation) => "mutation",
        Some(Kind::Subscription) => "subscription",
        None => "none",
    }
}

/// The code's name as the code itself spells it.
fn known(error: &ServerError) -> &'static str {
    let code = code_of(error).and_then(Code::named);
    let item = code.and_then(|code| Code::items().iter().find(|item| item.value == code));
    item.map_or("none", |item| item.name)
}

/// `/metrics`, for an address that the world does not reach.
pub fn metrics_router(metrics: &Metrics, executor: Executor) -> Router {
    let registry = Arc::new(metrics.registry(executor));
    Router::new()
        .route("/metrics", axum::routing::get(tell))
        .with_state(registry)
}

async fn tell(State(registry): State<Arc<Registry>>) -> Response {
    let mut said = String::new();
    if text::encode(&mut said, &registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    ([(header::CONTENT_TYPE, TEXT)], said).into_response()
}

/// What is looked up when somebody asks.
struct Looked(Executor);

impl fmt::Debug for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Looked")
    }
}

impl Collector for Looked {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let Self(executor) = self;
        let (shared, mut told) = (&executor.shared, Told(&mut encoder));
        let connections = shared.store.connections();
        told.gauge(
            "database_connections_open",
            "Connections to the database",
            connections.open,
        )?;
        told.gauge("database_connections_idle", "Those that nobody uses", connections.idle)?;
        told.gauge("database_connections_most", "As many there may be", connections.most)?;
        let waiting = shared.store.waiting_accesses();
        told.gauge(
            "access_records_waiting",
            "Records of reads that are not kept yet",
            waiting,
        )?;
        told.counter(
            "access_alerts",
            "Readers told of, because they asked for the data of many people",
            shared.store.alerts(),
        )?;
        let decisions = shared.policies.remembered();
        told.gauge(
            "decisions_remembered",
            "Answers of the policies that are remembered",
            decisions.kept,
        )?;
        told.gauge("decisions_most", "As many are remembered at most", decisions.most)?;
        told.counter("decisions_found", "Decisions that were remembered", decisions.found)?;
        told.counter(
            "decisions_asked",
            "Decisions that the policies were asked for",
            decisions.asked,
        )?;
        told.gauge(
            "operations_running",
            "Operations under way, streams too",
            executor.running.len(),
        )?;
        told.gauge(
            "operations_waiting",
            "Operations that wait for room",
            executor.ceiling.waiting() + executor.hashing.waiting() + executor.heavy.waiting(),
        )
    }
}

struct Told<'e, 'a>(&'e mut DescriptorEncoder<'a>);

impl Told<'_, '_> {
    fn gauge(&mut self, name: &str, help: &str, value: usize) -> fmt::Result {
        let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
        gauge.encode(self.0.encode_descriptor(name, help, None, gauge.metric_type())?)
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) -> fmt::Result {
        let counter = ConstCounter::new(value);
        counter.encode(self.0.encode_descriptor(name, help, None, counter.metric_type())?)
    }
}
