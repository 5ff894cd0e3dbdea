//! Which memberships and invitations one may know of.

use entity::{
    account, invitation, membership,
    set::Set,
    vocabulary::{ProjectRole, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query},
};

use crate::{actor::Actor, participation::projects_of, store::Visible};

impl Visible for membership::Entity {
    /// Everybody knows of their own, staff of all.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else { return nothing() };
        let member = entity::set::Set::EMPTY.with(TenantRole::Member);
        if !person.roles.is_within(member) {
            return Condition::all();
        }
        Condition::all().add(membership::Column::Id.eq(person.membership))
    }
}

impl Visible for invitation::Entity {
    /// Administrators know of all that were sent, who runs a project of those to it, and a member of those to a project
    /// that were made for the member's address: who belongs to the agency by an address came in with a secret sent to it.
    fn visible(actor: &Actor) -> Condition {
        use invitation::Column;
        let Some(person) = actor.person() else { return nothing() };
        if person.roles.contains(TenantRole::Administrator) {
            return Condition::all();
        }
        let runners = [ProjectRole::Owner, ProjectRole::Facilitator]
            .into_iter()
            .collect::<Set<_>>();
        #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
        let mut address = Query::select();
        address
            .column(account::Column::AddressKey)
            .from(account::Entity)
            .and_where(account::Column::Id.eq(person.account));
        let own = Condition::all()
            .add(Column::ProjectId.is_not_null())
            .add(Column::EmailKey.in_subquery(address));
        Condition::any()
            .add(Column::ProjectId.in_subquery(projects_of(actor.tenant, person.person, runners)))
            .add(own)
    }
}

fn nothing() -> Condition {
    Condition::all().add(Expr::val(false))
}
