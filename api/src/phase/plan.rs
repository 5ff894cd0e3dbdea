//! The verbs that plan phases: adding one to a project, and changing what one says of itself.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{Id, PhaseId, ProjectId},
    phase::{ActiveModel, Entity, Model},
    project, set,
    vocabulary::{EngagementMethod, PhaseState, PhaseType, Sector},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    IntoActiveValue,
};

use super::{
    held::{Held, hold},
    places::give_place,
    state_change::record,
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    project::ActedProject,
    relay::{Faults, check_version, claim, differs, input_id, whole_millis},
    store::{Event, Tx},
};

/// What addPhase needs.
#[derive(Debug, InputObject)]
pub(super) struct AddPhaseInput {
    /// The project.
    pub project: ID,
    /// Its kind, one that the agency has turned on.
    #[graphql(name = "type")]
    pub phase_type: PhaseType,
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// What happens in it, 1 to 5000 characters.
    pub description: String,
    /// Its place among the phases, from 1; the end when not given.
    pub position: Option<i32>,
    /// Sectors that may contribute; all when not given.
    pub eligible_sectors: Option<Vec<Sector>>,
    /// How people take part.
    pub methods: Option<Vec<EngagementMethod>>,
    /// When it is planned to open.
    pub opens_at: Option<DateTime<Utc>>,
    /// When input ends, after it opens.
    pub closes_at: Option<DateTime<Utc>>,
    /// Whether nobody is told who wrote what until the review is settled; no when not given.
    pub is_blind_review: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What updatePhase needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdatePhaseInput {
    /// The phase.
    pub phase: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New title, 1 to 200 characters.
    pub title: Option<String>,
    /// New description, 1 to 5000 characters.
    pub description: Option<String>,
    /// New place, from 1; the others move.
    pub position: Option<i32>,
    /// New sectors that may contribute; not to be changed once open.
    pub eligible_sectors: Option<Vec<Sector>>,
    /// New methods, whole.
    pub methods: Option<Vec<EngagementMethod>>,
    /// New planned opening; not to be changed once open.
    pub opens_at: Option<DateTime<Utc>>,
    /// New end of input; to shorten an open phase is refused.
    pub closes_at: Option<DateTime<Utc>>,
    /// Whether nobody is told who wrote what until the review is settled; not to be changed once open.
    pub is_blind_review: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn add(operation: &Operation, input: AddPhaseInput) -> Result<PhaseId> {
    let mut faults = Faults::default();
    let title = faults.line("title", &input.title, 1, 200);
    let description = faults.text("description", &input.description, 1, 5000);
    check_place(&mut faults, input.position);
    let sectors = sectors(&mut faults, input.eligible_sectors.as_deref());
    let methods = methods(&mut faults, input.methods.as_deref());
    let (opens_at, closes_at) = (input.opens_at.map(whole_millis), input.closes_at.map(whole_millis));
    if !in_order(opens_at, closes_at) {
        faults.add("closesAt", ENDS_AFTER);
    }
    let claim = claim(
        operation,
        &mut faults,
        "addPhase",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let project: ProjectId = input_id(&input.project, "project")?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let project = tx
        .lock::<project::Entity>(project.uuid())
        .await
        .map_err(|error| gate::at(error, "project"))?;
    let acted = ActedProject::of(&project, own_part(&tx, project.id).await?);
    let may = may::permit(
        operation,
        ActionQuestion::of(Action::AddPhase, tx.actor().roles()),
        acted,
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    may.stands(clock.now())?;
    is_turned_on(&tx, input.phase_type).await?;

    let id = Id::from_uuid(clock.id());
    let position = give_place(&tx, project.id, id, input.position).await?;
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        project_id: Set(project.id),
        phase_type: Set(input.phase_type),
        title: Set(title),
        description: Set(description),
        position: Set(position),
        state: Set(PhaseState::Planned),
        state_reason: Set(None),
        methods: Set(methods.unwrap_or(set::Set::EMPTY)),
        eligible_sectors: Set(sectors.unwrap_or_else(|| <Sector as set::Member>::ALL.iter().copied().collect())),
        opens_at: Set(opens_at),
        closes_at: Set(closes_at),
        opened_at: Set(None),
        closed_at: Set(None),
        dispositions_published_at: Set(None),
        is_blind_review: Set(input.is_blind_review.unwrap_or_default()),
        created_at: Set(clock.now()),
        version: Set(1),
    })
    .await?;
    record(&tx, clock, id, None, PhaseState::Planned, None).await?;
    let event = Event {
        kind: "phase.added",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

pub(super) async fn update(operation: &Operation, input: UpdatePhaseInput) -> Result<PhaseId> {
    let mut faults = Faults::default();
    let title = faults.optional_line("title", input.title.as_deref(), 1, 200);
    let description = faults.optional("description", input.description.as_deref(), 1, 5000);
    check_place(&mut faults, input.position);
    let sectors = sectors(&mut faults, input.eligible_sectors.as_deref());
    let methods = methods(&mut faults, input.methods.as_deref());
    let (opens_at, closes_at) = (input.opens_at.map(whole_millis), input.closes_at.map(whole_millis));
    let claim = claim(
        operation,
        &mut faults,
        "updatePhase",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let Held {
        tx,
        project,
        phase,
        acted,
    } = hold(operation, &input.phase).await?;
    let clock = operation.clock();
    let may = may::permit(
        operation,
        ActionQuestion::of(Action::UpdatePhase, tx.actor().roles()),
        acted,
    )?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(phase.id);
    }
    may.stands(clock.now())?;
    check_version(operation, phase.id, phase.version, &input.version)?;
    let fixed = [
        ("eligibleSectors", differs(sectors.as_ref(), &phase.eligible_sectors)),
        ("opensAt", differs(opens_at.map(Some).as_ref(), &phase.opens_at)),
        (
            "isBlindReview",
            differs(input.is_blind_review.as_ref(), &phase.is_blind_review),
        ),
    ];
    let is_planned = phase.state == PhaseState::Planned;
    if !is_planned && let Some((field, _)) = fixed.into_iter().find(|(_, changes)| *changes) {
        let refusal = Refusal::new(Code::InvalidTransition, "It is fixed once the phase has opened.");
        return Err(refusal.at(&["input", field]).into());
    }
    let new_end = closes_at.filter(|end| Some(*end) != phase.closes_at);
    if let Some(end) = new_end {
        check_end(&phase, end, clock.now())?;
    }
    // One that opened earlier than planned may end before it was to open.
    if is_planned && !in_order(opens_at.or(phase.opens_at), closes_at.or(phase.closes_at)) {
        let field = if closes_at.is_some() { "closesAt" } else { "opensAt" };
        return Err(Refusal::new(Code::BadInput, ENDS_AFTER).at(&["input", field]).into());
    }

    let position = match input.position {
        Some(place) => Some(give_place(&tx, project.id, phase.id, Some(place)).await?),
        None => None,
    };
    let is_other = new_end.is_some()
        || fixed.iter().any(|(_, changes)| *changes)
        || differs(title.as_ref(), &phase.title)
        || differs(description.as_ref(), &phase.description)
        || differs(position.as_ref(), &phase.position)
        || differs(methods.as_ref(), &phase.methods);
    if !is_other {
        tx.finish_quietly(clock, phase.id.uuid(), claim.as_ref()).await?;
        return Ok(phase.id);
    }
    tx.update::<Entity>(
        phase.id.uuid(),
        ActiveModel {
            title: title.map_or(NotSet, Set),
            description: description.map_or(NotSet, Set),
            position: position.map_or(NotSet, Set),
            methods: methods.map_or(NotSet, Set),
            eligible_sectors: sectors.map_or(NotSet, Set),
            opens_at: opens_at.map_or(NotSet, |at| Set(Some(at))),
            closes_at: closes_at.map_or(NotSet, |at| Set(Some(at))),
            is_blind_review: input.is_blind_review.map_or(NotSet, IntoActiveValue::into_active_value),
            version: Set(phase.version + 1),
            ..Default::default()
        },
    )
    .await?;
    let event = Event {
        kind: "phase.changed",
        object: phase.id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(phase.id)
}

const ENDS_AFTER: &str = "Input ends after the phase opens.";

fn in_order(opens_at: Option<DateTime<Utc>>, closes_at: Option<DateTime<Utc>>) -> bool {
    opens_at.zip(closes_at).is_none_or(|(opens, closes)| opens < closes)
}

/// While a phase is open its end moves to later only, and not once it has passed: that is an extension, with a reason.
fn check_end(phase: &Model, end: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let (code, message, hint) = match (phase.state, phase.closes_at) {
        (PhaseState::Planned, _) => return Ok(()),
        (PhaseState::Open, Some(before)) if before <= now => (
            Code::PreconditionUnmet,
            "Input has ended already.",
            "Close the phase, then extend it with a reason.",
        ),
        (PhaseState::Open, before) => {
            if end > before.unwrap_or(now) {
                return Ok(());
            }
            let hint = "Give a later end, or close the phase.";
            (
                Code::PreconditionUnmet,
                "The end of input of an open phase does not move to earlier.",
                hint,
            )
        }
        _ => (
            Code::InvalidTransition,
            "Input has ended.",
            "A closed phase is opened again with extendPhase.",
        ),
    };
    Err(Refusal::new(code, message).hint(hint).at(&["input", "closesAt"]).into())
}

/// The agency says which kinds of phase its projects have.
async fn is_turned_on(tx: &Tx, kind: PhaseType) -> Result<()> {
    let agency = tx.global().tenant(tx.actor().tenant).await?;
    if agency.is_some_and(|agency| agency.phase_types.contains(kind)) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::PreconditionUnmet,
        "The agency has not turned this kind of phase on.",
    )
    .hint("An administrator turns it on with updateTenant.")
    .at(&["input", "type"])
    .into())
}

fn check_place(faults: &mut Faults, place: Option<i32>) {
    if place.is_some_and(|place| place < 1) {
        faults.add("position", "Places are counted from 1.");
    }
}

fn sectors(faults: &mut Faults, given: Option<&[Sector]>) -> Option<set::Set<Sector>> {
    if given.is_some_and(|given| given.is_empty() || given.len() > 3) {
        faults.add("eligibleSectors", "A phase is for 1 to 3 sectors.");
    }
    given.map(|given| given.iter().copied().collect())
}

fn methods(faults: &mut Faults, given: Option<&[EngagementMethod]>) -> Option<set::Set<EngagementMethod>> {
    if given.is_some_and(|given| given.len() > 8) {
        faults.add("methods", "The list is too long: 8 methods at most.");
    }
    given.map(|given| given.iter().copied().collect())
}
