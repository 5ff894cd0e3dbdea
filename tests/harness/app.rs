//! The real server on a free port, over the world's database, with its clock in the test's hand.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use reqwest::Client;
use trialogue::clock::Clock;

use crate::{
    actor::Actor,
    database::{Database, Kind},
    product::{self, Server},
    story::Fixture,
    world::{self, Agency, World},
};
use entity::vocabulary::TenantRole;

/// The instant at which the clock stands, until a test moves it on.
pub const NOW: &str = "2026-06-15T10:00:00Z";

/// A running server; it stops when this is dropped.
pub struct App {
    /// Where it is, without a path.
    pub url: String,
    /// Where it tells figures about its work, without a path.
    pub metrics: String,
    /// Its clock.
    pub clock: Clock,
    /// What it looks like underneath.
    pub database: Database,
    /// Who is there.
    pub world: Arc<World>,
    client: Client,
    server: Option<Server>,
}

impl Fixture for App {
    async fn fresh(kind: Kind) -> Self {
        world::app(kind).await
    }
}

impl App {
    /// Starts the server over a database.
    pub async fn over(database: Database, world: Arc<World>) -> Self {
        Self::over_at(database, world, NOW.parse().expect("it is an instant"), &[]).await
    }

    /// The same server after a pause of this length, in which it did not run.
    pub async fn later(self, by: chrono::Duration) -> Self {
        let (then, world) = (self.clock.now() + by, Arc::clone(&self.world));
        Self::over_at(self.stop().await, world, then, &[]).await
    }

    /// The same server with options of its own, such as `("limits.cost", "1000")`, until it is started again.
    pub async fn limited(self, options: &[(&str, &str)]) -> Self {
        let (now, world) = (self.clock.now(), Arc::clone(&self.world));
        Self::over_at(self.stop().await, world, now, options).await
    }

    async fn over_at(database: Database, world: Arc<World>, now: DateTime<Utc>, options: &[(&str, &str)]) -> Self {
        let clock = Clock::fixed(now);
        let server = product::start(&database, clock.clone(), options).await;
        // Proxies of the environment have nothing to do with what runs here.
        let client = Client::builder().no_proxy().build().expect("a client can be made");
        let url = format!("http://{}", server.address);
        Self {
            url,
            metrics: format!("http://{}", server.metrics),
            clock,
            database,
            world,
            client,
            server: Some(server),
        }
    }

    /// Nobody, who names no agency.
    #[must_use]
    pub fn stranger(&self) -> Actor {
        Actor::new(self.client.clone(), self.url.clone())
    }

    /// Nobody, who visits an agency.
    #[must_use]
    pub fn visitor(&self, agency: Agency) -> Actor {
        self.stranger().with("trialogue-tenant", agency.slug())
    }

    /// The agency's person with this one role, signed in.
    #[must_use]
    pub fn person(&self, agency: Agency, role: TenantRole) -> Actor {
        self.stranger().bearing(&self.world.person(agency, role).token)
    }

    /// The agency's first administrator, who has every role, signed in.
    #[must_use]
    pub fn founder(&self, agency: Agency) -> Actor {
        self.stranger().bearing(&self.world.founder(agency).token)
    }

    /// A program that shows its id and secret, with the token that it takes for them.
    pub async fn client(&self, id: &str, secret: &str) -> Actor {
        let answer = self.stranger().takes_token(id, secret).await;
        let token = answer.body.get("access_token").and_then(serde_json::Value::as_str);
        self.stranger()
            .bearing(token.unwrap_or_else(|| panic!("no token: {}", answer.text)))
    }

    /// Makes an agency, as the operator does; answers with the secret for its first administrator.
    pub async fn create_tenant(&self, slug: &str, admin: &str) -> String {
        self.server
            .as_ref()
            .expect("the server runs")
            .create_tenant(slug, admin)
            .await
    }

    /// One more server on the same database and clock.
    pub async fn beside(&self) -> Beside {
        let server = product::start(&self.database, self.clock.clone(), &[]).await;
        Beside {
            url: format!("http://{}", server.address),
            _server: server,
        }
    }

    /// Stops the server and waits until it has; its database stays.
    pub async fn stop(mut self) -> Database {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
        self.database
    }
}

/// Another server; it stops when this is dropped.
pub struct Beside {
    /// Where it is, without a path.
    pub url: String,
    _server: Server,
}
