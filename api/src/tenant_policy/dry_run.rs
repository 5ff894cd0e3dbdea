//! What a rule would change.

use async_graphql::SimpleObject;
use entity::vocabulary::{AccessClass, ProjectRole, Purpose, TenantRole};

use super::access_matrix::ReaderRelation;
use crate::{
    policy::WouldRefuse,
    relay::access::{access, list},
};

/// What a rule would change.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct PolicyDryRun {
    /// How many kinds of readers would be refused what is open to them now.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) changed_count: usize,
    /// These kinds of readers, by role in the agency, role in the project, what they are to the object, and
    /// purpose.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(1078))]
    pub(super) changes: Vec<PolicyChange>,
}

/// A kind of reader whom a rule would refuse what is open to them now.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct PolicyChange {
    /// Role in the agency; null stands for none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    tenant_role: Option<TenantRole>,
    /// Role in the project; null stands for none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    project_role: Option<ProjectRole>,
    /// How the reader stands to the person or object, where the role alone would not open it; who is listed with `NONE` is
    /// refused however they stand to it, but for what is their own.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    relation: ReaderRelation,
    /// Declared purpose; null stands for none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    purpose: Option<Purpose>,
}

impl From<Vec<WouldRefuse>> for PolicyDryRun {
    fn from(found: Vec<WouldRefuse>) -> Self {
        let changes = found.into_iter().map(|change| PolicyChange {
            tenant_role: change.tenant_role,
            project_role: change.project_role,
            relation: change.relation.into(),
            purpose: change.purpose,
        });
        let changes: Vec<_> = changes.collect();
        Self {
            changed_count: changes.len(),
            changes,
        }
    }
}
