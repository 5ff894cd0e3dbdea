//! The phases of a project, for its noun.

use async_graphql::{Context, Enum, InputObject};
use entity::{
    id::ProjectId,
    phase::{Column, Entity},
    vocabulary::{PhaseState, PhaseType},
};
use sea_orm::{ColumnTrait, Condition};

use super::phase::{PhaseConnection, of};
use crate::{
    error::{Code, Refusal, Result},
    relay::{PageArgs, operation, paged},
    store::Key,
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
        let too_long = |name: &str, most: usize| {
            let refusal = Refusal::new(Code::BadInput, format!("The list is too long: {most} entries at most."));
            Err(refusal.at(&["filter", name]).into())
        };
        let mut condition = Condition::all();
        if let Some(types) = &self.types {
            if types.len() > 4 {
                return too_long("types", 4);
            }
            condition = condition.add(Column::PhaseType.is_in(types.iter().copied()));
        }
        if let Some(states) = &self.states {
            if states.len() > 8 {
                return too_long("states", 8);
            }
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        Ok(condition)
    }
}

impl PhaseOrder {
    const fn key(self) -> Key<Column> {
        Key {
            column: Column::Position,
            descending: matches!(self, Self::PositionDesc),
        }
    }
}

/// The phases of a project.
pub(crate) async fn phases_of(
    ctx: &Context<'_>,
    project: ProjectId,
    filter: &PhaseFilter,
    order: PhaseOrder,
    args: &PageArgs,
) -> Result<PhaseConnection> {
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let condition = filter.condition()?.add(Column::ProjectId.eq(project));
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let list = [
        "Project.phases",
        &project.uuid().to_string(),
        &format!("{filter:?} {order:?}"),
    ];
    let page = paged(ctx, operation, rows, &[order.key()], &list, args).await?;
    let nouns = of(page.nodes().cloned().collect());
    Ok(page.with(nouns).into())
}
