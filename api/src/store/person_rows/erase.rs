//! Erases a person from an agency.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use entity::{
    ENTITIES, account, account_tenant, contribution,
    id::{AccountId, ContributionId, Id, PersonId},
    membership, person, search_term,
    subject::{Declaration, Erasure},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    sea_query::{Alias, Condition, Expr, ExprTrait, LockType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::Names;
use crate::{
    clock::Clock,
    error::Result,
    store::{Event, Going, Store, Tx, fault},
};

impl Tx {
    /// Takes everything of the person out of the agency: each entity as it declares, words that search finds, and the
    /// account, where no other agency knows it. What is left names them by an id behind which nobody is.
    pub async fn erase(&self, person: PersonId, clock: &Clock) -> Result<()> {
        let names = self.names_of(person).await?;
        // What refers to something goes before it.
        for declaration in ENTITIES.iter().rev().filter(|declared| !declared.global) {
            let Some(theirs) = self.rows_of(declaration.subject, &names) else {
                continue;
            };
            if !declaration.search.is_empty() {
                self.unfind(declaration, &theirs).await?;
            }
            if declaration.table == contribution::DECLARATION.table {
                self.tell_redacted(&theirs, clock).await?;
            }
            self.forget_quotes(declaration, &theirs, clock).await?;
            match declaration.erasure {
                Erasure::Keep => {}
                Erasure::Delete => self.delete_rows(declaration, theirs).await?,
                Erasure::Blank { none_of, set } => {
                    if let Some(none_of) = none_of {
                        let gone = theirs.clone().add(Expr::cust(none_of));
                        self.delete_rows(declaration, gone).await?;
                    }
                    self.blank_rows(declaration, theirs, set).await?;
                }
            }
        }
        self.erase_account(&names, clock).await
    }

    /// Tells whoever listens that the words of these contributions go.
    async fn tell_redacted(&self, theirs: &Condition, clock: &Clock) -> Result<()> {
        let ids: Vec<ContributionId> = contribution::Entity::find()
            .select_only()
            .column(contribution::Column::Id)
            .filter(contribution::Column::TenantId.eq(self.actor().tenant))
            .filter(theirs.clone())
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        for id in ids {
            let (kind, object) = ("contribution.redacted", id.uuid());
            self.emit(clock, Event { kind, object }).await?;
        }
        Ok(())
    }

    /// Takes away what others wrote of these rows and may quote them; a hold on who wrote it keeps its copy.
    async fn forget_quotes(&self, declaration: &Declaration, theirs: &Condition, clock: &Clock) -> Result<()> {
        for (quoting, quotes) in ENTITIES.iter().filter_map(|other| Some((other, other.quotes?))) {
            if quotes.of != declaration.table {
                continue;
            }
            let rows = Query::select()
                .column(Alias::new("id"))
                .from(Alias::new(declaration.table))
                .cond_where(theirs.clone())
                .take();
            let mut select = Query::select()
                .column(Alias::new("id"))
                .from(Alias::new(quoting.table))
                .and_where(Expr::col(Alias::new("tenant_id")).eq(self.actor().tenant))
                .and_where(Expr::col(Alias::new(quotes.by)).in_subquery(rows))
                .order_by(Alias::new("id"), Order::Asc)
                .take();
            if self.is_postgres() {
                select.lock(LockType::NoKeyUpdate);
            }
            let ids = self.ids_of(&select).await?;
            if ids.is_empty() {
                continue;
            }
            let columns: Vec<&'static str> = quotes.set.iter().map(|(name, _)| *name).collect();
            self.keep_for_holds(quoting, Going::Columns(&columns), &ids, clock)
                .await?;
            let these = Condition::all()
                .add(Expr::col(Alias::new("tenant_id")).eq(self.actor().tenant))
                .add(Expr::col(Alias::new("id")).is_in(ids));
            self.set_columns(quoting, these, quotes.set).await?;
        }
        Ok(())
    }

    /// The ids that a statement finds.
    pub(in crate::store) async fn ids_of(&self, select: &SelectStatement) -> Result<Vec<Uuid>> {
        let built = self.connection().get_database_backend().build(select);
        let rows = self.connection().query_all_raw(built).await;
        let rows = rows.map_err(|error| fault::of(&error))?;
        let ids: std::result::Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get("", "id")).collect();
        ids.map_err(|error| fault::of(&error))
    }

    /// Runs a statement that was built.
    pub(in crate::store) async fn run_built(&self, statement: &impl sea_orm::StatementBuilder) -> Result<()> {
        let built = self.connection().get_database_backend().build(statement);
        let done = self.connection().execute_raw(built).await;
        done.map(drop).map_err(|error| fault::of(&error))
    }

    async fn delete_rows(&self, declaration: &Declaration, theirs: Condition) -> Result<()> {
        let delete = Query::delete()
            .from_table(Alias::new(declaration.table))
            .cond_where(theirs)
            .take();
        self.run_built(&delete).await
    }

    async fn blank_rows(
        &self,
        declaration: &Declaration,
        theirs: Condition,
        set: &[(&'static str, &'static str)],
    ) -> Result<()> {
        let gone = declaration.sealed.iter().filter(|column| column.erased);
        let gone = gone.map(|column| (column.name, "NULL"));
        let gone = gone.filter(|(gone, _)| !set.iter().any(|(name, _)| name == gone));
        let all: Vec<_> = gone.chain(set.iter().copied()).collect();
        self.set_columns(declaration, theirs, &all).await
    }

    /// Puts these values, in SQL, into columns of rows. When they last changed stays as it was: one moment in all that was a
    /// person's would tell to the end what belonged together, across projects and in a blind review (T75). So does their version:
    /// data that are stored only leave the same marks and move none, and who knows of a mark would tell by which right it is one.
    async fn set_columns(
        &self,
        declaration: &Declaration,
        theirs: Condition,
        set: &[(&'static str, &'static str)],
    ) -> Result<()> {
        let mut update = Query::update().table(Alias::new(declaration.table)).take();
        for (name, value) in set {
            update.value(Alias::new(*name), Expr::cust(*value));
        }
        self.run_built(update.cond_where(theirs)).await
    }

    /// Takes the words of these rows out of search. The rows are held first, so that nothing of them becomes findable
    /// meanwhile.
    async fn unfind(&self, declaration: &Declaration, theirs: &Condition) -> Result<()> {
        if self.is_postgres() {
            let held = Query::select()
                .column(Alias::new("id"))
                .from(Alias::new(declaration.table))
                .cond_where(theirs.clone())
                .lock(LockType::Update)
                .take();
            let built = self.connection().get_database_backend().build(&held);
            let done = self.connection().query_all_raw(built).await;
            done.map_err(|error| fault::of(&error))?;
        }
        let rows = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(declaration.table))
            .cond_where(theirs.clone())
            .take();
        let delete = search_term::Entity::delete_many()
            .filter(search_term::Column::TenantId.eq(self.actor().tenant))
            .filter(search_term::Column::ObjectId.in_subquery(rows));
        let done = delete.exec(self.connection()).await;
        done.map(drop).map_err(|error| fault::of(&error))
    }

    /// The account is of all agencies: the person of this one is taken off it and put on an empty one of their own, and
    /// what no agency's person signs in with any more is emptied.
    async fn erase_account(&self, names: &Names, clock: &Clock) -> Result<()> {
        let (tenant, connection) = (self.actor().tenant, self.connection());
        let failed = |error| fault::of(&error);
        // Whoever joins another agency with it at this moment comes before or after.
        let mut held = account::Entity::find_by_id(names.account);
        if self.is_postgres() {
            held = held.lock(LockType::Update);
        }
        held.one(connection).await.map_err(failed)?;
        let empty: AccountId = Id::from_uuid(clock.blind_id());
        account::Entity::insert(emptied(empty, clock.now()))
            .exec_without_returning(connection)
            .await
            .map_err(failed)?;
        let of_person = person::ActiveModel {
            account_id: Set(empty),
            ..Default::default()
        };
        self.update::<person::Entity>(names.person.uuid(), of_person).await?;
        for membership in &names.memberships {
            self.note_agency(names.account, *membership, false).await?;
            let of_member = membership::ActiveModel {
                account_id: Set(empty),
                ..Default::default()
            };
            self.update::<membership::Entity>(membership.uuid(), of_member).await?;
        }
        account_tenant::Entity::update_many()
            .set(account_tenant::ActiveModel {
                account_id: Set(empty),
                ..Default::default()
            })
            .filter(account_tenant::Column::AccountId.eq(names.account))
            .filter(account_tenant::Column::TenantId.eq(tenant))
            .exec(connection)
            .await
            .map_err(failed)?;
        let elsewhere = account_tenant::Entity::find()
            .filter(account_tenant::Column::AccountId.eq(names.account))
            .count(connection)
            .await
            .map_err(failed)?;
        if elsewhere > 0 {
            return Ok(());
        }
        let emptied = account::ActiveModel {
            id: NotSet,
            created_at: NotSet,
            generation: NotSet,
            ..emptied(names.account, clock.now())
        };
        account::Entity::update_many()
            .set(emptied)
            .col_expr(
                account::Column::Generation,
                Expr::col(account::Column::Generation).add(1),
            )
            .filter(account::Column::Id.eq(names.account))
            .exec(connection)
            .await
            .map(drop)
            .map_err(failed)
    }
}

/// How the keys of such an account begin; no address that is compared holds a space.
pub(super) const EMPTIED: &str = "erased ";

/// An account that nobody finds, and that no password opens.
fn emptied(id: AccountId, now: DateTime<Utc>) -> account::ActiveModel {
    let key = format!("{EMPTIED}{}", id.uuid());
    account::ActiveModel {
        id: Set(id),
        email: Set(String::new().into()),
        email_key: Set(key.clone().into()),
        address_key: Set(key.into()),
        password_hash: Set(String::new().into()),
        created_at: Set(now),
        generation: Set(1),
    }
}

impl Store {
    /// Whether the server itself overwrites what was deleted, as on an embedded database. PostgreSQL does when it cleans up
    /// by itself; `docs/access-rules.md` says what its operators set for that.
    #[must_use]
    pub fn overwrites(&self) -> bool {
        self.is_embedded()
    }

    /// Overwrites what was deleted wherever the embedded database still holds it, now or as soon as readers let it (T155).
    pub async fn overwrite_deleted(&self) {
        self.overwrite_later();
        // What fails now is taken up again.
        drop(self.overwrite_now().await);
    }

    /// Has what was deleted overwritten by the task that does, which looks every few seconds.
    pub fn overwrite_later(&self) {
        self.unclean.store(true, Ordering::Release);
    }

    /// Whether something is to be overwritten; who is told so does it.
    #[must_use]
    pub fn takes_up_overwriting(&self) -> bool {
        self.overwrites() && self.unclean.swap(false, Ordering::AcqRel)
    }

    /// Overwrites what was deleted, or says that it is not all overwritten.
    pub async fn overwrite_now(&self) -> Result<()> {
        self.checkpoint().await
    }
}
