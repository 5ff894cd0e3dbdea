//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    contribution_report::{Entity, Model},
    id::{ContributionId, ContributionReportId, MembershipId, ParticipationId},
    scalar::Day,
    sealed::{Confidential, Personal, TenantInternal},
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, ModerationRule, Purpose, ReportState, TenantRole},
};

use super::acted::ActedReport;
use crate::{
    contribution::Contribution,
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    participation::{Participation, own_parts},
    policy::{Field, FieldQuestion, Relation},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, permissions, referred, version_in,
    },
    store::Level,
    tenancy::Membership,
};

/// What somebody tells the moderators of a contribution. Its author does not know of it.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct ContributionReport {
    #[graphql(skip)]
    pub(crate) key: ContributionReportId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    around: Arc<Around>,
    #[graphql(skip)]
    contribution_key: ContributionId,
    #[graphql(skip)]
    reporter_key: Confidential<Option<ParticipationId>>,
    #[graphql(skip)]
    closer_key: TenantInternal<Option<MembershipId>>,
    #[graphql(skip)]
    reader: FieldQuestion,
    #[graphql(skip)]
    acted: ActedReport,
    /// The rule that the contribution breaks, as the reporter sees it. Read by the reporter, by moderators and by the data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    rule: Gated<TenantInternal<ModerationRule>>,
    /// Why, in the reporter's words; null once erased. Read by the reporter, by moderators and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    reason: Gated<Personal<Option<String>>>,
    /// Where it stands. Read by the reporter, by moderators and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    state: Gated<TenantInternal<ReportState>>,
    /// Day on which it came. Read by the reporter, by moderators and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    reported_on: Gated<TenantInternal<Day>>,
    /// Day on which it was closed or taken back; null before. Read by the reporter, by moderators and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    closed_on: Gated<TenantInternal<Option<Day>>>,
    /// Why it was closed so; null before, where the reporter took it back, and once the author of the contribution was erased.
    /// Read by the reporter, by moderators and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    closing_reason: Gated<TenantInternal<Option<String>>>,
}

connection!(
    ContributionReportConnection,
    ContributionReportEdge,
    ContributionReport,
    "reports on contributions"
);

/// What the rows of one page refer to; each is loaded once for all of them, when first asked for.
#[derive(Debug)]
struct Around {
    contributions: Arc<Level<ContributionId, Contribution>>,
    reporters: Arc<Level<ParticipationId, Participation>>,
    closers: Arc<Level<MembershipId, Membership>>,
}

#[ComplexObject]
impl ContributionReport {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }

    /// The contribution; null once you may no longer know of it. Read by the reporter, by moderators and by the data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn contribution(&self, ctx: &Context<'_>) -> Option<Contribution> {
        if !gate::may_read(ctx, &self.ask(Field::ContributionReportContribution)) {
            return None;
        }
        referred(ctx, &self.around.contributions, self.contribution_key).await
    }

    /// Who reported it; null once erased. Read by the reporter, and by the data protection officer for the legal record or to
    /// check who did what; never by moderators.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::LegalRecord, Purpose::SecurityAudit])))]
    async fn reporter(&self, ctx: &Context<'_>) -> Option<Participation> {
        if !gate::may_read(ctx, &self.ask(Field::ContributionReportReporter)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.reporter_key))?;
        referred(ctx, &self.around.reporters, key).await
    }

    /// Who closed it; null before, and where the reporter took it back. Read by moderators and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn closed_by(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.ask(Field::ContributionReportClosedBy)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.closer_key))?;
        Membership::named(ctx, &self.around.closers, key).await
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

impl ContributionReport {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.reader }
    }

    fn of(row: Model, roles: Set<TenantRole>, acted: ActedReport, around: &Arc<Around>) -> Self {
        let reporter = *Duty::DecideField.open(&row.reporter_id);
        let own = acted.own();
        let reader = FieldQuestion::of(Field::ContributionReportRule, roles)
            .about(reporter.map_or(DataSubject::Nobody, DataSubject::Participation))
            .read_in(Some(row.project_id))
            .related(Relation::own(acted.is_own()))
            .in_project(own.map_or(Set::EMPTY, |own| own.roles))
            .participating(own.is_some_and(|own| own.is_active));
        let ask = |field| FieldQuestion { field, ..reader };
        Self {
            key: row.id,
            seen: row.version,
            around: Arc::clone(around),
            contribution_key: row.contribution_id,
            acted,
            reporter_key: row.reporter_id,
            closer_key: row.closed_by_id,
            reader,
            rule: Gated::new(row.rule, reader),
            reason: Gated::new(row.reason, ask(Field::ContributionReportReason)),
            state: Gated::new(row.state, ask(Field::ContributionReportState)),
            reported_on: Gated::new(row.reported_on, ask(Field::ContributionReportReportedOn)),
            closed_on: Gated::new(row.closed_on, ask(Field::ContributionReportClosedOn)),
            closing_reason: Gated::new(
                row.closing_reason.map(gate::said),
                ask(Field::ContributionReportClosingReason),
            ),
        }
    }
}

/// Whether the reporter's data rest, for a reader who is neither them nor who oversees without deciding: that a reason closes
/// as somebody's words do would say whose it is.
fn is_withheld(operation: &Operation, row: &Model, acted: ActedReport) -> bool {
    let reporter = *Duty::DecideField.open(&row.reporter_id);
    let rests = reporter.is_some_and(|part| operation.withholds(part, Purpose::ParticipationAdmin));
    let roles = operation.known_actor().map_or(Set::EMPTY, crate::actor::Actor::roles);
    let oversees = roles.contains(TenantRole::DataProtectionOfficer) && !acted.moderates();
    rests && !acted.is_own() && !oversees
}

/// What an erasure leaves.
fn without_reporter(row: Model) -> Model {
    Model {
        reporter_id: None.into(),
        reason: None.into(),
        ..row
    }
}

/// The nouns of rows, each with what the reader is to it: one statement, whatever the number.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<ContributionReport>> {
    let tx = operation.snapshot().await?;
    let parts = own_parts(&tx, rows.iter().map(|row| row.project_id)).await?;
    let shown: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let own = parts.iter().find(|part| part.project == row.project_id).copied();
            let acted = ActedReport::of(&row, own);
            if is_withheld(operation, &row, acted) {
                (without_reporter(row), acted)
            } else {
                (row, acted)
            }
        })
        .collect();
    let duty = Duty::DecideField;
    let around = Arc::new(Around {
        contributions: Level::of(shown.iter().map(|(row, _)| row.contribution_id)),
        reporters: Level::of(shown.iter().filter_map(|(row, _)| *duty.open(&row.reporter_id))),
        closers: Level::of(shown.iter().filter_map(|(row, _)| *duty.open(&row.closed_by_id))),
    });
    let roles = tx.actor().roles();
    Ok(shown
        .into_iter()
        .map(|(row, acted)| ContributionReport::of(row, roles, acted, &around))
        .collect())
}

impl Noun for ContributionReport {
    type Entity = Entity;

    fn key(&self) -> ContributionReportId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ContributionReportId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
