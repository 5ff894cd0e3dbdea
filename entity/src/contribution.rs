//! What a participant gives to a phase: a need, an idea, a proposal.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ContributionId, Identified, MembershipId, ParticipationId, PhaseId, ProjectId, TenantId},
    row::FromRow,
    scalar::LanguageTag,
    sealed::{Confidential, Personal, TenantInternal},
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased, kept},
    vocabulary::{
        AccessClass, ContributionKind, ContributionState, Disposal, DispositionOutcome, ModerationRule, Purpose,
        RetentionTrigger,
    },
};

/// What a participant gives to a phase: a need, an idea, a proposal.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "contribution")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContributionId,
    /// The project of the phase; it never changes.
    pub project_id: ProjectId,
    /// The phase that it was given to.
    pub phase_id: PhaseId,
    /// Who wrote it; none once redacted.
    pub author_id: Personal<Option<ParticipationId>>,
    /// Its name in the data that it was imported from; none where it was written here.
    pub import_key: Option<String>,
    /// What it is.
    pub kind: ContributionKind,
    /// Where it stands.
    pub state: ContributionState,
    /// Its title; public once published.
    pub title: Personal<Option<String>>,
    /// Its text; public once published, none once redacted.
    pub body: Personal<Option<String>>,
    /// Whether its text was corrected after it was published.
    pub is_rectified: bool,
    /// Language of the text.
    pub language: LanguageTag,
    /// Whether author or moderator marked that it may tell of matters of GDPR article 9.
    pub may_contain_special_category: TenantInternal<bool>,
    /// What it answers; none at the start of a thread.
    pub in_reply_to_id: Option<ContributionId>,
    /// How deep in its thread it stands, 0 at the start.
    pub thread_depth: i32,
    /// When its text was first saved.
    pub created_at: DateTimeUtc,
    /// When it was submitted; none for a draft.
    pub submitted_at: Option<DateTimeUtc>,
    /// When it was published; none before, and none again only where a later import rejects what one had published.
    pub published_at: Option<DateTimeUtc>,
    /// When it came under review; none before, nor where that was before this was kept.
    pub review_started_at: Option<DateTimeUtc>,
    /// When what is public of it last changed; an erasure does not move it.
    pub updated_at: DateTimeUtc,
    /// The rule of moderation that was applied last.
    pub moderation_rule: Personal<Option<ModerationRule>>,
    /// The reason, as the author reads it.
    pub moderation_reason: Personal<Option<String>>,
    /// When that was decided.
    pub moderated_at: Personal<Option<DateTimeUtc>>,
    /// Who decided that.
    pub moderator_id: TenantInternal<Option<MembershipId>>,
    /// What becomes of it, proposed until the phase publishes.
    pub outcome: TenantInternal<Option<DispositionOutcome>>,
    /// Why; none once erased.
    pub outcome_reason: TenantInternal<Option<String>>,
    /// Where it goes, where it is merged.
    pub merged_into_id: TenantInternal<Option<ContributionId>>,
    /// When what became of it was published; none before.
    pub disposed_at: Option<DateTimeUtc>,
    /// Why what was accepted was not carried out; empty once erased.
    pub implementation_reason: Option<String>,
    /// When it was recorded whether it was carried out.
    pub implemented_at: Option<DateTimeUtc>,
    /// How many agree now.
    pub agree_tally: Confidential<i32>,
    /// How many disagree now.
    pub disagree_tally: Confidential<i32>,
    /// How many pass now.
    pub pass_tally: Confidential<i32>,
    /// How many agreed when it was last asked whether figures may be published.
    pub agree_settled: Confidential<i32>,
    /// How many disagreed then.
    pub disagree_settled: Confidential<i32>,
    /// How many passed then.
    pub pass_settled: Confidential<i32>,
    /// How many agree, as published; none where it is withheld.
    pub agree_published: Option<i32>,
    /// How many disagree, as published; none where it is withheld.
    pub disagree_published: Option<i32>,
    /// How many pass, as published; none where it is withheld.
    pub pass_published: Option<i32>,
    /// How many took a stand, as published; none where it is withheld.
    pub total_published: Option<i32>,
    /// When the figures were published.
    pub stands_published_at: Option<DateTimeUtc>,
    /// Moves with every change that a reader can see, but neither with stands nor with an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "contribution";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "contribution",
    global: false,
    subject: Subject::Participation("author_id"),
    told: Declaration::told_by("You, and who moderates and answers contributions."),
    erasure: Erasure::Blank {
        none_of: Some("state = 'DRAFT'"),
        // What staff wrote about the words may quote them; whether there was a reason says whether they were carried out.
        set: &[
            ("state", "'REDACTED'"),
            (
                "implementation_reason",
                "CASE WHEN implementation_reason IS NOT NULL THEN '' END",
            ),
        ],
    },
    holds: Holds::OnProject("project_id"),
    sealed: &[
        erased("author_id", AccessClass::Personal),
        erased("title", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        erased("body", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        kept("may_contain_special_category", AccessClass::TenantInternal),
        erased("moderation_rule", AccessClass::Personal),
        erased("moderation_reason", AccessClass::Personal),
        erased("moderated_at", AccessClass::Personal),
        kept("moderator_id", AccessClass::TenantInternal).not_own(),
        kept("outcome", AccessClass::TenantInternal).not_own(),
        erased("outcome_reason", AccessClass::TenantInternal).not_own(),
        kept("merged_into_id", AccessClass::TenantInternal).not_own(),
        kept("agree_tally", AccessClass::Confidential),
        kept("disagree_tally", AccessClass::Confidential),
        kept("pass_tally", AccessClass::Confidential),
        kept("agree_settled", AccessClass::Confidential),
        kept("disagree_settled", AccessClass::Confidential),
        kept("pass_settled", AccessClass::Confidential),
    ],
    search: &["title", "body"],
    quotes: None,
    // A draft that nobody can hand in any more goes before the link to who wrote it does.
    retention: &[Retained {
        purpose: Purpose::ParticipationAdmin,
        class: AccessClass::Personal,
        since: &[
            (RetentionTrigger::ProjectConcluded, Since::Project("project_id")),
            (RetentionTrigger::ProjectEvaluated, Since::Project("project_id")),
        ],
        disposals: &[(Disposal::Anonymise, Disposing::Delete)],
        only: Some("state = 'DRAFT'"),
    }],
};
