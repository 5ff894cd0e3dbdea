//! Of whom a partner's program may know: of who agreed to be shown to the partner.

use entity::{
    participation::{Column, Entity},
    project,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{actor::Actor, client, consent, store::visible_ids};

/// The participations that a program may know of: in projects of its scope, of people who agreed to share with the
/// organisation that answers for it. None for whoever else asks.
pub(super) fn shared_with(actor: &Actor) -> Condition {
    let program = actor.program();
    let Some((program, partner)) = program.and_then(|program| Some((program, program.partner()?))) else {
        return Condition::any().add(Expr::val(false));
    };
    let mut projects = visible_ids::<project::Entity>(actor);
    projects.and_where(project::Column::Id.in_subquery(client::scope_of(actor.tenant, program.client)));
    Condition::all()
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
