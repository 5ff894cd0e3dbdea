//! Which entries of the access log one may know of.

use entity::{
    access_log_entry::{Column, Entity},
    vocabulary::TenantRole,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::{actor::Actor, store::Visible};

impl Visible for Entity {
    /// Everybody knows of those about themselves, the data protection officer of all.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        if person.roles.contains(TenantRole::DataProtectionOfficer) {
            Condition::all()
        } else {
            Condition::all().add(Column::PersonId.eq(person.person))
        }
    }
}
