//! Computes the results of a closed evaluation, once. What may not be shown is not stored either.

use entity::{
    assessment, assessment_answer, evaluation,
    evaluation_result::{ActiveModel, Entity},
    id::{AssessmentId, EvaluationId, Id},
    vocabulary::{AssessorRelation, NonAnswer, Sector},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, Iterable,
};

use super::{
    catalogue::{self, Entry},
    evaluation::criteria_of,
    lifecycle,
};
use crate::{
    clock::Clock,
    error::Result,
    operation::gate::Duty,
    statistics::{
        Description, Threshold,
        disclosure::{Group, group},
    },
    store::Tx,
};

/// One answer with the group that it belongs to.
struct Answer {
    criterion: String,
    sector: Option<Sector>,
    relation: AssessorRelation,
    score: Option<i32>,
    reason: Option<NonAnswer>,
}

/// Counts the assessments that were handed in and not withdrawn, and stores what may be shown of them.
pub(super) async fn compute(tx: &Tx, clock: &Clock, row: &evaluation::Model) -> Result<()> {
    let answers = counted(tx, row.id).await?;
    let k = Threshold::of(row.disclosure_threshold);
    for asked in criteria_of(tx, &[row.id]).await? {
        let Some(entry) = catalogue::by_key(&asked.criterion) else {
            continue;
        };
        let of_this: Vec<&Answer> = answers.iter().filter(|answer| answer.criterion == entry.key).collect();
        for sector in Sector::iter().map(Some).chain([None]) {
            for relation in AssessorRelation::iter() {
                if let Some(shown) = shown(entry, &of_this, (sector, relation), k) {
                    keep(tx, clock, row.id, entry, (sector, relation), &shown).await?;
                }
            }
        }
    }
    Ok(())
}

/// The answers of all assessments that count from now on.
async fn counted(tx: &Tx, evaluation: EvaluationId) -> Result<Vec<Answer>> {
    let step = lifecycle::COUNT;
    let handed_in = || {
        Condition::all()
            .add(assessment::Column::EvaluationId.eq(evaluation))
            .add(assessment::Column::State.is_in(step.from.iter().copied()))
    };
    let open = Duty::DecideAction;
    let mut assessments: Vec<(AssessmentId, assessment::Model)> = tx
        .lock_all::<assessment::Entity>(handed_in())
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    assessments.sort_unstable_by_key(|(id, _)| *id);
    let of_this = Condition::all().add(assessment_answer::Column::EvaluationId.eq(evaluation));
    let rows = tx.lock_all::<assessment_answer::Entity>(of_this).await?;
    let answers = rows.into_iter().filter_map(|row| {
        let of = *open.open(&row.assessment_id);
        let at = assessments.binary_search_by_key(&of, |(id, _)| *id).ok()?;
        let (_, assessment) = assessments.get(at)?;
        Some(Answer {
            criterion: open.open(&row.criterion).clone(),
            sector: *open.open(&assessment.sector),
            relation: *open.open(&assessment.relation),
            score: *open.open(&row.score),
            reason: *open.open(&row.non_answer),
        })
    });
    let answers = answers.collect();
    let change = assessment::ActiveModel {
        state: Set(step.to.into()),
        ..Default::default()
    };
    tx.update_all::<assessment::Entity>(handed_in(), change, assessment::Column::Version)
        .await?;
    Ok(answers)
}

/// What may be shown of a group. That nobody answered is withheld like everything else: it would tell of a small group
/// that it is not empty.
fn shown(
    entry: &Entry,
    answers: &[&Answer],
    (sector, relation): (Option<Sector>, AssessorRelation),
    k: Threshold,
) -> Option<Description> {
    let scale = entry.scale?;
    let own = || {
        answers
            .iter()
            .filter(|answer| answer.sector == sector && answer.relation == relation)
    };
    let scores: Vec<i32> = own().filter_map(|answer| answer.score).collect();
    let without: Vec<u32> = NonAnswer::iter()
        .map(|reason| own().filter(|answer| answer.reason == Some(reason)).count())
        .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
        .collect();
    group(&scores, scale.lowest..=scale.highest, &without, Group::Part, k).into_value()
}

async fn keep(
    tx: &Tx,
    clock: &Clock,
    evaluation: EvaluationId,
    entry: &Entry,
    (sector, relation): (Option<Sector>, AssessorRelation),
    shown: &Description,
) -> Result<()> {
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.blind_id())),
        evaluation_id: Set(evaluation),
        criterion: Set(entry.key.to_owned()),
        sector: Set(sector),
        relation: Set(relation),
        scores: Set(i32::try_from(shown.n).unwrap_or(i32::MAX)),
        median: Set(shown.median),
        lower_quartile: Set(shown.lower_quartile),
        upper_quartile: Set(shown.upper_quartile),
        mean: Set(shown.mean),
        distribution: Set(commas(shown.distribution.iter().map(|(_, count)| *count))),
        non_answers: Set(commas(shown.non_answers.iter().copied())),
    })
    .await
}

fn commas(numbers: impl Iterator<Item = u32>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
}
