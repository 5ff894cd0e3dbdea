//! Which conversation of a project an export is of: a later run goes on with that one, and no other gets its votes.

use entity::{
    contribution::{Column, Entity},
    id::PhaseId,
    import_source, project,
};
use sea_orm::{ColumnTrait, Condition};

use super::{PolisImport, likeness::alike, read::Summary};
use crate::{
    actor::Actor,
    error::{Code, Refusal, Result},
    store::Store,
};

/// The conversation of the project that the export goes on with: the one of its name, or one that has its statements under
/// another name, such as an address that changed. None where there is no such. Refused is an export of that name whose
/// statements are others.
pub(super) async fn find(
    store: &Store,
    actor: &Actor,
    import: &PolisImport,
    summary: &Summary,
) -> Result<Option<import_source::Model>> {
    let sources = sources(store, actor, &import.project).await?;
    let name = summary.source();
    let named = sources.iter().find(|source| source.source == name).cloned();
    // Asked first: another run may be writing them.
    if let Some(named) = &named
        && !has_statements(store, actor, named.phase_id).await?
    {
        return Ok(Some(named.clone()));
    }
    let phases: Vec<_> = sources.iter().map(|source| source.phase_id).collect();
    let Some(alike) = alike(store, actor, &import.folder, &phases).await? else {
        return Ok(named);
    };
    let of = |source: &import_source::Model| alike.get(&source.phase_id).copied().unwrap_or_default();
    let Some(named) = named else {
        return Ok(sources.into_iter().find(|source| of(source).is_same_by_times()));
    };
    if of(&named).is_same() {
        return Ok(Some(named));
    }
    let why = "The project holds another conversation already, which summary.csv does not tell from this one.";
    let hint =
        "Give the short name of another project, or write the address of this conversation into summary.csv (url).";
    Err(Refusal::new(Code::PreconditionUnmet, why).hint(hint).into())
}

/// What was imported into the project, if it is there.
async fn sources(store: &Store, actor: &Actor, project: &str) -> Result<Vec<import_source::Model>> {
    let tx = store.write(actor.clone()).await?;
    let slug = Condition::all().add(project::Column::Slug.eq(project));
    let Some(project) = tx.rows::<project::Entity>().filter(slug).one().await? else {
        return Ok(Vec::new());
    };
    let of_project = Condition::all().add(import_source::Column::ProjectId.eq(project.id));
    tx.lock_all::<import_source::Entity>(of_project).await
}

async fn has_statements(store: &Store, actor: &Actor, phase: PhaseId) -> Result<bool> {
    let tx = store.read(actor.clone()).await?;
    let imported = Condition::all()
        .add(Column::PhaseId.eq(phase))
        .add(Column::ImportKey.is_not_null());
    Ok(tx.rows::<Entity>().filter(imported).one().await?.is_some())
}
