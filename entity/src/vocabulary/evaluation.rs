//! Enumerations of evaluations and of what people answer in them.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// When in the life of the service an evaluation asks.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AssessmentTiming {
    /// Before it exists.
    #[sea_orm(string_value = "PROSPECTIVE")]
    Prospective,
    /// While it is used.
    #[sea_orm(string_value = "CONCURRENT")]
    Concurrent,
    /// Afterwards; each project needs one of these.
    #[sea_orm(string_value = "RETROSPECTIVE")]
    Retrospective,
}

/// Where an evaluation stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EvaluationState {
    /// Being set up.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// Its rules are fixed.
    #[sea_orm(string_value = "LOCKED")]
    Locked,
    /// Takes assessments.
    #[sea_orm(string_value = "COLLECTING")]
    Collecting,
    /// Takes no more.
    #[sea_orm(string_value = "CLOSED")]
    Closed,
    /// Computed, and read by nobody so far.
    #[sea_orm(string_value = "COMPUTED")]
    Computed,
    /// Results are released.
    #[sea_orm(string_value = "RELEASED")]
    Released,
    /// A later evaluation took its place.
    #[sea_orm(string_value = "SUPERSEDED")]
    Superseded,
}

/// Where an assessment stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AssessmentState {
    /// Handed in; can be revised until the evaluation closes.
    #[sea_orm(string_value = "SUBMITTED")]
    Submitted,
    /// Counted in the results.
    #[sea_orm(string_value = "COUNTED")]
    Counted,
    /// Withdrawn.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
}

/// How an assessor stands to the service.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AssessorRelation {
    /// Uses the service.
    #[sea_orm(string_value = "USER")]
    User,
    /// Took part in creating it.
    #[sea_orm(string_value = "PARTICIPANT")]
    Participant,
    /// Delivers the service.
    #[sea_orm(string_value = "DELIVERER")]
    Deliverer,
    /// Answers for the service.
    #[sea_orm(string_value = "OWNER")]
    Owner,
    /// None of these.
    #[sea_orm(string_value = "OBSERVER")]
    Observer,
}

/// Why a criterion was not scored; counted, and never turned into a number.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum NonAnswer {
    /// It does not apply.
    #[sea_orm(string_value = "NOT_APPLICABLE")]
    NotApplicable,
    /// Not known.
    #[sea_orm(string_value = "DONT_KNOW")]
    DontKnow,
    /// Not to be told.
    #[sea_orm(string_value = "PREFER_NOT_TO_SAY")]
    PreferNotToSay,
}
