//! Opens a project.

use async_graphql::{ID, InputObject};
use entity::{
    id::{Id, ProjectId},
    project::{ActiveModel, Column, Entity},
    scalar::LanguageTag,
    vocabulary::{Expertise, ObjectOfCocreation, ProjectJoining, ProjectRole, ProjectState, ProjectVisibility, Sector},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{project::Project, state_change::record};
use crate::{
    clock::Clock,
    error::Result,
    exchange,
    operation::{Operation, gate, permit_in_agency},
    participation,
    policy::{Action, ActionQuestion},
    public_service,
    relay::{Faults, Given, claim, input_id, slug_of},
    store::{Event, Tx},
};

/// What createProject needs.
#[derive(Debug, InputObject)]
pub(super) struct CreateProjectInput {
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// What it is about, 1 to 2000 characters.
    pub summary: String,
    /// Short name, 2 to 60 of a-z, 0-9 and hyphen; made from the title, with a random end, when not given; where it is taken, it gets such an end too.
    pub slug: Option<String>,
    /// Main language; the agency's when not given.
    pub language: Option<Given<LanguageTag>>,
    /// What is to be created.
    pub object_of_cocreation: ObjectOfCocreation,
    /// Who may know of it.
    pub visibility: ProjectVisibility,
    /// How people come to take part.
    pub joining: ProjectJoining,
    /// Template to start from; its phases are planned, as far as the agency has turned their types on.
    pub template: Option<ID>,
    /// The service that it is about.
    pub public_service: Option<ID>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(CreateProjectPayload, "createProject", project: Project, "project");

pub(super) async fn create_project(operation: &Operation, input: CreateProjectInput) -> Result<ProjectId> {
    let mut faults = Faults::default();
    let title = faults.line("title", &input.title, 1, 200);
    let summary = faults.text("summary", &input.summary, 1, 2000);
    let named = input.slug.is_some();
    let slug = input.slug.as_deref().unwrap_or(&title);
    let slug = if named && !is_slug(slug) {
        faults.add(
            "slug",
            "A short name has 2 to 60 characters of a-z, 0-9 and hyphen, none at an end.",
        );
        String::new()
    } else {
        slug_of(slug)
    };
    let language = faults.read("language", input.language.as_ref());
    let claim = claim(
        operation,
        &mut faults,
        "createProject",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let template = input.template.as_ref().map(|id| input_id(id, "template")).transpose()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    permit_in_agency(operation, ActionQuestion::of(Action::CreateProject, tx.actor().roles()))?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let agency = tx.global().tenant(tx.actor().tenant).await?;
    let types = agency
        .as_ref()
        .map_or(entity::set::Set::EMPTY, |agency| agency.phase_types);
    let language = language.or_else(|| agency.map(|agency| agency.language));
    let language = language.unwrap_or_else(LanguageTag::english);

    let service = public_service::named_in(&tx, input.public_service.as_ref()).await?;
    let id = Id::from_uuid(clock.id());
    let now = clock.now();
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        slug: Set(free_slug(&tx, clock, &slug, named).await?),
        title: Set(title),
        summary: Set(summary),
        problem_statement: Set(None),
        expected_results: Set(None),
        language: Set(language.clone()),
        object_of_cocreation: Set(input.object_of_cocreation),
        public_service_id: Set(service),
        visibility: Set(input.visibility),
        joining: Set(input.joining),
        state: Set(ProjectState::Draft),
        state_reason: Set(None),
        decision_on: Set(None),
        attribution: Set(None),
        created_at: Set(now),
        announced_at: Set(None),
        updated_at: Set(now),
        version: Set(1),
    })
    .await?;
    record(&tx, clock, id, None, ProjectState::Draft, None).await?;
    super::index(&tx, clock, id).await?;
    if let Some(template) = template {
        let started = exchange::start_from(&tx, clock, (id, &language), template, types).await;
        started.map_err(|error| gate::at(error, "template"))?;
    }
    if let Some(person) = tx.actor().person() {
        let owner = entity::set::Set::EMPTY.with(ProjectRole::Owner);
        let as_agency = (Sector::State, Expertise::Professional);
        participation::join_as(&tx, clock, id, person.person, as_agency, owner).await?;
    }
    tx.finish(
        clock,
        Event {
            kind: "project.created",
            object: id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(id)
}

fn is_slug(slug: &str) -> bool {
    (2..=60).contains(&slug.len())
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-')
        && !slug.contains("--")
}

/// The short name that was asked for, or one with a random end. One made from a title always has the end, so that it
/// depends on no other project, hidden or not (T08). One that was asked for and is taken gets it too: that tells that
/// it is taken, but only to staff, who alone come here and know of all projects but those for participants alone; and
/// neither by whom nor for what. A refusal would tell as much, and be in the way.
async fn free_slug(tx: &Tx, clock: &Clock, wanted: &str, named: bool) -> Result<String> {
    let wanted = if wanted.len() < 2 { "project" } else { wanted };
    let same = Condition::all().add(Column::Slug.eq(wanted));
    if named && tx.count_all::<Entity>(same).await? == 0 {
        return Ok(wanted.to_owned());
    }
    Ok(format!("{}-{}", cut(wanted, 51), clock.random_hex::<4>()))
}

fn cut(slug: &str, length: usize) -> &str {
    slug.get(..length).unwrap_or(slug).trim_end_matches('-')
}
