//! Wires configuration, store, policies, schema and transport into a server that runs. Tests start this very thing.

mod engine;
mod files;
mod hosts;
mod housekeeping;
mod instance;
mod own;
mod sharing;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

pub use engine::Engine;
use engine::LONGEST_STOP;

pub use crate::operation::unfit as unfit_rules;

use crate::{
    clock::Clock,
    config::{Config, SchemaIsFor},
    error::{Error, Result, io_words},
    http::{self, Connections, Edge, Limits, Listener, Pages, Proxies, Shedding, Streams},
    schema,
    store::StoreError,
    tenancy::{FirstInvitation, NewTenant},
};

/// Connections of whoever asks for figures.
const FIGURES: usize = 64;

/// A server that runs.
pub struct App {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it tells figures about its work, if it does.
    pub metrics: Option<SocketAddr>,
    engine: Engine,
    streams: Arc<Streams>,
    stop: watch::Sender<bool>,
    serving: Vec<JoinHandle<()>>,
}

impl App {
    /// Starts a server. Without a database address it makes and migrates its SQLite file first; a PostgreSQL database
    /// must have been migrated by its owner.
    pub async fn start(config: Config, clock: Clock) -> std::result::Result<Self, StartError> {
        let engine = Engine::start(&config, clock).await?;
        let listener = listen(&config).await?;
        Self::serve(engine, listener, &config).await
    }

    /// Starts a server that takes over a listener, on which callers may be waiting already.
    pub async fn start_on(
        listener: TcpListener,
        config: Config,
        clock: Clock,
    ) -> std::result::Result<Self, StartError> {
        let engine = Engine::start(&config, clock).await?;
        Self::serve(engine, listener, &config).await
    }

    async fn serve(engine: Engine, listener: TcpListener, config: &Config) -> std::result::Result<Self, StartError> {
        let executor = engine.executor();
        let metrics = executor.metrics.clone();
        let edge = Edge::new(
            &schema::sdl(),
            limits(config),
            Arc::new(executor.clone()),
            metrics.clone(),
        )
        .map_err(|_| StartError("the schema cannot be read back".to_owned()))?
        .public_for(config.caching.public_seconds);
        let address = bound(&listener)?;
        // Pages in browsers keep no secret, so no origin is let in to where programs take tokens.
        let own = own::origins(config, address);
        let pages = Pages::new(own, config.cors.origins.clone(), executor.clone());
        let streams = engine.streams(edge.clone(), pages.clone(), config);
        let shedding = Shedding::of(edge.clone());
        // One for both listeners, so that the database is looked at once a second at most.
        let health = http::health_router(executor.clone());
        let router = http::with_streams(http::router(edge), Arc::clone(&streams));
        let router = http::with_pages(router, pages)
            .merge(http::token_router(executor.clone()))
            .merge(health.clone());
        let router = if config.explorer.enabled {
            router.merge(http::explorer_router())
        } else {
            router
        };
        let proxies = Proxies::new(&config.proxies);
        let (stop, stopped) = watch::channel(false);
        let bounds = connections(config);
        files::warn_of_few(bounds.most);
        let served = http::serve(
            listener,
            http::traced(router),
            Some(shedding),
            bounds,
            proxies.clone(),
            metrics.broken_off(Listener::Server),
            stopped.clone(),
        );
        let mut serving = vec![tokio::spawn(served)];
        let metrics = if let Some(place) = config.metrics.listen {
            let listener = listen_on(place).await?;
            let address = bound(&listener)?;
            let router = http::metrics_router(&metrics, executor.clone()).merge(health);
            let bounds = Connections {
                most: FIGURES,
                ..bounds
            };
            let broken_off = metrics.broken_off(Listener::Metrics);
            let served = http::serve(
                listener,
                http::traced(router),
                None,
                bounds,
                proxies,
                broken_off,
                stopped,
            );
            serving.push(tokio::spawn(served));
            tracing::info!(%address, "figures are told at /metrics");
            Some(address)
        } else {
            None
        };
        Ok(Self {
            address,
            metrics,
            engine,
            streams,
            stop,
            serving,
        })
    }

    /// Takes no more requests and returns when those under way have ended.
    pub async fn stop(self) {
        // Either may only fail if the server has ended already.
        let _ = self.stop.send(true);
        self.streams.stop();
        for serving in self.serving {
            // Whoever reads nothing of a stream keeps its connection; nobody waits for them for ever.
            let _ = tokio::time::timeout(LONGEST_STOP, serving).await;
        }
        self.engine.stop().await;
    }

    /// Brings an agency to the server.
    pub async fn create_tenant(&self, new: &NewTenant) -> Result<FirstInvitation> {
        self.engine.create_tenant(new).await
    }
}

/// Takes the place where a server is to listen; callers wait from here on.
pub async fn listen(config: &Config) -> std::result::Result<TcpListener, StartError> {
    listen_on(config.listen).await
}

async fn listen_on(place: SocketAddr) -> std::result::Result<TcpListener, StartError> {
    let listener = TcpListener::bind(place).await;
    listener.map_err(|error| StartError(format!("the server cannot listen on {place}: {}", io_words(&error))))
}

fn bound(listener: &TcpListener) -> std::result::Result<SocketAddr, StartError> {
    let address = listener.local_addr();
    address.map_err(|error| StartError(error.kind().to_string()))
}

/// How many connections a listener has, and for how long each waits for its caller.
fn connections(config: &Config) -> Connections {
    Connections {
        most: config.limits.connections.get(),
        head: Duration::from_secs(config.limits.head_seconds.get()),
        write: Duration::from_secs(config.limits.write_seconds.get()),
    }
}

/// What one request may ask of the transport.
#[must_use]
pub fn limits(config: &Config) -> Limits {
    let mut limits = Limits::default();
    limits.body_bytes = config.limits.body_bytes.get();
    limits.unread_bytes = config.streams.unread_bytes.get();
    limits.document_bytes = config.limits.document_bytes.get();
    limits.tokens = config.limits.tokens.get();
    limits.brackets = config.limits.depth.get();
    limits.selections = config.limits.expanded_fields.get();
    limits.cost = config.limits.cost.get();
    limits.answer_bytes = config.limits.answer_bytes.get();
    limits.tells_names = config.graphql.introspection == SchemaIsFor::Everybody;
    limits
}

/// Why a server did not start; one sentence for the operator.
#[derive(Debug)]
pub struct StartError(pub String);

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for StartError {}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

impl From<Error> for StartError {
    fn from(error: Error) -> Self {
        Self(match error {
            Error::Refused(refusals) => {
                let sentences: Vec<_> = refusals.into_iter().map(|refusal| refusal.message).collect();
                sentences.join(" ").trim_end_matches('.').to_owned()
            }
            Error::Fault(fault) => format!("something failed, and the log says more under {}", fault.reference),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// What the transport is tested with holds for the server as it comes.
    #[test]
    fn t119_the_limits_of_the_product_are_those_that_are_tested() {
        assert_eq!(limits(&Config::embedded().unwrap()), Limits::default());
    }
}
