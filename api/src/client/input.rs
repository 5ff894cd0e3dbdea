//! What the verbs on clients share: checks of input, the scope, and the end of a change.

use async_graphql::ID;
use chrono::{DateTime, Duration, Utc};
use entity::{
    client::{ActiveModel, Entity, Model},
    client_scope,
    id::{ClientId, Id, ProjectId},
    project,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{acted::ActedClient, client::MOST_PROJECTS};
use crate::{
    clock::Clock,
    error::{Refusal, Result},
    operation::{
        Operation, gate,
        may::{self, Permitted},
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, input_id, parse_id},
    store::{Claim, Event, Tx},
};

/// How far ahead a credential may end: two years, of which one may be a leap year.
const LONGEST: Duration = Duration::days(731);

/// Notes a fault where a credential would end too late, or has ended before it begins.
pub(super) fn check_end(faults: &mut Faults, expires_at: DateTime<Utc>, clock: &Clock) {
    if expires_at <= clock.now() || expires_at > clock.now() + LONGEST {
        faults.add("expiresAt", "A credential ends within two years from now.");
    }
}

/// Notes a fault where a scope holds too many projects.
pub(super) fn check_scope(faults: &mut Faults, projects: &[ID]) {
    if projects.len() > MOST_PROJECTS {
        faults.add(
            "projects",
            format!("The list is too long: {MOST_PROJECTS} projects at most."),
        );
    }
}

/// The projects that the input names, all of which the actor may know of: nobody gives what they do not see (T96).
pub(super) async fn projects(tx: &Tx, ids: &[ID]) -> Result<Vec<ProjectId>> {
    let asked: Vec<Option<ProjectId>> = ids.iter().map(parse_id).collect();
    let mut wanted: Vec<ProjectId> = asked.iter().copied().flatten().collect();
    wanted.sort_unstable();
    wanted.dedup();
    let known = tx.by_ids::<project::Entity>(&wanted).await?;
    let mut faults = Faults::default();
    for (place, id) in asked.iter().enumerate() {
        if !known.iter().any(|row| Some(row.id) == *id) {
            faults.push(Refusal::not_found().at(&["input", "projects", &place.to_string()]));
        }
    }
    faults.done()?;
    Ok(wanted)
}

/// Whether a client sees projects beyond the public ones.
pub(super) async fn has_projects(tx: &Tx, client: ClientId) -> Result<bool> {
    let theirs = Condition::all().add(client_scope::Column::ClientId.eq(client));
    Ok(tx.rows::<client_scope::Entity>().filter(theirs).one().await?.is_some())
}

/// Makes these projects, and no others, the scope of a client; whether it was another before.
pub(super) async fn set_scope(tx: &Tx, clock: &Clock, client: ClientId, projects: &[ProjectId]) -> Result<bool> {
    let theirs = Condition::all().add(client_scope::Column::ClientId.eq(client));
    let before = tx.lock_all::<client_scope::Entity>(theirs).await?;
    let mut is_other = false;
    for row in before.iter().filter(|row| !projects.contains(&row.project_id)) {
        tx.delete::<client_scope::Entity>(row.id.uuid()).await?;
        is_other = true;
    }
    for project in projects {
        if before.iter().any(|row| row.project_id == *project) {
            continue;
        }
        tx.insert::<client_scope::Entity>(client_scope::ActiveModel {
            tenant_id: NotSet,
            id: Set(Id::from_uuid(clock.id())),
            client_id: Set(client),
            project_id: Set(*project),
        })
        .await?;
        is_other = true;
    }
    Ok(is_other)
}

/// The client that an input names, held, for an actor who may do this to it.
pub(super) async fn held(
    operation: &Operation,
    tx: &Tx,
    id: &ID,
    action: Action,
) -> Result<(Model, Permitted<ActedClient>)> {
    let id: ClientId = input_id(id, "client")?;
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "client"))?;
    let question = ActionQuestion::of(action, tx.actor().roles());
    let may = may::permit(operation, question, ActedClient::of(&row))?;
    Ok((row, may))
}

/// Refuses what was ended for good, and a change of what the caller has not seen.
pub(super) fn changeable(
    operation: &Operation,
    may: &Permitted<ActedClient>,
    row: &Model,
    version: &str,
) -> Result<()> {
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, version)
}

/// Writes the change, its event and the claim, and commits.
pub(super) async fn finish(
    clock: &Clock,
    tx: Tx,
    id: ClientId,
    change: ActiveModel,
    kind: &'static str,
    claim: Option<&Claim>,
) -> Result<()> {
    tx.update::<Entity>(id.uuid(), change).await?;
    let object = id.uuid();
    tx.finish(clock, Event { kind, object }, claim).await
}
