//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::{OrganisationId, ParticipationId, PersonId, ProjectId},
    participation::{Entity, Model},
    scalar::Day,
    sealed::{Personal, ProjectShared},
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, Expertise, JoiningRoute, ParticipationState, ProjectRole, Purpose, Sector},
};

use super::{
    acted::ActedParticipation,
    byline::{Byline, Consents, byline_of},
    pseudonym_reveal::{PseudonymReveal, PseudonymRevealConnection, reveals_of},
    roles::own_roles,
};
use crate::{
    client,
    consent::{grounds, standing_of},
    error::Result,
    interest::{InterestDeclaration, InterestDeclarationConnection, declarations_of_participation},
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    organisation::Organisation,
    people::Person,
    policy::{Field, FieldQuestion, Relation},
    project::Project,
    relay::{
        ActionName, Noun, PageArgs, Pages, Permission, Plain,
        access::{access, list},
        answer, at_level, global_id, operation, permissions, referred, version_in,
    },
    store::Level,
};

/// Somebody's part in a project, which fixes sector, expertise and roles there.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Participation {
    #[graphql(skip)]
    pub(crate) key: ParticipationId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    project_key: ProjectId,
    #[graphql(skip)]
    projects: Arc<Level<ProjectId, Project>>,
    #[graphql(skip)]
    person_key: Personal<Option<PersonId>>,
    #[graphql(skip)]
    people: Arc<Level<PersonId, Person>>,
    #[graphql(skip)]
    organisation_key: ProjectShared<Option<OrganisationId>>,
    #[graphql(skip)]
    is_withheld: bool,
    #[graphql(skip)]
    organisations: Arc<Level<OrganisationId, Organisation>>,
    /// What the reader is to the row; each field asks with it.
    #[graphql(skip)]
    reader: FieldQuestion,
    #[graphql(skip)]
    acted: ActedParticipation,
    #[graphql(skip)]
    reveals: Arc<Pages<Entity, PseudonymReveal>>,
    #[graphql(skip)]
    declarations: Arc<Pages<Entity, InterestDeclaration>>,
    /// How the project names this participant.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    byline: Plain<Byline>,
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
    /// Why it was ended by somebody else. Read by the person, and by owners and facilitators.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    state_reason: Gated<Personal<Option<String>>>,
    /// Day of joining. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    joined_on: Gated<ProjectShared<Day>>,
    /// Day of leaving; null while active. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    left_on: Gated<ProjectShared<Option<Day>>>,
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
        let found = async { self.project_of(operation(ctx)?).await };
        answer(ctx, None, found.await).flatten()
    }

    /// Who it is; for the person, for owners and facilitators, and for a program of a partner whom the person agreed to.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin, Purpose::ShareWithPartner])))]
    async fn person(&self, ctx: &Context<'_>) -> Option<Person> {
        if !gate::may_read(ctx, &self.ask(Field::ParticipationPerson)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.person_key))?;
        let person = referred(ctx, &self.people, key).await?;
        Some(person.read_in(Some(self.project_key)))
    }

    /// Organisation that the participant speaks for; null where belonging to it tells something of article 9, but for
    /// the participant. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Organisation> {
        if !gate::may_read(ctx, &self.ask(Field::ParticipationOrganisation)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.organisation_key))?;
        // Without a redaction: that there is something to hide would tell as much (T37).
        let own = self.reader.facts.relations.contains(Relation::Itself);
        let found = referred(ctx, &self.organisations, key).await;
        found.filter(|noun| own || !(noun.tells || self.is_withheld))
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        let found = async {
            let operation = operation(ctx)?;
            let project = self.project_of(operation).await?;
            let is_over = project.is_none_or(|project| project.state.is_over());
            permissions(ctx, actions.as_deref(), &self.acted.in_project_that_is_over(is_over))
        };
        answer(ctx, None, found.await)
    }

    /// When and why the pseudonym was revealed by duty, newest first; for the person and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn reveals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<PseudonymRevealConnection> {
        let question = self.ask(Field::ParticipationReveals);
        if !gate::may_read(ctx, &question) {
            return None;
        }
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let page = reveals_of(ctx, self.key, &question, &self.reveals, &args).await;
        answer(ctx, None, page)
    }

    /// What the participant declared that could bias them, newest first. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    async fn interest_declarations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<InterestDeclarationConnection> {
        if !gate::may_read(ctx, &self.ask(Field::ParticipationInterestDeclarations)) {
            return None;
        }
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let page = declarations_of_participation(ctx, self.key, &self.declarations, &args).await;
        answer(ctx, None, page)
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl Participation {
    async fn project_of(&self, operation: &Operation) -> Result<Option<Project>> {
        at_level(operation, &self.projects, self.project_key).await
    }

    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.reader }
    }
}

/// The nouns of rows, with what the reader is to each: one statement, whatever the number. Persons, projects and
/// organisations load when they are asked for, each for all rows at once.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Participation>> {
    let tx = operation.snapshot().await?;
    let places: Vec<ProjectId> = rows.iter().map(|row| row.project_id).collect();
    let own = own_roles(&tx, &places).await?;
    let shared = client::shared_projects(&tx, operation.purpose(), &places).await?;
    let duty = Duty::DecideField;
    let projects = Level::of(rows.iter().map(|row| row.project_id));
    let people = Level::of(rows.iter().filter_map(|row| *duty.open(&row.person_id)));
    let reveals = Pages::of(rows.iter().map(|row| row.id));
    let declarations = Pages::of(rows.iter().map(|row| row.id));
    let organisations = Level::of(rows.iter().filter_map(|row| *duty.open(&row.organisation_id)));
    let actor = tx.actor();
    let subjects: Vec<PersonId> = rows.iter().filter_map(|row| *duty.open(&row.person_id)).collect();
    let grounds = grounds(operation, &tx, &subjects).await?;
    let asked = if grounds.is_some() { subjects.as_slice() } else { &[] };
    let standing = standing_of(&tx, asked).await?;
    let named = Consents::of(operation, &tx, &rows).await?;
    let said = |subject: Option<PersonId>| {
        let (person, consents) = standing.iter().find(|(person, _)| Some(*person) == subject)?;
        grounds.as_ref().map(|grounds| grounds.fact(*person, consents, None))
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let subject = *duty.open(&row.person_id);
            let is_own = subject.is_some() && subject == actor.person().map(|person| person.person);
            let roles = own
                .iter()
                .find(|(project, _)| *project == row.project_id)
                .map(|(_, roles)| *roles);
            let about = subject.map_or(DataSubject::Nobody, DataSubject::Person);
            let reader = FieldQuestion::of(Field::ParticipationPerson, actor.roles())
                .about(about)
                .read_in(Some(row.project_id))
                .related(Relation::own(is_own))
                .related(Relation::partner(shared.contains(&row.project_id)))
                .in_project(roles.unwrap_or(Set::EMPTY))
                .participating(roles.is_some())
                .consenting(said(subject));
            let ask = |field| FieldQuestion { field, ..reader };
            Participation {
                reveals: Arc::clone(&reveals),
                declarations: Arc::clone(&declarations),
                acted: ActedParticipation::of(&row, (actor, operation.purpose()), roles.unwrap_or(Set::EMPTY), false),
                key: row.id,
                // To a program the version would tell of every change of what it may not read (T40).
                seen: if actor.program().is_some() { 0 } else { row.version },
                project_key: row.project_id,
                projects: Arc::clone(&projects),
                byline: Plain(byline_of(operation, &named, &row)),
                is_withheld: operation.withholds(row.id, Purpose::ParticipationAdmin),
                person_key: row.person_id,
                people: Arc::clone(&people),
                organisation_key: row.organisation_id,
                organisations: Arc::clone(&organisations),
                reader,
                sector: Gated::new(row.sector, ask(Field::ParticipationSector)),
                expertise: Gated::new(row.expertise, ask(Field::ParticipationExpertise)),
                roles: Gated::new(row.roles, ask(Field::ParticipationRoles)),
                joined_via: Gated::new(row.joined_via, ask(Field::ParticipationJoinedVia)),
                state: Gated::new(row.state, ask(Field::ParticipationState)),
                state_reason: Gated::new(row.state_reason, ask(Field::ParticipationStateReason)),
                joined_on: Gated::new(row.joined_on, ask(Field::ParticipationJoinedOn)),
                left_on: Gated::new(row.left_on, ask(Field::ParticipationLeftOn)),
            }
        })
        .collect())
}

impl Noun for Participation {
    type Entity = Entity;

    fn key(&self) -> ParticipationId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ParticipationId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
