//! What search finds of a project.

use entity::{
    id::ProjectId,
    project::{Column, Entity},
    vocabulary::SearchKind,
};
use sea_orm::{ColumnTrait, Condition};

use super::project::Project;
use crate::{
    clock::Clock,
    error::{Fault, Result},
    store::{Tx, search::Document},
};

impl Project {
    /// Its texts, in the order in which they are read.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let later = [self.problem_statement.as_deref(), self.expected_results.as_deref()];
        std::iter::once(self.summary.as_str()).chain(later.into_iter().flatten())
    }
}

/// Makes a project found by the words that it has now.
pub async fn index(tx: &Tx, clock: &Clock, id: ProjectId) -> Result<()> {
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    let row = row.ok_or_else(|| Fault::logged("a project that was just written is not there"))?;
    let project = Project::from(row);
    let texts: Vec<&str> = project.texts().collect();
    tx.index(
        clock,
        &Document {
            kind: SearchKind::Project,
            object: id.uuid(),
            project: Some(id),
            dated_at: project.created_at,
            title: Some(&project.title),
            texts: &texts,
        },
    )
    .await
}
