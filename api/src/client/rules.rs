//! Which clients one may know of, and which projects are in the scope of one.

use entity::{
    client::{Column, Entity},
    client_operation, client_scope,
    id::{ClientId, TenantId},
    vocabulary::TenantRole,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    actor::Actor,
    store::{Visible, visible_ids},
};

impl Visible for Entity {
    /// Administrators know of all, a client of itself.
    fn visible(actor: &Actor) -> Condition {
        if let Some(program) = actor.program() {
            return Condition::all().add(Column::Id.eq(program.client));
        }
        if actor.roles().contains(TenantRole::Administrator) {
            Condition::all()
        } else {
            Condition::all().add(Expr::val(false))
        }
    }
}

impl Visible for client_scope::Entity {
    /// What is in the scope of a client is known of by who may know of the client.
    fn visible(actor: &Actor) -> Condition {
        Condition::all().add(client_scope::Column::ClientId.in_subquery(visible_ids::<Entity>(actor)))
    }
}

impl Visible for client_operation::Entity {
    /// What a client was registered for is known of by who may know of the client.
    fn visible(actor: &Actor) -> Condition {
        Condition::all().add(client_operation::Column::ClientId.in_subquery(visible_ids::<Entity>(actor)))
    }
}

/// The projects in the scope of a client. A rule asks for them in its own statement, so that no scope is remembered.
#[must_use]
pub fn scope_of(tenant: TenantId, client: ClientId) -> SelectStatement {
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut select = Query::select();
    select
        .column(client_scope::Column::ProjectId)
        .from(client_scope::Entity)
        .and_where(client_scope::Column::TenantId.eq(tenant))
        .and_where(client_scope::Column::ClientId.eq(client));
    select
}
