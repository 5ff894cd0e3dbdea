//! Lists of requests.

use async_graphql::{Context, Enum, InputObject};
use entity::{
    data_subject_request::{Column, Entity},
    subject::DataSubject,
    vocabulary::{
        DataSubjectRequestState::{self, Closed, Fulfilled, PartlyFulfilled, Refused},
        DataSubjectRight,
    },
};
use sea_orm::{ColumnTrait, Condition};

use super::data_subject_request::{DataSubjectRequestConnection, of};
use crate::{
    error::Result,
    operation::gate,
    policy::{Field, FieldQuestion, Relation},
    relay::{PageArgs, Sort, operation, paged, short},
};

/// Which requests. It opens with the list itself, to data steward and data protection officer, and what tells of people by the
/// rule of its field (`FILTER_FORBIDDEN`).
#[derive(Debug, Default, InputObject)]
pub(super) struct DataSubjectRequestFilter {
    /// In one of these states.
    pub states: Option<Vec<DataSubjectRequestState>>,
    /// Using one of these rights.
    pub rights: Option<Vec<DataSubjectRight>>,
    /// Only those that are overdue, or only those that are not.
    pub is_overdue: Option<bool>,
}

/// Orders of requests; ties go by id. One that is asked for opens by the rule of its field, for its purpose
/// (`FILTER_FORBIDDEN`); where the default is closed to you, ids decide alone.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub(super) enum DataSubjectRequestOrder {
    /// First due first.
    #[default]
    DueAtAsc,
    /// Last due first.
    DueAtDesc,
    /// Oldest first.
    ReceivedAtAsc,
    /// Newest first.
    ReceivedAtDesc,
}

impl DataSubjectRequestOrder {
    const fn sort(self) -> Sort<Column> {
        use Field::{DataSubjectRequestDueAt, DataSubjectRequestReceivedAt};
        match self {
            Self::DueAtAsc => Sort::told_by(DataSubjectRequestDueAt, Column::DueAt, false),
            Self::DueAtDesc => Sort::told_by(DataSubjectRequestDueAt, Column::DueAt, true),
            Self::ReceivedAtAsc => Sort::told_by(DataSubjectRequestReceivedAt, Column::ReceivedAt, false),
            Self::ReceivedAtDesc => Sort::told_by(DataSubjectRequestReceivedAt, Column::ReceivedAt, true),
        }
    }
}

/// Requests of everybody, for who handles them.
pub(super) async fn all(
    ctx: &Context<'_>,
    filter: &DataSubjectRequestFilter,
    order: DataSubjectRequestOrder,
    args: &PageArgs,
) -> Result<Option<DataSubjectRequestConnection>> {
    let operation = operation(ctx)?;
    let question = FieldQuestion::of(Field::QueryDataSubjectRequests, operation.actor()?.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let asks = |field| FieldQuestion { field, ..question };
    let mut condition = Condition::all();
    if let Some(states) = &filter.states {
        let states = short("states", states, 8)?;
        condition = condition.add(Column::State.is_in(states.iter().copied()));
    }
    if let Some(rights) = &filter.rights {
        gate::may_filter(operation, &asks(Field::DataSubjectRequestRight), "rights")?;
        let rights = short("rights", rights, 10)?;
        condition = condition.add(Column::UsedRight.is_in(rights.iter().copied()));
    }
    if let Some(overdue) = filter.is_overdue {
        gate::may_filter(operation, &asks(Field::DataSubjectRequestIsOverdue), "isOverdue")?;
        let open = Column::State.is_not_in([Fulfilled, PartlyFulfilled, Refused, Closed]);
        let late = Condition::all()
            .add(open)
            .add(Column::DueAt.lte(operation.clock().now()));
        condition = condition.add(if overdue { late } else { late.not() });
    }
    let list = ["Query.dataSubjectRequests", &format!("{filter:?} {order:?}")];
    let order = order.sort().for_reader(ctx, &question)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let page = paged(ctx, operation, rows, order, &list, args).await?;
    let nouns = of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}

/// The viewer's own requests, newest first; for the viewer alone.
pub(crate) async fn requests_of_viewer(
    ctx: &Context<'_>,
    args: &PageArgs,
) -> Result<Option<DataSubjectRequestConnection>> {
    let operation = operation(ctx)?;
    let Some((actor, person)) = operation.known_actor().and_then(|actor| Some((actor, actor.person()?))) else {
        return Ok(None);
    };
    let question = FieldQuestion::of(Field::ViewerDataSubjectRequests, actor.roles())
        .related(Relation::Itself)
        .about(DataSubject::Person(person.person));
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::PersonId.eq(person.person));
    let rows = || tx.rows::<Entity>().filter(own.clone());
    let newest = DataSubjectRequestOrder::ReceivedAtDesc.sort();
    let newest = newest.for_reader(ctx, &question)?;
    let page = paged(ctx, operation, rows, newest, &["Viewer.dataSubjectRequests"], args).await?;
    let nouns = of(operation, page.nodes().cloned().collect())?;
    Ok(Some(page.with(nouns).into()))
}
