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
    /// Who gave a score, and who gave a score or a reason for none.
    people: [Crowd; 2],
}

/// Who stands behind a figure that is out.
struct Crowd {
    /// Those whose answers are still there.
    known: BTreeSet<ParticipationId>,
    /// How many took theirs back since, or were erased.
    gone: usize,
}

/// The groups that evaluations of the project show whose results are out, or will be as they are, evaluation by evaluation.
pub(super) async fn earlier(tx: &Tx, row: &evaluation::Model) -> Result<Vec<Vec<Shown>>> {
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
        shown.push(rows.into_iter().map(|row| Shown::of(row, &answers)).collect());
    }
    Ok(shown)
}

impl Shown {
    fn of(row: Model, answers: &[Answer]) -> Self {
        let pair = (row.sector, row.relation);
        let [scored, answered] = people(answers, &row.criterion, pair);
        let all = numbers(&row.non_answers).fold(row.scores, i32::saturating_add);
        Self {
            criterion: row.criterion,
            pair,
            people: [Crowd::of(scored, row.scores), Crowd::of(answered, all)],
        }
    }
}

impl Crowd {
    fn of(known: BTreeSet<ParticipationId>, number: i32) -> Self {
        let gone = usize::try_from(number).unwrap_or_default().saturating_sub(known.len());
        Self { known, gone }
    }
}

/// Whether figures of these groups are so nearly about the people of those that `earlier` shows that a difference would tell
/// of the others. Somebody may have been in another group then, because roles change, and some groups of now may together be
/// some of then but for a few: figures add up. But who took answers back since is looked for in the same group alone, or
/// nothing could be shown any more.
pub(super) fn are_too_close(earlier: &[Shown], criterion: &str, now: &[(Pair, People)], k: Threshold) -> bool {
    let [mut scored, mut answered] = [Between::default(), Between::default()];
    for shown in earlier.iter().filter(|shown| shown.criterion == criterion) {
        let [who_scored, who_answered] = &shown.people;
        scored.before.push((shown.pair, who_scored));
        answered.before.push((shown.pair, who_answered));
    }
    for (pair, [who_scored, who_answered]) in now {
        scored.now.push((*pair, who_scored));
        answered.now.push((*pair, who_answered));
    }
    scored.leaves_few(k) || answered.leaves_few(k)
}

/// Two looks at people, each of whom is in one group of a look at the most.
#[derive(Default)]
struct Between<'a> {
    before: Vec<(Pair, &'a Crowd)>,
    now: Vec<(Pair, &'a BTreeSet<ParticipationId>)>,
}

impl Between<'_> {
    /// Whether some groups of one look are some of the other but for a few, come or gone.
    fn leaves_few(&self, k: Threshold) -> bool {
        let before = self.before.iter().any(|(pair, crowd)| {
            let shared = self.now.iter();
            let shared = shared.map(|(of, people)| (of == pair, both(crowd, people)));
            let all = crowd.known.len() + crowd.gone;
            is_few_apart(all, &shared.collect::<Vec<_>>(), self.returned(*pair), k)
        });
        let now = || {
            self.now.iter().any(|(pair, people)| {
                let shared = self.before.iter();
                let shared = shared.map(|(of, crowd)| (of == pair, both(crowd, people)));
                is_few_apart(people.len(), &shared.collect::<Vec<_>>(), self.returned(*pair), k)
            })
        };
        before || now()
    }

    /// How many of this group of now, at the most, may be those who took answers back since.
    fn returned(&self, pair: Pair) -> usize {
        let before = self.before.iter().find(|(of, _)| *of == pair);
        let now = self.now.iter().find(|(of, _)| *of == pair);
        let (Some((_, crowd)), Some((_, people))) = (before, now) else {
            return 0;
        };
        let known: usize = self.before.iter().map(|(_, crowd)| both(crowd, people)).sum();
        crowd.gone.min(people.len().saturating_sub(known))
    }
}

fn both(crowd: &Crowd, people: &BTreeSet<ParticipationId>) -> usize {
    crowd.known.intersection(people).count()
}

/// Whether a group of so many people is few apart from groups of the other look that it shares people with, or can be made
/// so by leaving one of those out. Up to `returned` more may be shared with the marked one, which is the same group: no way
/// to count them may be too close.
fn is_few_apart(all: usize, shared: &[(bool, usize)], returned: usize, k: Threshold) -> bool {
    let few = |some: usize| some > 0 && u32::try_from(some).is_ok_and(|some| some < k.get());
    (0..=returned).any(|returned| {
        let shared = shared
            .iter()
            .map(|(same, some)| if *same { some + returned } else { *some });
        let shared: Vec<usize> = shared.filter(|some| *some > 0).collect();
        match all.saturating_sub(shared.iter().sum()) {
            0 => shared.len() > 1 && shared.into_iter().any(few),
            rest => !shared.is_empty() && few(rest),
        }
    })
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

    const PAIR: Pair = (Some(Sector::Society), Participant);
    const OTHER: Pair = (Some(Sector::Society), User);
    const THIRD: Pair = (Some(Sector::Economy), User);

    type Parts = BTreeSet<ParticipationId>;

    fn some(from: u128, to: u128) -> Parts {
        (from..to).map(|n| Id::from_uuid(Uuid::from_u128(n))).collect()
    }

    fn shown(pair: Pair, people: [Parts; 2], gone: usize) -> Shown {
        Shown {
            criterion: "UC-01".to_owned(),
            pair,
            people: people.map(|known| Crowd { known, gone }),
        }
    }

    /// Whether these of now are too close to those of before, of whom so many took their answers back.
    fn close(before: &[(Pair, Parts)], gone: usize, now: &[(Pair, Parts)]) -> bool {
        let twice = |people: &Parts| [people.clone(), people.clone()];
        let before: Vec<_> = before
            .iter()
            .map(|(pair, known)| shown(*pair, twice(known), gone))
            .collect();
        let now: Vec<_> = now.iter().map(|(pair, people)| (*pair, twice(people))).collect();
        are_too_close(&before, "UC-01", &now, Threshold::of(5))
    }

    #[test]
    fn a_few_who_came_or_went_would_follow_from_two_results() {
        for (now, is_close) in [
            (some(0, 12), false),
            (some(0, 13), true),
            (some(0, 17), false),
            (some(1, 12), true),
            (some(1, 18), true),
            (some(5, 17), false),
            (some(10, 26), false),
            (some(20, 32), false),
        ] {
            assert_eq!(
                close(&[(PAIR, some(0, 12))], 0, &[(PAIR, now.clone())]),
                is_close,
                "{now:?}"
            );
        }
    }

    /// T58: figures that are out do not shrink when answers are taken back.
    #[test]
    fn who_took_answers_back_since_is_still_in_the_figures_that_are_out() {
        // The same eleven of twelve: the difference is the one who left.
        assert!(close(&[(PAIR, some(0, 11))], 1, &[(PAIR, some(0, 11))]));
        // Who left may have come back.
        assert!(close(&[(PAIR, some(0, 7))], 5, &[(PAIR, some(0, 12))]));
        // Five left, nobody came, and nobody of now can be one of them.
        assert!(!close(&[(PAIR, some(0, 7))], 5, &[(PAIR, some(0, 7))]));
        assert!(!close(&[(PAIR, some(0, 12))], 0, &[(PAIR, some(0, 12))]));
        // Any of now may be one who left, but not those of another group.
        assert!(close(&[(PAIR, some(0, 12))], 12, &[(PAIR, some(20, 32))]));
        assert!(!close(&[(PAIR, some(0, 12))], 12, &[(OTHER, some(20, 32))]));
        // Retention takes all of them.
        assert!(close(&[(PAIR, some(0, 0))], 12, &[(PAIR, some(0, 12))]));
    }

    #[test]
    fn who_scores_who_answers_and_who_was_in_another_group_is_compared() {
        let before = [shown(PAIR, [some(0, 12), some(0, 14)], 0)];
        let close = |criterion, pair, now: People| are_too_close(&before, criterion, &[(pair, now)], Threshold::of(5));
        assert!(!close("UC-01", PAIR, [some(0, 12), some(0, 14)]));
        assert!(
            close("UC-01", PAIR, [some(0, 12), some(0, 15)]),
            "one more who gave a reason"
        );
        assert!(
            close("UC-01", OTHER, [some(1, 12), some(1, 12)]),
            "all but one stand otherwise now"
        );
        assert!(!close("UC-01", OTHER, [some(20, 32), some(20, 32)]), "others do");
        assert!(!close("UC-02", PAIR, [some(1, 12), some(1, 12)]), "another question");
    }

    #[test]
    fn t51_groups_that_are_another_together_but_for_a_few_would_tell_of_these() {
        let twelve = [(PAIR, some(0, 12))];
        let two = |last| [(PAIR, some(0, 6)), (OTHER, some(6, last))];
        assert!(!close(&twelve, 0, &two(12)), "the same people in two groups");
        assert!(close(&twelve, 0, &two(11)), "one of them is in neither");
        assert!(!close(&twelve, 0, &two(17)), "five came");
        assert!(close(&twelve, 0, &two(16)), "four did");
        // And the other way round: two groups of then in one of now.
        assert!(!close(&two(12), 0, &twelve));
        assert!(close(&two(11), 0, &twelve));
        // All are still there, but the one in the third group follows from the first two.
        let third: Parts = some(11, 12).union(&some(20, 30)).copied().collect();
        let three = [(PAIR, some(0, 6)), (OTHER, some(6, 11)), (THIRD, third)];
        assert!(close(&twelve, 0, &three));
        let third: Parts = some(11, 16).union(&some(20, 30)).copied().collect();
        let three = [(PAIR, some(0, 6)), (OTHER, some(6, 11)), (THIRD, third)];
        assert!(!close(&[(PAIR, some(0, 16))], 0, &three), "five follow");
    }
}
