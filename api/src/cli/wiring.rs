//! Where the commands meet the house: the only place of the command line that calls `app`.

use std::{convert::Infallible, net::SocketAddr};

use super::{Failure, tenant::NewTenant};
use crate::{
    config::Config,
    store::{self, ServerRole},
};

/// A server that runs.
pub(super) struct Running {
    /// Where it listens.
    pub(super) address: SocketAddr,
    never: Infallible,
}

impl Running {
    /// Takes no more requests and returns when those under way have ended.
    pub(super) async fn stop(self) {
        std::future::ready(()).await;
        match self.never {}
    }
}

/// Starts the server.
#[expect(clippy::unused_async, reason = "the server is not wired in yet")]
pub(super) async fn start(config: Config) -> Result<Running, Failure> {
    Err(not_yet(&config, "serve"))
}

/// Starts a server over made-up data, and says how to sign in.
#[expect(clippy::unused_async, reason = "the server is not wired in yet")]
pub(super) async fn start_demo(config: Config) -> Result<(Running, String), Failure> {
    Err(not_yet(&config, "demo"))
}

/// Brings the database to this version's schema.
pub(super) async fn migrate(config: Config, role: Option<String>) -> Result<(), Failure> {
    let role = role.map(|name| ServerRole { name });
    Ok(store::migrate(&config.store(), role.as_ref()).await?)
}

/// Makes an agency; the answer tells the operator how its first administrator gets in.
#[expect(clippy::unused_async, reason = "the store is not wired in yet")]
pub(super) async fn create_tenant(config: Config, tenant: NewTenant) -> Result<String, Failure> {
    tracing::debug!(slug = tenant.slug, "tenant create");
    Err(not_yet(&config, "tenant create"))
}

/// The GraphQL schema in its own language.
pub(super) fn schema() -> Result<String, Failure> {
    Err(Failure::failed("This build cannot print the schema."))
}

/// The page about who may read and do what.
pub(super) fn access_matrix() -> Result<String, Failure> {
    Err(Failure::failed("This build cannot print the access matrix."))
}

fn not_yet(config: &Config, command: &str) -> Failure {
    tracing::debug!(data_dir = %config.data_dir.display(), command, "not wired in");
    Failure::failed(format!("This build cannot run `{command}`."))
}
