//! Which people one may know of, and what the gate is told of the reader's relation to them.

use entity::{
    id::{PersonId, TenantId},
    participation,
    person::{Column, Entity},
    set::Set,
    vocabulary::{ParticipationState, ProjectRole, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    actor::Actor,
    error::Result,
    participation::{people_shared_with, projects_of},
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
    /// Everybody knows of themselves, staff of everybody, owners and facilitators of who takes part in their projects, a
    /// program of who agreed to share with its partner.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(match actor.program() {
                Some(_) => Column::Id.in_subquery(people_shared_with(actor)),
                None => Expr::val(false),
            });
        };
        if KNOWING.iter().any(|role| person.roles.contains(*role)) {
            return Condition::all();
        }
        let people = people_of(actor.tenant, person.person, RUNNERS.into_iter().collect());
        Condition::any()
            .add(Column::Id.eq(person.person))
            .add(Column::Id.in_subquery(people))
    }
}

/// The reader's relation to each of `people`: themselves, or the roles by which the reader runs a project that the
/// person is in. It asks about these people alone, once for each of those roles, and not at all about oneself.
pub(super) async fn relations(tx: &Tx, people: &[PersonId]) -> Result<Vec<(Relation, Set<ProjectRole>)>> {
    let Some(reader) = tx.actor().person() else {
        return Ok(people.iter().map(|_| (Relation::None, Set::EMPTY)).collect());
    };
    let mut others = people.to_vec();
    others.retain(|person| *person != reader.person);
    let mut led = Vec::new();
    if !others.is_empty() {
        for role in RUNNERS {
            let theirs = Column::Id.in_subquery(people_of(tx.actor().tenant, reader.person, Set::EMPTY.with(role)));
            let limit = u64::try_from(others.len()).unwrap_or(u64::MAX);
            let rows = tx
                .rows::<Entity>()
                .ids(others.iter().map(|id| id.uuid()))
                .filter(theirs);
            led.extend(rows.all(limit).await?.into_iter().map(|row| (row.id, role)));
        }
    }
    Ok(people
        .iter()
        .map(|person| {
            if *person == reader.person {
                return (Relation::Itself, Set::EMPTY);
            }
            let roles = led.iter().filter(|(id, _)| id == person).map(|(_, role)| *role);
            (Relation::None, roles.collect::<Set<ProjectRole>>())
        })
        .collect())
}

/// Who actively takes part in a project in which `reader` has one of `roles`.
fn people_of(tenant: TenantId, reader: PersonId, roles: Set<ProjectRole>) -> SelectStatement {
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut people = Query::select();
    people
        .column(participation::Column::PersonId)
        .from(participation::Entity)
        .and_where(participation::Column::TenantId.eq(tenant))
        .and_where(participation::Column::State.eq(ParticipationState::Active))
        .and_where(participation::Column::ProjectId.in_subquery(projects_of(tenant, reader, roles)));
    people
}
