//! Where reading about the handling of data starts.

use async_graphql::{Context, InputObject, Object};
use chrono::{DateTime, Utc};
use entity::{
    access_log_entry::{Column, Entity},
    subject::DataSubject,
    vocabulary::{AccessClass, AccessOutcome, Purpose},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    access_log_entry::{AccessLogEntryConnection, of},
    data_subject_request::DataSubjectRequestConnection,
    requests::{self, DataSubjectRequestFilter, DataSubjectRequestOrder},
};
use crate::{
    error::Result,
    operation::gate,
    policy::{Field, FieldQuestion, Relation},
    relay::{PageArgs, Sort, access::access, answer, operation, paged, short},
};

/// Which entries; every given condition must hold. There is none by person.
#[derive(Debug, Default, InputObject)]
pub(super) struct AccessLogFilter {
    /// At or after this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
    /// Read for one of these purposes.
    pub purposes: Option<Vec<Purpose>>,
    /// With one of these outcomes.
    pub outcomes: Option<Vec<AccessOutcome>>,
}

impl AccessLogFilter {
    fn condition(&self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(from) = self.from {
            condition = condition.add(Column::OccurredAt.gte(from));
        }
        if let Some(to) = self.to {
            condition = condition.add(Column::OccurredAt.lt(to));
        }
        if let Some(purposes) = &self.purposes {
            let purposes = short("purposes", purposes, 20)?;
            condition = condition.add(Column::Purpose.is_in(purposes.iter().copied()));
        }
        if let Some(outcomes) = &self.outcomes {
            let outcomes = short("outcomes", outcomes, 3)?;
            condition = condition.add(Column::Outcome.is_in(outcomes.iter().copied()));
        }
        Ok(condition)
    }
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "PrivacyQueries")]
impl Queries {
    /// Who read, or tried to read, your data in this tenant, newest first, your own reads left out; null unless you are a
    /// person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn my_data_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<AccessLogFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<AccessLogEntryConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.unwrap_or_default();
        answer(ctx, None, entries(ctx, &filter, Whose::Own, &args).await).flatten()
    }

    /// Requests of people about their data; for data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn data_subject_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which requests.")] filter: Option<DataSubjectRequestFilter>,
        #[graphql(desc = "In which order.", default)] order_by: DataSubjectRequestOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<DataSubjectRequestConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.unwrap_or_default();
        answer(ctx, None, requests::all(ctx, &filter, order_by, &args).await).flatten()
    }

    /// Reads of personal data in the tenant, newest first; for the data protection officer, and itself on record.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn access_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<AccessLogFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<AccessLogEntryConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.unwrap_or_default();
        answer(ctx, None, entries(ctx, &filter, Whose::All, &args).await).flatten()
    }
}

/// Of whom the log is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    All,
}

async fn entries(
    ctx: &Context<'_>,
    filter: &AccessLogFilter,
    whose: Whose,
    args: &PageArgs,
) -> Result<Option<AccessLogEntryConnection>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    let own = actor.person();
    let (list, question) = match (whose, own) {
        (Whose::Own, None) => return Ok(None),
        (Whose::Own, Some(_)) => (
            "Query.myDataAccess",
            FieldQuestion::of(Field::QueryMyDataAccess, actor.roles()).related(Relation::Itself),
        ),
        // The list is of nobody; its entries are of somebody each.
        (Whose::All, _) => (
            "Query.accessLog",
            FieldQuestion::of(Field::QueryAccessLog, actor.roles()).about(DataSubject::Nobody),
        ),
    };
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let mut condition = filter.condition()?;
    if let (Whose::Own, Some(person)) = (whose, own) {
        condition = condition.add(Column::PersonId.eq(person.person));
    }
    // What is on record by now is laid out first, so that nobody waits to be told. It takes a connection of its own, and an
    // operation holds one.
    operation.release().await;
    operation.store().unfold_access(actor.tenant, operation.clock()).await?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let newest = Sort::told_by(Field::AccessLogEntryOccurredAt, Column::OccurredAt, true);
    let newest = newest.for_reader(ctx, &question)?;
    let list = [list, &format!("{filter:?}")];
    let page = paged(ctx, operation, rows, newest, &list, args).await?;
    let nouns = of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}
