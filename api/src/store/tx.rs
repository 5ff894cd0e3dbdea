//! The only handle to the database that other rooms have.

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use entity::{
    id::{Id, MembershipId},
    scalar::Day,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Iterable, QueryFilter, Statement,
    sea_query::LockType,
};
use uuid::Uuid;

use super::{
    Bell, Listens, NextSnapshot, Noted, Owned, Rows, SignedIn, Tenanted, Terms, Visible,
    access_log::{Earliest, Uncounted},
    fault, read,
    shown::Shown,
    transaction::{Opening, Transaction},
    visible::{among, of_tenant},
};
use crate::{
    actor::Actor,
    error::{Error, Fault, Refusal, Result},
};

/// The most values that one statement binds: SQLite takes 32766, PostgreSQL 65535.
const MOST_BOUND: usize = 16_000;

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
    pub(super) shown: Shown,
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

    /// The row with this id, held until the transaction ends; whoever only refers to it goes on. Not there and not
    /// visible are the same `NOT_FOUND`.
    pub async fn lock<E: Visible>(&self, id: Uuid) -> Result<E::Model> {
        self.rows::<E>()
            .id(id)
            .locked(LockType::NoKeyUpdate)
            .await?
            .ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// The row with this id, which nobody changes until the transaction ends; others may hold it alike at the same
    /// time. For what many mutations at once depend on, such as the phase that they are made in.
    pub async fn share<E: Visible>(&self, id: Uuid) -> Result<E::Model> {
        self.rows::<E>()
            .id(id)
            .locked(LockType::Share)
            .await?
            .ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// Notes that a member did something today; nothing that others see of the membership moves.
    pub async fn note_active(&self, membership: MembershipId, today: Day) -> Result<()> {
        let change = entity::membership::ActiveModel {
            last_active_on: sea_orm::ActiveValue::Set(today.into()),
            ..Default::default()
        };
        self.update::<entity::membership::Entity>(membership.uuid(), change)
            .await
    }

    /// The membership that acts, which nobody erases until the transaction ends: an erasure waits for what the person has
    /// under way, and what comes after it finds nobody (T154).
    pub async fn acting(&self, membership: MembershipId) -> Result<Option<entity::membership::Model>> {
        self.rows::<entity::membership::Entity>()
            .id(membership.uuid())
            .locked(LockType::KeyShare)
            .await
    }

    /// The row that `column` of the row of `F` with this id names, shared as [`Tx::share`] does: for what is held before
    /// the row that leads to it.
    pub async fn share_named<E: Visible, F: Tenanted>(&self, column: F::Column, id: Uuid) -> Result<E::Model> {
        use sea_orm::{QuerySelect, QueryTrait};
        let named = F::find()
            .select_only()
            .column(column)
            .filter(of_tenant::<F>(self.actor.tenant))
            .filter(F::ID.eq(id))
            .into_query();
        self.rows::<E>()
            .filter(sea_orm::Condition::all().add(E::ID.in_subquery(named)))
            .locked(LockType::Share)
            .await?
            .ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// Stores a row in the actor's tenant, whatever tenant it names.
    pub async fn insert<E: Tenanted>(&self, row: impl Into<E::ActiveModel>) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let mut row = row.into();
        row.try_set(E::TENANT, self.actor.tenant.into())
            .map_err(|error| fault::of(&error))?;
        E::insert(row)
            .exec_without_returning(&self.transaction)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// Stores rows in the actor's tenant, whatever tenant they name, in as few statements as the databases can bind.
    pub async fn insert_all<E: Tenanted>(&self, rows: Vec<E::ActiveModel>) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let columns = E::Column::iter().count().max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut batch = Vec::new();
            for mut row in rows.by_ref().take(MOST_BOUND / columns) {
                row.try_set(E::TENANT, self.actor.tenant.into())
                    .map_err(|error| fault::of(&error))?;
                batch.push(row);
            }
            E::insert_many(batch)
                .exec_without_returning(&self.transaction)
                .await
                .map_err(|error| fault::of(&error))?;
        }
        Ok(())
    }

    /// Changes the row of the actor's tenant with this id, which the caller has locked.
    pub async fn update<E: Tenanted>(&self, id: Uuid, row: E::ActiveModel) -> Result<()>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let changed = E::update_many()
            .set(row)
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(E::ID.eq(id))
            .exec(&self.transaction)
            .await
            .map_err(|error| fault::of(&error))?;
        if changed.rows_affected == 1 {
            Ok(())
        } else {
            Err(Fault::logged("an update met no row").into())
        }
    }

    /// Takes away the row of the actor's tenant with this id, which the caller has locked.
    pub async fn delete<E: Tenanted>(&self, id: Uuid) -> Result<()> {
        let deleted = E::delete_many()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(E::ID.eq(id))
            .exec(&self.transaction)
            .await
            .map_err(|error| fault::of(&error))?;
        if deleted.rows_affected == 1 {
            Ok(())
        } else {
            Err(Fault::logged("a deletion met no row").into())
        }
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

    /// Waits for whoever holds `name` by this function of PostgreSQL's, and holds it until the transaction ends. SQLite has
    /// one writer at a time anyway.
    pub(super) async fn wait_for(&self, function: &'static str, name: &str) -> Result<()> {
        if !self.is_postgres() {
            return Ok(());
        }
        let sql = format!("SELECT {function}(hashtextextended($1, 0))");
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()]);
        let done = self.transaction.query_one_raw(lock).await;
        done.map(drop).map_err(|error| fault::of(&error))
    }

    pub(super) const fn connection(&self) -> &Transaction {
        &self.transaction
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.transaction.get_database_backend() == DbBackend::Postgres
    }
}

/// Rows that exist in the tenant, visible or not; for guards that must count what the actor may not see.
impl Tx {
    /// How many rows of `E` in the tenant meet `condition`.
    pub async fn count_all<E: Tenanted>(&self, condition: sea_orm::Condition) -> Result<u64>
    where
        E::Model: Sync,
    {
        use sea_orm::PaginatorTrait;
        E::find()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(condition)
            .count(&self.transaction)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// Every row of `E` in the tenant that meets `condition`, visible or not, held until the transaction ends.
    pub async fn lock_all<E: Tenanted>(&self, condition: sea_orm::Condition) -> Result<Vec<E::Model>> {
        use sea_orm::{QueryOrder, QuerySelect};
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(condition)
            .order_by_asc(E::ID);
        if self.is_postgres() {
            select = select.lock(LockType::NoKeyUpdate);
        }
        read::all(select, &self.transaction).await
    }

    /// What `part` takes of the rows with these ids, such as the name that stands with somebody's words, whether the
    /// actor may know of the rows or not. Sealed columns stay sealed: `part` cannot open them.
    pub async fn public_of<E: Tenanted, T>(&self, ids: &[Id<E>], part: fn(E::Model) -> T) -> Result<Vec<T>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let select = E::find()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(self.among(E::ID, ids.iter().map(|id| id.uuid())));
        let rows = read::all(select, &self.transaction).await?;
        Ok(rows.into_iter().map(part).collect())
    }

    /// Takes away every row of `E` in the tenant that meets `condition`, visible or not; the caller has locked what they
    /// hang on.
    pub async fn delete_all<E: Tenanted>(&self, condition: sea_orm::Condition) -> Result<()> {
        E::delete_many()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(condition)
            .exec(&self.transaction)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// Changes every row of `E` in the tenant that meets `condition`, and adds one to `counted`, such as the version.
    /// The caller has locked them.
    pub async fn update_all<E: Tenanted>(
        &self,
        condition: sea_orm::Condition,
        row: E::ActiveModel,
        counted: E::Column,
    ) -> Result<()> {
        use sea_orm::sea_query::{Expr, ExprTrait};
        E::update_many()
            .set(row)
            .col_expr(counted, Expr::col(counted).add(1))
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(condition)
            .exec(&self.transaction)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// The row of `E` in the tenant with this id, visible or not, shared as [`Tx::share`] does: for what somebody's own
    /// row hangs on, which they may change and no longer know of.
    pub async fn share_hidden<E: Tenanted>(&self, id: Uuid) -> Result<E::Model> {
        use sea_orm::QuerySelect;
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(E::ID.eq(id));
        if self.is_postgres() {
            select = select.lock(LockType::Share);
        }
        let row = read::one(select, &self.transaction).await?;
        row.ok_or_else(|| Error::from(Refusal::not_found()))
    }

    /// At most `limit` rows of `E` in the tenant that meet `condition`, visible or not, held until the transaction ends;
    /// for work in batches.
    pub async fn lock_some<E: Tenanted>(&self, condition: sea_orm::Condition, limit: u64) -> Result<Vec<E::Model>> {
        use sea_orm::{QueryOrder, QuerySelect};
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(condition)
            .order_by_asc(E::ID)
            .limit(limit);
        if self.is_postgres() {
            select = select.lock(LockType::NoKeyUpdate);
        }
        read::all(select, &self.transaction).await
    }

    /// The one row of `E` in the tenant that meets `condition`, visible or not, held until the transaction ends.
    pub async fn hidden<E: Tenanted>(&self, condition: sea_orm::Condition) -> Result<Option<E::Model>> {
        use sea_orm::QuerySelect;
        let mut select = <E as EntityTrait>::find()
            .filter(of_tenant::<E>(self.actor.tenant))
            .filter(condition);
        if self.is_postgres() {
            select = select.lock(LockType::NoKeyUpdate);
        }
        read::one(select, &self.transaction).await
    }
}
