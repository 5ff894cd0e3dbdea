//! The answers that are counted, each with the group that it belongs to.

use std::collections::BTreeSet;

use entity::{
    assessment, assessment_answer, evaluation,
    id::{AssessmentId, EvaluationId, ParticipationId},
    participation,
    vocabulary::{AssessmentState, AssessorRelation, NonAnswer, Sector},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    error::Result,
    operation::gate::Duty,
    store::{MOST_BOUND, Tx},
};

/// One answer with the group that it belongs to.
pub(super) struct Answer {
    pub(super) person: ParticipationId,
    pub(super) criterion: String,
    pub(super) pair: Pair,
    pub(super) score: Option<i32>,
    pub(super) reason: Option<NonAnswer>,
}

/// Sector, where it is known, and relation to the service.
pub(super) type Pair = (Option<Sector>, AssessorRelation);

/// Who gave a score, and who gave a score or a reason for none: figures tell how many of either.
pub(super) type People = [BTreeSet<ParticipationId>; 2];

/// What was answered in the assessments in these states.
pub(super) async fn answers_of(tx: &Tx, evaluation: EvaluationId, states: &[AssessmentState]) -> Result<Vec<Answer>> {
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
            pair: (*open.open(&assessment.sector), *open.open(&assessment.relation)),
            score: *open.open(&row.score),
            reason: *open.open(&row.non_answer),
        })
    });
    Ok(answers.collect())
}

/// Who answered about a criterion, of one group.
pub(super) fn people(answers: &[Answer], criterion: &str, pair: Pair) -> People {
    let own = || {
        let of_it = answers.iter().filter(|answer| answer.criterion == criterion);
        of_it.filter(|answer| answer.pair == pair)
    };
    let scored = own().filter(|answer| answer.score.is_some());
    [
        scored.map(|answer| answer.person).collect(),
        own().map(|answer| answer.person).collect(),
    ]
}

/// Who of those who answered takes part only since a later day than that on which the evaluation was locked. Before that
/// nobody knows what there is to fill a group for; days are all that is kept of when somebody joined (T73).
pub(super) async fn late(
    tx: &Tx,
    evaluation: &evaluation::Model,
    answers: &[Answer],
) -> Result<BTreeSet<ParticipationId>> {
    let Some(locked_at) = evaluation.locked_at else {
        return Ok(BTreeSet::new());
    };
    let all: BTreeSet<_> = answers.iter().map(|answer| answer.person).collect();
    let all: Vec<_> = all.into_iter().collect();
    let locked_on = locked_at.date_naive();
    let mut late = BTreeSet::new();
    for some in all.chunks(MOST_BOUND) {
        let joined = tx
            .public_of::<participation::Entity, _>(some, |row| (row.id, row.joined_on))
            .await?;
        let is_late = joined
            .into_iter()
            .filter(|(_, joined)| Duty::Count.open(joined).date() > locked_on);
        late.extend(is_late.map(|(person, _)| person));
    }
    Ok(late)
}
