//! The participations of a project, for its noun.

use async_graphql::{Context, Enum, InputObject};
use entity::{
    id::ProjectId,
    participation::{Column, Entity},
    vocabulary::{ParticipationState, Sector},
};
use sea_orm::{ColumnTrait, Condition};

use super::participation::{Participation, ParticipationConnection, of};
use crate::{
    error::{Code, Refusal, Result},
    operation::gate,
    policy::{Field, FieldQuestion},
    relay::{PageArgs, operation, paged},
    store::Key,
};

/// Which participations; every given condition must hold. It opens with the list itself, to participants and staff.
#[derive(Debug, Default, InputObject)]
pub struct ParticipationFilter {
    /// Of one of these sectors.
    pub sectors: Option<Vec<Sector>>,
    /// In one of these states.
    pub states: Option<Vec<ParticipationState>>,
}

/// Orders of participations; ties within a day go by the random id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ParticipationOrder {
    /// Who joined first.
    JoinedOnAsc,
    /// Who joined last.
    #[default]
    JoinedOnDesc,
}

/// Who takes part in a project; nothing, with the reason, for who may not read it.
pub(crate) async fn participations_of(
    ctx: &Context<'_>,
    project: ProjectId,
    filter: &ParticipationFilter,
    order: ParticipationOrder,
    args: &PageArgs,
) -> Result<Option<ParticipationConnection>> {
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let own = super::own_in(&tx, project).await?;
    let question = FieldQuestion::of(Field::ProjectParticipations, tx.actor().roles())
        .in_project(own.as_ref().map_or(entity::set::Set::EMPTY, |(_, roles)| *roles))
        .participating(own.is_some());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let mut condition = Condition::all().add(Column::ProjectId.eq(project));
    if filter.sectors.as_ref().is_some_and(|sectors| sectors.len() > 3)
        || filter.states.as_ref().is_some_and(|states| states.len() > 3)
    {
        return Err(Refusal::new(Code::BadInput, "The list is too long: 3 entries at most.")
            .at(&["filter"])
            .into());
    }
    if let Some(sectors) = &filter.sectors {
        condition = condition.add(Column::Sector.is_in(sectors.iter().copied()));
    }
    if let Some(states) = &filter.states {
        condition = condition.add(Column::State.is_in(states.iter().copied()));
    }
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let keys = [Key {
        column: Column::JoinedOn,
        descending: order == ParticipationOrder::JoinedOnDesc,
    }];
    let list = [
        "Project.participations",
        &project.uuid().to_string(),
        &format!("{filter:?} {order:?}"),
    ];
    let page = paged(ctx, operation, rows, &keys, &list, args).await?;
    let nouns = of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}

/// The viewer's own participation in a project; none where there is none.
pub async fn own_participation(ctx: &Context<'_>, project: ProjectId) -> Result<Option<Participation>> {
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let Some((row, _)) = super::own_in(&tx, project).await? else {
        return Ok(None);
    };
    Ok(of(operation, vec![row]).await?.pop())
}
