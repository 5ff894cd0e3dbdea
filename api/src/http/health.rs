//! `/health/live` and `/health/ready`, for whoever starts, stops and balances servers.
//!
//! Alive is whoever answers at all. Ready is whose database answers, has this version's structure and takes what is written,
//! and whose keys sign what they also accept. A newer structure is another too: who does not know it may answer wrongly, and
//! would not start.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::Executor;

/// The longest that the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// For how long one look is good: however often somebody asks, the database is not asked more.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// What was found.
#[derive(Clone, Copy, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is told by its name")]
struct Found {
    database: bool,
    migrations: bool,
    writes: bool,
    keys: bool,
}

impl Found {
    const fn is_all(self) -> bool {
        self.database && self.migrations && self.writes && self.keys
    }
}

#[derive(Clone)]
struct Health {
    executor: Executor,
    last: Arc<Mutex<Option<(Instant, Found)>>>,
}

/// Both, for `GET` and `HEAD`.
pub fn health_router(executor: Executor) -> Router {
    let health = Health {
        executor,
        last: Arc::default(),
    };
    Router::new()
        .route(
            "/health/live",
            axum::routing::get(async || told(StatusCode::OK, "{}".to_owned())),
        )
        .route("/health/ready", axum::routing::get(ready))
        .with_state(health)
}

async fn ready(State(health): State<Health>) -> Response {
    // It goes on without whoever asked: the next is told what was found, and the database is not asked anew.
    let found = tokio::spawn(async move { health.found().await });
    let found = found.await.unwrap_or_default();
    let status = if found.is_all() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    told(status, serde_json::to_string(&found).unwrap_or_default())
}

impl Health {
    async fn found(&self) -> Found {
        let mut last = self.last.lock().await;
        if let Some((at, found)) = *last
            && at.elapsed() < GOOD_FOR
        {
            return found;
        }
        let found = self.look().await;
        *last = Some((Instant::now(), found));
        found
    }

    async fn look(&self) -> Found {
        let shared = &self.executor.shared;
        let store = shared.store.in_background();
        let (fits, writes) = tokio::join!(timeout(PATIENCE, store.fits()), store.takes_writes(PATIENCE));
        let fits = fits.ok().and_then(Result::ok);
        Found {
            database: fits.is_some(),
            migrations: fits == Some(true),
            // What does not even answer takes nothing.
            writes: writes && fits.is_some(),
            keys: self.executor.identity.keys_work(&shared.clock),
        }
    }
}

fn told(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status != StatusCode::OK {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
