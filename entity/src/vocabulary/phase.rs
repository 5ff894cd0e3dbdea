//! Enumerations of phases.

#![expect(
    clippy::enum_variant_names,
    reason = "the field's terms begin alike: co-design, co-delivery, co-assessment"
)]

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

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
