//! Who may know of an agency's rules.

use entity::{tenant_policy::Entity, vocabulary::TenantRole};
use sea_orm::{Condition, sea_query::Expr};

use crate::{actor::Actor, store::Visible};

/// Who answers for data protection, and who checks it.
const READERS: [TenantRole; 4] = [
    TenantRole::Administrator,
    TenantRole::DataSteward,
    TenantRole::DataProtectionOfficer,
    TenantRole::Auditor,
];

impl Visible for Entity {
    fn visible(actor: &Actor) -> Condition {
        if READERS.into_iter().any(|role| actor.roles().contains(role)) {
            Condition::all()
        } else {
            Condition::all().add(Expr::val(false))
        }
    }
}
