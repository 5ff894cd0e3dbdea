//! The phases of a project, for its noun.

use std::future::ready;

use async_graphql::{Context, Enum, InputObject};
use entity::{
    id::ProjectId,
    phase::{Column, Entity},
    project,
    vocabulary::{PhaseState, PhaseType},
};
use sea_orm::{ColumnTrait, Condition};

use super::phase::{Phase, PhaseConnection, of};
use crate::{
    error::Result,
    relay::{PageArgs, Pages, Relation, Sort, short},
};

/// Which phases; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub struct PhaseFilter {
    /// Of one of these types.
    pub types: Option<Vec<PhaseType>>,
    /// In one of these states.
    pub states: Option<Vec<PhaseState>>,
}

/// Orders of phases; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum PhaseOrder {
    /// As planned.
    #[default]
    PositionAsc,
    /// From the last to the first.
    PositionDesc,
}

impl PhaseFilter {
    fn condition(&self) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(types) = &self.types {
            let types = short("types", types, 4)?;
            condition = condition.add(Column::PhaseType.is_in(types.iter().copied()));
        }
        if let Some(states) = &self.states {
            let states = short("states", states, 8)?;
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        Ok(condition)
    }
}

impl PhaseOrder {
    const fn sort(self) -> Sort<Column> {
        Sort::public(Column::Position, matches!(self, Self::PositionDesc))
    }
}

/// The phases of a project, out of the pages of its level.
pub(crate) async fn phases_of(
    ctx: &Context<'_>,
    project: ProjectId,
    pages: &Pages<project::Entity, Phase>,
    filter: &PhaseFilter,
    order: PhaseOrder,
    args: &PageArgs,
) -> Result<PhaseConnection> {
    let relation = Relation::<Entity> {
        name: "Project.phases",
        which: &format!("{filter:?} {order:?}"),
        parent: Column::ProjectId,
        condition: filter.condition()?,
        order: order.sort().into(),
    };
    let page = pages
        .get(ctx, project, relation, args, |rows| ready(Ok(of(rows))))
        .await?;
    Ok(page.into())
}
