//! Where reading the audit log starts.

use async_graphql::{Context, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use entity::{
    audit_entry::{Column, Entity},
    vocabulary::{AccessClass, AuditKind, AuditOutcome},
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use super::audit::{AuditEntryConnection, of};
use crate::{
    error::Result,
    operation::gate,
    policy::{Field, FieldQuestion},
    relay::{PageArgs, Sort, access::access, answer, operation, paged, parts_of, short},
};

/// Which entries; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub(super) struct AuditFilter {
    /// Of one of these kinds, at most 9.
    pub kinds: Option<Vec<AuditKind>>,
    /// With one of these outcomes, at most 2.
    pub outcomes: Option<Vec<AuditOutcome>>,
    /// About this object.
    pub object: Option<ID>,
    /// At or after this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "AuditQueries")]
impl Queries {
    /// The append-only record of grants, policies, consents, reveals, erasures, holds, moves, refused actions and alerts,
    /// newest first. Entries come into it within a second. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<AuditFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<AuditEntryConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, list(ctx, &filter.unwrap_or_default(), &args).await).flatten()
    }
}

async fn list(ctx: &Context<'_>, filter: &AuditFilter, args: &PageArgs) -> Result<Option<AuditEntryConnection>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    if !gate::may_read(ctx, &FieldQuestion::of(Field::QueryAuditEntries, actor.roles())) {
        return Ok(None);
    }
    let condition = filter.condition()?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let newest = Sort::public(Column::Position, true);
    let list = ["Query.auditEntries", &format!("{filter:?}")];
    let page = paged(ctx, operation, rows, newest, &list, args).await?;
    let nouns = of(actor, page.nodes().cloned().collect());
    Ok(Some(page.with(nouns).into()))
}

impl AuditFilter {
    fn condition(&self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(kinds) = &self.kinds {
            let kinds = short("kinds", kinds, 9)?;
            condition = condition.add(Column::Kind.is_in(kinds.iter().copied()));
        }
        if let Some(outcomes) = &self.outcomes {
            let outcomes = short("outcomes", outcomes, 2)?;
            condition = condition.add(Column::Outcome.is_in(outcomes.iter().copied()));
        }
        if let Some(object) = &self.object {
            condition = match parts_of(object) {
                Some((kind, id)) => condition.add(Column::ObjectType.eq(kind)).add(Column::ObjectId.eq(id)),
                None => condition.add(Expr::val(false)),
            };
        }
        if let Some(from) = self.from {
            condition = condition.add(Column::OccurredAt.gte(from));
        }
        if let Some(to) = self.to {
            condition = condition.add(Column::OccurredAt.lt(to));
        }
        Ok(condition)
    }
}
