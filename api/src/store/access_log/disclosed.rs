//! What partners were shown of somebody, and for whom their people spoke.

use entity::{
    access_log_entry::{self as log, Model},
    id::{Id, MembershipId, OrganisationId, PersonId},
    membership, participation,
    sealed::Personal,
    vocabulary::{AccessOutcome, JoiningRoute, Purpose},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::fault;
use crate::{
    error::Result,
    store::{Tx, visible::of_tenant},
};

/// Entries that are looked through at most, the newest first.
const MOST: u64 = 10_000;

/// A member and an organisation that they speak for.
#[derive(FromQueryResult)]
struct Speaker {
    id: Uuid,
    organisation_id: Uuid,
}

impl Tx {
    /// What programs, and members who read for a partner, were shown of these people: the newest first and as far as the log
    /// reaches back, whether the actor may read the log or not.
    pub async fn shown_to_partners(&self, people: &[PersonId]) -> Result<Vec<Model>> {
        use log::Column;
        let for_partner = Condition::any()
            .add(Column::ClientId.is_not_null())
            .add(Column::Purpose.eq(Purpose::ShareWithPartner));
        log::Entity::find()
            .filter(of_tenant::<log::Entity>(self.actor().tenant))
            .filter(self.among(Column::PersonId, people.iter().map(|id| id.uuid())))
            .filter(for_partner)
            .filter(Column::Outcome.ne(AccessOutcome::Refused))
            .order_by_desc(Column::OccurredAt)
            .order_by_desc(Column::Id)
            .limit(MOST)
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))
    }

    /// The organisations that these members speak or spoke for, as somebody else said who invited them.
    pub async fn spoken_for(&self, members: &[MembershipId]) -> Result<Vec<(MembershipId, Personal<OrganisationId>)>> {
        use participation::{Column, Entity};
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let theirs = Expr::col((Entity, Column::PersonId)).equals((membership::Entity, membership::Column::PersonId));
        let select = Query::select()
            .distinct()
            .column((membership::Entity, membership::Column::Id))
            .column((Entity, Column::OrganisationId))
            .from(membership::Entity)
            .inner_join(Entity, theirs)
            .cond_where(of_tenant::<membership::Entity>(self.actor().tenant))
            .cond_where(of_tenant::<Entity>(self.actor().tenant))
            .cond_where(self.among(membership::Column::Id, members.iter().map(|id| id.uuid())))
            .and_where(Column::JoinedVia.eq(JoiningRoute::Invitation))
            .and_where(Column::OrganisationId.is_not_null())
            .take();
        let statement = self.connection().get_database_backend().build(&select);
        let found = Speaker::find_by_statement(statement).all(self.connection()).await;
        let found = found.map_err(|error| fault::of(&error))?.into_iter();
        let one = |speaker: Speaker| {
            let organisation: OrganisationId = Id::from_uuid(speaker.organisation_id);
            (Id::from_uuid(speaker.id), organisation.into())
        };
        Ok(found.map(one).collect())
    }
}
