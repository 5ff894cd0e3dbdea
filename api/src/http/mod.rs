//! Transport, nothing else: bytes to a checked document, a document to an executor, its answer to bytes.
//!
//! Nothing here knows who the caller is or what the schema means; [`Execute`] does. The order of the doors is fixed:
//! bytes, a price for a document that is not known, the list of a client that has one, a place for a long document, tokens and
//! brackets, expanded size, validation, variables, and only then the GraphQL library, because each of these keeps the next one
//! from work that the caller did not pay for.
//!
//! Callers come in by `serve`; `admission` says who may run; `document` makes a text one that is safe to run; `execute` runs it,
//! and `answer` is what becomes of its answer before that leaves. `stream` has the same doors for whoever listens.

mod accept;
mod admission;
mod answer;
mod astray;
mod budget;
mod charge;
mod control;
mod credential;
mod declared;
mod document;
mod execute;
mod explorer;
mod graphql;
mod health;
mod introspection;
mod json;
mod limits;
mod metrics;
mod network;
mod origin;
mod parameters;
mod persisted;
mod read_body;
mod serve;
mod shed;
mod stream;
#[cfg(test)]
mod tests;
mod token;
mod traced;

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;

use async_graphql::{Request, Response, ServerError};
use axum::Router;
use axum::http::HeaderMap;
use tokio_util::sync::CancellationToken;

use self::persisted::Persisted;
use self::stream::InPart;
use crate::error::{Code, Error, Fault};

pub use admission::{Agencies, Ceiling, Heavy, Owner, Place, Share};
pub use answer::Order;
pub use budget::{Budgets, Exhausted};
pub use document::{Checker, Cost, Document, Kind};
pub use execute::Executor;
pub use explorer::explorer_router;
pub use health::health_router;
pub use introspection::Introspection;
pub use limits::Limits;
pub use metrics::{Listener, Metrics, metrics_router};
pub use network::Proxies;
pub use origin::{Pages, with_pages};
pub use persisted::{Registry, digest};
pub use serve::{Connections, serve};
pub use shed::Shedding;
pub use stream::{StreamLimits, Streams, with_streams};
pub use token::router as token_router;
pub use traced::{REQUEST_ID, TRACE_PARENT, traced};

/// One operation that passed every check that needs no actor.
#[non_exhaustive]
pub struct Call {
    /// The request; its parsed document is set and is the very one that was checked.
    pub request: Request,
    /// Query, mutation or subscription, of the operation that will run.
    pub kind: Kind,
    /// What it costs at most.
    pub cost: Cost,
    /// Whether it may have passwords hashed.
    pub hashes: bool,
    /// The headers, for the credential, the purpose and the languages.
    pub headers: HeaderMap,
    /// What its `extensions` declare to read personal data for; the headers may too.
    pub purpose: Option<String>,
    /// The network that it comes from, if the listener tells.
    pub network: Option<IpAddr>,
}

/// The request as a whole is refused before any field ran.
#[derive(Debug)]
pub struct Denied {
    /// Why; the first code makes the status.
    pub error: Error,
}

impl<E: Into<Error>> From<E> for Denied {
    fn from(error: E) -> Self {
        Self { error: error.into() }
    }
}

/// Who runs an operation: makes the actor of the credential, the Operation, and calls the schema.
///
/// The schema must run in `ValidationMode::Fast`, since the document was validated here. An implementation runs the
/// operation in a task of its own: this future is dropped when the client hangs up.
#[async_trait::async_trait]
pub trait Execute: Send + Sync + 'static {
    /// Runs it. What it takes of the room for what costs much it keeps until the answer is written.
    async fn execute(self: Arc<Self>, call: Call) -> Result<(Response, Share), Denied>;

    /// Whether there is no room for some of those who come now; costs nothing to ask.
    fn is_crowded(&self) -> bool;

    /// Whether a request that comes now with these headers may be run; asked before anything else is read of it, so that to
    /// send it away costs next to nothing.
    fn has_room(&self, headers: &HeaderMap) -> bool;

    /// Whose it is, as far as its headers tell.
    fn owner(&self, headers: &HeaderMap) -> Owner;

    /// Where documents are kept by their hash for whoever shows these headers; nowhere where they name no agency, or show a
    /// token that is no good.
    fn registry(&self, headers: &HeaderMap) -> Option<Registry>;

    /// Takes a price from the budget of whoever shows these headers, before anybody looks who that is now: a program's or
    /// membership's where they show its token, or else that of the network.
    fn pays(&self, headers: &HeaderMap, network: Option<IpAddr>, price: u64) -> Result<(), Denied>;

    /// The document of this digest that the caller was registered for.
    async fn registered(&self, headers: &HeaderMap, digest: &str) -> Result<Option<String>, Denied>;

    /// Refuses a text that the caller may not run whatever it asks for: one that was registered for some runs these alone.
    async fn permits(&self, headers: &HeaderMap, text: &str) -> Result<(), Denied>;
}

/// What the router needs; cheap to clone.
#[derive(Clone)]
pub struct Edge {
    checker: Arc<Checker>,
    executor: Arc<dyn Execute>,
    metrics: Metrics,
    persisted: Arc<Persisted>,
    /// Places for long documents that are not known to be read: as many as there are cores, beside what runs already, and 16
    /// times as many, or 32, who wait for that.
    reading: Arc<Ceiling>,
    /// What has come of bodies and messages that are not whole yet.
    in_part: Arc<InPart>,
    public_seconds: u32,
    /// Once the server stops.
    stop: CancellationToken,
}

impl Edge {
    /// An edge for the schema that `sdl` prints, with the executor of that same schema, which counts at the same place.
    pub fn new(sdl: &str, limits: Limits, executor: Arc<dyn Execute>, metrics: Metrics) -> Result<Self, Fault> {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Ok(Self {
            checker: Arc::new(Checker::new(sdl, limits)?),
            executor,
            metrics,
            persisted: Arc::new(Persisted::new(&limits)),
            reading: Arc::new(Ceiling::new(cores, cores.saturating_mul(16).max(32))),
            in_part: InPart::new(limits.unread_bytes),
            public_seconds: 0,
            stop: CancellationToken::new(),
        })
    }

    /// Lets caches answer visitors with what is public for so long without asking.
    #[must_use]
    pub const fn public_for(mut self, seconds: u32) -> Self {
        self.public_seconds = seconds;
        self
    }

    /// The document checks, for other doors such as sockets.
    #[must_use]
    pub fn checker(&self) -> &Arc<Checker> {
        &self.checker
    }
}

/// `/graphql` over HTTP: `POST`, and `GET` for queries.
pub fn router(edge: Edge) -> Router {
    Router::new()
        .route("/graphql", axum::routing::any(graphql::handle))
        .with_state(Arc::new(edge))
}

/// An error of this room, with its code and perhaps its place in the document.
fn flaw(code: Code, message: impl Into<String>, at: Option<async_graphql::Pos>) -> ServerError {
    let mut error = ServerError::new(message, at);
    error.extensions.get_or_insert_default().set("code", code.name());
    error
}

/// The code that an error carries.
fn code_of(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        async_graphql::Value::String(code) => Some(code),
        async_graphql::Value::Enum(code) => Some(code.as_str()),
        _ => None,
    }
}
