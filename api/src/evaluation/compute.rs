//! Computes the results of a closed evaluation, once. What may not be shown is not stored either.

use std::collections::BTreeSet;

use entity::{
    assessment, assessment_answer, evaluation,
    evaluation_result::{self, ActiveModel, Entity},
    id::{AssessmentId, EvaluationId, Id, ParticipationId},
    vocabulary::{AssessmentState, AssessorRelation, EvaluationState, NonAnswer, Sector},
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
    person: ParticipationId,
    criterion: String,
    sector: Option<Sector>,
    relation: AssessorRelation,
    score: Option<i32>,
    reason: Option<NonAnswer>,
}

/// Sector, where it is known, and relation to the service.
type Pair = (Option<Sector>, AssessorRelation);

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
    let k = Threshold::of(row.disclosure_threshold);
    for asked in criteria_of(tx, &[row.id]).await? {
        let Some(entry) = catalogue::by_key(&asked.criterion) else {
            continue;
        };
        let of_this: Vec<&Answer> = answers.iter().filter(|answer| answer.criterion == entry.key).collect();
        for sector in Sector::iter().map(Some).chain([None]) {
            for relation in AssessorRelation::iter() {
                let pair = (sector, relation);
                let now = scorers(&answers, entry.key, pair);
                let before = earlier.iter().filter_map(|earlier| earlier.of(entry.key, pair));
                if before.into_iter().any(|before| before.is_too_close(&now, k)) {
                    continue;
                }
                if let Some(shown) = shown(entry, &of_this, pair, k) {
                    keep(tx, clock, row.id, entry, pair, &shown).await?;
                }
            }
        }
    }
    Ok(())
}

/// An evaluation whose results are out, or will be as they are.
struct Earlier {
    /// What is still known of its answers: some may have been withdrawn or erased since.
    answers: Vec<Answer>,
    /// The groups whose figures are out; a withheld one told of nobody.
    shown: Vec<evaluation_result::Model>,
}

impl Earlier {
    /// Whom the figures of a group are of, where they are out.
    fn of(&self, criterion: &str, pair: Pair) -> Option<Before> {
        let is_it = |row: &&evaluation_result::Model| row.criterion == criterion && (row.sector, row.relation) == pair;
        let shown = self.shown.iter().find(is_it)?;
        Some(Before {
            known: scorers(&self.answers, criterion, pair),
            number: usize::try_from(shown.scores).unwrap_or_default(),
        })
    }
}

/// The evaluations of the project whose results are out, or will be as they are.
async fn earlier(tx: &Tx, row: &evaluation::Model) -> Result<Vec<Earlier>> {
    let released = Condition::all()
        .add(evaluation::Column::ProjectId.eq(row.project_id))
        .add(evaluation::Column::State.is_in([
            EvaluationState::Computed,
            EvaluationState::Released,
            EvaluationState::Superseded,
        ]));
    let mut earlier = Vec::new();
    for released in tx.lock_all::<evaluation::Entity>(released).await? {
        let of_it = Condition::all().add(evaluation_result::Column::EvaluationId.eq(released.id));
        earlier.push(Earlier {
            answers: answers_of(tx, released.id, &[AssessmentState::Counted]).await?,
            shown: tx.lock_all::<Entity>(of_it).await?,
        });
    }
    Ok(earlier)
}

/// Who gave a score for a criterion, of one group.
fn scorers(answers: &[Answer], criterion: &str, pair: Pair) -> BTreeSet<ParticipationId> {
    let own = |answer: &&Answer| answer.criterion == criterion && (answer.sector, answer.relation) == pair;
    let scored = answers.iter().filter(own).filter(|answer| answer.score.is_some());
    scored.map(|answer| answer.person).collect()
}

/// Whom figures that are out are of.
struct Before {
    /// Those whose answers are still there.
    known: BTreeSet<ParticipationId>,
    /// How many they were when the figures were made.
    number: usize,
}

impl Before {
    /// Whether the people of now differ by so few, come or gone, that the difference of the figures would tell of them
    /// (T58). Whoever took answers back since may be among those of now, or not: no way to count them may be too close.
    fn is_too_close(&self, now: &BTreeSet<ParticipationId>, k: Threshold) -> bool {
        let few = |some: usize| some > 0 && u32::try_from(some).is_ok_and(|some| some < k.get());
        let number = self.number.max(self.known.len());
        let both = self.known.intersection(now).count();
        let unknown = (number - self.known.len()).min(now.len() - both);
        (both..=both + unknown).any(|both| both > 0 && (few(now.len() - both) || few(number - both)))
    }
}

/// What was answered in the assessments in these states.
async fn answers_of(tx: &Tx, evaluation: EvaluationId, states: &[AssessmentState]) -> Result<Vec<Answer>> {
    let open = Duty::Count;
    let counted = Condition::all()
        .add(assessment::Column::EvaluationId.eq(evaluation))
        .add(assessment::Column::State.is_in(states.iter().copied()));
    let mut assessments: Vec<(AssessmentId, assessment::Model)> = tx
        .lock_all::<assessment::Entity>(counted)
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
            person: *open.open(&assessment.participation_id),
            criterion: open.open(&row.criterion).clone(),
            sector: *open.open(&assessment.sector),
            relation: *open.open(&assessment.relation),
            score: *open.open(&row.score),
            reason: *open.open(&row.non_answer),
        })
    });
    Ok(answers.collect())
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
fn shown(entry: &Entry, answers: &[&Answer], (sector, relation): Pair, k: Threshold) -> Option<Description> {
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_few_who_came_or_went_would_follow_from_two_results() {
        let k = Threshold::of(5);
        let people = |from: u128, to: u128| (from..to).map(|n| Id::from_uuid(Uuid::from_u128(n))).collect();
        let before = Before {
            known: people(0, 12),
            number: 12,
        };
        for (now, close) in [
            (people(0, 12), false),
            (people(0, 13), true),
            (people(0, 17), false),
            (people(1, 12), true),
            (people(1, 18), true),
            (people(5, 17), false),
            (people(20, 32), false),
        ] {
            assert_eq!(before.is_too_close(&now, k), close, "{now:?}");
        }
    }

    /// T58: figures that are out do not shrink when answers are taken back.
    #[test]
    fn who_took_answers_back_since_is_still_in_the_figures_that_are_out() {
        let k = Threshold::of(5);
        let people = |from: u128, to: u128| (from..to).map(|n| Id::from_uuid(Uuid::from_u128(n))).collect();
        let before = |known, number| Before { known, number };
        // The same eleven of twelve: the difference is the one who left.
        assert!(before(people(0, 11), 12).is_too_close(&people(0, 11), k));
        // Who left may have come back.
        assert!(before(people(0, 7), 12).is_too_close(&people(0, 12), k));
        // Five left, nobody came, and nobody of now can be one of them.
        assert!(!before(people(0, 7), 12).is_too_close(&people(0, 7), k));
        assert!(!before(people(0, 12), 12).is_too_close(&people(0, 12), k));
    }
}
