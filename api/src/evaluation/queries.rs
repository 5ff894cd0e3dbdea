//! Where reading evaluations starts, and the lists of them for other nouns.

use std::future::ready;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::Utc;
use entity::{
    assessment,
    evaluation::{Column, Entity},
    id::{PhaseId, ProjectId},
    phase, project,
    set::Set,
    vocabulary::{AccessClass, AssessmentTiming, EvaluationState},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    assessment::{AssessmentConnection, of as assessments},
    catalogue::CATALOGUE,
    criterion::Criterion,
    evaluation::{Evaluation, EvaluationConnection, of},
    rules,
};
use crate::{
    error::Result,
    operation::gate,
    participation,
    policy::Field,
    relay::{
        Noun, PageArgs, Pages, Relation, Sort, Sorted,
        access::{access, list},
        answer, operation, paged, parse_id, short,
    },
};

/// Which evaluations; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub struct EvaluationFilter {
    /// In one of these states.
    pub states: Option<Vec<EvaluationState>>,
    /// With one of these timings.
    pub timings: Option<Vec<AssessmentTiming>>,
}

/// Orders of evaluations; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum EvaluationOrder {
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    #[default]
    CreatedAtDesc,
    /// First to close first.
    ClosesAtAsc,
    /// Last to close first.
    ClosesAtDesc,
}

impl EvaluationFilter {
    fn condition(&self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(states) = &self.states {
            let states = short("states", states, 7)?;
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        if let Some(timings) = &self.timings {
            let timings = short("timings", timings, 3)?;
            condition = condition.add(Column::Timing.is_in(timings.iter().copied()));
        }
        Ok(condition)
    }
}

impl EvaluationOrder {
    const fn sort(self) -> Sort<Column> {
        let (column, descending) = match self {
            Self::CreatedAtAsc => (Column::CreatedAt, false),
            Self::CreatedAtDesc => (Column::CreatedAt, true),
            Self::ClosesAtAsc => (Column::ClosesAt, false),
            Self::ClosesAtDesc => (Column::ClosesAt, true),
        };
        Sort::public(column, descending)
    }
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "EvaluationQueries")]
impl Queries {
    /// An evaluation by its id; null where there is none that you may know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn evaluation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the evaluation.")] id: ID,
    ) -> Option<Evaluation> {
        let found = async {
            let Some(id) = parse_id(&id) else {
                return Ok(None);
            };
            Evaluation::find(operation(ctx)?, id).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// The catalogue of evaluation criteria, by key.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(50))]
    async fn criteria(&self) -> Vec<Criterion> {
        CATALOGUE.iter().map(Into::into).collect()
    }
}

/// The evaluations of a project that one may know of, out of the pages of its level.
pub(crate) async fn evaluations_of(
    ctx: &Context<'_>,
    project: ProjectId,
    pages: &Pages<project::Entity, Evaluation>,
    filter: &EvaluationFilter,
    order: EvaluationOrder,
    args: &PageArgs,
) -> Result<EvaluationConnection> {
    let relation = Relation::<Entity> {
        name: "Project.evaluations",
        which: &format!("{filter:?} {order:?}"),
        parent: Column::ProjectId,
        condition: filter.condition()?,
        order: order.sort().into(),
    };
    let page = pages
        .get(ctx, project, relation, args, |rows| ready(Ok(of(rows))))
        .await?;
    Ok(page.into())
}

/// The evaluations of a phase that one may know of, newest first, out of the pages of its level.
pub(crate) async fn evaluations_of_phase(
    ctx: &Context<'_>,
    phase: PhaseId,
    pages: &Pages<phase::Entity, Evaluation>,
    args: &PageArgs,
) -> Result<EvaluationConnection> {
    let relation = Relation::<Entity> {
        name: "Phase.evaluations",
        which: "",
        parent: Column::PhaseId,
        condition: Condition::all(),
        order: EvaluationOrder::CreatedAtDesc.sort().into(),
    };
    let page = pages
        .get(ctx, phase, relation, args, |rows| ready(Ok(of(rows))))
        .await?;
    Ok(page.into())
}

/// The evaluations that take the viewer's answers now and have none so far; none unless the viewer is a person.
pub(crate) async fn evaluations_to_assess(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<EvaluationConnection>> {
    let operation = operation(ctx)?;
    let Some((actor, person)) = gate::viewer(ctx, Field::ViewerEvaluationsToAssess) else {
        return Ok(None);
    };
    let now: chrono::DateTime<Utc> = operation.clock().now();
    let condition = Condition::all()
        .add(Column::State.eq(EvaluationState::Collecting))
        .add(Column::ClosesAt.gt(now))
        .add(Column::ProjectId.in_subquery(participation::projects_of(actor.tenant, person.person, Set::EMPTY)))
        .add(Column::Id.not_in_subquery(rules::assessed_by(actor.tenant, person.person)));
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let order = EvaluationOrder::ClosesAtAsc.sort();
    let page = paged(ctx, operation, rows, order, &["Viewer.evaluationsToAssess"], args).await?;
    let nouns = of(page.nodes().cloned().collect());
    Ok(Some(page.with(nouns).into()))
}

/// The viewer's own assessments, in no telling order; none unless the viewer is a person.
pub(crate) async fn assessments_of_viewer(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<AssessmentConnection>> {
    let operation = operation(ctx)?;
    if gate::viewer(ctx, Field::ViewerAssessments).is_none() {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<assessment::Entity>();
    let page = paged(ctx, operation, rows, Sorted::by_ids(), &["Viewer.assessments"], args).await?;
    let nouns = assessments(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}
