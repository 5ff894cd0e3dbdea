//! Who signed in, found in the message that begins what they are read in.

use entity::{
    account,
    id::{MembershipId, TenantId},
    membership, tenant,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, FromQueryResult as _, JoinType,
    QueryFilter as _, QuerySelect, QueryTrait as _, Select, sea_query::LockType,
};

use super::{SignedIn, Store, Tx, fault, ready, visible::of_tenant};
use crate::{actor::Actor, error::Result};

impl Store {
    /// What somebody who shows a token of this membership is read in, as `reader`, and what must be known of them and of the
    /// agency. Of who acts that is, on PostgreSQL, a transaction for writing already, so that the act needs no second one, and
    /// an erasure of the person comes before or after it ([`Tx::acting`]). On SQLite it is a snapshot: whoever writes there
    /// keeps all others from it.
    pub async fn read_member(
        &self,
        reader: Actor,
        membership: MembershipId,
        acts: bool,
    ) -> Result<(Tx, Option<SignedIn>)> {
        let (tenant, writes) = (reader.tenant, acts && !self.is_embedded());
        let (tx, row) = if self.is_embedded() {
            let tx = self.read(reader).await?;
            let select = signed_in(tenant, membership, writes).limit(1);
            let row = tx.connection().query_one_raw(select.build(DbBackend::Sqlite)).await;
            let row = row.map_err(|error| fault::of(&error))?;
            (tx, row)
        } else {
            let select = ready::member(tenant, membership, writes);
            let (transaction, row) = self.open_finding(Some(tenant), writes, Some(select)).await?;
            (self.tx_of(transaction, reader, writes), row)
        };
        let found = row.map(|row| SignedIn::from_query_result(&row, "")).transpose();
        let found = found.map_err(|error| fault::of(&error))?;
        tx.learn(found.as_ref());
        Ok((tx, found))
    }
}

/// Finds the membership with this id in the agency, with what must be known of its account and of the agency; held, where
/// nobody is to erase it meanwhile.
pub(super) fn signed_in(tenant: TenantId, id: MembershipId, held: bool) -> Select<membership::Entity> {
    let account = membership::Entity::belongs_to(account::Entity)
        .from(membership::Column::AccountId)
        .to(account::Column::Id);
    let agency = membership::Entity::belongs_to(tenant::Entity)
        .from(membership::Column::TenantId)
        .to(tenant::Column::Id);
    let mut found = membership::Entity::find()
        .select_only()
        .columns([
            membership::Column::PersonId,
            membership::Column::AccountId,
            membership::Column::Roles,
            membership::Column::State,
            membership::Column::LastActiveOn,
        ])
        .column(account::Column::Generation)
        .columns([
            tenant::Column::Policies,
            tenant::Column::TimeZone,
            tenant::Column::DisclosureThreshold,
        ])
        .join(JoinType::InnerJoin, account.into())
        .join(JoinType::InnerJoin, agency.into())
        .filter(of_tenant::<membership::Entity>(tenant))
        .filter(membership::Column::Id.eq(id));
    if held {
        QuerySelect::query(&mut found).lock_with_tables(LockType::KeyShare, [membership::Entity]);
    }
    found
}
