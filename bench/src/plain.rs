//! The same schema over the same store for the same callers, behind the handler that the GraphQL library has for axum: what
//! the server's own edge is compared with.
//!
//! The library parses and validates each document as it does by default. There are no limits, budgets, kept documents,
//! metrics, or headers beside its own.

use std::{env, io::Write as _, sync::Arc};

use async_graphql::{Response, Schema};
use async_graphql_axum::{GraphQLRequest, GraphQLResponse};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    routing::post,
};
use trialogue::{
    app::Engine,
    clock::Clock,
    config::Config,
    http::{Executor, Kind},
    identity::credential::Credential,
    operation::Declared,
    schema::{Mutation, Query, Subscription},
};

use crate::fault::Result;

/// Serves until it is killed, configured by the environment as the server is.
pub(crate) async fn serve() -> Result<()> {
    let config = Config::load(None, env::vars(), &[])?;
    let engine = Engine::start(&config, Clock::system()).await?;
    let mut executor = engine.executor().clone();
    executor.schema = Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .data(Arc::clone(&executor.identity))
        .finish();
    let router = Router::new()
        .route("/graphql", post(answer))
        .with_state(Arc::new(executor));
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    writeln!(std::io::stdout(), "Listening on http://{}/", listener.local_addr()?)?;
    Ok(axum::serve(listener, router).await?)
}

async fn answer(State(executor): State<Arc<Executor>>, headers: HeaderMap, request: GraphQLRequest) -> GraphQLResponse {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix("Bearer "));
    let credential = Credential {
        token: token.map(ToOwned::to_owned),
        ..Credential::default()
    };
    let declared = Declared::default();
    let answer = executor.answer(&credential, &declared, request.into_inner(), Kind::Query);
    match Box::pin(answer).await {
        Ok(response) => response.into(),
        Err(error) => Response::from_errors(error.into_server_errors(&[])).into(),
    }
}
