//! Which participations one may know of.

use entity::{
    id::{PersonId, ProjectId, TenantId},
    participation::{Column, Entity},
    project, pseudonym_reveal,
    set::Set,
    vocabulary::{JoiningRoute, ParticipationState, ProjectRole, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    actor::Actor,
    client, consent,
    store::{Owned, Visible, ids_where, visible_ids},
};

/// Roles in the agency that know who takes part in the projects that they may know of.
const KNOWING: [TenantRole; 3] = [
    TenantRole::Staff,
    TenantRole::DataSteward,
    TenantRole::DataProtectionOfficer,
];

impl Visible for Entity {
    /// Everybody knows of their own; participants of a project of each other; staff of all inside a project that they
    /// may know of; a program of who agreed to share with its partner.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return shared_with(actor);
        };
        let shared = if KNOWING.iter().any(|role| person.roles.contains(*role)) {
            visible_ids::<project::Entity>(actor)
        } else {
            projects_of(actor.tenant, person.person, Set::EMPTY)
        };
        Condition::any()
            .add(Column::PersonId.eq(person.person))
            .add(Column::ProjectId.in_subquery(shared))
    }
}

impl Owned for Entity {
    const PERSON: Column = Column::PersonId;
}

impl Visible for pseudonym_reveal::Entity {
    /// The data protection officer knows of all reveals, whoever did one of theirs, and the person of those of their own
    /// pseudonyms.
    fn visible(actor: &Actor) -> Condition {
        use pseudonym_reveal::Column;
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        if person.roles.contains(TenantRole::DataProtectionOfficer) {
            return Condition::all();
        }
        Condition::any()
            .add(Column::RevealedById.eq(person.membership))
            .add(Column::ParticipationId.in_subquery(own_ids(actor.tenant, person.person)))
    }
}

/// The projects that a person actively takes part in, with at least one of `roles` where any are given.
#[must_use]
pub fn projects_of(tenant: TenantId, person: PersonId, roles: Set<ProjectRole>) -> SelectStatement {
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut select = Query::select();
    select
        .column(Column::ProjectId)
        .from(Entity)
        .and_where(Column::TenantId.eq(tenant))
        .and_where(Column::PersonId.eq(person))
        .and_where(Column::State.eq(ParticipationState::Active));
    if !roles.is_empty() {
        select.and_where(Expr::col(Column::Roles).bit_and(roles.bits()).ne(0));
    }
    select
}

/// A person's own participations, whether active or ended.
#[must_use]
pub fn own_ids(tenant: TenantId, person: PersonId) -> SelectStatement {
    ids_where::<Entity>(tenant, Column::PersonId.eq(person))
}

/// Those who came into a project otherwise than with imported data, who are few where much is imported; for conditions on what
/// the others gave. To look for those is for PostgreSQL a join, which takes minutes of many who came just now.
#[must_use]
pub fn not_imported_ids(tenant: TenantId, project: ProjectId) -> SelectStatement {
    let otherwise = Condition::all()
        .add(Column::ProjectId.eq(project))
        .add(Column::JoinedVia.ne(JoiningRoute::Import));
    ids_where::<Entity>(tenant, otherwise)
}

/// The participations that a program may know of: of people who take part in projects of its scope, and agreed to share with
/// the organisation that answers for it. None for whoever else asks.
fn shared_with(actor: &Actor) -> Condition {
    let program = actor.program();
    let Some((program, partner)) = program.and_then(|program| Some((program, program.partner()?))) else {
        return Condition::any().add(Expr::val(false));
    };
    let mut projects = visible_ids::<project::Entity>(actor);
    projects.and_where(project::Column::Id.in_subquery(client::scope_of(actor.tenant, program.client)));
    Condition::all()
        .add(Column::State.eq(ParticipationState::Active))
        .add(Column::ProjectId.in_subquery(projects))
        .add(Column::PersonId.in_subquery(consent::agreed_with(actor.tenant, partner)))
}

/// The people behind these participations.
#[must_use]
pub fn people_shared_with(actor: &Actor) -> SelectStatement {
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut people = Query::select();
    people
        .column(Column::PersonId)
        .from(Entity)
        .and_where(Column::TenantId.eq(actor.tenant))
        .cond_where(shared_with(actor));
    people
}
