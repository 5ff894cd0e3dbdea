//! What surrounds contributions: who reads them, and what all rows of a page refer to.

use std::sync::Arc;

use entity::{
    contribution::{Entity, Model},
    id::{ContributionId, MembershipId, ParticipationId, PhaseId, ProjectId, TenantId},
    phase,
    set::Set,
    subject::DataSubject,
    vocabulary::{ContributionState, PhaseState, Purpose, TenantRole},
};

use super::{
    acted::rests,
    contribution::Contribution,
    reaction::{Reaction, reactions_to},
};
use crate::{
    client,
    consent::Grounds,
    error::{Fault, Result},
    operation::{Operation, gate::Duty},
    participation::{Byline, OwnPart, Participation, bylines, own_parts, said_by},
    phase::Phase,
    policy::{ConsentFact, Field, FieldQuestion, RecordState, Relation},
    relay::{Pages, at_level},
    report::ContributionReport,
    stands,
    statistics::Threshold,
    store::{Level, Tx},
    tenancy::Membership,
};

/// Who reads a page of contributions.
pub(super) struct Reader {
    roles: Set<TenantRole>,
    parts: Vec<OwnPart>,
    /// What the authors say to the declared purpose, where that asks them.
    said: Vec<(ParticipationId, (Purpose, ConsentFact))>,
    /// The projects in which a program reads for its partner.
    shared: Vec<ProjectId>,
    /// What it is told of words that have no author any more.
    nobody: Option<(Purpose, ConsentFact)>,
}

/// What the reader is to one contribution.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    asks: FieldQuestion,
    own: Option<OwnPart>,
    said: Option<(Purpose, ConsentFact)>,
    is_author: bool,
    is_shared: bool,
}

/// What a phase says of all that is given to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Review {
    is_blind: bool,
    is_published: bool,
}

impl Review {
    /// That of a phase which the reader may not know of.
    pub(super) const UNKNOWN: Self = Self {
        is_blind: false,
        is_published: false,
    };

    /// That of a phase which the reader knows of.
    pub(crate) const fn of(phase: &phase::Model) -> Self {
        Self {
            is_blind: is_blind(phase),
            is_published: phase.dispositions_published_at.is_some(),
        }
    }
}

impl Reader {
    /// Reads what must be known of the reader: one statement, and a few more where the declared purpose is one that authors
    /// consent to.
    pub(super) async fn read(operation: &Operation, tx: &Tx, rows: &[Model]) -> Result<Self> {
        let parts = own_parts(tx, rows.iter().map(|row| row.project_id)).await?;
        Self::with(operation, tx, rows, parts).await
    }

    /// The same where their own parts in the projects of the rows are known.
    pub(super) async fn with(operation: &Operation, tx: &Tx, rows: &[Model], parts: Vec<OwnPart>) -> Result<Self> {
        let opens = |purpose| Field::ContributionAuthor.is_opened_by(purpose);
        let said = if operation.purpose().is_some_and(opens) {
            let authors = rows.iter().filter_map(|row| *Duty::DecideField.open(&row.author_id));
            said_by(operation, tx, &authors.collect::<Vec<_>>()).await?
        } else {
            Vec::new()
        };
        let places: Vec<ProjectId> = rows.iter().map(|row| row.project_id).collect();
        let shared = client::shared_projects(tx, operation.purpose(), &places).await?;
        let nobody = if shared.is_empty() {
            None
        } else {
            let grounds = Grounds::of(tx, operation.clock().now(), Purpose::ShareWithPartner).await?;
            Some(grounds.of_nobody())
        };
        Ok(Self {
            said,
            nobody,
            shared,
            roles: tx.actor().roles(),
            parts,
        })
    }

    /// The same of words whose author is not told of: what that author says is not either.
    pub(super) fn of_nobody(&self, part: Part) -> Part {
        Part {
            said: self.nobody,
            ..part
        }
    }

    /// What the reader is to this row.
    pub(super) fn of(&self, row: &Model) -> Part {
        let part = self.parts.iter().find(|part| part.project == row.project_id);
        let author = *Duty::DecideField.open(&row.author_id);
        let is_author = author.is_some() && author == part.map(|part| part.key);
        let relation = Relation::own(is_author);
        let roles = part.map_or(Set::EMPTY, |part| part.roles);
        Part {
            own: part.copied(),
            said: author
                .and_then(|author| {
                    let mut said = self.said.iter();
                    said.find(|(part, _)| *part == author).map(|(_, said)| *said)
                })
                .or(self.nobody),
            asks: FieldQuestion::of(Field::ContributionBody, self.roles)
                .about(author.map_or(DataSubject::Nobody, DataSubject::Participation))
                .read_in(Some(row.project_id))
                .related(relation)
                .in_project(roles)
                .participating(part.is_some_and(|part| part.is_active))
                .in_state(record_state(row)),
            is_author,
            is_shared: self.shared.contains(&row.project_id),
        }
    }
}

/// Whether authors are hidden, as long as there is something to decide. From everybody and not from who decides alone:
/// they would only have to sign out.
const fn is_blind(phase: &phase::Model) -> bool {
    phase.is_blind_review
        && phase.dispositions_published_at.is_none()
        && matches!(
            phase.state,
            PhaseState::Planned | PhaseState::Open | PhaseState::Closed | PhaseState::InReview
        )
}

/// Where the words stand, for who may read them.
const fn record_state(row: &Model) -> RecordState {
    match row.state {
        ContributionState::Draft => RecordState::Draft,
        ContributionState::Submitted | ContributionState::Held | ContributionState::RejectedModeration => {
            RecordState::Waiting
        }
        ContributionState::Withdrawn => RecordState::Withheld,
        ContributionState::Redacted if row.published_at.is_none() => RecordState::Withheld,
        ContributionState::Published
        | ContributionState::UnderReview
        | ContributionState::Accepted
        | ContributionState::PartlyAccepted
        | ContributionState::Declined
        | ContributionState::Merged
        | ContributionState::Implemented
        | ContributionState::NotImplemented
        | ContributionState::Redacted => RecordState::Published,
    }
}

impl Part {
    /// The question whether the reader may have this field of the row.
    pub(super) const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.asks }
    }

    /// The same for the author: in a blind review everybody else asks without what they are in the project.
    pub(super) fn asks_for_author(&self, review: Review) -> FieldQuestion {
        let question = self.ask(Field::ContributionAuthor).consenting(self.said);
        if self.is_blind(review) {
            question.in_project(Set::EMPTY)
        } else {
            question.related(Relation::partner(self.is_shared))
        }
    }

    /// The same for what became of it, which all items of a phase answer alike: not for the row, but for its phase.
    pub(super) const fn asks_for_disposition(&self, review: Review) -> FieldQuestion {
        let state = if review.is_published {
            RecordState::Published
        } else {
            RecordState::Waiting
        };
        FieldQuestion::of(Field::ContributionDisposition, self.asks.facts.roles).in_state(state)
    }

    /// The reader's own part in the project, active or ended.
    pub(super) const fn own(&self) -> Option<OwnPart> {
        self.own
    }

    /// Whether the row is public, and of somebody whose data are stored only: others find its place, and nothing in it.
    pub(super) fn is_withheld(&self, operation: &Operation, row: &Model) -> bool {
        self.asks.facts.state == RecordState::Published
            && !self.asks.facts.relations.contains(Relation::Itself)
            && rests(operation, row)
    }

    /// Whether the review is blind and not settled, so that nobody but the author may know whose the words are.
    pub(super) const fn is_blind(&self, review: Review) -> bool {
        review.is_blind && !self.is_author
    }
}

/// What the rows of one page refer to; each is loaded once for all of them, when first asked for.
#[derive(Debug)]
pub(super) struct Around {
    contributions: Arc<Level<ContributionId, Contribution>>,
    authors: Arc<Level<ParticipationId, Participation>>,
    bylines: Arc<Level<ParticipationId, Byline>>,
    moderators: Arc<Level<MembershipId, Membership>>,
    phases: Arc<Level<PhaseId, Phase>>,
    reviews: Arc<Level<PhaseId, Review>>,
    replies: Arc<Pages<Entity, Contribution>>,
    merged: Arc<Pages<Entity, Contribution>>,
    reports: Arc<Pages<Entity, ContributionReport>>,
    reactions: Arc<Level<ContributionId, Reaction>>,
    thresholds: Arc<Level<TenantId, Threshold>>,
}

impl Around {
    /// What these rows refer to; `reviews` are those of their phases.
    pub(super) fn of(rows: &[Model], reviews: Arc<Level<PhaseId, Review>>) -> Arc<Self> {
        let authors = || rows.iter().filter_map(|row| *Duty::DecideField.open(&row.author_id));
        let merged = rows
            .iter()
            .filter_map(|row| *Duty::DecideField.open(&row.merged_into_id));
        let moderators = rows.iter().filter_map(|row| *Duty::DecideField.open(&row.moderator_id));
        Arc::new(Self {
            contributions: Level::of(rows.iter().filter_map(|row| row.in_reply_to_id).chain(merged)),
            authors: Level::of(authors()),
            bylines: Level::of(authors()),
            moderators: Level::of(moderators),
            phases: Level::of(rows.iter().map(|row| row.phase_id)),
            reviews,
            replies: Pages::of(rows.iter().map(|row| row.id)),
            merged: Pages::of(rows.iter().map(|row| row.id)),
            reports: Pages::of(rows.iter().map(|row| row.id)),
            reactions: Level::of(rows.iter().map(|row| row.id)),
            thresholds: Level::of(rows.iter().map(|row| row.tenant_id)),
        })
    }

    /// The pages of what answers the rows.
    pub(super) fn replies(&self) -> &Pages<Entity, Contribution> {
        &self.replies
    }

    /// The pages of what was merged into the rows.
    pub(super) fn merged(&self) -> &Pages<Entity, Contribution> {
        &self.merged
    }

    /// The pages of reports on the rows.
    pub(super) fn reports(&self) -> &Pages<Entity, ContributionReport> {
        &self.reports
    }

    /// A contribution that a row answers or went into, where the reader may know of it.
    pub(super) async fn contribution(&self, operation: &Operation, id: ContributionId) -> Result<Option<Contribution>> {
        at_level(operation, &self.contributions, id).await
    }

    /// The author's participation, where the reader may know of it.
    pub(super) async fn author(&self, operation: &Operation, id: ParticipationId) -> Result<Option<Participation>> {
        at_level(operation, &self.authors, id).await
    }

    /// The name that stands with the author's words.
    pub(super) async fn byline(&self, operation: &Operation, id: ParticipationId) -> Result<Option<Byline>> {
        let load = |ids: Vec<ParticipationId>| async move { bylines(operation, &ids).await };
        self.bylines.get(id, load).await
    }

    /// The phase of a row, where the reader may know of it.
    pub(super) async fn phase(&self, operation: &Operation, id: PhaseId) -> Result<Option<Phase>> {
        at_level(operation, &self.phases, id).await
    }

    /// What the phase of a row says of it.
    pub(super) async fn review(&self, operation: &Operation, id: PhaseId) -> Result<Review> {
        let load = |ids: Vec<PhaseId>| async move {
            let phases = operation.snapshot().await?.by_ids::<phase::Entity>(&ids).await?;
            Ok(phases.iter().map(|phase| (phase.id, Review::of(phase))).collect())
        };
        Ok(self.reviews.get(id, load).await?.unwrap_or(Review::UNKNOWN))
    }

    /// Who moderated, where the reader may know of the membership.
    pub(super) async fn moderator(&self, operation: &Operation, id: MembershipId) -> Result<Option<Membership>> {
        at_level(operation, &self.moderators, id).await
    }

    /// The viewer's own stand on a contribution.
    pub(super) async fn reaction(&self, operation: &Operation, id: ContributionId) -> Result<Option<Reaction>> {
        let load = |ids: Vec<ContributionId>| async move { reactions_to(operation, ids).await };
        self.reactions.get(id, load).await
    }

    /// The agency's threshold of now, so that raising it withholds at once.
    pub(super) async fn threshold(&self, operation: &Operation) -> Result<Threshold> {
        let tenant = operation.actor()?.tenant;
        let load = |_| async move { Ok(vec![(tenant, stands::threshold(&*operation.snapshot().await?).await?)]) };
        let threshold = self.thresholds.get(tenant, load).await?;
        threshold.ok_or_else(|| Fault::logged("rows of no agency").into())
    }
}
