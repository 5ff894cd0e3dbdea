//! Whose profile one may know of.

use entity::{
    participant_profile::{Column, Entity},
    sealed::Personal,
    vocabulary::TenantRole,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::{actor::Actor, store::Visible};

impl Visible for Entity {
    /// Everybody knows of their own, and data stewards of all.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        if person.roles.contains(TenantRole::DataSteward) {
            return Condition::all();
        }
        Condition::any().add(Column::PersonId.eq(Personal::new(person.person)))
    }
}
