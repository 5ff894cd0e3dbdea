//! Which participations one may know of.

use entity::{
    id::{PersonId, TenantId},
    participation::{Column, Entity},
    set::Set,
    vocabulary::{ParticipationState, ProjectRole, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{actor::Actor, store::Visible};

impl Visible for Entity {
    /// Participants of a project know of each other, staff of the agency of all, everybody of themselves.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        let staff = [
            TenantRole::Staff,
            TenantRole::DataSteward,
            TenantRole::DataProtectionOfficer,
        ];
        if staff.iter().any(|role| person.roles.contains(*role)) {
            return Condition::all();
        }
        Condition::any()
            .add(Column::PersonId.eq(person.person))
            .add(Column::ProjectId.in_subquery(projects_of(actor.tenant, person.person, Set::EMPTY)))
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
