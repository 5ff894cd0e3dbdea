//! The few global entities: agencies and accounts. Identity and tenancy alone come here.

use entity::{
    account,
    id::{AccountId, MembershipId, PersonId, TenantId},
    membership,
    scalar::Day,
    sealed::{Personal, TenantInternal},
    set::Set,
    tenant,
    vocabulary::{MembershipState, TenantRole},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait as _},
};

use super::{
    fault, read,
    tx::Transaction,
    visible::{among, of_tenant},
};
use crate::error::Result;

/// Who signed in with a membership, as far as it decides whether and what they may.
#[derive(Debug, FromQueryResult)]
pub struct SignedIn {
    /// Who it is.
    pub person_id: Personal<PersonId>,
    /// The account that signs in.
    pub account_id: AccountId,
    /// Roles in the agency.
    pub roles: TenantInternal<Set<TenantRole>>,
    /// Whether the person can sign in here.
    pub state: TenantInternal<MembershipState>,
    /// The last day on which the member signed in or did anything.
    pub last_active_on: Personal<Day>,
    /// Which password of the account tokens must be made under.
    pub generation: i64,
    /// Which rules of the agency are in force: a number that moves with them.
    pub policies: i64,
    pub(super) time_zone: String,
    pub(super) disclosure_threshold: i32,
}

/// Who may be told what they listen to, as far as it decides whether and what they may.
#[derive(Debug, FromQueryResult)]
pub struct Listens {
    /// The membership.
    pub id: MembershipId,
    /// Who it is.
    pub person_id: Personal<PersonId>,
    /// The account that signs in.
    pub account_id: AccountId,
    /// Roles in the agency.
    pub roles: TenantInternal<Set<TenantRole>>,
    /// Whether the person can sign in here.
    pub state: TenantInternal<MembershipState>,
    /// Which password of the account tokens must be made under.
    pub generation: i64,
}

/// What figures of an agency follow.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Time zone that its days and months follow.
    pub time_zone: String,
    /// Smallest number of people that a published figure stands on.
    pub disclosure_threshold: i32,
}

/// A transaction over the global entities alone: it names no tenant, so no tenant's row can be read or written.
pub struct Global(Transaction);

/// The global entities inside some transaction.
#[derive(Clone, Copy)]
pub struct GlobalRows<'t>(&'t Transaction);

impl Global {
    pub(super) const fn new(transaction: Transaction) -> Self {
        Self(transaction)
    }

    pub(super) fn into_transaction(self) -> Transaction {
        self.0
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
        read::one(tenant::Entity::find().filter(tenant::Column::Slug.eq(slug)), self.0).await
    }

    /// The agency with this id.
    pub async fn tenant(self, id: TenantId) -> Result<Option<tenant::Model>> {
        read::one(tenant::Entity::find_by_id(id), self.0).await
    }

    /// Which rules of an agency are in force: a number that moves with them; 0 where there is none.
    pub(super) async fn policies(self, id: TenantId) -> Result<i64> {
        let found = tenant::Entity::find_by_id(id)
            .select_only()
            .column(tenant::Column::Policies)
            .into_tuple()
            .one(self.0)
            .await;
        Ok(found.map_err(|error| fault::of(&error))?.unwrap_or(0))
    }

    /// How many agencies there are, counted up to `limit`.
    pub async fn tenants(self, limit: u64) -> Result<Vec<tenant::Model>> {
        read::all(tenant::Entity::find().limit(limit), self.0).await
    }

    /// The account with this address, in its compared form.
    pub async fn account_by_email(self, email_key: &str) -> Result<Option<account::Model>> {
        let select = account::Entity::find().filter(account::Column::EmailKey.eq(email_key));
        read::one(select, self.0).await
    }

    /// The account with this id.
    pub async fn account(self, id: AccountId) -> Result<Option<account::Model>> {
        read::one(account::Entity::find_by_id(id), self.0).await
    }

    /// Those of these memberships that are of the agency, with what must be known of their accounts, in one statement.
    pub(super) async fn listens(self, tenant: TenantId, ids: &[MembershipId]) -> Result<Vec<Listens>> {
        let account = membership::Entity::belongs_to(account::Entity)
            .from(membership::Column::AccountId)
            .to(account::Column::Id);
        let ids = ids.iter().map(|id| id.uuid());
        membership::Entity::find()
            .select_only()
            .columns([
                membership::Column::Id,
                membership::Column::PersonId,
                membership::Column::AccountId,
                membership::Column::Roles,
                membership::Column::State,
            ])
            .column(account::Column::Generation)
            .join(JoinType::InnerJoin, account.into())
            .filter(of_tenant::<membership::Entity>(tenant))
            .filter(among(self.0.get_database_backend(), membership::Column::Id, ids))
            .into_model()
            .all(self.0)
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

    /// Says that the rules of an agency changed, in the transaction that changes them: every server finds them anew with
    /// its next read.
    pub async fn policies_changed(self, id: TenantId) -> Result<()> {
        tenant::Entity::update_many()
            .col_expr(tenant::Column::Policies, Expr::col(tenant::Column::Policies).add(1))
            .filter(tenant::Column::Id.eq(id))
            .exec(self.0)
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
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
