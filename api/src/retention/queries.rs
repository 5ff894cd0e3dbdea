//! Where reading about retention starts.

use async_graphql::{Context, Object};
use entity::{legal_hold, retention_rule, retention_run, vocabulary::AccessClass};
use sea_orm::Order;

use super::{
    create_retention_rule::MOST,
    legal_hold::{LegalHoldConnection, of as holds_of},
    retention_rule::{RetentionRule, of as rules_of},
    retention_run::{RetentionRunConnection, of as runs_of},
};
use crate::{
    error::Result,
    operation::gate,
    policy::{Field, FieldQuestion},
    relay::{
        PageArgs, Sort,
        access::{access, list},
        answer, operation, paged,
    },
};

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "RetentionQueries")]
impl Queries {
    /// How long the agency keeps what. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(50))]
    async fn retention_rules(&self, ctx: &Context<'_>) -> Option<Vec<RetentionRule>> {
        answer(ctx, None, rules(ctx).await).flatten()
    }

    /// What the retention job did, newest first. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn retention_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<RetentionRunConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, runs(ctx, &args).await).flatten()
    }

    /// Holds that keep what is deleted elsewhere, newest first; for data steward and data protection officer. One on yourself
    /// that somebody else placed is not among them before it is lifted.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    async fn legal_holds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<LegalHoldConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, holds(ctx, &args).await).flatten()
    }
}

async fn rules(ctx: &Context<'_>) -> Result<Option<Vec<RetentionRule>>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    if !gate::may_read(ctx, &FieldQuestion::of(Field::QueryRetentionRules, actor.roles())) {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let rows = tx.rows::<retention_rule::Entity>();
    let rows = rows
        .order(retention_rule::Column::CreatedAt, Order::Asc)
        .all(MOST)
        .await?;
    Ok(Some(rules_of(actor, rows)))
}

async fn runs(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<RetentionRunConnection>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    if !gate::may_read(ctx, &FieldQuestion::of(Field::QueryRetentionRuns, actor.roles())) {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let newest = Sort::public(retention_run::Column::Day, true);
    let rows = || tx.rows::<retention_run::Entity>();
    let page = paged(ctx, operation, rows, newest, &["Query.retentionRuns"], args).await?;
    let nouns = runs_of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}

async fn holds(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<LegalHoldConnection>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    let question = FieldQuestion::of(Field::QueryLegalHolds, actor.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let newest = Sort::told_by(Field::LegalHoldPlacedAt, legal_hold::Column::PlacedAt, true);
    let newest = newest.for_reader(ctx, &question)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<legal_hold::Entity>();
    let page = paged(ctx, operation, rows, newest, &["Query.legalHolds"], args).await?;
    let nouns = holds_of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}
