//! A server before it listens.

use std::{sync::Arc, time::Duration};

use async_graphql::{Request, Response, Value, Variables};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

use super::{StartError, hosts, housekeeping, instance, sharing};
use crate::{
    audit,
    clock::Clock,
    config::{Config, SchemaIsFor},
    error::Result,
    events::{self, Feeds},
    exchange::{self, PolisImport, Progress, Report, Templates},
    http::{Budgets, Ceiling, Edge, Executor, Heavy, Introspection, Kind, Metrics, Pages, StreamLimits, Streams},
    identity::{Identity, attempts::Attempts, credential::Credential, password::Passwords, token::TokenKeys},
    measure::Measures,
    operation::{AgencyPolicies, Declared, Seal, Shared},
    policy::Policies,
    privacy, schema,
    store::{self, Store},
    tenancy::{self, FirstInvitation, NewTenant},
};

/// How long a stopping server waits for operations whose clients have hung up: longer than a statement may take.
pub(super) const LONGEST_STOP: Duration = Duration::from_secs(30);

/// A server that does not listen: it answers to who has it in hand, through the same doors as over HTTP. The demo is
/// filled with one, under a clock of its own.
pub struct Engine {
    executor: Executor,
    clock: Clock,
    unfolding: JoinHandle<()>,
    fitting: JoinHandle<()>,
    housekeeping: JoinHandle<()>,
    sharing: Option<JoinHandle<()>>,
    chainer: audit::Running,
    feeds: Feeds,
    dispatcher: events::Running,
}

impl Engine {
    /// Wires it together; see [`super::App::start`].
    pub async fn start(config: &Config, clock: Clock) -> std::result::Result<Self, StartError> {
        let database = config.store();
        if database.url.is_none() {
            store::migrate(&database, None).await?;
        }
        let store = Store::connect(&database).await?;
        let secret = match instance::secret(config, &store, &clock).await {
            Ok(secret) => secret,
            Err(why) => {
                store.close().await;
                return Err(why);
            }
        };
        hosts::warn_of_unknown(&store, &config.tenants.by_host).await;
        let policies = Policies::load().map_err(|error| StartError(error.to_string()))?;
        let is_shared = store.has_servers_beside();
        let mut measures = Measures::new(clock.clone(), secret.derive("payers"), is_shared);
        let identity = Arc::new(Identity {
            tokens: TokenKeys::new(secret.derive("token"), &config.issuer()),
            passwords: Passwords::new(config.passwords.parallel().get()),
            attempts: Attempts::new(&mut measures),
            token_lifetime: chrono::Duration::minutes(i64::from(config.token.minutes)),
        });
        let seal = Seal::new(secret.derive("cursor"));
        let limits = &config.limits;
        let shared = Arc::new(Shared {
            store: store.clone(),
            clock: clock.clone(),
            seal,
            policies: AgencyPolicies::new(policies),
            answer_bytes: limits.answer_bytes.get(),
        });
        let ceiling = Arc::new(Ceiling::between(config.concurrent(), config.waiting()));
        let executor = Executor {
            schema: schema::schema(Arc::clone(&identity)),
            identity,
            shared,
            tenants_by_host: Arc::new(config.tenants.by_host.clone()),
            agencies: Arc::default(),
            running: TaskTracker::new(),
            ceiling: Arc::clone(&ceiling),
            // Beside the places of all others: who waits for their turn at hashing takes none of them.
            hashing: Arc::new(Ceiling::new(config.hashing(), config.waiting())),
            heavy: Arc::new(Heavy::new(limits.cost.get(), config.waiting())),
            budgets: Arc::new(Budgets::new(
                limits.caller_cost_per_minute.get(),
                limits.agency_cost_per_minute.get(),
                limits.visitors_cost_per_minute(),
                &mut measures,
            )),
            metrics: Metrics::default(),
            longest: Duration::from_secs(limits.seconds.get()),
            introspection: told(config.graphql.introspection),
        };
        let fitting = tokio::spawn(async move { ceiling.fit().await });
        let unfolding = tokio::spawn(privacy::unfold(store.in_background(), clock.clone()));
        let housekeeping = tokio::spawn(housekeeping::keep(store.in_background(), clock.clone()));
        let sharing = is_shared
            .then(|| sharing::share(store.in_background(), clock.blind_id(), Arc::new(measures)))
            .map(tokio::spawn);
        // What was left behind is chained before anybody asks.
        let chainer = audit::Chainer::new(&store, clock.clone()).start().await;
        let feeds = Feeds::new(&store, clock.clone());
        let kept = chrono::Duration::minutes(i64::from(config.streams.kept_minutes));
        let dispatcher = events::Dispatcher::new(feeds.clone(), kept).start().await;
        Ok(Self {
            executor,
            clock,
            unfolding,
            fitting,
            housekeeping,
            sharing,
            chainer,
            feeds,
            dispatcher,
        })
    }

    /// What answers.
    #[must_use]
    pub fn executor(&self) -> &Executor {
        &self.executor
    }

    /// Whoever will listen, at the same doors.
    pub(super) fn streams(&self, edge: Edge, pages: Pages, config: &Config) -> Arc<Streams> {
        let options = &config.streams;
        let limits = StreamLimits {
            connections: options.connections.get(),
            of_one: options.connections_of_one.get(),
            of_network: options.connections_of_network.get(),
            operations: options.operations.get(),
            waiting: options.waiting.get(),
            running: events_at_once(
                *config.concurrent().end(),
                self.executor.shared.store.connections().reading,
            ),
        };
        Streams::new(edge, self.executor.clone(), self.feeds.clone(), limits, pages)
    }

    /// Returns when what is under way has ended, and the database is closed.
    pub async fn stop(self) {
        let running = &self.executor.running;
        running.close();
        if tokio::time::timeout(LONGEST_STOP, running.wait()).await.is_err() {
            tracing::warn!(operations = running.len(), "stopped before these had ended");
        }
        // What it had not finished it begins anew at the next start.
        self.unfolding.abort();
        self.fitting.abort();
        self.housekeeping.abort();
        if let Some(sharing) = self.sharing {
            sharing.abort();
        }
        self.dispatcher.stop().await;
        self.chainer.stop().await;
        self.executor.shared.store.close().await;
    }

    /// Runs a document.
    pub async fn run(&self, token: Option<&str>, document: &str, variables: Value) -> Result<Response> {
        let credential = Credential {
            token: token.map(ToOwned::to_owned),
            ..Credential::default()
        };
        let request = Request::new(document).variables(Variables::from_value(variables));
        let declared = Declared::default();
        self.executor.answer(&credential, &declared, request, Kind::Query).await
    }

    /// Brings an agency to the server.
    pub async fn create_tenant(&self, new: &NewTenant) -> Result<FirstInvitation> {
        tenancy::create_tenant(&self.executor.shared.store, &self.clock, new).await
    }

    /// Imports an export of the Polis software.
    pub async fn import_polis(&self, import: &PolisImport, progress: Progress<'_>) -> Result<Report> {
        exchange::import_polis(&self.executor.shared.store, &self.clock, import, progress).await
    }

    /// Imports a file of the INTERLINK project into an agency.
    pub async fn import_interlink(&self, tenant: &str, file: &std::path::Path) -> Result<Templates> {
        exchange::import_interlink(&self.executor.shared.store, &self.clock, tenant, file).await
    }
}

/// How many events are run at once, where so many operations are and so many connections read the database: half of the
/// operations, or 8, because each waits for the database most of the time and with fewer the cores would wait too. Never more
/// than half of the connections, so that whoever asks has the others.
fn events_at_once(operations: usize, connections: usize) -> usize {
    operations.div_ceil(2).max(8).min(connections / 2).max(1)
}

fn told(who: SchemaIsFor) -> Introspection {
    Introspection {
        visitors: who == SchemaIsFor::Everybody,
        signed_in: who != SchemaIsFor::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::events_at_once;

    #[test]
    fn events_leave_half_of_the_connections_to_those_who_ask() {
        for (operations, connections, expected) in [(4, 4, 2), (4, 16, 8), (64, 4, 2), (64, 100, 32), (1, 1, 1)] {
            assert_eq!(
                events_at_once(operations, connections),
                expected,
                "{operations}, {connections}"
            );
        }
    }
}
