//! What somebody tells the moderators of a contribution.

use sea_orm::entity::prelude::*;

use crate::{
    contribution,
    id::{ContributionId, ContributionReportId, Identified, MembershipId, ParticipationId, ProjectId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::{Confidential, Personal, TenantInternal},
    subject::{Declaration, Disposing, Erasure, Holds, Quotes, Retained, Since, Subject, erased, kept},
    vocabulary::{AccessClass, Disposal, ModerationRule, Purpose, ReportState, RetentionTrigger},
};

/// What somebody tells the moderators of a contribution.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "contribution_report")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContributionReportId,
    /// The project of the contribution; it never changes.
    pub project_id: ProjectId,
    /// The contribution.
    pub contribution_id: ContributionId,
    /// Who reported it; none once erased.
    pub reporter_id: Confidential<Option<ParticipationId>>,
    /// The rule that it breaks, as the reporter sees it.
    pub rule: TenantInternal<ModerationRule>,
    /// Why, in the reporter's words; none once erased.
    pub reason: Personal<Option<String>>,
    /// Where it stands.
    pub state: TenantInternal<ReportState>,
    /// Day on which it came.
    pub reported_on: TenantInternal<Day>,
    /// Day on which it was closed or taken back.
    pub closed_on: TenantInternal<Option<Day>>,
    /// Why it was closed so; none where it was taken back.
    pub closing_reason: TenantInternal<Option<String>>,
    /// Who closed it; none where it was taken back.
    pub closed_by_id: TenantInternal<Option<MembershipId>>,
    /// Moves with every change but an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "contributionreport";
}

/// From when an agency can forget who reported what.
const OVER: &[(RetentionTrigger, Since)] = &[
    (RetentionTrigger::ProjectConcluded, Since::Project("project_id")),
    (RetentionTrigger::ProjectEvaluated, Since::Project("project_id")),
];

/// What tells of the reporter.
const WHOSE: Disposing = Disposing::BlankUncounted(&["reporter_id", "reason"]);

/// What the rights of a person and the tests must know of it. It is the reporter's: whose words it is about gets no copy of it
/// (GDPR article 15(4)). A report whose reporter was erased stays, for who moderates.
pub const DECLARATION: Declaration = Declaration {
    table: "contribution_report",
    global: false,
    subject: Subject::Participation("reporter_id"),
    told: Declaration::told_by("You, and who answered the report."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[],
    },
    // Neither who moderates nor whose words are reported learns by whom.
    holds: Holds::OnPersonBut("project_id"),
    sealed: &[
        erased("reporter_id", AccessClass::Confidential).own(),
        kept("rule", AccessClass::TenantInternal),
        erased("reason", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        kept("state", AccessClass::TenantInternal),
        kept("reported_on", AccessClass::TenantInternal),
        kept("closed_on", AccessClass::TenantInternal),
        kept("closing_reason", AccessClass::TenantInternal),
        kept("closed_by_id", AccessClass::TenantInternal).not_own(),
    ],
    search: &[],
    quotes: Some(Quotes {
        of: contribution::DECLARATION.table,
        by: "contribution_id",
        // One that a moderator closed has a reason.
        set: &[
            ("reason", "NULL"),
            (
                "closing_reason",
                "CASE WHEN state IN ('UPHELD', 'DISMISSED') THEN '' END",
            ),
        ],
    }),
    retention: &[
        Retained {
            purpose: Purpose::ParticipationAdmin,
            class: AccessClass::Confidential,
            since: OVER,
            disposals: &[(Disposal::Delete, WHOSE)],
            only: None,
        },
        Retained {
            purpose: Purpose::ParticipationAdmin,
            class: AccessClass::Personal,
            since: OVER,
            disposals: &[(Disposal::Anonymise, WHOSE)],
            only: None,
        },
    ],
};
