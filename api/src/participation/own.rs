//! What rows of other domains ask of participations: the reader's own parts, and the names that stand with words.

use entity::{
    id::{ParticipationId, ProjectId},
    participation::{Column, Entity},
    set::Set,
    vocabulary::{ParticipationState, ProjectRole},
};
use sea_orm::{ColumnTrait, Condition};

use super::byline::{Byline, byline_of};
use crate::{
    error::Result,
    operation::{Operation, gate::Duty},
    store::Tx,
};

/// The reader's own part in a project, active or ended: what one said stays one's own.
#[derive(Clone, Copy, Debug)]
pub struct OwnPart {
    /// The participation.
    pub key: ParticipationId,
    /// Its project.
    pub project: ProjectId,
    /// Roles in it; none once it has ended.
    pub roles: Set<ProjectRole>,
    /// Whether it is active.
    pub is_active: bool,
}

/// The reader's own parts in these projects: one statement, or none for who signed in nowhere.
pub async fn own_parts(tx: &Tx, projects: impl IntoIterator<Item = ProjectId>) -> Result<Vec<OwnPart>> {
    let mut projects: Vec<_> = projects.into_iter().collect();
    projects.sort_unstable();
    projects.dedup();
    let Some(reader) = tx.actor().person().filter(|_| !projects.is_empty()) else {
        return Ok(Vec::new());
    };
    let own = Condition::all()
        .add(Column::PersonId.eq(reader.person))
        .add(tx.among(Column::ProjectId, projects.iter().map(|project| project.uuid())));
    let rows = tx.rows::<Entity>().filter(own).all(1000).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let is_active = *Duty::DecideField.open(&row.state) == ParticipationState::Active;
            let roles = *Duty::DecideField.open(&row.roles);
            OwnPart {
                key: row.id,
                project: row.project_id,
                roles: if is_active { roles } else { Set::EMPTY },
                is_active,
            }
        })
        .collect())
}

/// The names that stand with the words of these participants, for everybody who reads the words.
pub async fn bylines(operation: &Operation, ids: &[ParticipationId]) -> Result<Vec<(ParticipationId, Byline)>> {
    let tx = operation.snapshot().await?;
    let rows = tx.public_of::<Entity, _>(ids, |row| row).await?;
    Ok(rows.iter().map(|row| (row.id, byline_of(operation, row))).collect())
}
