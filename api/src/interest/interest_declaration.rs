//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::{InterestDeclarationId, ParticipationId, PhaseId, ProjectId},
    interest_declaration::{Entity, Model},
    scalar::Day,
    sealed::{Confidential, Personal, ProjectShared},
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, InterestRelationship, InterestState, Purpose, TenantRole},
};

use super::acted::ActedInterest;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    participation::{Byline, OwnPart, Participation, bylines, own_parts},
    phase::Phase,
    policy::{Field, FieldQuestion, RecordState, Relation},
    project::Project,
    relay::{
        ActionName, Noun, Permission, Plain,
        access::{access, list},
        answer, global_id, operation, permissions, referred, version_in,
    },
    store::Level,
};

/// What a participant declares that could bias them in a project; after erasure a mark without words and pseudonym.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct InterestDeclaration {
    #[graphql(skip)]
    pub(crate) key: InterestDeclarationId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    around: Arc<Around>,
    #[graphql(skip)]
    project_key: ProjectId,
    #[graphql(skip)]
    phase_key: Option<PhaseId>,
    #[graphql(skip)]
    participation_key: ProjectShared<Option<ParticipationId>>,
    #[graphql(skip)]
    may_read_participation: FieldQuestion,
    #[graphql(skip)]
    acted: ActedInterest,
    /// How the declarer is bound.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    relationship: InterestRelationship,
    /// Where it stands.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: InterestState,
    /// The interest in words for everybody; null once redacted. Once withdrawn it is handled as PERSONAL: the declarer,
    /// facilitators of the project and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    public_summary: Gated<Personal<Option<String>>>,
    /// What weighing the interest takes and is not for everybody; null where nothing was told. Read by the declarer, by
    /// facilitators of the project and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::ParticipationAdmin])))]
    detail: Gated<Confidential<Option<String>>>,
    /// Day on which it was declared.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    declared_on: Day,
    /// Day on which what is public of it last changed.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    updated_on: Day,
    /// Day on which it was withdrawn; null before.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    withdrawn_on: Option<Day>,
}

connection!(
    InterestDeclarationConnection,
    InterestDeclarationEdge,
    InterestDeclaration,
    "declared interests"
);

/// What the rows of one page refer to; each is loaded once for all of them, when first asked for.
#[derive(Debug)]
struct Around {
    projects: Arc<Level<ProjectId, Project>>,
    phases: Arc<Level<PhaseId, Phase>>,
    participations: Arc<Level<ParticipationId, Participation>>,
    bylines: Arc<Level<ParticipationId, Byline>>,
}

#[ComplexObject]
impl InterestDeclaration {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Opaque version for changes, which the declarer alone makes; to others it never moves.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }

    /// The project; null once you may no longer know of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        referred(ctx, &self.around.projects, self.project_key).await
    }

    /// The phase that it is about; null where it is about the whole project.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn phase(&self, ctx: &Context<'_>) -> Option<Phase> {
        let key = self.phase_key?;
        referred(ctx, &self.around.phases, key).await
    }

    /// How the project names the declarer; null once redacted.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn byline(&self, ctx: &Context<'_>) -> Option<Plain<Byline>> {
        let key = (*Duty::DecideField.open(&self.participation_key))?;
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids: Vec<ParticipationId>| async move { bylines(operation, &ids).await };
            self.around.bylines.get(key, load).await
        };
        answer(ctx, None, found.await).flatten().map(Plain)
    }

    /// The declarer's part in the project; null once redacted. Read by participants of the project and its staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    async fn participation(&self, ctx: &Context<'_>) -> Option<Participation> {
        if !gate::may_read(ctx, &self.may_read_participation) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.participation_key))?;
        referred(ctx, &self.around.participations, key).await
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
        answer(ctx, None, permissions(ctx, actions.as_deref(), &self.acted))
    }
}

impl InterestDeclaration {
    fn of(
        operation: &Operation,
        row: Model,
        roles: Set<TenantRole>,
        own: Option<OwnPart>,
        around: &Arc<Around>,
    ) -> Self {
        let acted = ActedInterest::of(&row, own);
        let declarer = |row: &Model| *Duty::DecideField.open(&row.participation_id);
        let is_own = acted.is_own();
        let rests = declarer(&row).is_some_and(|part| operation.withholds(part, Purpose::ParticipationAdmin));
        let row = if rests && !is_own { tombstone(&row) } else { row };
        let reader = FieldQuestion::of(Field::InterestDeclarationDetail, roles)
            .about(declarer(&row).map_or(DataSubject::Nobody, DataSubject::Participation))
            .read_in(Some(row.project_id))
            .related(Relation::own(is_own))
            .in_project(own.map_or(Set::EMPTY, |own| own.roles))
            .participating(own.is_some_and(|own| own.is_active));
        let ask = |field| FieldQuestion { field, ..reader };
        // To others the version would tell of every change of what they may not read (T40).
        let seen = if is_own { row.version } else { 0 };
        let words = ask(Field::InterestDeclarationPublicSummary).in_state(record_state(row.state));
        Self {
            key: row.id,
            seen,
            around: Arc::clone(around),
            project_key: row.project_id,
            phase_key: row.phase_id,
            participation_key: row.participation_id,
            may_read_participation: ask(Field::InterestDeclarationParticipation),
            acted,
            relationship: row.relationship,
            state: row.state,
            public_summary: Gated::new(row.public_summary, words),
            detail: Gated::new(row.detail, reader),
            declared_on: row.declared_on,
            updated_on: row.updated_on,
            withdrawn_on: row.withdrawn_on,
        }
    }
}

/// Where the words stand, for who may read them. What is redacted has none, which everybody may know.
const fn record_state(state: InterestState) -> RecordState {
    match state {
        InterestState::Declared | InterestState::Redacted => RecordState::Published,
        InterestState::Withdrawn => RecordState::Withheld,
    }
}

/// What an erasure leaves: who weighs interests must not tell whose data rest from whose are gone.
fn tombstone(row: &Model) -> Model {
    Model {
        state: InterestState::Redacted,
        participation_id: None.into(),
        public_summary: None.into(),
        detail: None.into(),
        ..*row
    }
}

/// The nouns of rows, each with what the reader is to it: one statement, whatever the number.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<InterestDeclaration>> {
    let tx = operation.snapshot().await?;
    let parts = own_parts(&tx, rows.iter().map(|row| row.project_id)).await?;
    let declarers = || {
        rows.iter()
            .filter_map(|row| *Duty::DecideField.open(&row.participation_id))
    };
    let around = Arc::new(Around {
        projects: Level::of(rows.iter().map(|row| row.project_id)),
        phases: Level::of(rows.iter().filter_map(|row| row.phase_id)),
        participations: Level::of(declarers()),
        bylines: Level::of(declarers()),
    });
    let roles = tx.actor().roles();
    let own = |project: ProjectId| parts.iter().find(|part| part.project == project).copied();
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = own(row.project_id);
            InterestDeclaration::of(operation, row, roles, own, &around)
        })
        .collect())
}

impl Noun for InterestDeclaration {
    type Entity = Entity;

    fn key(&self) -> InterestDeclarationId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[InterestDeclarationId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
