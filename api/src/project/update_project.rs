//! Changes what a project says of itself.

use async_graphql::{ID, InputObject};
use entity::{
    id::ProjectId,
    project::{ActiveModel, Entity},
    scalar::Day,
    vocabulary::{ProjectJoining, ProjectVisibility},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    IntoActiveValue,
};

use super::{acted::ActedProject, lifecycle, project::Project};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    public_service,
    relay::{Faults, Given, check_version, claim, differs, input_id},
    store::Event,
};

/// What updateProject needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateProjectInput {
    /// The project.
    pub project: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New title, 1 to 200 characters.
    pub title: Option<String>,
    /// New summary, 1 to 2000 characters.
    pub summary: Option<String>,
    /// New problem statement, 1 to 5000 characters.
    pub problem_statement: Option<String>,
    /// New expected results, 1 to 5000 characters.
    pub expected_results: Option<String>,
    /// New visibility; never narrower once announced.
    pub visibility: Option<ProjectVisibility>,
    /// New way of joining.
    pub joining: Option<ProjectJoining>,
    /// New day of decision.
    pub decision_on: Option<Given<Day>>,
    /// New service that it is about.
    pub public_service: Option<ID>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateProjectPayload, "updateProject", project: Project, "project");

pub(super) async fn update_project(operation: &Operation, input: UpdateProjectInput) -> Result<ProjectId> {
    let mut faults = Faults::default();
    let title = faults.optional_line("title", input.title.as_deref(), 1, 200);
    let summary = faults.optional("summary", input.summary.as_deref(), 1, 2000);
    let problem = faults
        .optional("problemStatement", input.problem_statement.as_deref(), 1, 5000)
        .map(Some);
    let results = faults
        .optional("expectedResults", input.expected_results.as_deref(), 1, 5000)
        .map(Some);
    let decision_on = faults.read("decisionOn", input.decision_on.as_ref()).map(Some);
    let claim = claim(
        operation,
        &mut faults,
        "updateProject",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let id: ProjectId = input_id(&input.project, "project")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "project"))?;
    let project = ActedProject::of(&row, own_part(&tx, id).await?);
    let question = ActionQuestion::of(Action::UpdateProject, tx.actor().roles());
    let may = may::permit(operation, question, project)?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    may.stands(clock.now())?;
    check_version(operation, id, row.version, &input.version)?;
    if lifecycle::is_announced(row.state) && input.visibility.is_some_and(|to| reach(to) < reach(row.visibility)) {
        let refusal = Refusal::new(
            Code::PreconditionUnmet,
            "An announced project does not become less visible.",
        );
        return Err(refusal.at(&["input", "visibility"]).into());
    }

    let service = public_service::named_in(&tx, input.public_service.as_ref()).await?;
    let service = service.map(Some);
    let is_other = differs(title.as_ref(), &row.title)
        || differs(summary.as_ref(), &row.summary)
        || differs(problem.as_ref(), &row.problem_statement)
        || differs(results.as_ref(), &row.expected_results)
        || differs(service.as_ref(), &row.public_service_id)
        || differs(input.visibility.as_ref(), &row.visibility)
        || differs(input.joining.as_ref(), &row.joining)
        || differs(decision_on.as_ref(), &row.decision_on);
    if !is_other {
        tx.finish_quietly(clock, id.uuid(), claim.as_ref()).await?;
        return Ok(id);
    }
    tx.update::<Entity>(
        id.uuid(),
        ActiveModel {
            title: title.map_or(NotSet, Set),
            summary: summary.map_or(NotSet, Set),
            problem_statement: problem.map_or(NotSet, Set),
            expected_results: results.map_or(NotSet, Set),
            public_service_id: service.map_or(NotSet, Set),
            visibility: input.visibility.map_or(NotSet, IntoActiveValue::into_active_value),
            joining: input.joining.map_or(NotSet, IntoActiveValue::into_active_value),
            decision_on: decision_on.map_or(NotSet, Set),
            updated_at: Set(clock.now()),
            version: Set(row.version + 1),
            ..Default::default()
        },
    )
    .await?;
    if input.visibility == Some(ProjectVisibility::Public) && row.visibility != ProjectVisibility::Public {
        // Who remembers a figure of the agency would subtract it from the next one, and have the project's alone (T51).
        tx.activity_was_hidden(id).await?;
    }
    super::index(&tx, clock, id).await?;
    tx.finish(
        clock,
        Event {
            kind: "project.changed",
            object: id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(id)
}

const fn reach(visibility: ProjectVisibility) -> u8 {
    match visibility {
        ProjectVisibility::Participants => 0,
        ProjectVisibility::Tenant => 1,
        ProjectVisibility::Public => 2,
    }
}
