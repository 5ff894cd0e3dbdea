//! The handler written by hand that the server is compared with: axum, sqlx, one statement an item, the same answers.
//!
//! It verifies the same token by the server's own function, with its memory of verified tokens, under the same role and
//! with the tenant set. It knows no GraphQL, no idempotency keys, no policies but what is written into its statements.

mod answers;
mod db;
mod sql;

use std::{env, io::Write as _, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::post,
};
use serde_json::{Value, json};
use trialogue::{
    clock::Clock,
    identity::token::{TokenKeys, Verified},
};

use self::db::Db;
use crate::{fault::Result, items, target::DATABASE};

/// What all requests share.
struct Shared {
    db: Db,
    keys: TokenKeys,
    clock: Clock,
}

/// Serves until it is killed.
pub(crate) async fn serve() -> Result<()> {
    let shared = Shared {
        db: Db::open(&env::var(DATABASE)?).await?,
        keys: items::keys()?,
        clock: Clock::system(),
    };
    let router = Router::new()
        .route("/{item}", post(handle))
        .with_state(Arc::new(shared));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "Listening on http://{}/", listener.local_addr()?)?;
    Ok(axum::serve(listener, router).await?)
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    Path(item): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut response = match answer(&shared, &item, &headers, &body).await {
        Ok(Some(data)) => Response::new(Body::from(json!({ "data": data }).to_string())),
        Ok(None) => refused(StatusCode::UNAUTHORIZED),
        Err(error) => {
            // The load ends at the first answer of this kind, so the reason is seen.
            let _ = writeln!(std::io::stderr(), "{item}: {error}");
            refused(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn refused(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// What is answered; nothing without a good token.
async fn answer(shared: &Shared, item: &str, headers: &HeaderMap, body: &[u8]) -> Result<Option<Value>> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    let Ok(viewer) = shared.keys.verify(token, shared.clock.now()) else {
        return Ok(None);
    };
    let variables: Value = serde_json::from_slice(body)?;
    let data = match item {
        "point" => answers::point(shared, &viewer, &variables).await?,
        "list" => answers::list(shared, &viewer).await?,
        "levels" => answers::levels(shared, &viewer).await?,
        "counts" => answers::counts(shared, &viewer).await?,
        "write" => answers::write(shared, &viewer, &variables).await?,
        _ => return Err("no such item".into()),
    };
    Ok(Some(data))
}
