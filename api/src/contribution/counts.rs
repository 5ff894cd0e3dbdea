//! How many contributions a phase has, by kind.

use async_graphql::SimpleObject;
use entity::{
    contribution::{Column, Entity},
    id::PhaseId,
    vocabulary::{AccessClass, ContributionKind, ContributionState},
};
use sea_orm::{ColumnTrait, Condition};

use super::rules::NOT_PUBLIC;
use crate::{error::Result, operation::Operation, relay::access::access};

/// How many published contributions of one kind there are.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ContributionKindCount {
    /// Kind of contribution.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    kind: ContributionKind,
    /// The number; contributions are public and counted as they are.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    count: i32,
}

/// The counts of these phases, in the order of the enumeration: one statement, whatever their number. What was
/// published counts until it is withdrawn or rejected; a tombstone counts.
pub(crate) async fn contribution_counts(
    operation: &Operation,
    phases: Vec<PhaseId>,
) -> Result<Vec<(PhaseId, Vec<ContributionKindCount>)>> {
    let tx = operation.snapshot().await?;
    let published = Condition::all()
        .add(tx.among(Column::PhaseId, phases.iter().map(|phase| phase.uuid())))
        .add(Column::PublishedAt.is_not_null())
        .add(Column::State.ne(ContributionState::Withdrawn))
        .add(Column::State.is_not_in(NOT_PUBLIC));
    let mut counts: Vec<(PhaseId, ContributionKind, i64)> = tx
        .rows::<Entity>()
        .filter(published)
        .count_by(Column::PhaseId, Column::Kind)
        .await?;
    counts.sort_unstable_by_key(|(phase, kind, _)| (*phase, *kind));
    Ok(phases
        .into_iter()
        .map(|phase| {
            let of_phase = counts.iter().filter(|(of, ..)| *of == phase);
            let of_phase = of_phase.map(|(_, kind, count)| ContributionKindCount {
                kind: *kind,
                count: i32::try_from(*count).unwrap_or(i32::MAX),
            });
            (phase, of_phase.collect())
        })
        .collect())
}
