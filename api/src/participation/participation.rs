//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use chrono::NaiveDate;
use entity::{
    id::{ParticipationId, ProjectId},
    participation::{Column, Entity, Model},
    sealed::{Personal, ProjectShared},
    set::Set,
    vocabulary::{AccessClass, Expertise, JoiningRoute, ParticipationState, ProjectRole, Purpose, Sector},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    people::{self, Person},
    policy::{Field, FieldQuestion, Relation},
    project::{self, Project},
    relay::{
        access::{access, list},
        answer, global_id, operation, version_in,
    },
    store::{Level, Tx},
};

/// How exact a shown name is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub enum NamePrecision {
    /// Made for this project; it cannot be linked to other projects.
    Pseudonym,
}

/// The name that stands with somebody's words in a project.
#[derive(Clone, Debug, SimpleObject)]
pub struct Byline {
    /// A pseudonym of this project alone.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    name: String,
    /// How exact it is.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    precision: NamePrecision,
}

impl Byline {
    /// The name of this project alone.
    pub(super) const fn pseudonym(name: String) -> Self {
        Self {
            name,
            precision: NamePrecision::Pseudonym,
        }
    }
}

/// Somebody's part in a project, which fixes sector, expertise and roles there.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Participation {
    #[graphql(skip)]
    pub(crate) key: ParticipationId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    project_key: ProjectId,
    #[graphql(skip)]
    projects: Arc<Level<ProjectId, Project>>,
    /// How the project names this participant.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    byline: Byline,
    /// Who it is; for the person, and for owners and facilitators.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin, Purpose::ShareWithPartner])))]
    person: Gated<Personal<Option<Person>>>,
    /// The sector; null where it is not known. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    sector: Gated<ProjectShared<Option<Sector>>>,
    /// The expertise; null where it is not known. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    expertise: Gated<ProjectShared<Option<Expertise>>>,
    /// Roles in the project. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None), directive = list::apply(6))]
    roles: Gated<ProjectShared<Set<ProjectRole>>>,
    /// How the participant came in. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    joined_via: Gated<ProjectShared<JoiningRoute>>,
    /// Whether it is active. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    state: Gated<ProjectShared<ParticipationState>>,
    /// Day of joining. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    joined_on: Gated<ProjectShared<NaiveDate>>,
    /// Day of leaving; null while active. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    left_on: Gated<ProjectShared<Option<NaiveDate>>>,
}

connection!(
    ParticipationConnection,
    ParticipationEdge,
    Participation,
    "participations"
);

#[ComplexObject]
impl Participation {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// The project; null once you may no longer know of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids: Vec<ProjectId>| async move {
                let projects = project::find_all(operation, &ids).await?;
                Ok(projects.into_iter().map(|project| (project.key, project)).collect())
            };
            self.projects.get(self.project_key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The nouns of rows, each with its person and what the reader is to it: three statements, whatever the number.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Participation>> {
    let persons: Vec<_> = rows
        .iter()
        .filter_map(|row| *Duty::DecideField.open(&row.person_id))
        .collect();
    let people = people::load(operation, &persons).await?;
    let tx = operation.snapshot().await?;
    let own = roles_of_reader(&tx, &rows).await?;
    let projects = Level::of(rows.iter().map(|row| row.project_id));
    let actor = tx.actor();
    Ok(rows
        .into_iter()
        .map(|row| {
            let subject = *Duty::DecideField.open(&row.person_id);
            let person = persons
                .iter()
                .position(|id| Some(*id) == subject)
                .and_then(|at| people.get(at).cloned())
                .flatten();
            let is_own = subject.is_some() && subject == actor.person().map(|person| person.person);
            let roles = own
                .iter()
                .find(|(project, _)| *project == row.project_id)
                .map(|(_, roles)| *roles);
            let ask = |field| {
                FieldQuestion::of(field, actor.roles())
                    .related(if is_own { Relation::Itself } else { Relation::None })
                    .in_project(roles.unwrap_or(Set::EMPTY))
                    .participating(roles.is_some())
            };
            Participation {
                key: row.id,
                seen: row.version,
                project_key: row.project_id,
                projects: Arc::clone(&projects),
                byline: Byline::pseudonym(row.pseudonym),
                person: Gated::new(Personal::new(person), ask(Field::ParticipationPerson)),
                sector: Gated::new(row.sector, ask(Field::ParticipationSector)),
                expertise: Gated::new(row.expertise, ask(Field::ParticipationExpertise)),
                roles: Gated::new(row.roles, ask(Field::ParticipationRoles)),
                joined_via: Gated::new(row.joined_via, ask(Field::ParticipationJoinedVia)),
                state: Gated::new(row.state, ask(Field::ParticipationState)),
                joined_on: Gated::new(row.joined_on, ask(Field::ParticipationJoinedOn)),
                left_on: Gated::new(row.left_on, ask(Field::ParticipationLeftOn)),
            }
        })
        .collect())
}

/// The projects of these rows that the reader actively takes part in, with the reader's roles there.
async fn roles_of_reader(tx: &Tx, rows: &[Model]) -> Result<Vec<(ProjectId, Set<ProjectRole>)>> {
    let Some(reader) = tx.actor().person() else {
        return Ok(Vec::new());
    };
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut projects: Vec<_> = rows.iter().map(|row| row.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    let own = Condition::all()
        .add(Column::PersonId.eq(reader.person))
        .add(Column::State.eq(ParticipationState::Active))
        .add(Column::ProjectId.is_in(projects));
    let own = tx.rows::<Entity>().filter(own).all(1000).await?;
    Ok(own
        .into_iter()
        .map(|row| (row.project_id, *Duty::DecideField.open(&row.roles)))
        .collect())
}

/// Those of these participations that the actor may know of.
pub async fn find_all(operation: &Operation, ids: &[ParticipationId]) -> Result<Vec<Participation>> {
    let tx = operation.snapshot().await?;
    let rows = tx.by_ids::<Entity>(ids).await?;
    of(operation, rows).await
}
