//! The answers of an assessment: their input, their checks, and how they are written down.

use async_graphql::{ID, InputObject, OneofObject};
use entity::{
    assessment_answer::{ActiveModel, Column, Entity},
    evaluation_criterion,
    id::{AssessmentId, EvaluationId, Id, ParticipationId},
    set::Set,
    vocabulary::{AssessorRelation, NonAnswer, ProjectRole},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::{catalogue::Entry, criterion::by_id};
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    relay::{Faults, check_text, parse_id},
    store::Tx,
};

/// An answer to one criterion.
#[derive(Debug, InputObject)]
pub(super) struct AssessmentAnswerInput {
    /// The criterion, one of the evaluation's that is asked of how you stand to the service, each once.
    pub criterion: ID,
    /// A score or a reason for none.
    pub answer: AnswerInput,
    /// In words, at most 2000 characters; quoted only with your consent.
    pub comment: Option<String>,
}

/// Exactly one of a score and a reason for none.
#[derive(Clone, Copy, Debug, OneofObject)]
pub(super) enum AnswerInput {
    /// The score, a step of the criterion's scale.
    Score(i32),
    /// Why there is none.
    NonAnswer(NonAnswer),
}

/// An answer that may be written down.
pub(super) struct Answer {
    entry: &'static Entry,
    given: AnswerInput,
    comment: Option<String>,
}

/// How somebody with these roles stands to the service: the first that fits.
#[must_use]
pub(super) fn relation_of(roles: Set<ProjectRole>) -> AssessorRelation {
    [
        (ProjectRole::Owner, AssessorRelation::Owner),
        (ProjectRole::Deliverer, AssessorRelation::Deliverer),
        (ProjectRole::Assessor, AssessorRelation::User),
        (ProjectRole::Participant, AssessorRelation::Participant),
    ]
    .into_iter()
    .find(|(role, _)| roles.contains(*role))
    .map_or(AssessorRelation::Observer, |(_, relation)| relation)
}

/// What can be checked of the answers without the evaluation: each criterion once, on its scale, words within bounds.
pub(super) fn check(faults: &mut Faults, given: &[AssessmentAnswerInput]) -> Vec<Answer> {
    if given.is_empty() || given.len() > super::evaluation::MOST_CRITERIA {
        faults.add("answers", "An assessment has 1 to 40 answers.");
        return Vec::new();
    }
    let mut answers: Vec<Answer> = Vec::with_capacity(given.len());
    for (place, input) in given.iter().enumerate() {
        let place = place.to_string();
        let mut fault = |field: &str, message: String| {
            let refusal = Refusal::new(Code::BadInput, message);
            faults.push(refusal.at(&["input", "answers", &place, field]));
        };
        let entry = parse_id(&input.criterion).and_then(by_id);
        let comment = input.comment.as_deref().map(|comment| check_text(comment, 1, 2000));
        if let Some(Err(message)) = &comment {
            fault("comment", message.clone());
        }
        let (Some(entry), Some(scale)) = (entry, entry.and_then(|entry| entry.scale)) else {
            fault(
                "criterion",
                "There is no such criterion that people are asked about.".to_owned(),
            );
            continue;
        };
        if answers.iter().any(|answer| answer.entry == entry) {
            fault("criterion", "The criterion is answered already.".to_owned());
        }
        if let AnswerInput::Score(score) = input.answer
            && !(scale.lowest..=scale.highest).contains(&score)
        {
            fault("answer", format!("A score is {} to {}.", scale.lowest, scale.highest));
        }
        answers.push(Answer {
            entry,
            given: input.answer,
            comment: comment.and_then(std::result::Result::ok),
        });
    }
    answers
}

/// What needs the evaluation: it asks about each criterion, and asks who stands so to the service. Answers of others
/// would be figures of a group that the criterion says nothing about.
pub(super) fn check_asked(
    answers: &[Answer],
    asked: &[evaluation_criterion::Model],
    relation: AssessorRelation,
) -> Result<()> {
    let mut faults = Faults::default();
    for (place, answer) in answers.iter().enumerate() {
        let place = place.to_string();
        let (message, hint) = if asked.iter().all(|row| row.criterion != answer.entry.key) {
            (
                "The evaluation does not ask about this criterion.",
                "Its criteria say what it asks.",
            )
        } else if !answer.entry.asked_of.contains(&relation) {
            (
                "The criterion is not asked of who stands to the service as you do.",
                "Leave it out: its askedOf says of whom answers are taken.",
            )
        } else {
            continue;
        };
        let refusal = Refusal::new(Code::BadInput, message).hint(hint);
        faults.push(refusal.at(&["input", "answers", &place, "criterion"]));
    }
    faults.done()
}

/// Writes answers down, in the place of those given before.
pub(super) async fn keep(
    tx: &Tx,
    clock: &Clock,
    (evaluation, assessment): (EvaluationId, AssessmentId),
    participation: ParticipationId,
    answers: Vec<Answer>,
) -> Result<()> {
    drop_all(tx, assessment).await?;
    for answer in answers {
        let (score, non_answer) = match answer.given {
            AnswerInput::Score(score) => (Some(score), None),
            AnswerInput::NonAnswer(reason) => (None, Some(reason)),
        };
        tx.insert::<Entity>(ActiveModel {
            tenant_id: ActiveValue::NotSet,
            id: ActiveValue::Set(Id::from_uuid(clock.blind_id())),
            assessment_id: ActiveValue::Set(assessment.into()),
            evaluation_id: ActiveValue::Set(evaluation.into()),
            participation_id: ActiveValue::Set(participation.into()),
            criterion: ActiveValue::Set(answer.entry.key.to_owned().into()),
            score: ActiveValue::Set(score.into()),
            non_answer: ActiveValue::Set(non_answer.into()),
            comment: ActiveValue::Set(answer.comment.into()),
        })
        .await?;
    }
    Ok(())
}

/// Takes the answers of an assessment away; no legal hold keeps a copy.
pub(super) async fn drop_all(tx: &Tx, assessment: AssessmentId) -> Result<()> {
    let own = Condition::all().add(Column::AssessmentId.eq(assessment));
    tx.delete_all::<Entity>(own).await
}

#[cfg(test)]
mod tests {
    use entity::set::Member;

    use super::*;

    #[test]
    fn the_first_role_that_fits_says_how_one_stands_to_the_service() {
        let of = |roles: &[ProjectRole]| relation_of(roles.iter().copied().collect());
        assert_eq!(of(ProjectRole::ALL), AssessorRelation::Owner);
        assert_eq!(
            of(&[ProjectRole::Participant, ProjectRole::Deliverer]),
            AssessorRelation::Deliverer
        );
        assert_eq!(
            of(&[ProjectRole::Participant, ProjectRole::Assessor]),
            AssessorRelation::User
        );
        assert_eq!(
            of(&[ProjectRole::Participant, ProjectRole::Observer]),
            AssessorRelation::Participant
        );
        for roles in [&[ProjectRole::Observer][..], &[ProjectRole::Facilitator], &[]] {
            assert_eq!(of(roles), AssessorRelation::Observer);
        }
    }
}
