//! The nouns of released results. Of every group there is an entry, so that its presence tells nothing.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    evaluation_result::{Column, Entity, Model},
    id::EvaluationId,
    vocabulary::{AccessClass, AssessorRelation, NonAnswer, Sector, StatisticStatus},
};
use sea_orm::{ColumnTrait, Condition, Iterable};
use std::sync::Arc;

use super::{catalogue::Steps, criterion::Criterion, evaluation::MOST_CRITERIA};
use crate::{
    error::Result,
    operation::Operation,
    relay::access::{access, list},
};

/// Pairs of sector, the unknown one too, and relation.
const GROUPS: usize = 20;

/// Results of an evaluation as released; they never change.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct EvaluationResults {
    /// When they were released to all at once.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    released_at: DateTime<Utc>,
    /// The smallest number of answers (k) that was applied.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    disclosure_threshold: i32,
    /// What the figures may be taken to say.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    inference: Inference,
    /// What the figures cannot support.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    caveats: Vec<Caveat>,
    /// The results for each criterion that was asked, in order.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(40))]
    criteria: Vec<CriterionResult>,
}

/// What figures may be taken to say.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(super) enum Inference {
    /// They describe those who answered and nobody else.
    DescriptiveOnly,
}

/// What figures cannot support.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(super) enum Caveat {
    /// Those who answered chose to.
    SelfSelected,
    /// Fewer than 3 in 10 answered, or nobody knows how many could have.
    LowOrUnknownResponse,
    /// The mean takes the steps of the scale for equally wide.
    MeanAssumesEqualSteps,
    /// Figures of some groups are withheld, so that what is shown may hide a difference.
    StrataSuppressed,
}

/// Results for one criterion.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct CriterionResult {
    /// The criterion.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    criterion: Criterion,
    /// Figures for each pair of sector and relation, in the order of the enums, unknown last; no margins, which would
    /// give a withheld pair away.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    groups: Vec<GroupResult>,
}

/// Results for one criterion and one pair of sector and relation.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct GroupResult {
    /// The sector; null stands for participants whose sector is not known.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    sector: Option<Sector>,
    /// Their relation to the service.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    relation: AssessorRelation,
    /// Their figures.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    figures: ResultFigures,
}

/// Figures of a group of answers; a withheld group withholds all of them, its size too.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct ResultFigures {
    /// `PUBLISHED`; `SUPPRESSED` with every figure null, where few answered, all or all but one alike, or nobody, where that
    /// holds without those who joined after the day on which it was locked, or where an earlier evaluation tells of nearly the
    /// same people, in one group or in several; `UNDEFINED` where the criterion is not asked of this relation.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    status: StatisticStatus,
    /// How many gave a score.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    n: Option<i32>,
    /// The middle score; it leads.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    median: Option<f64>,
    /// A quarter of the scores are at or below it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    lower_quartile: Option<f64>,
    /// A quarter of the scores are at or above it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    upper_quartile: Option<f64>,
    /// The average score, which takes the steps for equally wide; it comes second.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    mean: Option<f64>,
    /// How many gave each score, all steps of the scale from the lowest.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(11))]
    distribution: Option<Vec<ScoreCount>>,
    /// How many gave none, by why.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(3))]
    non_answers: Option<Vec<NonAnswerCount>>,
}

/// How many gave one score, inside figures that are published.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct ScoreCount {
    /// The score.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    score: i32,
    /// How many gave it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    count: Option<i32>,
}

/// How many gave no score for one reason, inside figures that are published.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct NonAnswerCount {
    /// The reason.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    non_answer: NonAnswer,
    /// How many gave it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    count: Option<i32>,
}

impl EvaluationResults {
    /// The results out of what was stored when they were computed. The caveats follow from what is shown alone.
    pub(super) fn of(released_at: DateTime<Utc>, threshold: i32, asked: Vec<Criterion>, rows: &[Model]) -> Self {
        let criteria: Vec<_> = asked
            .into_iter()
            .map(|asked| CriterionResult::of(asked, rows))
            .collect();
        let shows = |status| {
            let mut groups = criteria.iter().flat_map(|result| &result.groups);
            groups.any(|group| group.figures.status == status)
        };
        // Nobody counts the population, which is a sentence, so that how many could have answered is not known.
        let mut caveats = vec![Caveat::SelfSelected, Caveat::LowOrUnknownResponse];
        if shows(StatisticStatus::Published) {
            caveats.push(Caveat::MeanAssumesEqualSteps);
        }
        if shows(StatisticStatus::Suppressed) {
            caveats.push(Caveat::StrataSuppressed);
        }
        Self {
            released_at,
            disclosure_threshold: threshold,
            inference: Inference::DescriptiveOnly,
            caveats,
            criteria,
        }
    }
}

impl CriterionResult {
    fn of(criterion: Criterion, rows: &[Model]) -> Self {
        let entry = criterion.entry;
        let sectors = || Sector::iter().map(Some).chain([None]);
        let groups = sectors().flat_map(|sector| AssessorRelation::iter().map(move |relation| (sector, relation)));
        let groups = groups.map(|(sector, relation)| {
            let row = rows
                .iter()
                .find(|row| row.criterion == entry.key && row.sector == sector && row.relation == relation);
            let figures = match (row, entry.scale) {
                (Some(row), Some(scale)) => ResultFigures::published(row, scale),
                // That nobody answered is known beforehand where nobody of this relation is asked.
                _ if !entry.asked_of.contains(&relation) => ResultFigures::without(StatisticStatus::Undefined),
                _ => ResultFigures::without(StatisticStatus::Suppressed),
            };
            GroupResult {
                sector,
                relation,
                figures,
            }
        });
        Self {
            groups: groups.collect(),
            criterion,
        }
    }
}

impl ResultFigures {
    const fn without(status: StatisticStatus) -> Self {
        Self {
            status,
            n: None,
            median: None,
            lower_quartile: None,
            upper_quartile: None,
            mean: None,
            distribution: None,
            non_answers: None,
        }
    }

    fn published(row: &Model, scale: &Steps) -> Self {
        let steps = (scale.lowest..=scale.highest).zip(numbers(&row.distribution));
        let distribution = steps.map(|(score, count)| ScoreCount {
            score,
            count: Some(count),
        });
        let reasons = NonAnswer::iter().zip(numbers(&row.non_answers));
        let non_answers = reasons.map(|(non_answer, count)| NonAnswerCount {
            non_answer,
            count: Some(count),
        });
        Self {
            status: StatisticStatus::Published,
            n: Some(row.scores),
            median: Some(row.median),
            lower_quartile: Some(row.lower_quartile),
            upper_quartile: Some(row.upper_quartile),
            mean: Some(row.mean),
            distribution: Some(distribution.collect()),
            non_answers: Some(non_answers.collect()),
        }
    }
}

/// Numbers as they are stored in one column, with commas between.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = i32> + '_ {
    text.split(',').map(|number| number.parse().unwrap_or_default())
}

/// The stored figures of these evaluations that are released, by evaluation.
pub(super) async fn rows_of(
    operation: &Operation,
    ids: Vec<EvaluationId>,
) -> Result<Vec<(EvaluationId, Arc<Vec<Model>>)>> {
    let tx = operation.snapshot().await?;
    let most = u64::try_from(ids.len() * MOST_CRITERIA * GROUPS).unwrap_or(u64::MAX);
    let of_these = Condition::all().add(Column::EvaluationId.is_in(ids.iter().copied()));
    let mut rows = tx.rows::<Entity>().filter(of_these).all(most).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let (own, others) = rows.into_iter().partition(|row: &Model| row.evaluation_id == id);
        rows = others;
        found.push((id, Arc::new(own)));
    }
    Ok(found)
}
