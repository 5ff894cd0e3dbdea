//! Computes the results of a closed evaluation, once. What may not be shown is not stored either.

use entity::{
    assessment, evaluation,
    evaluation_result::{ActiveModel, Entity},
    id::{EvaluationId, Id, ParticipationId},
    vocabulary::{AssessorRelation, NonAnswer, Sector},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, Iterable,
};

use super::{
    catalogue::{self, Entry},
    counted::{Answer, Pair, answers_of, late, people},
    earlier::{are_too_close, earlier},
    evaluation::criteria_of,
    lifecycle,
};
use crate::{
    clock::Clock,
    error::Result,
    statistics::{
        Description, Threshold,
        disclosure::{Group, group},
    },
    store::Tx,
};

/// Counts the assessments that were handed in and not withdrawn, but for those of people whose data are stored only, and
/// stores what may be shown of them.
pub(super) async fn compute(
    tx: &Tx,
    clock: &Clock,
    row: &evaluation::Model,
    resting: &[ParticipationId],
) -> Result<()> {
    let mut answers = answers_of(tx, row.id, lifecycle::COUNT.from).await?;
    answers.retain(|answer| !resting.contains(&answer.person));
    count(tx, row.id, resting).await?;
    let earlier = earlier(tx, row).await?;
    let late = late(tx, row, &answers).await?;
    let k = Threshold::of(row.disclosure_threshold);
    for asked in criteria_of(tx, &[row.id]).await? {
        let Some(entry) = catalogue::by_key(&asked.criterion) else {
            continue;
        };
        let of_this: Vec<&Answer> = answers.iter().filter(|answer| answer.criterion == entry.key).collect();
        let in_time: Vec<&Answer> = of_this
            .iter()
            .copied()
            .filter(|answer| !late.contains(&answer.person))
            .collect();
        let mut told = Vec::new();
        for sector in Sector::iter().map(Some).chain([None]) {
            for relation in AssessorRelation::iter() {
                let pair = (sector, relation);
                // Without those who came late it could be shown as well: they know what they answered themselves (T56).
                let (Some(shown), Some(_)) = (shown(entry, &of_this, pair, k), shown(entry, &in_time, pair, k)) else {
                    continue;
                };
                told.push((pair, people(&answers, entry.key, pair)));
                if earlier.iter().any(|before| are_too_close(before, entry.key, &told, k)) {
                    told.pop();
                    continue;
                }
                keep(tx, clock, row.id, entry, pair, &shown).await?;
            }
        }
    }
    Ok(())
}

/// From now on the assessments that were handed in count.
async fn count(tx: &Tx, evaluation: EvaluationId, resting: &[ParticipationId]) -> Result<()> {
    let step = lifecycle::COUNT;
    let theirs = tx.among(
        assessment::Column::ParticipationId,
        resting.iter().map(|part| part.uuid()),
    );
    let handed_in = Condition::all()
        .add_option((!resting.is_empty()).then(|| theirs.not()))
        .add(assessment::Column::EvaluationId.eq(evaluation))
        .add(assessment::Column::State.is_in(step.from.iter().copied()));
    let change = assessment::ActiveModel {
        state: Set(step.to.into()),
        ..Default::default()
    };
    tx.update_all::<assessment::Entity>(handed_in, change, assessment::Column::Version)
        .await
}

/// What may be shown of a group. That nobody answered is withheld like everything else: it would tell of a small group
/// that it is not empty.
fn shown(entry: &Entry, answers: &[&Answer], pair: Pair, k: Threshold) -> Option<Description> {
    let scale = entry.scale?;
    let own = || answers.iter().filter(|answer| answer.pair == pair);
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
    (sector, relation): Pair,
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
