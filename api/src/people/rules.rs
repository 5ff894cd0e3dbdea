//! Which people one may know of, and what the gate is told of the reader's relation to them.

use entity::{
    id::PersonId,
    participation,
    person::{Column, Entity},
    set::Set,
    vocabulary::{ParticipationState, ProjectRole, TenantRole},
};
use sea_orm::{ColumnTrait, Condition, sea_query::Query};

use crate::{
    actor::Actor,
    error::Result,
    operation::gate::Duty,
    participation::projects_of,
    policy::Relation,
    store::{Tx, Visible},
};

/// Roles in a project that read who takes part in it.
const RUNNERS: [ProjectRole; 2] = [ProjectRole::Owner, ProjectRole::Facilitator];

/// Roles in the agency that know who its people are; that is not yet to read their names.
const KNOWING: [TenantRole; 5] = [
    TenantRole::Administrator,
    TenantRole::Staff,
    TenantRole::DataSteward,
    TenantRole::DataProtectionOfficer,
    TenantRole::Auditor,
];

impl Visible for Entity {
    /// Everybody knows of themselves, staff of everybody, owners and facilitators of who takes part in their projects.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(sea_orm::sea_query::Expr::val(false));
        };
        if KNOWING.iter().any(|role| person.roles.contains(*role)) {
            return Condition::all();
        }
        #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
        let mut people = Query::select();
        people
            .column(participation::Column::PersonId)
            .from(participation::Entity)
            .and_where(participation::Column::TenantId.eq(actor.tenant))
            .and_where(participation::Column::State.eq(ParticipationState::Active))
            .and_where(participation::Column::ProjectId.in_subquery(projects_of(
                actor.tenant,
                person.person,
                RUNNERS.into_iter().collect(),
            )));
        Condition::any()
            .add(Column::Id.eq(person.person))
            .add(Column::Id.in_subquery(people))
    }
}

/// The reader's relation to each of `people`: themselves, or the roles that the reader has in a project that the
/// person is in. One statement for all of them, and none for a reader who runs nothing.
pub(super) async fn relations(tx: &Tx, people: &[PersonId]) -> Result<Vec<(Relation, Set<ProjectRole>)>> {
    let Some(reader) = tx.actor().person() else {
        return Ok(people.iter().map(|_| (Relation::None, Set::EMPTY)).collect());
    };
    let others: Vec<PersonId> = people
        .iter()
        .copied()
        .filter(|person| *person != reader.person)
        .collect();
    let mut shared = Vec::new();
    if !others.is_empty() {
        let run = projects_of(tx.actor().tenant, reader.person, RUNNERS.into_iter().collect());
        let together = Condition::all()
            .add(participation::Column::ProjectId.in_subquery(run))
            .add(participation::Column::State.eq(ParticipationState::Active))
            .add(participation::Column::PersonId.is_in(others.into_iter().chain([reader.person])));
        shared = tx.rows::<participation::Entity>().filter(together).all(10_000).await?;
    }
    let roles_of_reader = |project| {
        shared
            .iter()
            .filter(move |row| {
                row.project_id == project && *Duty::DecideField.open(&row.person_id) == Some(reader.person)
            })
            .flat_map(|row| Duty::DecideField.open(&row.roles).iter())
    };
    Ok(people
        .iter()
        .map(|person| {
            if *person == reader.person {
                return (Relation::Itself, Set::EMPTY);
            }
            let roles = shared
                .iter()
                .filter(|row| *Duty::DecideField.open(&row.person_id) == Some(*person))
                .flat_map(|row| roles_of_reader(row.project_id))
                .collect::<Set<ProjectRole>>();
            (Relation::None, roles)
        })
        .collect())
}
