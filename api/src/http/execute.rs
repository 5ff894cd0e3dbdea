//! Runs a checked document: credential → actor → operation → schema, in a task of its own.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};

use async_graphql::Response;
use axum::http::{HeaderMap, header};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, Span};

use super::stream::{Asked, Holder};
use super::{
    Agencies, Budgets, Call, Ceiling, Denied, Execute, Heavy, Introspection, Kind, Metrics, Owner, Share,
    admission::{PATIENCE, Place},
    answer::concluded,
    declared::{declared, declared_once},
    persisted::{Registry, digest},
};
use crate::{
    actor::Actor,
    error::{Code, Error, Fault, Refusal, Result},
    identity::{
        Identity,
        credential::{Credential, Known, authenticate},
        lets_in, listed_document, refuse_unlisted, token,
    },
    operation::{Declared, Operation, Shared},
    schema::Schema,
};

/// What runs the documents of a server.
#[derive(Clone)]
pub struct Executor {
    /// The schema.
    pub schema: Schema,
    /// Reads credentials.
    pub identity: Arc<Identity>,
    /// What all operations share.
    pub shared: Arc<Shared>,
    /// Agencies by host name.
    pub tenants_by_host: Arc<BTreeMap<String, String>>,
    /// The agencies that somebody was let in to, since the server started.
    pub agencies: Arc<Agencies>,
    /// The operations that run, also those whose client hung up.
    pub running: TaskTracker,
    /// How many of them may at once.
    pub ceiling: Arc<Ceiling>,
    /// How many beside those that have passwords hashed: each would hold a place while it waits for its turn at that.
    pub hashing: Arc<Ceiling>,
    /// How much those may cost together of them that cost much.
    pub heavy: Arc<Heavy>,
    /// What callers may still ask for.
    pub budgets: Arc<Budgets>,
    /// What is counted.
    pub metrics: Metrics,
    /// How long one may take.
    pub longest: Duration,
    /// Who is told of the schema.
    pub introspection: Introspection,
}

#[async_trait::async_trait]
impl Execute for Executor {
    /// A client that hangs up drops this future; the task goes on and ends in order.
    async fn execute(self: Arc<Self>, call: Call) -> std::result::Result<(Response, Share), Denied> {
        let kind = call.kind;
        let owner = self.owner(&call.headers);
        let (share, place) = self.place_for(owner, call.cost.requested, call.hashes).await?;
        let executor = Arc::clone(&self);
        let run = async move {
            let answer = executor.run(call).await;
            drop(place);
            answer.map(|answer| (answer, share))
        };
        let run = run.instrument(span_of(kind)).in_current_span();
        match self.running.spawn(run).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::logged("a task that ran an operation panicked or was cut off").into()),
        }
    }

    fn is_crowded(&self) -> bool {
        self.ceiling.is_crowded()
    }

    fn has_room(&self, headers: &HeaderMap) -> bool {
        !self.ceiling.is_full(|| self.owner(headers))
    }

    fn owner(&self, headers: &HeaderMap) -> Owner {
        if let Some(shown) = self.shown(headers) {
            return Owner::Agency(shown.tenant);
        }
        let (tenant, host) = self.named(headers).unwrap_or_default();
        let named = tenant.or(host);
        named.map_or(Owner::Nobody, |name| self.agencies.visitors(&name))
    }

    fn registry(&self, headers: &HeaderMap) -> Option<Registry> {
        if !headers.contains_key(header::AUTHORIZATION) {
            let (tenant, host) = self.named(headers).ok()?;
            return Some(Registry::Visitors(tenant.or(host)?));
        }
        let shown = self.shown(headers)?;
        // What a program sends tells of what it is for, and what it was registered for is its own.
        Some(Registry::Known(match shown.kind {
            token::Kind::Person => format!("members of {}", shown.tenant),
            token::Kind::Client => format!("program {}", shown.subject),
        }))
    }

    fn pays(&self, headers: &HeaderMap, network: Option<IpAddr>, price: u64) -> std::result::Result<(), Denied> {
        Ok(self.budgets.take_of(self.shown(headers).as_ref(), network, price)?)
    }

    async fn registered(&self, headers: &HeaderMap, digest: &str) -> std::result::Result<Option<String>, Denied> {
        let Some((_place, known)) = self.program(headers).await? else {
            return Ok(None);
        };
        match (known.actor.as_ref().and_then(Actor::program), &known.tx) {
            (Some(program), Some(tx)) => Ok(listed_document(tx, program, digest).await?),
            _ => Ok(None),
        }
    }

    async fn permits(&self, headers: &HeaderMap, text: &str) -> std::result::Result<(), Denied> {
        let Some((_place, known)) = self.program(headers).await? else {
            return Ok(());
        };
        match (known.actor.as_ref().and_then(Actor::program), &known.tx) {
            (Some(program), Some(tx)) => Ok(refuse_unlisted(tx, program, || digest(text)).await?),
            _ => Ok(()),
        }
    }
}

impl Executor {
    /// Room for one operation more, of who shows these headers.
    pub(super) async fn place(&self, headers: &HeaderMap) -> std::result::Result<Place, Denied> {
        let place = self.ceiling.enter(self.owner(headers)).await;
        place.ok_or_else(full)
    }

    /// The same for one that costs so much, which may be much, and may have passwords hashed.
    async fn place_for(&self, owner: Owner, cost: u64, hashes: bool) -> std::result::Result<(Share, Place), Denied> {
        let places = if hashes { &self.hashing } else { &self.ceiling };
        // Whoever waits for room holds no place meanwhile; whoever finds room at once waits for a place without it, or those who
        // do would fill it. Nobody waits for longer because there are several.
        let given = async {
            let place = places.enter(owner.clone()).await?;
            if let Some(share) = self.heavy.at_once(&owner, cost) {
                return Some((share, place));
            }
            drop(place);
            let share = self.heavy.enter(owner.clone(), cost).await?;
            let place = places.enter(owner).await?;
            Some((share, place))
        };
        timeout(PATIENCE, given).await.ok().flatten().ok_or_else(full)
    }

    async fn run(&self, call: Call) -> std::result::Result<Response, Denied> {
        let credential = self.credential(&call.headers, call.network)?;
        let mut declared = declared(&call.headers)?;
        declared.purpose = declared_once(call.purpose.as_deref(), declared.purpose)?;
        let operation = self
            .entered(&credential, &declared, call.kind == Kind::Mutation)
            .await?;
        let left = self.charge(call.cost.requested, &operation)?;
        let mut response = self.carry_out(&operation, call.request).await?;
        call.cost.tell(&mut response, left);
        Ok(response)
    }

    /// The answer to a request of who shows this credential, and declares this.
    pub async fn answer(
        &self,
        credential: &Credential,
        declared: &Declared,
        request: async_graphql::Request,
        kind: Kind,
    ) -> Result<Response> {
        let operation = self.operation(credential, declared, kind == Kind::Mutation).await?;
        self.carry_out(&operation, request).await
    }

    /// The same within the bounds of a request of its own, for what comes over a connection that stays. The share is to be kept
    /// until the answer is written.
    pub(super) async fn answer_within(
        &self,
        holder: &Holder,
        asked: &Asked,
    ) -> std::result::Result<(Response, Share), Denied> {
        let owner = self.owner(&holder.headers);
        let (share, _place) = self.place_for(owner, asked.cost, asked.hashes()).await?;
        let acts = asked.kind == Kind::Mutation;
        let run = async {
            let operation = self.entered(&holder.credential, &asked.declared, acts).await?;
            let left = self.charge(asked.cost, &operation)?;
            let mut response = self.carry_out(&operation, asked.request()).await?;
            asked.told.tell(&mut response, left);
            Ok::<_, Denied>((response, share))
        };
        run.instrument(span_of(asked.kind)).await
    }

    /// An Operation of who asks. Whoever is refused made the server look for them, which their network pays: there is nobody
    /// else.
    pub(super) async fn entered(
        &self,
        credential: &Credential,
        declared: &Declared,
        acts: bool,
    ) -> std::result::Result<Arc<Operation>, Denied> {
        let operation = self.operation(credential, declared, acts).await;
        if matches!(operation, Err(Error::Refused(_))) {
            self.budgets.take(1, None, credential.network)?;
        }
        Ok(operation?)
    }

    /// The program that shows these headers, as it is known now, and a place to ask for its list; none for whoever is no program.
    async fn program(&self, headers: &HeaderMap) -> std::result::Result<Option<(Place, Known)>, Denied> {
        let credential = self.credential(headers, None)?;
        let shown = self.shown(headers);
        if shown.is_none_or(|shown| shown.kind != token::Kind::Client) {
            return Ok(None);
        }
        let place = self.place(headers).await?;
        Ok(Some((place, self.known(&credential, false).await?)))
    }

    async fn known(&self, credential: &Credential, acts: bool) -> Result<Known> {
        let shared = &self.shared;
        authenticate(&self.identity, &shared.store, &shared.clock, credential, acts).await
    }

    /// An Operation of who shows this credential, as they are known now.
    pub(super) async fn operation(
        &self,
        credential: &Credential,
        declared: &Declared,
        acts: bool,
    ) -> Result<Arc<Operation>> {
        let shared = &self.shared;
        let known = self.known(credential, acts).await?;
        if known.actor.is_some() {
            for name in [&credential.tenant, &credential.host_tenant].into_iter().flatten() {
                self.agencies.learn(name);
            }
        }
        let rules = match &known.actor {
            Some(actor) => {
                let (tx, number) = (known.tx.as_ref(), known.policies);
                let now = shared.clock.now();
                shared
                    .policies
                    .of(&shared.store, tx, (actor.tenant, number), now)
                    .await?
            }
            None => shared.policies.of_build(),
        };
        let operation = Operation::new(Arc::clone(shared), known.actor, known.tx, rules);
        let named = credential.tenant.as_ref().or(credential.host_tenant.as_ref()).cloned();
        let operation = operation.declaring(declared.clone()).coming_from(credential.network);
        Ok(Arc::new(operation.naming(named)))
    }

    /// Refuses a document that is not on the list of the program that asks, where it has one.
    pub(super) async fn refuse_unlisted(&self, operation: &Operation, query: &str) -> Result<()> {
        let Some(program) = operation.known_actor().and_then(Actor::program) else {
            return Ok(());
        };
        let tx = operation.snapshot().await?;
        refuse_unlisted(&tx, program, || digest(query)).await
    }

    async fn carry_out(&self, operation: &Arc<Operation>, mut request: async_graphql::Request) -> Result<Response> {
        self.refuse_unlisted(operation, &request.query).await?;
        self.introspection.check(operation.known_actor(), &mut request)?;
        let run = self.schema.execute(request.data(Arc::clone(operation)));
        let Ok(response) = tokio::time::timeout(self.longest, run).await else {
            // What it read until then goes on record all the same.
            operation.release().await;
            operation.end().await;
            operation.keep_accesses().await?;
            return Err(Fault::passing("an operation took too long and was given up").into());
        };
        concluded(operation, response).await
    }

    /// Whether pages of `origin` may ask with what these headers show. To find out is paid by the network that asks: who
    /// asks is not known yet, and may never be.
    pub(super) async fn lets_in(
        &self,
        headers: &HeaderMap,
        origin: &str,
        network: Option<IpAddr>,
    ) -> std::result::Result<bool, Denied> {
        let credential = self.credential(headers, network)?;
        self.budgets.take(1, None, network)?;
        self.metrics.charged(1);
        let place = self.ceiling.enter(self.owner(headers)).await;
        let _place = place.ok_or_else(too_much)?;
        let shared = &self.shared;
        Ok(lets_in(&self.identity, &shared.store, &shared.clock, &credential, origin).await?)
    }
}

/// The span of what runs; where nobody takes spans there is none, and what is said stands in that of the request.
fn span_of(kind: Kind) -> Span {
    let kind = match kind {
        Kind::Query => "query",
        Kind::Mutation => "mutation",
        Kind::Subscription => "subscription",
    };
    tracing::debug_span!("operation", kind)
}

/// The same for a request of its own.
pub(super) fn full() -> Denied {
    Denied::from(too_much())
}

/// There is no room for one operation more.
pub(super) fn too_much() -> Refusal {
    Refusal::new(Code::Unavailable, "The server has too much to do; try again shortly.")
}
