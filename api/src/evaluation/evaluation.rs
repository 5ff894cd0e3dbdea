//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    evaluation::{Entity, Model},
    evaluation_criterion,
    id::{EvaluationId, PhaseId, ProjectId},
    vocabulary::{AccessClass, AssessmentTiming, EvaluationState},
};
use sea_orm::{ColumnTrait, Condition, Order};

use super::{
    acted::ActedEvaluation,
    assessment::{self, Assessment},
    catalogue,
    criterion::Criterion,
    lifecycle,
    results::{self, EvaluationResults},
};
use crate::{
    error::Result,
    operation::{Operation, gate},
    participation::{OwnPart, own_parts},
    phase::Phase,
    policy::{Field, FieldQuestion, RecordState},
    project::Project,
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, at_level, global_id, operation, permissions, referred, version_in,
    },
    store::{Level, Tx},
};

/// The most criteria that an evaluation asks about.
pub(super) const MOST_CRITERIA: usize = 40;

/// A co-assessment: what is asked is fixed before the first answer, and results come out once, to all.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Evaluation {
    #[graphql(skip)]
    pub(crate) key: EvaluationId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    row: Arc<Model>,
    #[graphql(skip)]
    beside: Arc<Beside>,
    /// What it is called.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    title: String,
    /// When in the life of the service it asks.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    timing: AssessmentTiming,
    /// Whom the answers are to stand for.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    population: String,
    /// Smallest number of answers that a figure stands on (k); fixed when locked.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    disclosure_threshold: i32,
    /// Where it stands.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: EvaluationState,
    /// When collecting ends; a date ends it, never a result.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    closes_at: DateTime<Utc>,
    /// When its rules were fixed; null before.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    locked_at: Option<DateTime<Utc>>,
    /// When results were released to all at once; null before.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    released_at: Option<DateTime<Utc>>,
    /// When it was created.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    created_at: DateTime<Utc>,
}

connection!(EvaluationConnection, EvaluationEdge, Evaluation, "evaluations");

/// What all evaluations of one statement load together.
#[derive(Debug)]
struct Beside {
    projects: Arc<Level<ProjectId, Project>>,
    parts: Arc<Level<ProjectId, OwnPart>>,
    phases: Arc<Level<PhaseId, Phase>>,
    criteria: Arc<Level<EvaluationId, Vec<Criterion>>>,
    others: Arc<Level<EvaluationId, Evaluation>>,
    results: Arc<Level<EvaluationId, Arc<Vec<entity::evaluation_result::Model>>>>,
    own: Arc<Level<EvaluationId, Assessment>>,
}

#[ComplexObject]
impl Evaluation {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// The project that is judged; null once you may no longer know of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        let found = async { self.project_of(operation(ctx)?).await };
        answer(ctx, None, found.await).flatten()
    }

    /// The phase that it belongs to; null when it is about the whole project.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn phase(&self, ctx: &Context<'_>) -> Option<Phase> {
        referred(ctx, &self.beside.phases, self.row.phase_id?).await
    }

    /// What is asked, in order.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(40))]
    async fn criteria(&self, ctx: &Context<'_>) -> Vec<Criterion> {
        answer(ctx, None, self.asked(ctx).await).unwrap_or_default()
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }

    /// The evaluation that it takes the place of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn supersedes(&self, ctx: &Context<'_>) -> Option<Evaluation> {
        self.other(ctx, self.row.supersedes_id).await
    }

    /// The evaluation that took its place.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn superseded_by(&self, ctx: &Context<'_>) -> Option<Evaluation> {
        self.other(ctx, self.row.superseded_by_id).await
    }

    /// The released results; null with `EMBARGOED` for everyone until released.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn results(&self, ctx: &Context<'_>) -> Option<EvaluationResults> {
        answer(ctx, None, self.released(ctx).await).flatten()
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
        let found = async {
            let operation = operation(ctx)?;
            let project = self.project_of(operation).await?;
            let load = |projects: Vec<ProjectId>| async move {
                let parts = own_parts(&*operation.snapshot().await?, projects).await?;
                Ok(parts.into_iter().map(|part| (part.project, part)).collect())
            };
            let own = self.beside.parts.get(self.row.project_id, load).await?;
            let acted = ActedEvaluation::of(&self.row, project.map(|project| project.state), own);
            permissions(ctx, actions.as_deref(), &acted)
        };
        answer(ctx, None, found.await)
    }

    /// Your own assessment; null when you made none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn viewer_assessment(&self, ctx: &Context<'_>) -> Option<Assessment> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids: Vec<EvaluationId>| assessment::own_of(operation, ids);
            self.beside.own.get(self.key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }
}

impl Evaluation {
    async fn project_of(&self, operation: &Operation) -> Result<Option<Project>> {
        at_level(operation, &self.beside.projects, self.row.project_id).await
    }

    async fn asked(&self, ctx: &Context<'_>) -> Result<Vec<Criterion>> {
        let operation = operation(ctx)?;
        let load = |ids: Vec<EvaluationId>| async move {
            let tx = operation.snapshot().await?;
            let mut lists: Vec<_> = ids.iter().map(|id| (*id, Vec::new())).collect();
            for row in criteria_of(&tx, &ids).await? {
                let own = lists.iter_mut().find(|(id, _)| *id == row.evaluation_id);
                if let (Some((_, own)), Some(entry)) = (own, catalogue::by_key(&row.criterion)) {
                    own.push(Criterion::from(entry));
                }
            }
            Ok(lists)
        };
        Ok(self.beside.criteria.get(self.key, load).await?.unwrap_or_default())
    }

    async fn other(&self, ctx: &Context<'_>, key: Option<EvaluationId>) -> Option<Self> {
        referred(ctx, &self.beside.others, key?).await
    }

    /// The results, where they are for everybody. The policy decides by the state alone, before anything is read.
    async fn released(&self, ctx: &Context<'_>) -> Result<Option<EvaluationResults>> {
        let operation = operation(ctx)?;
        let stands = if lifecycle::is_released(self.state) {
            RecordState::Published
        } else {
            RecordState::Withheld
        };
        let tx = operation.snapshot().await?;
        let question = FieldQuestion::of(Field::EvaluationResults, tx.actor().roles()).in_state(stands);
        let (true, Some(released_at)) = (gate::may_read(ctx, &question), self.released_at) else {
            return Ok(None);
        };
        let load = |ids: Vec<EvaluationId>| results::rows_of(operation, ids);
        let rows = self.beside.results.get(self.key, load).await?.unwrap_or_default();
        let asked = self.asked(ctx).await?;
        let results = EvaluationResults::of(released_at, self.disclosure_threshold, asked, &rows);
        Ok(Some(results))
    }
}

/// What these evaluations ask, each in order.
pub(super) async fn criteria_of(tx: &Tx, ids: &[EvaluationId]) -> Result<Vec<evaluation_criterion::Model>> {
    use evaluation_criterion::{Column, Entity};
    let most = u64::try_from(ids.len() * MOST_CRITERIA).unwrap_or(u64::MAX);
    let of_these = Condition::all().add(Column::EvaluationId.is_in(ids.iter().copied()));
    let rows = tx.rows::<Entity>().filter(of_these);
    rows.order(Column::EvaluationId, Order::Asc)
        .order(Column::Position, Order::Asc)
        .all(most)
        .await
}

/// The nouns of rows.
pub(super) fn of(rows: Vec<Model>) -> Vec<Evaluation> {
    let keys = || rows.iter().map(|row| row.id);
    let others = rows.iter().flat_map(|row| [row.supersedes_id, row.superseded_by_id]);
    let beside = Arc::new(Beside {
        projects: Level::of(rows.iter().map(|row| row.project_id)),
        parts: Level::of(rows.iter().map(|row| row.project_id)),
        phases: Level::of(rows.iter().filter_map(|row| row.phase_id)),
        criteria: Level::of(keys()),
        others: Level::of(others.flatten()),
        results: Level::of(keys()),
        own: Level::of(keys()),
    });
    rows.into_iter()
        .map(|row| Evaluation {
            key: row.id,
            seen: row.version,
            title: row.title.clone(),
            timing: row.timing,
            population: row.population.clone(),
            disclosure_threshold: row.disclosure_threshold,
            state: row.state,
            closes_at: row.closes_at,
            locked_at: row.locked_at,
            released_at: row.released_at,
            created_at: row.created_at,
            row: Arc::new(row),
            beside: Arc::clone(&beside),
        })
        .collect()
}

impl Noun for Evaluation {
    type Entity = Entity;

    fn key(&self) -> EvaluationId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[EvaluationId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
