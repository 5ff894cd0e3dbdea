//! Where the import goes: a project and a closed phase, made if they are not there, and shown once all is in.

use chrono::{DateTime, Utc};
use entity::{
    id::{Id, PhaseId, ProjectId},
    import_source, phase, phase_state_change, project, project_state_change,
    scalar::LanguageTag,
    set::{Member as _, Set},
    vocabulary::{
        EngagementMethod, ObjectOfCocreation, PhaseState, PhaseType, ProjectJoining, ProjectState, ProjectVisibility,
        Sector,
    },
};
use sea_orm::{
    ActiveValue::{NotSet, Set as Is},
    ColumnTrait, Condition, Order,
};

use super::{Place, PolisImport, Work, names::Names, read::Summary};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Code, Refusal, Result},
    exchange::report::Report,
    operation::gate::Duty,
    store::{Event, Store, Tx},
};

/// Travels with everything that the Polis software gathered.
const ATTRIBUTION: &str = "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed \
    under CC BY 4.0 with Attribution to The Computational Democracy Project.";

/// States of a project that an import makes `ACTIVE`, or leaves so.
const OPEN_TO_IMPORTS: [ProjectState; 5] = [
    ProjectState::Draft,
    ProjectState::Readiness,
    ProjectState::Announced,
    ProjectState::Active,
    ProjectState::Paused,
];

/// What the place is made from.
pub(super) struct About<'a> {
    pub(super) import: &'a PolisImport,
    pub(super) agency_language: &'a LanguageTag,
    pub(super) summary: &'a Summary,
    /// The import that goes on, if one does.
    pub(super) known: Option<&'a import_source::Model>,
    pub(super) span: (DateTime<Utc>, DateTime<Utc>),
}

impl About<'_> {
    fn language(&self) -> LanguageTag {
        self.import.language.as_ref().unwrap_or(self.agency_language).clone()
    }

    fn title(&self) -> String {
        let topic = text(&self.summary.topic, 200);
        let line = topic.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            self.import.project.clone()
        } else {
            line
        }
    }

    fn description(&self, most: usize) -> String {
        let description = text(&self.summary.description, most);
        if description.is_empty() {
            self.title()
        } else {
            description
        }
    }

    fn attribution(&self) -> String {
        if self.summary.url.is_empty() {
            ATTRIBUTION.to_owned()
        } else {
            format!("{ATTRIBUTION} Source: {}", text(&self.summary.url, 300))
        }
    }
}

impl Summary {
    /// What tells this conversation from others.
    pub(super) fn source(&self) -> String {
        text(if self.url.is_empty() { &self.topic } else { &self.url }, 300)
    }
}

/// A text without control characters and not longer than it may be.
fn text(value: &str, most: usize) -> String {
    let value = value.replace("\r\n", "\n");
    let kept = value.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t');
    kept.take(most).collect::<String>().trim().to_owned()
}

/// The names that an earlier run gave, or new ones.
pub(super) fn names(clock: &Clock, known: Option<&import_source::Model>) -> Result<Names> {
    let salt = known.map(|source| Duty::Import.open(&source.salt).clone());
    Names::under(salt.unwrap_or_else(|| clock.random_hex::<32>()))
}

/// The import as an earlier run found it, or as one that began since has named it.
fn of_source(project: ProjectId, about: &About<'_>) -> Condition {
    use import_source::Column;
    match about.known {
        Some(known) => Condition::all().add(Column::Id.eq(known.id)),
        None => Condition::all()
            .add(Column::ProjectId.eq(project))
            .add(Column::Source.eq(about.summary.source())),
    }
}

/// The place, made as far as it is not there, in one transaction.
pub(super) async fn prepare(
    store: &Store,
    clock: &Clock,
    actor: &Actor,
    about: &About<'_>,
    names: Names,
    report: &mut Report,
) -> Result<Place> {
    let tx = store.write(actor.clone()).await?;
    let slug = project::Column::Slug.eq(about.import.project.as_str());
    let known = tx.hidden::<project::Entity>(Condition::all().add(slug)).await?;
    let project = match &known {
        Some(row) => row.id,
        None => make_project(&tx, clock, about).await?,
    };
    let source = tx.hidden::<import_source::Entity>(of_source(project, about)).await?;
    let finished = source.as_ref().is_some_and(|source| source.finished_at.is_some());
    if let (Some(row), false) = (&known, finished) {
        refuse_unfit(row)?;
    }
    report.written.projects += u64::from(known.is_none());
    let (id, phase) = match &source {
        Some(row) if *Duty::Import.open(&row.salt) == names.salt => {
            widen(&tx, row.phase_id, about.span).await?;
            (row.id, row.phase_id)
        }
        Some(_) => return Err(Refusal::new(Code::Conflict, "The same import began elsewhere: try again.").into()),
        None => {
            report.written.phases += 1;
            make_source(&tx, clock, about, project, &names).await?
        }
    };
    tx.commit().await?;
    Ok(Place {
        project,
        phase,
        source: id.uuid(),
        names,
        language: about.language(),
        attribution: about.attribution(),
        span: about.span,
    })
}

/// An import makes its project public and active, which must not happen to what is hidden or has ended.
fn refuse_unfit(row: &project::Model) -> Result<()> {
    let why = if row.visibility != ProjectVisibility::Public {
        "The project is not public, and an import makes it so."
    } else if !OPEN_TO_IMPORTS.contains(&row.state) {
        "The project has ended, and an import makes it active."
    } else {
        return Ok(());
    };
    let hint = "Give the short name of another project, or of none that exists.";
    Err(Refusal::new(Code::PreconditionUnmet, why).hint(hint).into())
}

/// A draft, which nobody outside the agency knows of before everything is in.
async fn make_project(tx: &Tx, clock: &Clock, about: &About<'_>) -> Result<ProjectId> {
    let id = Id::from_uuid(clock.id());
    tx.insert::<project::Entity>(project::ActiveModel {
        tenant_id: NotSet,
        id: Is(id),
        slug: Is(about.import.project.clone()),
        title: Is(about.title()),
        summary: Is(about.description(2000)),
        problem_statement: Is(None),
        expected_results: Is(None),
        language: Is(about.language()),
        object_of_cocreation: Is(ObjectOfCocreation::Policy),
        visibility: Is(ProjectVisibility::Public),
        joining: Is(ProjectJoining::Invitation),
        state: Is(ProjectState::Draft),
        state_reason: Is(None),
        decision_on: Is(None),
        public_service_id: Is(None),
        attribution: Is(Some(about.attribution())),
        created_at: Is(clock.now()),
        announced_at: Is(None),
        updated_at: Is(clock.now()),
        version: Is(1),
    })
    .await?;
    record(tx, clock, id, None, ProjectState::Draft).await?;
    crate::project::index(tx, clock, id).await?;
    Ok(id)
}

/// The phase, closed from the beginning and dated as the conversation was, and the row by which it is found again.
async fn make_source(
    tx: &Tx,
    clock: &Clock,
    about: &About<'_>,
    project: ProjectId,
    names: &Names,
) -> Result<(Id<import_source::Entity>, PhaseId)> {
    let (first, last) = about.span;
    let of_project = phase::Column::ProjectId.eq(project);
    let rows = tx.rows::<phase::Entity>().filter(Condition::all().add(of_project));
    let before = rows.order(phase::Column::Position, Order::Desc).one().await?;
    let id = Id::from_uuid(clock.id());
    tx.insert::<phase::Entity>(phase::ActiveModel {
        tenant_id: NotSet,
        id: Is(id),
        project_id: Is(project),
        phase_type: Is(PhaseType::CoDesign),
        title: Is(about.title()),
        description: Is(about.description(5000)),
        position: Is(before.map_or(1, |before| before.position.saturating_add(1))),
        state: Is(PhaseState::Closed),
        state_reason: Is(None),
        methods: Is(Set::EMPTY.with(EngagementMethod::PublicConsultation)),
        eligible_sectors: Is(Sector::ALL.iter().copied().collect()),
        opens_at: Is(Some(first)),
        closes_at: Is(Some(last)),
        opened_at: Is(Some(first)),
        closed_at: Is(Some(last)),
        dispositions_published_at: Is(None),
        is_blind_review: Is(false),
        created_at: Is(clock.now()),
        version: Is(1),
    })
    .await?;
    tx.insert::<phase_state_change::Entity>(phase_state_change::ActiveModel {
        tenant_id: NotSet,
        id: Is(Id::from_uuid(clock.id())),
        phase_id: Is(id),
        from_state: Is(None),
        to_state: Is(PhaseState::Closed),
        occurred_at: Is(clock.now()),
        reason: Is(None),
        actor_id: Is(None.into()),
    })
    .await?;
    let source = Id::from_uuid(clock.id());
    tx.insert::<import_source::Entity>(import_source::ActiveModel {
        tenant_id: NotSet,
        id: Is(source),
        project_id: Is(project),
        phase_id: Is(id),
        source: Is(about.summary.source()),
        salt: Is(names.salt.clone().into()),
        created_at: Is(clock.now()),
        finished_at: Is(None),
    })
    .await?;
    Ok((source, id))
}

/// Dates the phase as a longer export tells. Only outwards: what people here made of its dates stays.
async fn widen(tx: &Tx, phase: PhaseId, (first, last): (DateTime<Utc>, DateTime<Utc>)) -> Result<()> {
    let row = tx.lock::<phase::Entity>(phase.uuid()).await?;
    let (begins, ends) = ([row.opens_at, row.opened_at], [row.closes_at, row.closed_at]);
    let earlier = begins.map(|at| at.map(|at| at.min(first)));
    let later = ends.map(|at| at.map(|at| at.max(last)));
    if (earlier, later) == (begins, ends) {
        return Ok(());
    }
    let change = phase::ActiveModel {
        opens_at: Is(earlier[0]),
        opened_at: Is(earlier[1]),
        closes_at: Is(later[0]),
        closed_at: Is(later[1]),
        version: Is(row.version + 1),
        ..Default::default()
    };
    tx.update::<phase::Entity>(phase.uuid(), change).await
}

/// Shows the project, once: what people do with it afterwards stays.
pub(super) async fn finish(work: &mut Work<'_>) -> Result<()> {
    let (tx, clock) = (work.batch().await?, work.clock);
    let place = &work.place;
    let own = Condition::all().add(import_source::Column::Id.eq(place.source));
    let unfinished = own.add(import_source::Column::FinishedAt.is_null());
    if tx.hidden::<import_source::Entity>(unfinished).await?.is_none() {
        return Ok(());
    }
    let row = tx.lock::<project::Entity>(place.project.uuid()).await?;
    refuse_unfit(&row)?;
    if row.state != ProjectState::Active {
        record(&tx, clock, row.id, Some(row.state), ProjectState::Active).await?;
    }
    let attribution = match row.attribution {
        Some(known) if known.contains(&place.attribution) => known,
        Some(known) => format!("{known}\n{}", place.attribution),
        None => place.attribution.clone(),
    };
    let shown = project::ActiveModel {
        state: Is(ProjectState::Active),
        state_reason: Is(None),
        attribution: Is(Some(attribution)),
        announced_at: Is(row.announced_at.or_else(|| Some(clock.now()))),
        updated_at: Is(clock.now()),
        version: Is(row.version + 1),
        ..Default::default()
    };
    tx.update::<project::Entity>(row.id.uuid(), shown).await?;
    let finished = import_source::ActiveModel {
        finished_at: Is(Some(clock.now())),
        ..Default::default()
    };
    tx.update::<import_source::Entity>(place.source, finished).await?;
    let event = Event {
        kind: "project.imported",
        object: row.id.uuid(),
    };
    tx.finish(clock, event, None).await
}

async fn record(
    tx: &Tx,
    clock: &Clock,
    project: ProjectId,
    from: Option<ProjectState>,
    to: ProjectState,
) -> Result<()> {
    tx.insert::<project_state_change::Entity>(project_state_change::ActiveModel {
        tenant_id: NotSet,
        id: Is(Id::from_uuid(clock.id())),
        project_id: Is(project),
        from_state: Is(from),
        to_state: Is(to),
        occurred_at: Is(clock.now()),
        // What people planned has passed steps that they would have taken.
        reason: Is(from.map(|_| "A conversation of the Polis software was imported.".to_owned())),
        actor_id: Is(None.into()),
    })
    .await
}
