//! Enumerations of reports on contributions.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Where a report on a contribution stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ReportState {
    /// Waits for a moderator.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// A moderator found that the contribution breaks the rule.
    #[sea_orm(string_value = "UPHELD")]
    Upheld,
    /// A moderator found that it does not.
    #[sea_orm(string_value = "DISMISSED")]
    Dismissed,
    /// The reporter took it back before a moderator closed it.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
}

/// What a moderator found of a report.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOutcome {
    /// The contribution breaks the rule.
    Upheld,
    /// It does not.
    Dismissed,
}

impl ReportOutcome {
    /// Where the report stands then.
    #[must_use]
    pub const fn state(self) -> ReportState {
        match self {
            Self::Upheld => ReportState::Upheld,
            Self::Dismissed => ReportState::Dismissed,
        }
    }
}
