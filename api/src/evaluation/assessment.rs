//! The noun of an assessment, which is there for its author alone.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    assessment::{Column, Entity, Model},
    assessment_answer,
    id::{AssessmentId, EvaluationId},
    scalar::Day,
    sealed::Personal,
    vocabulary::{AccessClass, AssessmentState, AssessorRelation, NonAnswer, Purpose},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    acted::ActedAssessment,
    catalogue,
    criterion::Criterion,
    evaluation::{self, Evaluation, MOST_CRITERIA},
};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    policy::{Field, FieldQuestion, Relation},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, permissions, version_in,
    },
    store::Tx,
};

/// Your own answers to an evaluation; no role reads those of another.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Assessment {
    #[graphql(skip)]
    pub(crate) key: AssessmentId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedAssessment,
    /// The evaluation; null once you may no longer know of it. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    evaluation: Gated<Personal<Option<Evaluation>>>,
    /// What you answered, in the order of the criteria; empty when withdrawn. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    #[graphql(directive = list::apply(40))]
    answers: Gated<Personal<Vec<AssessmentAnswer>>>,
    /// How you stand to the service; follows from your roles. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    relation: Gated<Personal<AssessorRelation>>,
    /// Where it stands. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    state: Gated<Personal<AssessmentState>>,
    /// Day of the last change. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    submitted_on: Gated<Personal<Day>>,
}

connection!(AssessmentConnection, AssessmentEdge, Assessment, "assessments");

/// An answer to one criterion: a score, or why there is none.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct AssessmentAnswer {
    /// The criterion. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    criterion: Gated<Personal<Option<Criterion>>>,
    /// The score within the scale; null where there is none. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    score: Gated<Personal<Option<i32>>>,
    /// Why there is no score; null where there is one. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    non_answer: Gated<Personal<Option<NonAnswer>>>,
    /// What was added in words. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    comment: Gated<Personal<Option<String>>>,
}

#[ComplexObject]
impl Assessment {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
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
}

/// The nouns of rows, with their answers and evaluations: a few statements, whatever the number. The row rule has let
/// through those of the reader alone.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Assessment>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let tx = operation.snapshot().await?;
    let about = |row: &Model| *Duty::DecideField.open(&row.evaluation_id);
    let mut ids: Vec<EvaluationId> = rows.iter().map(about).collect();
    ids.sort_unstable();
    ids.dedup();
    let evaluations = Evaluation::find_all(operation, &ids).await?;
    let order = evaluation::criteria_of(&tx, &ids).await?;
    let mut answers = answers_of(&tx, &rows).await?;
    answers.sort_by_key(|answer| {
        let (of, key) = (
            *Duty::DecideField.open(&answer.evaluation_id),
            Duty::DecideField.open(&answer.criterion),
        );
        order
            .iter()
            .position(|row| row.evaluation_id == of && row.criterion == *key)
    });
    let is_person = tx.actor().person().is_some();
    let ask = |field| {
        let own = Relation::own(is_person);
        FieldQuestion::of(field, tx.actor().roles()).related(own)
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let evaluation = evaluations.iter().find(|noun| noun.key == about(&row)).cloned();
            let own = answers
                .iter()
                .filter(|answer| *Duty::DecideField.open(&answer.assessment_id) == row.id);
            let answers: Vec<_> = own.map(|answer| answer_of(answer, &ask)).collect();
            Assessment {
                key: row.id,
                seen: row.version,
                acted: ActedAssessment::of(&row),
                evaluation: Gated::new(Personal::new(evaluation), ask(Field::AssessmentEvaluation)),
                answers: Gated::new(Personal::new(answers), ask(Field::AssessmentAnswers)),
                relation: Gated::new(row.relation, ask(Field::AssessmentRelation)),
                state: Gated::new(row.state, ask(Field::AssessmentState)),
                submitted_on: Gated::new(row.submitted_on, ask(Field::AssessmentSubmittedOn)),
            }
        })
        .collect())
}

async fn answers_of(tx: &Tx, rows: &[Model]) -> Result<Vec<assessment_answer::Model>> {
    use assessment_answer::{Column, Entity};
    let most = u64::try_from(rows.len() * MOST_CRITERIA).unwrap_or(u64::MAX);
    let of_these = Condition::all().add(Column::AssessmentId.is_in(rows.iter().map(|row| row.id)));
    tx.rows::<Entity>().filter(of_these).all(most).await
}

fn answer_of(row: &assessment_answer::Model, ask: &impl Fn(Field) -> FieldQuestion) -> AssessmentAnswer {
    let criterion = row
        .criterion
        .clone()
        .map(|key| catalogue::by_key(&key).map(Criterion::from));
    AssessmentAnswer {
        criterion: Gated::new(criterion, ask(Field::AssessmentAnswerCriterion)),
        score: Gated::new(row.score.clone(), ask(Field::AssessmentAnswerScore)),
        non_answer: Gated::new(row.non_answer.clone(), ask(Field::AssessmentAnswerNonAnswer)),
        comment: Gated::new(row.comment.clone(), ask(Field::AssessmentAnswerComment)),
    }
}

/// The reader's own assessments of these evaluations.
pub(super) async fn own_of(operation: &Operation, ids: Vec<EvaluationId>) -> Result<Vec<(EvaluationId, Assessment)>> {
    let tx = operation.snapshot().await?;
    let most = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let of_these = Condition::all().add(Column::EvaluationId.is_in(ids));
    let rows = tx.rows::<Entity>().filter(of_these).all(most).await?;
    let about: Vec<_> = rows
        .iter()
        .map(|row| *Duty::DecideField.open(&row.evaluation_id))
        .collect();
    Ok(about.into_iter().zip(of(operation, rows).await?).collect())
}

impl Noun for Assessment {
    type Entity = Entity;

    fn key(&self) -> AssessmentId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[AssessmentId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
