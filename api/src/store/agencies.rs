//! What the store gives of an agency as a whole: the rules that it added and those of retention, and which agencies an account can sign in to,
//! the one thing that is kept of memberships across agencies. Agency and
//! account come from the actor alone, so that an agency writes of itself, and nobody reads of another's account.

use entity::{
    account_tenant::{ActiveModel, Column, Entity},
    id::{AccountId, Id, MembershipId},
    retention_rule, tenant, tenant_policy,
    vocabulary::TenantPolicyState,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{Tx, fault, read, visible::of_tenant};
use crate::error::{Fault, Result};

impl Tx {
    /// What the actor's agency is called.
    pub async fn agency_name(&self) -> Result<String> {
        let tenant = self.global().tenant(self.actor().tenant).await?;
        let tenant = tenant.ok_or_else(|| Fault::logged("a transaction of no agency"))?;
        Ok(tenant.name)
    }

    /// The rules of the actor's agency that are in force, whoever the actor is.
    pub async fn policies_in_force(&self) -> Result<Vec<tenant_policy::Model>> {
        let select = tenant_policy::Entity::find()
            .filter(of_tenant::<tenant_policy::Entity>(self.actor().tenant))
            .filter(tenant_policy::Column::State.eq(TenantPolicyState::Active))
            .order_by_asc(tenant_policy::Column::Id);
        read::all(select, self.connection()).await
    }

    /// The rules of retention of the actor's agency that the job follows, whoever the actor is: a person is told those of their
    /// own data (GDPR article 15(1)(d)).
    pub async fn retention_in_force(&self) -> Result<Vec<retention_rule::Model>> {
        let select = retention_rule::Entity::find()
            .filter(of_tenant::<retention_rule::Entity>(self.actor().tenant))
            .filter(retention_rule::Column::IsActive.eq(true))
            .order_by_asc(retention_rule::Column::Id);
        read::all(select, self.connection()).await
    }

    /// Notes whether an account can sign in to the actor's agency, in the transaction that makes or moves its membership
    /// there.
    pub async fn note_agency(&self, account: AccountId, membership: MembershipId, is_active: bool) -> Result<()> {
        let tenant = self.actor().tenant;
        let noted = Entity::update_many()
            .set(ActiveModel {
                is_active: Set(is_active.into()),
                ..Default::default()
            })
            .filter(Column::AccountId.eq(account))
            .filter(Column::TenantId.eq(tenant))
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        if noted.rows_affected > 0 {
            return Ok(());
        }
        let row = ActiveModel {
            id: Set(Id::from_uuid(membership.uuid())),
            account_id: Set(account),
            tenant_id: Set(tenant.into()),
            is_active: Set(is_active.into()),
        };
        Entity::insert(row)
            .exec_without_returning(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }

    /// The first agencies by short name that the actor's own account can sign in to; none for who is no person.
    pub async fn own_agencies(&self, limit: u64) -> Result<Vec<tenant::Model>> {
        let Some(person) = self.actor().person() else {
            return Ok(Vec::new());
        };
        let theirs = Entity::find()
            .select_only()
            .column(Column::TenantId)
            .filter(Column::AccountId.eq(person.account))
            .filter(Column::IsActive.eq(true))
            .into_query();
        let select = tenant::Entity::find()
            .filter(tenant::Column::Id.in_subquery(theirs))
            .order_by_asc(tenant::Column::Slug)
            .limit(limit);
        read::all(select, self.connection()).await
    }
}
