//! The few global entities: agencies and accounts. Identity and tenancy alone come here.

use entity::{
    account,
    id::{AccountId, TenantId},
    tenant,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{fault, transaction::Transaction};
use crate::error::Result;

/// A transaction over the global entities alone: it names no tenant, so no tenant's row can be read or written.
pub struct Global(Transaction);

/// The global entities inside some transaction.
#[derive(Clone, Copy)]
pub struct GlobalRows<'t>(&'t Transaction);

impl Global {
    pub(super) const fn new(transaction: Transaction) -> Self {
        Self(transaction)
    }

    /// The rows.
    #[must_use]
    pub const fn rows(&self) -> GlobalRows<'_> {
        GlobalRows(&self.0)
    }
}

impl<'t> GlobalRows<'t> {
    pub(super) const fn new(transaction: &'t Transaction) -> Self {
        Self(transaction)
    }

    /// The agency with this short name.
    pub async fn tenant_by_slug(self, slug: &str) -> Result<Option<tenant::Model>> {
        tenant::Entity::find()
            .filter(tenant::Column::Slug.eq(slug))
            .one(self.0)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// The agency with this id.
    pub async fn tenant(self, id: TenantId) -> Result<Option<tenant::Model>> {
        tenant::Entity::find_by_id(id)
            .one(self.0)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// How many agencies there are, counted up to `limit`.
    pub async fn tenants(self, limit: u64) -> Result<Vec<tenant::Model>> {
        tenant::Entity::find()
            .limit(limit)
            .all(self.0)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// The account with this address, in its compared form.
    pub async fn account_by_email(self, email_key: &str) -> Result<Option<account::Model>> {
        account::Entity::find()
            .filter(account::Column::EmailKey.eq(email_key))
            .one(self.0)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// The account with this id.
    pub async fn account(self, id: AccountId) -> Result<Option<account::Model>> {
        account::Entity::find_by_id(id)
            .one(self.0)
            .await
            .map_err(|error| fault::of(&error))
    }

    /// Stores an agency.
    pub async fn insert_tenant(self, row: tenant::ActiveModel) -> Result<()> {
        tenant::Entity::insert(row)
            .exec_without_returning(self.0)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// Changes an agency, if it still has this version; otherwise nothing.
    pub async fn update_tenant(self, id: TenantId, version: i64, row: tenant::ActiveModel) -> Result<bool> {
        let changed = tenant::Entity::update_many()
            .set(row)
            .filter(tenant::Column::Id.eq(id))
            .filter(tenant::Column::Version.eq(version))
            .exec(self.0)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(changed.rows_affected == 1)
    }

    /// Stores an account.
    pub async fn insert_account(self, row: account::ActiveModel) -> Result<()> {
        account::Entity::insert(row)
            .exec_without_returning(self.0)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// Changes an account, if it still has this generation; otherwise nothing.
    pub async fn update_account(self, id: AccountId, generation: i64, row: account::ActiveModel) -> Result<bool> {
        let changed = account::Entity::update_many()
            .set(row)
            .filter(account::Column::Id.eq(id))
            .filter(account::Column::Generation.eq(generation))
            .exec(self.0)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(changed.rows_affected == 1)
    }
}
