//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    draft_tenant_policy::{self, DraftTenantPolicyInput},
    moves::{self, ActivateTenantPolicyInput, RetireTenantPolicyInput},
    tenant_policy::TenantPolicy,
};
use crate::relay::{access::access, answer, operation, reread};

payload!(DraftTenantPolicyPayload, "draftTenantPolicy", policy: TenantPolicy, "policy");
payload!(ActivateTenantPolicyPayload, "activateTenantPolicy", policy: TenantPolicy, "policy");
payload!(RetireTenantPolicyPayload, "retireTenantPolicy", policy: TenantPolicy, "policy");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "TenantPolicyMutations")]
impl Mutations {
    /// Checks a rule of the agency and shows what it would change (`dryRun`), without putting it in force.
    /// Codes: `FORBIDDEN`.
    /// ```graphql
    /// mutation {
    ///   draftTenantPolicy(input: {
    ///     name: "No newsletters", field: "Person.email", purposes: [CONTACT_NEWS]
    ///     reason: "The agency sends no newsletters."
    ///   }) { policy { id state dryRun { changedCount } } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn draft_tenant_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DraftTenantPolicyInput,
    ) -> DraftTenantPolicyPayload {
        let done = async { reread(ctx, draft_tenant_policy::draft(operation(ctx)?, input).await?).await };
        DraftTenantPolicyPayload {
            policy: answer(ctx, Some("policy"), done.await),
        }
    }

    /// Puts a drafted rule in force from the next read on.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   activateTenantPolicy(input: {
    ///     policy: "tenantpolicy_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { policy { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn activate_tenant_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ActivateTenantPolicyInput,
    ) -> ActivateTenantPolicyPayload {
        let done = async { reread(ctx, moves::activate(operation(ctx)?, input).await?).await };
        ActivateTenantPolicyPayload {
            policy: answer(ctx, Some("policy"), done.await),
        }
    }

    /// Takes a rule of the agency out of force, or gives a draft up.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   retireTenantPolicy(input: {
    ///     policy: "tenantpolicy_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { policy { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn retire_tenant_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RetireTenantPolicyInput,
    ) -> RetireTenantPolicyPayload {
        let done = async { reread(ctx, moves::retire(operation(ctx)?, input).await?).await };
        RetireTenantPolicyPayload {
            policy: answer(ctx, Some("policy"), done.await),
        }
    }
}
