//! Wires configuration, store, policies, schema and transport into a server that runs. Tests start this very thing.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use async_graphql::{Request, Response, Value, Variables};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_util::task::TaskTracker;
use tower_http::cors::CorsLayer;

use crate::{
    clock::Clock,
    config::Config,
    error::Result,
    http::{self, Edge, Executor, Limits},
    identity::{Identity, credential::Credential, password::Passwords, token::TokenKeys},
    operation::{Seal, Shared},
    policy::Policies,
    schema,
    store::{self, Store, StoreError},
    tenancy::{self, FirstInvitation, NewTenant},
};

/// How long a stopping server waits for operations whose clients have hung up: longer than a statement may take.
const LONGEST_STOP: Duration = Duration::from_secs(30);

/// A server that runs.
pub struct App {
    /// Where it listens.
    pub address: SocketAddr,
    executor: Executor,
    clock: Clock,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl App {
    /// Starts a server. Without a database address it makes and migrates its SQLite file first; a PostgreSQL database
    /// must have been migrated by its owner.
    pub async fn start(config: Config, clock: Clock) -> std::result::Result<Self, StartError> {
        let database = config.store();
        if database.url.is_none() {
            store::migrate(&database, None).await?;
        }
        let secret = config.secret(&clock).map_err(|error| StartError(error.to_string()))?;
        let store = Store::connect(&database).await?;
        let policies = Policies::load().map_err(|error| StartError(error.to_string()))?;
        let identity = Arc::new(Identity {
            tokens: TokenKeys::new(secret.derive("token"), &config.issuer()),
            passwords: Passwords::new(config.passwords.parallel().get()),
            token_lifetime: chrono::Duration::minutes(i64::from(config.token.minutes)),
        });
        let seal = Seal::new(secret.derive("cursor"));
        let shared = Arc::new(Shared {
            store: store.clone(),
            clock: clock.clone(),
            seal,
            policies,
        });
        let executor = Executor {
            schema: schema::schema(Arc::clone(&identity)),
            identity,
            shared,
            tenants_by_host: Arc::new(config.tenants.by_host.clone()),
            running: TaskTracker::new(),
        };
        let edge = Edge::new(&schema::sdl(), limits(&config), Arc::new(executor.clone()))
            .map_err(|_| StartError("the schema cannot be read back".to_owned()))?;
        // Pages in browsers keep no secret, so no origin is let in to where programs take tokens.
        let router = http::router(edge)
            .layer(cors(&config)?)
            .merge(http::token_router(executor.clone()));
        let listener = TcpListener::bind(config.listen).await.map_err(|error| {
            StartError(format!(
                "the server cannot listen on {}: {}",
                config.listen,
                error.kind()
            ))
        })?;
        let address = listener
            .local_addr()
            .map_err(|error| StartError(error.kind().to_string()))?;
        let (stop, stopped) = watch::channel(false);
        let serving = tokio::spawn(serve(listener, router, stopped));
        Ok(Self {
            address,
            executor,
            clock,
            stop,
            serving,
        })
    }

    /// Takes no more requests and returns when those under way have ended.
    pub async fn stop(self) {
        // Either may only fail if the server has ended already.
        let _ = self.stop.send(true);
        let _ = self.serving.await;
        let running = &self.executor.running;
        running.close();
        if tokio::time::timeout(LONGEST_STOP, running.wait()).await.is_err() {
            tracing::warn!(operations = running.len(), "stopped before these had ended");
        }
        self.executor.shared.store.close().await;
    }

    /// Runs a document in process, through the same doors as a request over HTTP; for the demo.
    pub async fn run(&self, token: Option<&str>, document: &str, variables: Value) -> Result<Response> {
        let credential = Credential {
            token: token.map(ToOwned::to_owned),
            ..Credential::default()
        };
        let request = Request::new(document).variables(Variables::from_value(variables));
        self.executor.answer(&credential, request).await
    }

    /// Brings an agency to the server.
    pub async fn create_tenant(&self, new: &NewTenant) -> Result<FirstInvitation> {
        tenancy::create_tenant(&self.executor.shared.store, &self.clock, new).await
    }

    /// Whether there is an agency on the server already.
    pub async fn has_tenants(&self) -> Result<bool> {
        Ok(!self
            .executor
            .shared
            .store
            .global()
            .await?
            .rows()
            .tenants(1)
            .await?
            .is_empty())
    }
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let told = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    if axum::serve(listener, service)
        .with_graceful_shutdown(told)
        .await
        .is_err()
    {
        tracing::error!("the listener ended");
    }
}

fn limits(config: &Config) -> Limits {
    let mut limits = Limits::default();
    limits.body_bytes = config.limits.body_bytes.get();
    limits.document_bytes = config.limits.document_bytes.get();
    limits.tokens = config.limits.tokens.get();
    limits.brackets = config.limits.depth.get();
    limits.selections = config.limits.expanded_fields.get();
    limits
}

fn cors(config: &Config) -> std::result::Result<CorsLayer, StartError> {
    let origins = config
        .cors
        .origins
        .iter()
        .map(|origin| HeaderValue::from_str(origin))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|_| StartError("an origin in cors.origins is not plain text".to_owned()))?;
    Ok(CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("trialogue-tenant"),
        ]))
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
