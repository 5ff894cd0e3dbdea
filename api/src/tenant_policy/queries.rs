//! Where reading an agency's rules starts.

use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    tenant_policy::{Column, Entity},
    vocabulary::{AccessClass, Purpose, TenantPolicyState},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    access_matrix::{AccessMatrixCell, matrix_of},
    explain_access::{AccessExplanation, Asked, explained},
    tenant_policy::{TenantPolicyConnection, of},
};
use crate::{
    error::Result,
    operation::gate,
    policy::{Field, FieldQuestion},
    relay::{
        PageArgs, Sort,
        access::{access, list as at_most},
        answer, operation, paged, short,
    },
};

/// Which policies; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub(super) struct TenantPolicyFilter {
    /// In one of these states, at most 3.
    pub states: Option<Vec<TenantPolicyState>>,
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "TenantPolicyQueries")]
impl Queries {
    /// Rules that the agency added to tighten access, newest first. Read by who answers for data protection and by
    /// auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn tenant_policies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which policies.")] filter: Option<TenantPolicyFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<TenantPolicyConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, list(ctx, &filter.unwrap_or_default(), &args).await).flatten()
    }

    /// Who may read fields, computed from the policies in force, the agency's own among them: the cells of one field after
    /// those of another, in the order asked for. Read by who answers for data protection and by auditors.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = at_most::apply(2000))]
    async fn access_matrix(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The fields, each by type and name, such as Person.legalName; 1 to 10.")] fields: Vec<String>,
    ) -> Option<Vec<AccessMatrixCell>> {
        answer(ctx, None, matrix_of(ctx, &fields).await).flatten()
    }

    /// Why a field would be shown or refused, to you or, for data steward and data protection officer, to another member;
    /// asking about another is on record, and of that member's part in the project it counts whether they run it, and no
    /// more. Nothing is said of a person whom the field could tell of: the answer is that for
    /// somebody who consented to nothing.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn explain_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The field, by type and name, such as Person.legalName.")] field: String,
        #[graphql(desc = "The project in which it would be read; left out, the answer is that outside of projects.")]
        project: Option<ID>,
        #[graphql(desc = "Membership that would read; yourself when not given.")] reader: Option<ID>,
        #[graphql(desc = "Purpose that would be declared; the request's own when not given.")] purpose: Option<Purpose>,
        #[graphql(desc = "Whether it is about yourself; for your own reads alone.", default)] is_own: bool,
    ) -> Option<AccessExplanation> {
        let asked = Asked {
            field,
            project,
            reader,
            purpose,
            is_own,
        };
        answer(ctx, None, explained(ctx, asked).await).flatten()
    }
}

async fn list(
    ctx: &Context<'_>,
    filter: &TenantPolicyFilter,
    args: &PageArgs,
) -> Result<Option<TenantPolicyConnection>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    let question = FieldQuestion::of(Field::QueryTenantPolicies, actor.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let mut condition = Condition::all();
    if let Some(states) = &filter.states {
        let states = short("states", states, 3)?;
        condition = condition.add(Column::State.is_in(states.iter().copied()));
    }
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let newest = Sort::told_by(Field::TenantPolicyCreatedAt, Column::CreatedAt, true);
    let newest = newest.for_reader(ctx, &question)?;
    let list = ["Query.tenantPolicies", &format!("{filter:?}")];
    let page = paged(ctx, operation, rows, newest, &list, args).await?;
    let nouns = of(actor, page.nodes().cloned().collect());
    Ok(Some(page.with(nouns).into()))
}
