//! Erases a person from an agency.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use entity::{
    ENTITIES, account, account_tenant,
    id::PersonId,
    search_term,
    subject::{Declaration, Erasure},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Alias, Condition, Expr, ExprTrait, Query},
};

use super::{Names, table::columns_of};
use crate::{
    error::Result,
    store::{Store, Tx, fault},
};

impl Tx {
    /// Takes everything of the person out of the agency: each entity as it declares, words that search finds, and the
    /// account, where no other agency knows it. What is left names them by an id behind which nobody is.
    pub async fn erase(&self, person: PersonId, now: DateTime<Utc>) -> Result<()> {
        let names = self.names_of(person).await?;
        // What refers to something goes before it.
        for declaration in ENTITIES.iter().rev().filter(|declared| !declared.global) {
            let Some(theirs) = self.rows_of(declaration.subject, &names) else {
                continue;
            };
            if !declaration.search.is_empty() {
                self.unfind(declaration, &theirs).await?;
            }
            match declaration.erasure {
                Erasure::Keep => {}
                Erasure::Delete => self.delete_rows(declaration, theirs).await?,
                Erasure::Blank { none_of, set } => {
                    if let Some(none_of) = none_of {
                        let gone = theirs.clone().add(Expr::cust(none_of));
                        self.delete_rows(declaration, gone).await?;
                    }
                    self.blank_rows(declaration, theirs, set, now).await?;
                }
            }
        }
        self.erase_account(&names).await
    }

    async fn run_built(&self, statement: &impl sea_orm::StatementBuilder) -> Result<()> {
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
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut update = Query::update().table(Alias::new(declaration.table)).take();
        for column in declaration.sealed.iter().filter(|column| column.erased) {
            if !set.iter().any(|(name, _)| *name == column.name) {
                update.value(Alias::new(column.name), Expr::cust("NULL"));
            }
        }
        for (name, value) in set {
            update.value(Alias::new(*name), Expr::cust(*value));
        }
        for (name, _) in columns_of(declaration.table) {
            match name {
                "version" => drop(update.value(Alias::new(name), Expr::col(Alias::new(name)).add(1))),
                "updated_at" => drop(update.value(Alias::new(name), now)),
                _ => {}
            }
        }
        self.run_built(update.cond_where(theirs)).await
    }

    /// Takes the words of these rows out of search.
    async fn unfind(&self, declaration: &Declaration, theirs: &Condition) -> Result<()> {
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

    /// The account is of all agencies: what one erases it no longer opens there, and the last to do so empties it.
    async fn erase_account(&self, names: &Names) -> Result<()> {
        for membership in &names.memberships {
            self.note_agency(names.account, *membership, false).await?;
        }
        let elsewhere = account_tenant::Entity::find()
            .filter(account_tenant::Column::AccountId.eq(names.account))
            .filter(account_tenant::Column::IsActive.eq(true))
            .count(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        if elsewhere > 0 {
            return Ok(());
        }
        let gone = format!("erased {}", names.account.uuid());
        let change = account::ActiveModel {
            email: Set(String::new().into()),
            email_key: Set(gone.clone().into()),
            address_key: Set(gone.into()),
            password_hash: Set(String::new().into()),
            ..Default::default()
        };
        account::Entity::update_many()
            .set(change)
            .col_expr(
                account::Column::Generation,
                Expr::col(account::Column::Generation).add(1),
            )
            .filter(account::Column::Id.eq(names.account))
            .exec(self.connection())
            .await
            .map(drop)
            .map_err(|error| fault::of(&error))
    }
}

impl Store {
    /// Overwrites what was deleted wherever the embedded database still holds it, now or as soon as readers let it (T155).
    /// PostgreSQL does so when it cleans up by itself; `docs/access-rules.md` says what its operators set for that.
    pub async fn overwrite_deleted(&self) {
        self.unclean.store(true, Ordering::Release);
        self.overwrite_what_is_left().await;
    }

    /// Goes on with what could not be overwritten before.
    pub async fn overwrite_what_is_left(&self) {
        if self.unclean.load(Ordering::Acquire) && self.checkpoint().await.is_ok() {
            self.unclean.store(false, Ordering::Release);
        }
    }
}
