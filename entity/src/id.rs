//! Typed ids: the id of one entity cannot be taken for another's.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData};

use sea_orm::{
    ColIdx, ColumnType, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, Nullable, ValueType, ValueTypeErr},
};
use uuid::Uuid;

/// What an entity calls its ids in the world outside.
pub trait Identified {
    /// The prefix of its global id, such as `project`; lower case letters and underscores.
    const PREFIX: &'static str;
}

/// The id of a row of `E`.
pub struct Id<E> {
    value: Uuid,
    entity: PhantomData<fn() -> E>,
}

/// Id of an agency.
pub type TenantId = Id<crate::tenant::Entity>;
/// Id of an account, which is one for all agencies and so never leaves the server.
pub type AccountId = Id<crate::account::Entity>;
/// Id of what one agency knows of a person.
pub type PersonId = Id<crate::person::Entity>;
/// Id of a membership.
pub type MembershipId = Id<crate::membership::Entity>;
/// Id of an invitation.
pub type InvitationId = Id<crate::invitation::Entity>;
/// Id of an organisation.
pub type OrganisationId = Id<crate::organisation::Entity>;
/// Id of a public service.
pub type PublicServiceId = Id<crate::public_service::Entity>;
/// Id of a project.
pub type ProjectId = Id<crate::project::Entity>;
/// Id of a participation.
pub type ParticipationId = Id<crate::participation::Entity>;
/// Id of a phase.
pub type PhaseId = Id<crate::phase::Entity>;
/// Id of a contribution.
pub type ContributionId = Id<crate::contribution::Entity>;
/// Id of a reaction.
pub type ReactionId = Id<crate::reaction::Entity>;
/// Id of what an agency processes personal data for.
pub type ProcessingPurposeId = Id<crate::processing_purpose::Entity>;
/// Id of a notice.
pub type NoticeId = Id<crate::notice::Entity>;
/// Id of where somebody stands with a purpose.
pub type ConsentId = Id<crate::consent::Entity>;
/// Id of a step of a consent.
pub type ConsentRecordId = Id<crate::consent_record::Entity>;
/// Id of what somebody told for statistics, which is that of the person.
pub type ParticipantProfileId = Id<crate::participant_profile::Entity>;
/// Id of a client.
pub type ClientId = Id<crate::client::Entity>;
/// Id of a template of projects.
pub type ProjectTemplateId = Id<crate::project_template::Entity>;
/// Id of a phase of a template.
pub type TemplatePhaseId = Id<crate::template_phase::Entity>;
/// Id of an objective of a template.
pub type TemplateObjectiveId = Id<crate::template_objective::Entity>;
/// Id of a task of a template.
pub type TemplateTaskId = Id<crate::template_task::Entity>;
/// Id of an evaluation.
pub type EvaluationId = Id<crate::evaluation::Entity>;
/// Id of a criterion in an evaluation.
pub type EvaluationCriterionId = Id<crate::evaluation_criterion::Entity>;
/// Id of a group's figures in an evaluation.
pub type EvaluationResultId = Id<crate::evaluation_result::Entity>;
/// Id of a person's request about their data.
pub type DataSubjectRequestId = Id<crate::data_subject_request::Entity>;
/// Id of what was done about the data of one purpose.
pub type RequestOutcomeId = Id<crate::request_outcome::Entity>;
/// Id of an entry of the access log.
pub type AccessLogEntryId = Id<crate::access_log_entry::Entity>;
/// Id of an assessment.
pub type AssessmentId = Id<crate::assessment::Entity>;
/// Id of an answer in an assessment.
pub type AssessmentAnswerId = Id<crate::assessment_answer::Entity>;
/// Id of a rule of how long data are kept.
pub type RetentionRuleId = Id<crate::retention_rule::Entity>;
/// Id of a run of the retention job.
pub type RetentionRunId = Id<crate::retention_run::Entity>;
/// Id of a reveal of a pseudonym.
pub type PseudonymRevealId = Id<crate::pseudonym_reveal::Entity>;
/// Id of a declared interest.
pub type InterestDeclarationId = Id<crate::interest_declaration::Entity>;
/// Id of a report on a contribution.
pub type ContributionReportId = Id<crate::contribution_report::Entity>;
/// Id of a legal hold.
pub type LegalHoldId = Id<crate::legal_hold::Entity>;
/// Id of what a legal hold keeps.
pub type HeldRecordId = Id<crate::held_record::Entity>;
/// Id of a rule that an agency added.
pub type TenantPolicyId = Id<crate::tenant_policy::Entity>;
/// Id of an entry of the audit log.
pub type AuditEntryId = Id<crate::audit_entry::Entity>;

impl<E> Id<E> {
    /// The id with this value; that it is one of `E` is the caller's word.
    #[must_use]
    pub const fn from_uuid(value: Uuid) -> Self {
        Self {
            value,
            entity: PhantomData,
        }
    }

    /// The bare value.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.value
    }
}

// Derives would demand the same of `E`.
impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E> Copy for Id<E> {}
impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<E> Eq for Id<E> {}
impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}
impl<E> hash::Hash for Id<E> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}
impl<E> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.value, f)
    }
}

impl<E> From<Id<E>> for Value {
    fn from(id: Id<E>) -> Self {
        id.value.into()
    }
}
impl<E> TryGetable for Id<E> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        Uuid::try_get_by(row, index).map(Self::from_uuid)
    }
}
impl<E> ValueType for Id<E> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Uuid as ValueType>::try_from(value).map(Self::from_uuid)
    }
    fn type_name() -> String {
        "Id".to_owned()
    }
    fn array_type() -> ArrayType {
        Uuid::array_type()
    }
    fn column_type() -> ColumnType {
        Uuid::column_type()
    }
}
impl<E> Nullable for Id<E> {
    fn null() -> Value {
        Uuid::null()
    }
}
impl<E> TryFromU64 for Id<E> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Id"))
    }
}
