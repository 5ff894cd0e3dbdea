//! The noun.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::TenantPolicyId,
    sealed::TenantInternal,
    set::Set,
    tenant_policy::{Entity, Model},
    vocabulary::{AccessClass, Purpose, TenantPolicyState, TenantRole},
};

use super::{acted::ActedPolicy, dry_run::PolicyDryRun};
use crate::{
    actor::Actor,
    error::{Fault, Result},
    operation::{
        Operation, fits,
        gate::{self, Gated},
        restriction,
    },
    policy::{Field, FieldQuestion, Restriction},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, operation, permissions, version_in,
    },
};

/// A rule that the agency added; it can forbid what the server permits, never permit more. It keeps nobody from their own
/// data.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct TenantPolicy {
    #[graphql(skip)]
    pub(crate) key: TenantPolicyId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedPolicy,
    #[graphql(skip)]
    restriction: Option<Restriction>,
    /// What it is called. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    name: Gated<TenantInternal<String>>,
    /// The field that it closes, by type and name, such as `Person.email`. Read by who answers for data protection and
    /// by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    field: Gated<TenantInternal<String>>,
    /// The roles in the agency that it binds; an empty list stands for everybody. Read by who answers for data
    /// protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(6))]
    roles: Gated<TenantInternal<Set<TenantRole>>>,
    /// The purposes that it closes; an empty list stands for whatever is declared. Read by who answers for data
    /// protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(20))]
    purposes: Gated<TenantInternal<Set<Purpose>>>,
    /// Why, as who is refused reads it. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    reason: Gated<TenantInternal<String>>,
    /// Whether it is in force. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    state: Gated<TenantInternal<TenantPolicyState>>,
    /// Why it was retired; null before. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    retired_reason: Gated<TenantInternal<Option<String>>>,
    /// When it was drafted. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    created_at: Gated<TenantInternal<DateTime<Utc>>>,
    /// When it came into force; null before. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    activated_at: Gated<TenantInternal<Option<DateTime<Utc>>>>,
}

connection!(
    TenantPolicyConnection,
    TenantPolicyEdge,
    TenantPolicy,
    "policies of the agency"
);

#[ComplexObject]
impl TenantPolicy {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What it would change, worked out from the policies in force now; nothing where it is in force already, and null where
    /// it names a field that nobody can close. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn dry_run(&self, ctx: &Context<'_>) -> Option<PolicyDryRun> {
        answer(ctx, None, self.tried(ctx)).flatten()
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        answer(ctx, None, permissions(ctx, actions.as_deref(), &self.acted))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl TenantPolicy {
    fn tried(&self, ctx: &Context<'_>) -> Result<Option<PolicyDryRun>> {
        let operation = operation(ctx)?;
        let question = FieldQuestion::of(Field::TenantPolicyDryRun, operation.actor()?.roles());
        if !gate::may_read(ctx, &question) {
            return Ok(None);
        }
        let Some(restriction) = &self.restriction else {
            return Ok(None);
        };
        let found = operation.policies().would_refuse(restriction);
        let found = found.map_err(|_| Fault::logged("a rule of an agency does not compile"))?;
        Ok(Some(found.into()))
    }
}

/// The nouns of rows.
pub(super) fn of(actor: &Actor, rows: Vec<Model>) -> Vec<TenantPolicy> {
    let ask = |field| FieldQuestion::of(field, actor.roles());
    let one = |row: Model| TenantPolicy {
        key: row.id,
        seen: row.version,
        acted: ActedPolicy::of(&row),
        restriction: fits(&row).then(|| restriction(&row)),
        name: Gated::new(row.name, ask(Field::TenantPolicyName)),
        field: Gated::new(row.field, ask(Field::TenantPolicyField)),
        roles: Gated::new(row.roles, ask(Field::TenantPolicyRoles)),
        purposes: Gated::new(row.purposes, ask(Field::TenantPolicyPurposes)),
        reason: Gated::new(row.reason, ask(Field::TenantPolicyReason)),
        state: Gated::new(row.state, ask(Field::TenantPolicyState)),
        retired_reason: Gated::new(row.retired_reason, ask(Field::TenantPolicyRetiredReason)),
        created_at: Gated::new(row.created_at, ask(Field::TenantPolicyCreatedAt)),
        activated_at: Gated::new(row.activated_at, ask(Field::TenantPolicyActivatedAt)),
    };
    rows.into_iter().map(one).collect()
}

impl Noun for TenantPolicy {
    type Entity = Entity;

    fn key(&self) -> TenantPolicyId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[TenantPolicyId]) -> Result<Vec<Self>> {
        Ok(of(operation.actor()?, operation.by_ids(ids).await?))
    }
}
