//! Whose data it was: from the rows that a record names to persons of the agency.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    account,
    id::{Id, PersonId},
    invitation, legal_hold, membership, participation, person,
    set::Set,
    subject::DataSubject,
    vocabulary::{ParticipationState, ProjectRole},
};
use sea_orm::{
    ColumnTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::Pair;
use crate::{
    error::Result,
    store::{Tenanted, Tx, visible::of_tenant},
};

impl Tx {
    /// The persons behind those of these who are known by a row that may lead to nobody one day, as this transaction knows them.
    pub async fn people_behind(
        &self,
        subjects: impl IntoIterator<Item = DataSubject>,
    ) -> Result<BTreeMap<DataSubject, PersonId>> {
        let by_rows = subjects.into_iter().filter(|subject| {
            use DataSubject::{Invitation, Lead, Participation};
            matches!(subject, Participation(_) | Invitation(_) | Lead(_))
        });
        persons(self, by_rows).await
    }
}

/// The rows with these ids, each with the person that it leads to.
type Select = fn(&Tx, Vec<Uuid>) -> SelectStatement;

/// What a row with this id is called in a record.
type Named = fn(Uuid) -> DataSubject;

/// The persons behind these; who is no person of the agency is left out. At most one statement for each kind.
pub(super) async fn persons(
    tx: &Tx,
    subjects: impl IntoIterator<Item = DataSubject>,
) -> Result<BTreeMap<DataSubject, PersonId>> {
    let mut found: BTreeMap<DataSubject, PersonId> = BTreeMap::new();
    let [mut parts, mut members, mut invited, mut led, mut held] = [const { BTreeSet::<Uuid>::new() }; 5];
    for subject in subjects {
        let _ = match subject {
            DataSubject::Nobody => false,
            DataSubject::Person(id) => found.insert(subject, id).is_none(),
            DataSubject::Participation(id) => parts.insert(id.uuid()),
            DataSubject::Membership(id) => members.insert(id.uuid()),
            DataSubject::Invitation(id) => invited.insert(id.uuid()),
            DataSubject::Lead(id) => led.insert(id.uuid()),
            DataSubject::Held(id) => held.insert(id.uuid()),
        };
    }
    let kinds: [(BTreeSet<Uuid>, Select, Named); 5] = [
        (parts, participations, |id| {
            DataSubject::Participation(Id::from_uuid(id))
        }),
        (members, memberships, |id| DataSubject::Membership(Id::from_uuid(id))),
        (invited, invitations, |id| DataSubject::Invitation(Id::from_uuid(id))),
        (led, leads, |id| DataSubject::Lead(Id::from_uuid(id))),
        (held, holds, |id| DataSubject::Held(Id::from_uuid(id))),
    ];
    for (ids, select, subject) in kinds {
        if ids.is_empty() {
            continue;
        }
        for Pair { id, other } in tx.found::<Pair>(&select(tx, ids.into_iter().collect())).await? {
            // Of those who lead a project the first is meant.
            found.entry(subject(id)).or_insert(Id::from_uuid(other));
        }
    }
    Ok(found)
}

fn participations(tx: &Tx, ids: Vec<Uuid>) -> SelectStatement {
    naming::<participation::Entity>(tx, ids, participation::Column::PersonId)
}

fn memberships(tx: &Tx, ids: Vec<Uuid>) -> SelectStatement {
    naming::<membership::Entity>(tx, ids, membership::Column::PersonId)
}

/// Whom holds are about, where that is a person.
fn holds(tx: &Tx, ids: Vec<Uuid>) -> SelectStatement {
    naming::<legal_hold::Entity>(tx, ids, legal_hold::Column::PersonId)
}

/// Those rows of a table that name a person in this column.
fn naming<E: Tenanted>(tx: &Tx, ids: Vec<Uuid>, person: E::Column) -> SelectStatement {
    let select = E::find().select_only().column(E::ID).column_as(person, "other");
    select
        .filter(of_tenant::<E>(tx.actor().tenant))
        .filter(tx.among(E::ID, ids))
        .filter(person.is_not_null())
        .into_query()
}

/// The person of the agency with the address that was invited.
fn invitations(tx: &Tx, ids: Vec<Uuid>) -> SelectStatement {
    let address = Expr::col((account::Entity, account::Column::AddressKey));
    let signs_in = Expr::col((person::Entity, person::Column::AccountId));
    Query::select()
        .column((invitation::Entity, invitation::Column::Id))
        .expr_as(Expr::col((person::Entity, person::Column::Id)), "other")
        .from(invitation::Entity)
        .inner_join(
            account::Entity,
            address.equals((invitation::Entity, invitation::Column::EmailKey)),
        )
        .inner_join(person::Entity, signs_in.equals((account::Entity, account::Column::Id)))
        .cond_where(of_tenant::<invitation::Entity>(tx.actor().tenant))
        .cond_where(of_tenant::<person::Entity>(tx.actor().tenant))
        .cond_where(tx.among(invitation::Column::Id, ids))
        .take()
}

/// Who answers for projects, the longest-standing first.
fn leads(tx: &Tx, ids: Vec<Uuid>) -> SelectStatement {
    use participation::{Column, Entity};
    let owner = Set::EMPTY.with(ProjectRole::Owner);
    Query::select()
        .expr_as(Expr::col(Column::ProjectId), "id")
        .expr_as(Expr::col(Column::PersonId), "other")
        .from(Entity)
        .cond_where(of_tenant::<Entity>(tx.actor().tenant))
        .cond_where(tx.among(Column::ProjectId, ids))
        .and_where(Column::PersonId.is_not_null())
        .and_where(Column::State.eq(ParticipationState::Active))
        .and_where(Expr::col(Column::Roles).bit_and(owner.bits()).ne(0))
        .order_by(Column::JoinedOn, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .take()
}
