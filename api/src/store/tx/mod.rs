//! The only handle to the database that other rooms have. What it does with rows stands by what that is: `locks.rs`,
//! `changes.rs`, `hidden.rs`, and those beside them.

mod at_commit;
mod beside_own;
mod both;
mod changes;
mod hidden;
mod key_share;
mod locks;
mod member;
mod next_snapshot;
mod shown;
mod transaction;

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use entity::id::{Id, MembershipId};
use sea_orm::{ColumnTrait, ConnectionTrait as _, DbBackend};
use uuid::Uuid;

pub use changes::MOST_BOUND;
pub use next_snapshot::NextSnapshot;
pub(super) use transaction::{Connection, Opening, Transaction};

use self::shown::Shown;
use super::{
    Bell, Listens, Noted, Owned, Rows, SignedIn, Terms, Visible,
    access_log::{Earliest, Uncounted},
    fault,
    visible::among,
};
use crate::{
    actor::Actor,
    error::{Fault, Result},
};

/// A transaction of one actor in one tenant.
pub struct Tx {
    transaction: Transaction,
    actor: Actor,
    writes: bool,
    /// What opens the snapshot that follows, and where it is put.
    next: Option<(Opening, NextSnapshot)>,
    /// In a snapshot nothing of the agency changes.
    terms: OnceLock<Terms>,
    policies: Option<i64>,
    /// The act that its end tells the audit log of.
    noted: Noted,
    bells: Bells,
    /// Whether its commit rings for who chains the audit log.
    rings: AtomicBool,
    /// Whether its commit rings for who gives events their positions.
    tells: AtomicBool,
    /// When the earliest of the reads was that it lays out: its commit has them be counted.
    pub(super) laid_out: Earliest,
    /// What the actor was found to know of.
    shown: Shown,
}

/// What the commit of a transaction may ring, and where it says what is to be counted.
#[derive(Clone)]
pub(super) struct Bells {
    pub(super) audit: Bell,
    pub(super) events: Bell,
    pub(super) uncounted: Uncounted,
}

impl Tx {
    pub(super) fn new(transaction: Transaction, actor: Actor, writes: bool, bells: Bells) -> Self {
        Self {
            transaction,
            actor,
            writes,
            next: None,
            terms: OnceLock::new(),
            policies: None,
            noted: Noted::default(),
            bells,
            rings: AtomicBool::new(false),
            tells: AtomicBool::new(false),
            laid_out: Earliest::default(),
            shown: Shown::default(),
        }
    }

    /// The same, which looks here for the act that it does.
    #[must_use]
    pub fn noting(self, noted: Noted) -> Self {
        Self { noted, ..self }
    }

    pub(super) const fn noted(&self) -> &Noted {
        &self.noted
    }

    /// Lets its commit ring for who chains the audit log.
    pub(super) fn must_ring(&self) {
        self.rings.store(true, Ordering::Relaxed);
    }

    /// Lets its commit ring for who gives events their positions.
    pub(super) fn must_tell(&self) {
        self.tells.store(true, Ordering::Relaxed);
    }

    /// The same, followed by a snapshot.
    pub(super) fn followed_by(self, opening: Opening, place: NextSnapshot) -> Self {
        Self {
            next: Some((opening, place)),
            ..self
        }
    }

    /// Whether it was opened for writing.
    #[must_use]
    pub const fn writes(&self) -> bool {
        self.writes
    }

    /// Who reads and writes.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The same snapshot in the hands of another actor of the same tenant; `None` where the tenant differs.
    #[must_use]
    pub fn handed_to(self, actor: Actor) -> Option<Self> {
        // INVARIANT: what was shown was shown to this actor.
        let shown = Shown::default();
        (actor.tenant == self.actor.tenant).then_some(Self { actor, shown, ..self })
    }

    /// Rows of `E` that the actor may know of.
    #[must_use]
    pub fn rows<E: Visible>(&self) -> Rows<'_, E> {
        Rows::new(self)
    }

    /// Rows of `E` that are the actor's own; none for who is no person. They ask no more of the database than that.
    #[must_use]
    pub fn own<E: Owned>(&self) -> Option<Rows<'_, E>> {
        Rows::own(self)
    }

    /// Those of the rows with these ids that the actor may know of, in one statement, or none for no ids.
    pub async fn by_ids<E: Visible>(&self, ids: &[Id<E>]) -> Result<Vec<E::Model>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let limit = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        self.rows::<E>().ids(ids.iter().map(|id| id.uuid())).all(limit).await
    }

    /// The global entities, inside this transaction; for identity and tenancy only.
    #[must_use]
    pub const fn global(&self) -> super::GlobalRows<'_> {
        super::GlobalRows::new(&self.transaction)
    }

    /// Remembers, of who signed in, the terms under which the agency's figures stand: in a snapshot they do not change.
    pub(super) fn learn(&self, found: Option<&SignedIn>) {
        if let Some(found) = found.filter(|_| !self.writes) {
            // It is there already when this is asked twice.
            let _ = self.terms.set(Terms {
                time_zone: found.time_zone.clone(),
                disclosure_threshold: found.disclosure_threshold,
            });
        }
    }

    /// Those of these memberships that are of the agency, as they are now: one statement, or none for none.
    pub async fn listens(&self, memberships: &[MembershipId]) -> Result<Vec<Listens>> {
        if memberships.is_empty() {
            return Ok(Vec::new());
        }
        self.global().listens(self.actor.tenant, memberships).await
    }

    /// What the figures of the actor's agency follow, as they were when a transaction that writes first asked: it asks once it
    /// holds what they are for.
    pub async fn terms(&self) -> Result<Terms> {
        if let Some(terms) = self.terms.get() {
            return Ok(terms.clone());
        }
        let tenant = self.global().tenant(self.actor.tenant).await?;
        let tenant = tenant.ok_or_else(|| Fault::logged("a transaction of no agency"))?;
        let terms = Terms {
            time_zone: tenant.time_zone,
            disclosure_threshold: tenant.disclosure_threshold,
        };
        Ok(self.terms.get_or_init(|| terms).clone())
    }

    /// Which rules of the agency are in force: a number that moves with them.
    pub async fn policies_number(&self) -> Result<i64> {
        match self.policies {
            Some(number) => Ok(number),
            None => self.global().policies(self.actor.tenant).await,
        }
    }

    /// Keeps what was written.
    pub async fn commit(self) -> Result<()> {
        let tenant = self.actor.tenant;
        // Before it too, because whoever waits for it may be cut off.
        self.bells.uncounted.add(tenant, self.laid_out.get());
        if let Some((opening, place)) = self.next {
            let opened = self.transaction.commit_and_open(opening).await;
            if let Some((transaction, policies)) = opened.map_err(|error| fault::of(&error))? {
                let snapshot = Self::new(transaction, self.actor, false, self.bells.clone());
                place.put(Self { policies, ..snapshot });
            }
        } else {
            self.transaction.commit().await.map_err(|error| fault::of(&error))?;
        }
        self.bells.uncounted.add(tenant, self.laid_out.get());
        if self.rings.load(Ordering::Relaxed) {
            self.bells.audit.ring(tenant);
        }
        if self.tells.load(Ordering::Relaxed) {
            self.bells.events.ring(tenant);
        }
        Ok(())
    }

    /// The condition that `column` is one of `ids`.
    pub fn among(&self, column: impl ColumnTrait, ids: impl IntoIterator<Item = Uuid>) -> sea_orm::Condition {
        among(self.transaction.get_database_backend(), column, ids)
    }

    pub(super) const fn connection(&self) -> &Transaction {
        &self.transaction
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.transaction.get_database_backend() == DbBackend::Postgres
    }
}
