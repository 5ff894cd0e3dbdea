//! Who may know of entries of the audit log.

use entity::{audit_entry::Entity, vocabulary::TenantRole};
use sea_orm::{Condition, sea_query::Expr};

use crate::{actor::Actor, store::Visible};

impl Visible for Entity {
    /// Auditors and data-protection officers, and nobody else: not even an administrator, whose acts stand in it.
    fn visible(actor: &Actor) -> Condition {
        let reads = [TenantRole::Auditor, TenantRole::DataProtectionOfficer];
        if reads.into_iter().any(|role| actor.roles().contains(role)) {
            Condition::all()
        } else {
            Condition::all().add(Expr::val(false))
        }
    }
}

impl Visible for entity::audit_waiting::Entity {
    /// What is not chained yet is known to the server alone.
    fn visible(_: &Actor) -> Condition {
        Condition::all().add(Expr::val(false))
    }
}
