//! In which projects a program reads for its partner.

use entity::{
    client_scope::{Column, Entity},
    id::ProjectId,
    vocabulary::Purpose,
};
use sea_orm::{ColumnTrait, Condition};

use super::client::MOST_PROJECTS;
use crate::{error::Result, store::Tx};

/// Those of these projects in which a program that declares this purpose reads who takes part for its partner: the ones of
/// its scope. One statement, and none for whoever else asks.
pub async fn shared_projects(tx: &Tx, purpose: Option<Purpose>, projects: &[ProjectId]) -> Result<Vec<ProjectId>> {
    let program = tx.actor().program().filter(|program| program.partner().is_some());
    let asks = purpose == Some(Purpose::ShareWithPartner) && !projects.is_empty();
    let Some(program) = program.filter(|_| asks) else {
        return Ok(Vec::new());
    };
    let scope = Condition::all()
        .add(Column::ClientId.eq(program.client))
        .add(Column::ProjectId.is_in(projects.iter().copied()));
    let most = u64::try_from(MOST_PROJECTS).unwrap_or(u64::MAX);
    let rows = tx.rows::<Entity>().filter(scope).all(most).await?;
    Ok(rows.into_iter().map(|row| row.project_id).collect())
}
