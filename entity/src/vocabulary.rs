//! Enumerations that several tables or rooms share. Stored as text, spelt as in GraphQL.

mod access;
mod activity;
mod audit;
mod consent;
mod contribution;
mod evaluation;
mod interest;
mod people;
mod policy;
mod privacy;
mod profile;
mod report;
mod retention;
mod search;
mod statistic;

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

pub use access::{AccessOutcome, ReaderRole};
pub use activity::ActivityKind;
pub use audit::{AuditKind, AuditOutcome};
pub use consent::{ConsentChannel, ConsentState, LegalBasis, ProfileAttribute};
pub use contribution::{ContributionKind, ContributionState, DispositionOutcome, ModerationRule, Stand};
pub use evaluation::{AssessmentState, AssessmentTiming, AssessorRelation, EvaluationState, NonAnswer};
pub use interest::{InterestRelationship, InterestState};
pub use people::{ActorType, PublicServiceStatus, ServiceChannel};
pub use policy::TenantPolicyState;
pub use privacy::{DataSubjectRequestState, DataSubjectRight, RevealGround};
pub use profile::{EducationLevel, Gender};
pub use report::{ReportOutcome, ReportState};
pub use retention::{Disposal, RetentionTrigger};
pub use search::{SearchKind, TermPlace};
pub use statistic::StatisticStatus;

/// What a person may do in the whole agency.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TenantRole {
    /// Manages people, clients and settings; sees nothing individual for that alone.
    #[sea_orm(string_value = "ADMINISTRATOR")]
    Administrator,
    /// Creates and runs projects for the agency.
    #[sea_orm(string_value = "STAFF")]
    Staff,
    /// Handles requests of data subjects, retention and disclosure control.
    #[sea_orm(string_value = "DATA_STEWARD")]
    DataSteward,
    /// Oversees: rules, logs, reveals, holds.
    #[sea_orm(string_value = "DATA_PROTECTION_OFFICER")]
    DataProtectionOfficer,
    /// Reads the audit log.
    #[sea_orm(string_value = "AUDITOR")]
    Auditor,
    /// Takes part; everybody has this one.
    #[sea_orm(string_value = "MEMBER")]
    Member,
}

/// Whether a member can sign in.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MembershipState {
    /// Can sign in.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Cannot sign in for now.
    #[sea_orm(string_value = "SUSPENDED")]
    Suspended,
    /// Left or was erased.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

/// Kind of public organisation.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AgencyKind {
    /// A ministry or department of a government.
    #[sea_orm(string_value = "MINISTRY")]
    Ministry,
    /// An agency or authority.
    #[sea_orm(string_value = "AGENCY")]
    Agency,
    /// A municipality, county or region.
    #[sea_orm(string_value = "LOCAL_AUTHORITY")]
    LocalAuthority,
    /// A public body that delivers services.
    #[sea_orm(string_value = "PUBLIC_PROVIDER")]
    PublicProvider,
}

/// What became of an invitation; declined and unanswered look alike to the inviter until it expires.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum InvitationState {
    /// Sent, and not accepted so far.
    #[sea_orm(string_value = "INVITED")]
    Invited,
    /// Accepted by the invited person.
    #[sea_orm(string_value = "ACCEPTED")]
    Accepted,
    /// Not accepted in time.
    #[sea_orm(string_value = "EXPIRED")]
    Expired,
    /// Taken back by the inviter.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
}

/// The three sides that create a public service together.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Sector {
    /// Public administration: ministries, agencies, municipalities, public providers.
    #[sea_orm(string_value = "STATE")]
    State,
    /// The market: companies, industry bodies, contractors.
    #[sea_orm(string_value = "ECONOMY")]
    Economy,
    /// Society: residents, service users, non-governmental organisations, community groups.
    #[sea_orm(string_value = "SOCIETY")]
    Society,
}

/// With which kind of knowledge somebody takes part, whatever the sector.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Expertise {
    /// Knows by profession.
    #[sea_orm(string_value = "PROFESSIONAL")]
    Professional,
    /// Knows by experience of life or of the service.
    #[sea_orm(string_value = "LAY")]
    Lay,
}

/// What a participant does in a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectRole {
    /// Answers for the project in the agency.
    #[sea_orm(string_value = "OWNER")]
    Owner,
    /// Runs phases, moderates, invites.
    #[sea_orm(string_value = "FACILITATOR")]
    Facilitator,
    /// Delivers the service.
    #[sea_orm(string_value = "DELIVERER")]
    Deliverer,
    /// Contributes and reacts.
    #[sea_orm(string_value = "PARTICIPANT")]
    Participant,
    /// Judges the service or the process.
    #[sea_orm(string_value = "ASSESSOR")]
    Assessor,
    /// Reads what is shared in the project.
    #[sea_orm(string_value = "OBSERVER")]
    Observer,
}

/// Whether a participation is active.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ParticipationState {
    /// Takes part now.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// The participant left.
    #[sea_orm(string_value = "LEFT")]
    Left,
    /// A facilitator ended it, with reason.
    #[sea_orm(string_value = "REMOVED")]
    Removed,
}

/// How a participant came into a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum JoiningRoute {
    /// By joining.
    #[sea_orm(string_value = "OPEN_CALL")]
    OpenCall,
    /// By invitation.
    #[sea_orm(string_value = "INVITATION")]
    Invitation,
    /// Drawn by lot.
    #[sea_orm(string_value = "SORTITION")]
    Sortition,
    /// With data from elsewhere.
    #[sea_orm(string_value = "IMPORT")]
    Import,
}

/// What is created together.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ObjectOfCocreation {
    /// A public service.
    #[sea_orm(string_value = "SERVICE")]
    Service,
    /// A public policy.
    #[sea_orm(string_value = "POLICY")]
    Policy,
    /// A strategy.
    #[sea_orm(string_value = "STRATEGY")]
    Strategy,
}

/// Who may know of a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectVisibility {
    /// Anyone, once it is announced.
    #[sea_orm(string_value = "PUBLIC")]
    Public,
    /// Members of the agency.
    #[sea_orm(string_value = "TENANT")]
    Tenant,
    /// Its participants, and staff who run it.
    #[sea_orm(string_value = "PARTICIPANTS")]
    Participants,
}

/// How people come to take part in a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectJoining {
    /// Any member of the tenant joins by themselves.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// By invitation only.
    #[sea_orm(string_value = "INVITATION")]
    Invitation,
}

/// Where a project stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectState {
    /// Being written.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// Being checked for whether co-creation can work here.
    #[sea_orm(string_value = "READINESS")]
    Readiness,
    /// Not ready, ended before it was announced.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
    /// Publicly announced; people can join.
    #[sea_orm(string_value = "ANNOUNCED")]
    Announced,
    /// Under way.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Halted for now.
    #[sea_orm(string_value = "PAUSED")]
    Paused,
    /// All phases are over.
    #[sea_orm(string_value = "CONCLUDED")]
    Concluded,
    /// A retrospective evaluation was released.
    #[sea_orm(string_value = "EVALUATED")]
    Evaluated,
    /// Kept as a record.
    #[sea_orm(string_value = "ARCHIVED")]
    Archived,
    /// Ended early, with a published reason.
    #[sea_orm(string_value = "CANCELLED")]
    Cancelled,
}

/// The kinds of phase in the cycle of a public service.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum PhaseType {
    /// Priorities are set together; only where the agency turned it on.
    #[sea_orm(string_value = "CO_COMMISSIONING")]
    CoCommissioning,
    /// Needs and ideas: the service is designed together.
    #[sea_orm(string_value = "CO_DESIGN")]
    CoDesign,
    /// The service is delivered together.
    #[sea_orm(string_value = "CO_DELIVERY")]
    CoDelivery,
    /// The service is judged together; can never be skipped.
    #[sea_orm(string_value = "CO_ASSESSMENT")]
    CoAssessment,
}

/// Where a phase stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum PhaseState {
    /// Not opened so far.
    #[sea_orm(string_value = "PLANNED")]
    Planned,
    /// Takes contributions.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// Input has ended.
    #[sea_orm(string_value = "CLOSED")]
    Closed,
    /// Contributions are weighed.
    #[sea_orm(string_value = "IN_REVIEW")]
    InReview,
    /// What was heard and changed was reported back.
    #[sea_orm(string_value = "REPORTED")]
    Reported,
    /// Over, with every promise kept.
    #[sea_orm(string_value = "COMPLETED")]
    Completed,
    /// Left out, with reason; never for co-assessment.
    #[sea_orm(string_value = "SKIPPED")]
    Skipped,
    /// Ended early, with reason.
    #[sea_orm(string_value = "CANCELLED")]
    Cancelled,
}

/// A method of citizen participation (OECD).
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EngagementMethod {
    /// Giving information and data.
    #[sea_orm(string_value = "INFORMATION_AND_DATA")]
    InformationAndData,
    /// Open meetings.
    #[sea_orm(string_value = "OPEN_MEETING")]
    OpenMeeting,
    /// Public consultation.
    #[sea_orm(string_value = "PUBLIC_CONSULTATION")]
    PublicConsultation,
    /// Crowdsourcing, hackathons, challenges.
    #[sea_orm(string_value = "OPEN_INNOVATION")]
    OpenInnovation,
    /// Citizen science.
    #[sea_orm(string_value = "CITIZEN_SCIENCE")]
    CitizenScience,
    /// Civic monitoring.
    #[sea_orm(string_value = "CIVIC_MONITORING")]
    CivicMonitoring,
    /// Participatory budgeting.
    #[sea_orm(string_value = "PARTICIPATORY_BUDGETING")]
    ParticipatoryBudgeting,
    /// Representative deliberative process.
    #[sea_orm(string_value = "DELIBERATIVE_PROCESS")]
    DeliberativeProcess,
}

/// How confidential a field is.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AccessClass {
    /// Published content, and statistics after release: anyone who may know of the object.
    #[sea_orm(string_value = "PUBLIC")]
    Public,
    /// Active participants of the project, whatever their sector.
    #[sea_orm(string_value = "PROJECT_SHARED")]
    ProjectShared,
    /// Staff of the tenant by role.
    #[sea_orm(string_value = "TENANT_INTERNAL")]
    TenantInternal,
    /// Identifies or relates to a person: that person, and others by role and purpose.
    #[sea_orm(string_value = "PERSONAL")]
    Personal,
    /// Special categories (GDPR article 9) and raw demographic values: that person; others see statistics only.
    #[sea_orm(string_value = "SENSITIVE")]
    Sensitive,
    /// Named recipients only, some of it until an embargo ends.
    #[sea_orm(string_value = "CONFIDENTIAL")]
    Confidential,
}

/// What personal data may be read for; a tenant adapts basis and notice of each, not the list.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Purpose {
    /// Running accounts, contributions and reports back.
    #[sea_orm(string_value = "PARTICIPATION_ADMIN")]
    ParticipationAdmin,
    /// Keeping the record that a law demands.
    #[sea_orm(string_value = "LEGAL_RECORD")]
    LegalRecord,
    /// Checking who read and did what.
    #[sea_orm(string_value = "SECURITY_AUDIT")]
    SecurityAudit,
    /// Learning whether the participants mirror the population, by ordinary demographics.
    #[sea_orm(string_value = "REPRESENTATIVENESS")]
    Representativeness,
    /// The same by attributes of special categories.
    #[sea_orm(string_value = "REPRESENTATIVENESS_SPECIAL")]
    RepresentativenessSpecial,
    /// Showing the real name with a contribution.
    #[sea_orm(string_value = "PUBLIC_ATTRIBUTION")]
    PublicAttribution,
    /// Writing about news and later projects.
    #[sea_orm(string_value = "CONTACT_NEWS")]
    ContactNews,
    /// Letting a named partner see who takes part.
    #[sea_orm(string_value = "SHARE_WITH_PARTNER")]
    ShareWithPartner,
    /// Scientific research.
    #[sea_orm(string_value = "RESEARCH")]
    Research,
    /// Handling the answers of assessments.
    #[sea_orm(string_value = "EVALUATION")]
    Evaluation,
}
