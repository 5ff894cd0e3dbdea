//! Enumerations of the audit log.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What kind of thing an audit entry records.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AuditKind {
    /// A role or credential was given, changed or taken.
    #[sea_orm(string_value = "GRANT")]
    Grant,
    /// A policy, purpose, notice, setting or retention rule changed.
    #[sea_orm(string_value = "POLICY")]
    Policy,
    /// A consent changed.
    #[sea_orm(string_value = "CONSENT")]
    Consent,
    /// A pseudonym was revealed.
    #[sea_orm(string_value = "REVEAL")]
    Reveal,
    /// Data were erased, redacted or restricted.
    #[sea_orm(string_value = "ERASURE")]
    Erasure,
    /// A legal hold was placed or lifted.
    #[sea_orm(string_value = "HOLD")]
    Hold,
    /// An action was refused.
    #[sea_orm(string_value = "REFUSAL")]
    Refusal,
    /// A state changed.
    #[sea_orm(string_value = "TRANSITION")]
    Transition,
    /// A reader asked for the data of more people for one purpose within an hour than the agency lets pass unseen.
    #[sea_orm(string_value = "ALERT")]
    Alert,
}

impl AuditKind {
    /// As it is stored, and spelt in GraphQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grant => "GRANT",
            Self::Policy => "POLICY",
            Self::Consent => "CONSENT",
            Self::Reveal => "REVEAL",
            Self::Erasure => "ERASURE",
            Self::Hold => "HOLD",
            Self::Refusal => "REFUSAL",
            Self::Transition => "TRANSITION",
            Self::Alert => "ALERT",
        }
    }
}

/// Whether an audited action was done.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AuditOutcome {
    /// It was done.
    #[sea_orm(string_value = "DONE")]
    Done,
    /// It was refused, and nothing changed.
    #[sea_orm(string_value = "REFUSED")]
    Refused,
}

impl AuditOutcome {
    /// As it is stored, and spelt in GraphQL.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
        }
    }
}
