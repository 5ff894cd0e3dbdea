//! Whom figures that are out are of: those of few others beside them would tell of these few (T58).

use std::collections::BTreeSet;

use entity::{
    evaluation,
    evaluation_result::{Column, Entity, Model},
    id::ParticipationId,
    vocabulary::{AssessmentState, EvaluationState},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    counted::{Answer, Pair, People, answers_of, people},
    results::numbers,
};
use crate::{error::Result, statistics::Threshold, store::Tx};

/// A group whose figures for a criterion are out, or will be as they are; a withheld one told of nobody.
pub(super) struct Shown {
    criterion: String,
    pair: Pair,
    /// Those whose answers are still there.
    known: People,
    /// How many took theirs back since, or were erased.
    gone: [usize; 2],
}

/// The groups that evaluations of the project show whose results are out, or will be as they are.
pub(super) async fn earlier(tx: &Tx, row: &evaluation::Model) -> Result<Vec<Shown>> {
    let released = Condition::all()
        .add(evaluation::Column::ProjectId.eq(row.project_id))
        .add(evaluation::Column::State.is_in([
            EvaluationState::Computed,
            EvaluationState::Released,
            EvaluationState::Superseded,
        ]));
    let mut shown = Vec::new();
    for released in tx.lock_all::<evaluation::Entity>(released).await? {
        let of_it = Condition::all().add(Column::EvaluationId.eq(released.id));
        let answers = answers_of(tx, released.id, &[AssessmentState::Counted]).await?;
        let rows = tx.lock_all::<Entity>(of_it).await?;
        shown.extend(rows.into_iter().map(|row| Shown::of(row, &answers)));
    }
    Ok(shown)
}

impl Shown {
    fn of(row: Model, answers: &[Answer]) -> Self {
        let pair = (row.sector, row.relation);
        let known = people(answers, &row.criterion, pair);
        let [scored, answered] = &known;
        let all = numbers(&row.non_answers).fold(row.scores, i32::saturating_add);
        let gone = [(row.scores, scored), (all, answered)];
        let gone = gone.map(|(number, known)| usize::try_from(number).unwrap_or_default().saturating_sub(known.len()));
        Self {
            criterion: row.criterion,
            pair,
            known,
            gone,
        }
    }

    /// Whether the people of now are so nearly those of this group that the difference of the figures would tell of the
    /// others. Somebody may have been in another group then, because roles change; but who took answers back since is
    /// looked for in the same one alone, or nothing could be shown any more.
    pub(super) fn is_too_close(&self, criterion: &str, pair: Pair, now: &People, k: Threshold) -> bool {
        let mut counted = self.known.iter().zip(self.gone).zip(now);
        self.criterion == criterion
            && counted.any(|((known, gone), now)| {
                let gone = if self.pair == pair { gone } else { 0 };
                differ_by_few(known, gone, now, k)
            })
    }
}

/// Whether the people of now differ by so few, come or gone, that the difference of the figures would tell of them. Whoever
/// took answers back since may be among those of now, or not: no way to count them may be too close.
fn differ_by_few(
    known: &BTreeSet<ParticipationId>,
    gone: usize,
    now: &BTreeSet<ParticipationId>,
    k: Threshold,
) -> bool {
    let few = |some: usize| some > 0 && u32::try_from(some).is_ok_and(|some| some < k.get());
    let before = known.len() + gone;
    let both = known.intersection(now).count();
    let unknown = gone.min(now.len() - both);
    (both..=both + unknown).any(|both| both > 0 && (few(now.len() - both) || few(before - both)))
}

#[cfg(test)]
mod tests {
    use entity::{
        id::Id,
        vocabulary::{
            AssessorRelation::{Participant, User},
            Sector,
        },
    };
    use uuid::Uuid;

    use super::*;

    fn some(from: u128, to: u128) -> BTreeSet<ParticipationId> {
        (from..to).map(|n| Id::from_uuid(Uuid::from_u128(n))).collect()
    }

    #[test]
    fn a_few_who_came_or_went_would_follow_from_two_results() {
        let k = Threshold::of(5);
        for (now, close) in [
            (some(0, 12), false),
            (some(0, 13), true),
            (some(0, 17), false),
            (some(1, 12), true),
            (some(1, 18), true),
            (some(5, 17), false),
            (some(20, 32), false),
        ] {
            assert_eq!(differ_by_few(&some(0, 12), 0, &now, k), close, "{now:?}");
        }
    }

    /// T58: figures that are out do not shrink when answers are taken back.
    #[test]
    fn who_took_answers_back_since_is_still_in_the_figures_that_are_out() {
        let k = Threshold::of(5);
        // The same eleven of twelve: the difference is the one who left.
        assert!(differ_by_few(&some(0, 11), 1, &some(0, 11), k));
        // Who left may have come back.
        assert!(differ_by_few(&some(0, 7), 5, &some(0, 12), k));
        // Five left, nobody came, and nobody of now can be one of them.
        assert!(!differ_by_few(&some(0, 7), 5, &some(0, 7), k));
        assert!(!differ_by_few(&some(0, 12), 0, &some(0, 12), k));
    }

    #[test]
    fn who_scores_who_answers_and_who_was_in_another_group_is_compared() {
        let k = Threshold::of(5);
        let (pair, other) = ((Some(Sector::Society), Participant), (Some(Sector::Society), User));
        let shown = |gone| Shown {
            criterion: "UC-01".to_owned(),
            pair,
            known: [some(0, 12), some(0, 14)],
            gone,
        };
        let close = |pair, now: People| shown([0; 2]).is_too_close("UC-01", pair, &now, k);
        assert!(!close(pair, [some(0, 12), some(0, 14)]));
        assert!(close(pair, [some(0, 12), some(0, 15)]), "one more who gave a reason");
        assert!(
            close(other, [some(1, 12), some(1, 12)]),
            "all but one stand otherwise now"
        );
        assert!(!close(other, [some(20, 32), some(20, 32)]), "others do");
        let now = [some(20, 32), some(20, 32)];
        assert!(
            !shown([12, 12]).is_too_close("UC-02", pair, &now, k),
            "another question"
        );
        assert!(
            shown([12, 12]).is_too_close("UC-01", pair, &now, k),
            "any of them may be one who left"
        );
        assert!(!shown([12, 12]).is_too_close("UC-01", other, &now, k));
    }
}
