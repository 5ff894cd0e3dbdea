//! Which memberships and invitations one may know of.

use entity::{invitation, membership, vocabulary::TenantRole};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::{actor::Actor, store::Visible};

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
    /// Administrators know of all that were sent.
    fn visible(actor: &Actor) -> Condition {
        if actor.roles().contains(TenantRole::Administrator) {
            Condition::all()
        } else {
            nothing()
        }
    }
}

fn nothing() -> Condition {
    Condition::all().add(Expr::val(false))
}
