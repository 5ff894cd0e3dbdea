//! What rows of other domains ask of participations: the reader's own parts, and the names that stand with words.

use entity::{
    id::{Id, ParticipationId, PersonId, ProjectId},
    participation::{Column, Entity, Model},
    project,
    set::Set,
    vocabulary::{ParticipationState, ProjectRole, Purpose, Sector},
};
use sea_orm::{ColumnTrait, Condition};

use super::byline::{Byline, Consents, byline_of};
use crate::{
    consent::{grounds, standing_of},
    error::Result,
    operation::{Operation, gate::Duty},
    policy::{ActionQuestion, ConsentFact},
    store::{Inside, Tx, Visible},
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
    /// Whether somebody else ended it.
    pub is_removed: bool,
    /// The sector that one takes part for, where it is known.
    pub sector: Option<Sector>,
}

impl OwnPart {
    fn of(row: &Model) -> Self {
        let duty = Duty::DecideField;
        let state = *duty.open(&row.state);
        let is_active = state == ParticipationState::Active;
        Self {
            key: row.id,
            project: row.project_id,
            roles: if is_active { *duty.open(&row.roles) } else { Set::EMPTY },
            is_active,
            is_removed: state == ParticipationState::Removed,
            sector: *duty.open(&row.sector),
        }
    }
}

/// The policy's question on what hangs on a project, with the actor's part in it.
#[must_use]
pub fn with_part(question: ActionQuestion, part: Option<OwnPart>) -> ActionQuestion {
    let question = question.in_project(part.map_or(Set::EMPTY, |part| part.roles));
    question.participating(part.is_some_and(|part| part.is_active))
}

/// The reader's own part in one project, active or ended.
pub async fn own_part(tx: &Tx, project: ProjectId) -> Result<Option<OwnPart>> {
    let Some(own) = tx.own::<Entity>() else {
        return Ok(None);
    };
    let here = Condition::all().add(Column::ProjectId.eq(project));
    let row = own.filter(here).one().await?;
    Ok(row.as_ref().map(OwnPart::of))
}

/// The row with this id that hangs on a project, that project, and the actor's own part in it, as they are once the two are
/// shared as [`Tx::share_both`] does: in one statement for who takes part.
pub async fn share_both_and_part<F: Inside<project::Entity>>(
    tx: &Tx,
    id: Id<F>,
) -> Result<(project::Model, F::Model, Option<OwnPart>)> {
    let all = tx.share_both_and_own::<project::Entity, F, Entity>(id.uuid(), Column::ProjectId);
    if let Some((project, row, part)) = all.await? {
        return Ok((project, row, Some(OwnPart::of(&part))));
    }
    let (project, row) = tx.share_both::<project::Entity, F>(id.uuid()).await?;
    let part = own_part(tx, project.id).await?;
    Ok((project, row, part))
}

/// Has whoever erases this participant wait until the transaction ends, before it holds what they gave: an erasure takes both
/// in this order.
pub async fn keep_part(tx: &Tx, part: ParticipationId) -> Result<()> {
    tx.keep::<Entity>(part.uuid()).await
}

/// The row with this id, if the reader may know of it, and their own part in the project that this column names, in one
/// statement.
pub async fn beside_own_part<E: Visible>(
    tx: &Tx,
    id: Id<E>,
    project: E::Column,
) -> Result<Option<(E::Model, Option<OwnPart>)>> {
    let found = tx
        .beside_own::<E, Entity>(id.uuid(), (project, Column::ProjectId))
        .await?;
    Ok(found.map(|(row, part)| (row, part.as_ref().map(OwnPart::of))))
}

/// The roles that a person actively has in a project, as far as the reader may know of their part in it.
pub async fn roles_known(tx: &Tx, project: ProjectId, person: PersonId) -> Result<Set<ProjectRole>> {
    let theirs = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::ProjectId.eq(project));
    let row = tx.rows::<Entity>().filter(theirs).one().await?;
    Ok(row.map_or(Set::EMPTY, |row| OwnPart::of(&row).roles))
}

/// The reader's own parts in these projects: one statement, or none for who signed in nowhere.
pub async fn own_parts(tx: &Tx, projects: impl IntoIterator<Item = ProjectId>) -> Result<Vec<OwnPart>> {
    let mut projects: Vec<_> = projects.into_iter().collect();
    projects.sort_unstable();
    projects.dedup();
    let Some(own) = tx.own::<Entity>().filter(|_| !projects.is_empty()) else {
        return Ok(Vec::new());
    };
    let these = tx.among(Column::ProjectId, projects.iter().map(|project| project.uuid()));
    let rows = own.filter(these).all(1000).await?;
    Ok(rows.iter().map(OwnPart::of).collect())
}

/// The names that stand with the words of these participants, for everybody who reads the words.
pub async fn bylines(operation: &Operation, ids: &[ParticipationId]) -> Result<Vec<(ParticipationId, Byline)>> {
    let tx = operation.snapshot().await?;
    let rows = tx.public_of::<Entity, _>(ids, |row| row).await?;
    let consents = Consents::of(operation, &tx, &rows).await?;
    let named = |row| byline_of(operation, &consents, row);
    Ok(rows.iter().map(|row| (row.id, named(row))).collect())
}

/// What these participants say to the declared purpose, for a field that leads to them: a few statements, and none where
/// that purpose never asks.
pub async fn said_by(
    operation: &Operation,
    tx: &Tx,
    ids: &[ParticipationId],
) -> Result<Vec<(ParticipationId, (Purpose, ConsentFact))>> {
    if operation.purpose().is_none_or(Purpose::is_needed) {
        return Ok(Vec::new());
    }
    let rows = tx.public_of::<Entity, _>(ids, |row| (row.id, row.person_id)).await?;
    let parts = rows.iter().filter_map(|(part, person)| {
        let person = *Duty::DecideField.open(person);
        person.map(|person| (*part, person))
    });
    let parts: Vec<(ParticipationId, PersonId)> = parts.collect();
    let people: Vec<PersonId> = parts.iter().map(|(_, person)| *person).collect();
    let Some(grounds) = grounds(operation, tx, &people).await? else {
        return Ok(Vec::new());
    };
    let standing = standing_of(tx, &people).await?;
    let said = parts.into_iter().filter_map(|(part, person)| {
        let (_, consents) = standing.iter().find(|(of, _)| *of == person)?;
        Some((part, grounds.fact(person, consents, None)))
    });
    Ok(said.collect())
}
