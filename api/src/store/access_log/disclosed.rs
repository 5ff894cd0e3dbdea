//! What partners were shown of somebody: by whom, for whom they spoke, and to whom the person agreed.

use chrono::{DateTime, Utc};
use entity::{
    access_log_entry as log, consent,
    id::{ClientId, Id, MembershipId, OrganisationId, PersonId},
    membership, participation,
    sealed::Personal,
    vocabulary::{AccessOutcome, JoiningRoute, Purpose},
};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::{Pair, told_by_now};
use crate::{
    error::Result,
    store::{Tx, visible::of_tenant},
};

/// What somebody from outside the agency was shown of a person.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// Whose data they are.
    pub person: PersonId,
    /// Who read, where it was a program.
    pub client: Option<ClientId>,
    /// Who read, where it was a member who read for a partner.
    pub member: Option<MembershipId>,
    /// Which fields, as schema coordinates with a space between.
    pub fields: Personal<String>,
    /// When they were shown last, to the hour in which that was first.
    pub last_at: Personal<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    person_id: Uuid,
    client_id: Option<Uuid>,
    membership_id: Option<Uuid>,
    fields: String,
    last_at: DateTime<Utc>,
}

impl Tx {
    /// What programs, and members who read for a partner, were shown of these people, as far as the log reaches back,
    /// whether the actor may read the log or not: one row for each reader and set of fields.
    pub async fn shown_to_partners(&self, people: &[PersonId]) -> Result<Vec<Disclosed>> {
        use log::{Column, Entity};
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let alike = [Column::PersonId, Column::ClientId, Column::MembershipId, Column::Fields];
        let for_partner = Condition::any()
            .add(Column::ClientId.is_not_null())
            .add(Column::Purpose.eq(Purpose::ShareWithPartner));
        let select = Query::select()
            .columns(alike)
            .expr_as(Expr::col(Column::OccurredAt).max(), "last_at")
            .from(Entity)
            .cond_where(of_tenant::<Entity>(self.actor().tenant))
            .cond_where(self.among(Column::PersonId, people.iter().map(|id| id.uuid())))
            .cond_where(for_partner)
            .cond_where(told_by_now(self.actor().tenant))
            .and_where(Column::Outcome.ne(AccessOutcome::Refused))
            .group_by_columns(alike)
            .take();
        let one = |row: Row| Disclosed {
            person: Id::from_uuid(row.person_id),
            client: row.client_id.map(Id::from_uuid),
            member: row.membership_id.map(Id::from_uuid),
            fields: row.fields.into(),
            last_at: row.last_at.into(),
        };
        Ok(self.found::<Row>(&select).await?.into_iter().map(one).collect())
    }

    /// The organisations that these members speak or spoke for, as somebody else said who invited them. Who has left, or was
    /// erased, speaks for nobody any more.
    pub async fn spoken_for(&self, members: &[MembershipId]) -> Result<Vec<(MembershipId, Personal<OrganisationId>)>> {
        use participation::{Column, Entity};
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let theirs = Expr::col((Entity, Column::PersonId)).equals((membership::Entity, membership::Column::PersonId));
        let select = Query::select()
            .distinct()
            .column((membership::Entity, membership::Column::Id))
            .expr_as(Expr::col((Entity, Column::OrganisationId)), "other")
            .from(membership::Entity)
            .inner_join(Entity, theirs)
            .cond_where(of_tenant::<membership::Entity>(self.actor().tenant))
            .cond_where(of_tenant::<Entity>(self.actor().tenant))
            .cond_where(self.among(membership::Column::Id, members.iter().map(|id| id.uuid())))
            .and_where(Column::JoinedVia.eq(JoiningRoute::Invitation))
            .and_where(Column::OrganisationId.is_not_null())
            .take();
        Ok(self.found::<Pair>(&select).await?.into_iter().map(named).collect())
    }

    /// The partners that these people ever agreed to share with.
    pub async fn agreed_to(&self, people: &[PersonId]) -> Result<Vec<(PersonId, Personal<OrganisationId>)>> {
        use consent::{Column, Entity};
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let select = Query::select()
            .distinct()
            .expr_as(Expr::col(Column::PersonId), "id")
            .expr_as(Expr::col(Column::RecipientId), "other")
            .from(Entity)
            .cond_where(of_tenant::<Entity>(self.actor().tenant))
            .cond_where(self.among(Column::PersonId, people.iter().map(|id| id.uuid())))
            .and_where(Column::Purpose.eq(Purpose::ShareWithPartner))
            .and_where(Column::RecipientId.is_not_null())
            .and_where(Column::WasGiven.eq(true))
            .take();
        Ok(self.found::<Pair>(&select).await?.into_iter().map(named).collect())
    }
}

/// Somebody and the organisation that they name.
fn named<E>(pair: Pair) -> (Id<E>, Personal<OrganisationId>) {
    let organisation: OrganisationId = Id::from_uuid(pair.other);
    (Id::from_uuid(pair.id), organisation.into())
}
