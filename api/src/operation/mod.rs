//! One GraphQL request: an actor, a clock, what was refused, and a snapshot that a write replaces.
//!
//! It uses store and policy; it runs no SQL and knows no transport. Nouns and verbs get at the database through it
//! alone.

mod accesses;
mod agency;
mod agency_policies;
mod audit;
mod declared;
pub mod gate;
pub mod may;
mod resting;
pub mod seal;
mod standing;
mod texts;

use std::{
    net::IpAddr,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use entity::{client, id::Id, membership, vocabulary::MembershipState};
use tokio::sync::Mutex;

use self::{accesses::Accesses, audit::Audit, gate::Duty, texts::Texts};

use crate::{
    actor::{Actor, Person, Who},
    clock::Clock,
    error::{Code, Error, Fault, Refusal, Result},
    policy::Policies,
    store::{NextSnapshot, Store, Tx, Visible},
};

pub use agency::{ActedAgency, permit_in_agency};
pub use agency_policies::{AgencyPolicies, Rules, Unfit, fits, restriction, unfit};
pub use declared::{Declared, Languages, Purpose, purpose_named};
pub use gate::{Redaction, Redactions};
pub use resting::Resting;
pub use seal::Seal;
pub use standing::client_works;

/// What all operations of a server share.
pub struct Shared {
    /// The database.
    pub store: Store,
    /// Time and randomness.
    pub clock: Clock,
    /// Seals cursors and versions.
    pub seal: Seal,
    /// Who may.
    pub policies: AgencyPolicies,
    /// Bytes of an answer.
    pub answer_bytes: usize,
}

/// One request.
pub struct Operation {
    shared: Arc<Shared>,
    actor: Option<Actor>,
    /// Who a visitor became a member as.
    joined: OnceLock<Actor>,
    /// The agency's short name that the header or the host gives.
    named: Option<String>,
    declared: Declared,
    network: Option<IpAddr>,
    redactions: Redactions,
    /// Set once somebody else who knows of the same objects would be answered otherwise.
    is_apart: AtomicBool,
    accesses: Accesses,
    texts: Texts,
    // INVARIANT: an operation holds one connection at most: a write drops the snapshot first, and whichever comes first
    // takes or drops the transaction that the actor was read in.
    snapshot: Mutex<Option<Arc<Tx>>>,
    /// Where the actor was read in a transaction for writing: the first write goes on in it.
    first_write: Mutex<Option<Tx>>,
    /// The snapshot that opened with the commit of the last write.
    after_write: NextSnapshot,
    audit: Audit,
    rules: RwLock<Rules>,
}

impl Operation {
    /// An operation of `actor` under these rules, in the snapshot, or the transaction for writing, that the actor was
    /// read in.
    #[must_use]
    pub fn new(shared: Arc<Shared>, actor: Option<Actor>, read_in: Option<Tx>, rules: Rules) -> Self {
        let (first_write, snapshot) = match read_in {
            Some(tx) if tx.writes() => (Some(tx), None),
            other => (None, other),
        };
        Self {
            texts: Texts::up_to(shared.answer_bytes),
            shared,
            actor,
            joined: OnceLock::new(),
            named: None,
            declared: Declared::default(),
            network: None,
            redactions: Redactions::default(),
            is_apart: AtomicBool::new(false),
            accesses: Accesses::default(),
            snapshot: Mutex::new(snapshot.map(Arc::new)),
            first_write: Mutex::new(first_write),
            after_write: NextSnapshot::default(),
            audit: Audit::default(),
            rules: RwLock::new(rules),
        }
    }

    /// The same, which declares this.
    #[must_use]
    pub fn declaring(self, declared: Declared) -> Self {
        Self { declared, ..self }
    }

    /// The same, which comes from this network.
    #[must_use]
    pub fn coming_from(self, network: Option<IpAddr>) -> Self {
        Self { network, ..self }
    }

    /// The same, to the agency of this short name, if header or host give one.
    #[must_use]
    pub fn naming(self, named: Option<String>) -> Self {
        Self { named, ..self }
    }

    /// The request in the hands of who it has just made a member. Where nobody had signed in it is theirs from here on: what
    /// the answer still reads is read with their rights.
    #[must_use]
    pub fn joined_as(self: &Arc<Self>, actor: Actor) -> Arc<Self> {
        if self.actor.as_ref().is_none_or(|before| before.who == Who::Visitor)
            && *self.joined.get_or_init(|| actor.clone()) == actor
        {
            return Arc::clone(self);
        }
        // Theirs are found with the snapshot; those of the agency that the request named are not theirs.
        let rules = self.shared.policies.of_build();
        let operation = Self::new(Arc::clone(&self.shared), Some(actor), None, rules);
        Arc::new(operation.declaring(self.declared.clone()).coming_from(self.network))
    }

    /// Refuses what is done in another agency than header or host name: what comes of it could not be used beside them (T03).
    pub fn refuse_elsewhere(&self, slug: &str, field: &str) -> Result<()> {
        if self.named.as_ref().is_some_and(|named| named != slug) {
            let refusal = Refusal::new(
                Code::BadInput,
                "The input contradicts the header Trialogue-Tenant or the host: it is about another agency.",
            );
            return Err(refusal
                .hint("Leave out the header, or ask at the agency's own address.")
                .at(&["input", field])
                .into());
        }
        Ok(())
    }

    /// Who asks. Without an agency there is nothing to ask for.
    pub fn actor(&self) -> Result<&Actor> {
        self.known_actor().ok_or_else(|| {
            Refusal::new(Code::BadInput, "The request names no agency.")
                .hint("Send an access token, or the agency's short name in the header Trialogue-Tenant.")
                .into()
        })
    }

    /// Who asks, where an agency was named.
    #[must_use]
    pub fn known_actor(&self) -> Option<&Actor> {
        self.joined.get().or(self.actor.as_ref())
    }

    /// Time and randomness.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Seals cursors and versions.
    #[must_use]
    pub fn seal(&self) -> &Seal {
        &self.shared.seal
    }

    /// How many bytes an answer may have, where this one opened more text than that: it does not leave.
    #[must_use]
    pub fn overfull(&self) -> Option<usize> {
        self.texts.overfull()
    }

    fn rules(&self) -> Rules {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Who may.
    #[must_use]
    pub fn policies(&self) -> Arc<Policies> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner).policies)
    }

    /// Whose data are stored only.
    #[must_use]
    pub fn resting(&self) -> Arc<Resting> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner).resting)
    }

    /// Goes by the rules of the agency that the snapshot sees, or that stand once what a write waited for is held.
    pub async fn follow_rules(&self, tx: &Tx) -> Result<()> {
        let number = tx.policies_number().await?;
        if number == self.rules().number {
            return Ok(());
        }
        let agency = self.actor()?.tenant;
        let policies = &self.shared.policies;
        let rules = policies
            .of(self.store(), Some(tx), (agency, number), self.clock().now())
            .await?;
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = rules;
        Ok(())
    }

    /// What the request declares to read personal data for.
    #[must_use]
    pub const fn purpose(&self) -> Option<Purpose> {
        self.declared.purpose
    }

    /// The languages in which the request wants texts.
    #[must_use]
    pub const fn languages(&self) -> &Languages {
        &self.declared.languages
    }

    /// The network that the request comes from, if that is known.
    #[must_use]
    pub const fn network(&self) -> Option<IpAddr> {
        self.network
    }

    /// What the audit log is told.
    #[must_use]
    pub(crate) const fn audit(&self) -> &Audit {
        &self.audit
    }

    /// What was refused so far.
    #[must_use]
    pub const fn redactions(&self) -> &Redactions {
        &self.redactions
    }

    /// Says that the answer depends on who reads it in what a field shows that is public, as where authors alone find their
    /// name: nobody else is told the same.
    pub fn answers_apart(&self) {
        self.is_apart.store(true, Ordering::Relaxed);
    }

    /// Whether nothing was kept back so far, and nothing shown that others are shown otherwise.
    #[must_use]
    pub fn answers_all_alike(&self) -> bool {
        !self.is_apart.load(Ordering::Relaxed) && self.redactions.is_empty()
    }

    /// Whether a rule of the agency names a role of this actor, to whom something may be closed that is open to others.
    #[must_use]
    pub fn binds_by_role(&self, actor: &Actor) -> bool {
        let bound = self.policies().bound_roles();
        actor.roles().iter().any(|role| bound.contains(role))
    }

    /// The database, for what has no actor yet: signing in, accepting an invitation.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The snapshot; opened when first asked for, one for all reads until a write. What is read in it is decided by the
    /// agency's rules that it sees, also where they changed while a write was waited for.
    pub async fn snapshot(&self) -> Result<Arc<Tx>> {
        let mut held = self.snapshot.lock().await;
        if let Some(tx) = held.as_ref() {
            return Ok(Arc::clone(tx));
        }
        // Boxed, because nearly all who ask find it open, and each field of a noun is given the room of the largest.
        let tx = Arc::new(Box::pin(self.opened()).await?);
        *held = Some(Arc::clone(&tx));
        Ok(tx)
    }

    async fn opened(&self) -> Result<Tx> {
        *self.first_write.lock().await = None;
        let actor = self.actor()?.clone();
        let tx = match self.after_write.take() {
            Some(tx) => handed(tx, actor)?,
            None => self.shared.store.read(actor).await?,
        };
        self.follow_rules(&tx).await?;
        Ok(tx)
    }

    /// Those of the rows with these ids that the actor may know of, in the snapshot.
    pub async fn by_ids<E: Visible>(&self, ids: &[Id<E>]) -> Result<Vec<E::Model>> {
        self.snapshot().await?.by_ids(ids).await
    }

    /// A transaction to write in, as the actor. What is read after it is read anew; so are the actor's roles, or
    /// the client's credential, because an earlier mutation of the document, or somebody else, may have taken them away
    /// (T96, T100).
    pub async fn write(&self) -> Result<Tx> {
        let tx = self.writing().await?.noting(self.audit.noted());
        Ok(self.shared.store.followed(tx, &self.after_write))
    }

    async fn writing(&self) -> Result<Tx> {
        let actor = self.actor()?.clone();
        if let Some(tx) = self.first_write.lock().await.take() {
            // The actor was read in it just now.
            return Ok(tx);
        }
        self.name_people().await;
        self.release().await;
        if let Some(program) = actor.program() {
            let tx = self.shared.store.write(Actor::job(actor.tenant, "write")).await?;
            let row = tx.rows::<client::Entity>().id(program.client.uuid()).one().await?;
            let now = self.clock().now();
            if !row.is_some_and(|row| client_works(&row, program.generation, now)) {
                return Err(Refusal::new(Code::Unauthenticated, "The client's credential has ended.").into());
            }
            return handed(tx, actor);
        }
        let Some(person) = actor.person() else {
            return self.shared.store.write(actor).await;
        };
        let tx = self.shared.store.write(Actor::job(actor.tenant, "write")).await?;
        let row = tx.acting(person.membership).await?;
        let is_active = |row: &membership::Model| *Duty::Authenticate.open(&row.state) == MembershipState::Active;
        let row = row.filter(is_active).ok_or_else(|| {
            Error::from(Refusal::new(
                Code::Unauthenticated,
                "The membership is no longer active.",
            ))
        })?;
        let roles = *Duty::Authenticate.open(&row.roles);
        let actor = Actor {
            who: Who::Person(Person { roles, ..person }),
            ..actor
        };
        handed(tx, actor)
    }

    /// Refuses a program, for the verbs that are open to whoever shows a secret: programs read, and act for no person.
    pub fn refuse_programs(&self) -> Result<()> {
        if self.known_actor().is_some_and(|actor| actor.program().is_some()) {
            return Err(Refusal::new(Code::Forbidden, "A program reads; it acts for no person.")
                .hint("Send the request without the program's token.")
                .into());
        }
        Ok(())
    }

    /// Ends the request: the audit log is told what was refused, before the answer leaves. If it cannot be, the server's
    /// own log says so; nothing was done.
    pub async fn end(&self) {
        let (Some(actor), refused) = (self.known_actor(), self.audit.take_refused()) else {
            return;
        };
        if refused.is_empty() {
            return;
        }
        self.name_people().await;
        self.release().await;
        if self
            .store()
            .refused(self.clock(), actor.clone(), &refused)
            .await
            .is_err()
        {
            tracing::error!(number = refused.len(), "refusals did not get into the audit log");
        }
    }

    /// Puts on record what was refused and read so far, by whoever asked until now, and lets go of the snapshot.
    pub async fn settle(&self) -> Result<()> {
        self.end().await;
        self.keep_accesses().await?;
        self.release().await;
        Ok(())
    }

    /// Lets go of the snapshot, and with it of the connection.
    pub async fn release(&self) {
        *self.snapshot.lock().await = None;
        *self.first_write.lock().await = None;
        drop(self.after_write.take());
    }
}

fn handed(tx: Tx, actor: Actor) -> Result<Tx> {
    tx.handed_to(actor)
        .ok_or_else(|| Fault::logged("a transaction of another agency").into())
}
