//! The noun of a rule of retention.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::RetentionRuleId,
    period::Period,
    retention_rule::{Entity, Model},
    sealed::TenantInternal,
    vocabulary::{AccessClass, Disposal, Purpose, RetentionTrigger},
};

use super::acted::ActedRule;
use crate::{
    actor::Actor,
    error::Result,
    operation::{Operation, gate::Gated},
    policy::{Field, FieldQuestion},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, permissions, version_in,
    },
};

/// How long data of one class and purpose are kept, and what happens then.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct RetentionRule {
    #[graphql(skip)]
    pub(crate) key: RetentionRuleId,
    #[graphql(skip)]
    seen: i64,
    /// Class of the data. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    class: Gated<TenantInternal<AccessClass>>,
    /// Purpose of the data. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    purpose: Gated<TenantInternal<Purpose>>,
    /// From when time runs. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    trigger: Gated<TenantInternal<RetentionTrigger>>,
    /// How long they are kept. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    duration: Gated<TenantInternal<Period>>,
    /// What happens then. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    disposal: Gated<TenantInternal<Disposal>>,
    /// Whether the job follows it. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    is_active: Gated<TenantInternal<bool>>,
}

#[ComplexObject]
impl RetentionRule {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
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
        answer(ctx, None, permissions(ctx, actions.as_deref(), &ActedRule))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The nouns of rows.
pub(super) fn of(actor: &Actor, rows: Vec<Model>) -> Vec<RetentionRule> {
    let ask = |field| FieldQuestion::of(field, actor.roles());
    let one = |row: Model| RetentionRule {
        key: row.id,
        seen: row.version,
        class: Gated::new(row.class, ask(Field::RetentionRuleClass)),
        purpose: Gated::new(row.purpose, ask(Field::RetentionRulePurpose)),
        trigger: Gated::new(row.since, ask(Field::RetentionRuleTrigger)),
        duration: Gated::new(row.duration, ask(Field::RetentionRuleDuration)),
        disposal: Gated::new(row.disposal, ask(Field::RetentionRuleDisposal)),
        is_active: Gated::new(row.is_active, ask(Field::RetentionRuleIsActive)),
    };
    rows.into_iter().map(one).collect()
}

impl Noun for RetentionRule {
    type Entity = Entity;

    fn key(&self) -> RetentionRuleId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[RetentionRuleId]) -> Result<Vec<Self>> {
        Ok(of(operation.actor()?, operation.by_ids(ids).await?))
    }
}
