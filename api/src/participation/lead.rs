//! Who answers for a project.

use async_graphql::Context;
use entity::{
    id::{Id, PersonId, ProjectId},
    participation::{Column, Entity},
    set::Set,
    vocabulary::{ParticipationState, ProjectRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    error::Result,
    operation::{Operation, gate::Duty},
    people::Person,
    policy::{Field, FieldQuestion},
    relay::{Noun, Sort},
    store::Window,
};

const LONGEST: Sort<Column> = Sort::told_by(Field::ParticipationJoinedOn, Column::JoinedOn, false);

/// Whether the reader who asks `question` may be told which of the owners it is: it tells who joined first. The refusal is noted
/// if not.
#[must_use]
pub fn may_tell_lead(ctx: &Context<'_>, question: &FieldQuestion) -> bool {
    LONGEST.is_told(ctx, question)
}

/// The longest-standing active owner of each of these projects, as far as the reader may know of them. For fields that
/// asked who may read it before.
pub async fn leads_of(operation: &Operation, projects: Vec<ProjectId>) -> Result<Vec<(ProjectId, Person)>> {
    let owner = Set::EMPTY.with(ProjectRole::Owner);
    let owners = Condition::all()
        .add(Column::PersonId.is_not_null())
        .add(Column::State.eq(ParticipationState::Active))
        .add(Expr::col(Column::Roles).bit_and(owner.bits()).ne(0));
    let first = Window {
        size: 1,
        backward: false,
        after: None,
        before: None,
    };
    let tx = operation.snapshot().await?;
    let rows = tx.rows::<Entity>().filter(owners);
    let parents: Vec<_> = projects.iter().map(|project| project.uuid()).collect();
    let found = rows
        .page_for_each(Column::ProjectId, &parents, &[LONGEST.key()], &first)
        .await?;
    let leads: Vec<(ProjectId, PersonId)> = found
        .into_iter()
        .filter_map(|(project, page)| {
            let (row, _) = page.rows.into_iter().next()?;
            Some((Id::from_uuid(project), (*Duty::DecideField.open(&row.person_id))?))
        })
        .collect();
    let ids: Vec<_> = leads.iter().map(|(_, person)| *person).collect();
    let people = Person::find_all(operation, &ids).await?;
    let of = |id: PersonId| people.iter().find(|person| person.key == id).cloned();
    Ok(leads
        .into_iter()
        .filter_map(|(project, person)| Some((project, of(person)?)))
        .collect())
}
