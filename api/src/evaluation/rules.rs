//! Which evaluations, assessments and results one may know of.

use entity::{
    assessment, assessment_answer,
    evaluation::{Column, Entity},
    evaluation_criterion, evaluation_result,
    id::{PersonId, TenantId},
    project,
    set::Set,
    vocabulary::{AssessmentState, EvaluationState, ProjectRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    actor::Actor,
    participation,
    store::{Visible, visible_ids},
};

/// States in which results are there for everybody.
const RELEASED: [EvaluationState; 2] = [EvaluationState::Released, EvaluationState::Superseded];

impl Visible for Entity {
    /// Inside a project that one may know of: what is fixed; a draft for those alone who run the project.
    fn visible(actor: &Actor) -> Condition {
        let mut known = Condition::any().add(Column::State.ne(EvaluationState::Draft));
        if let Some(person) = actor.person() {
            let running = Set::EMPTY.with(ProjectRole::Owner).with(ProjectRole::Facilitator);
            let run = participation::projects_of(actor.tenant, person.person, running);
            known = known.add(Column::ProjectId.in_subquery(run));
        }
        Condition::all()
            .add(Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor)))
            .add(known)
    }
}

impl Visible for evaluation_criterion::Entity {
    /// What is asked is known of where the evaluation is.
    fn visible(actor: &Actor) -> Condition {
        use evaluation_criterion::Column;
        Condition::all().add(Column::EvaluationId.in_subquery(visible_ids::<Entity>(actor)))
    }
}

impl Visible for evaluation_result::Entity {
    /// Nobody knows of results that are not released, whatever their role.
    fn visible(actor: &Actor) -> Condition {
        use evaluation_result::Column as Result;
        let mut released = visible_ids::<Entity>(actor);
        released.and_where(Column::State.is_in(RELEASED));
        Condition::all().add(Result::EvaluationId.in_subquery(released))
    }
}

impl Visible for assessment::Entity {
    /// Nobody knows of the assessment of another.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        let own = participation::own_ids(actor.tenant, person.person);
        Condition::all().add(assessment::Column::ParticipationId.in_subquery(own))
    }
}

impl Visible for assessment_answer::Entity {
    /// Nobody knows of the answers of another.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        let own = participation::own_ids(actor.tenant, person.person);
        Condition::all().add(assessment_answer::Column::ParticipationId.in_subquery(own))
    }
}

/// The evaluations that a person has handed in an assessment for.
#[must_use]
pub(super) fn assessed_by(tenant: TenantId, person: PersonId) -> SelectStatement {
    use assessment::Column;
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut select = Query::select();
    select
        .column(Column::EvaluationId)
        .from(assessment::Entity)
        .and_where(Column::TenantId.eq(tenant))
        .and_where(Column::State.eq(AssessmentState::Submitted))
        .and_where(Column::ParticipationId.in_subquery(participation::own_ids(tenant, person)));
    select
}
