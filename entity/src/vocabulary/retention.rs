//! Enumerations of how long data are kept.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// From when the time of a retention rule runs. What was told on consent goes with the consent and needs no rule.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum RetentionTrigger {
    /// Since the data were stored.
    #[sea_orm(string_value = "CREATED")]
    Created,
    /// Since the person was last active.
    #[sea_orm(string_value = "LAST_ACTIVITY")]
    LastActivity,
    /// Since the project was concluded or cancelled.
    #[sea_orm(string_value = "PROJECT_CONCLUDED")]
    ProjectConcluded,
    /// Since the project was evaluated.
    #[sea_orm(string_value = "PROJECT_EVALUATED")]
    ProjectEvaluated,
    /// Since results were released.
    #[sea_orm(string_value = "RESULTS_RELEASED")]
    ResultsReleased,
}

/// What happens when time is over.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Disposal {
    /// The data are physically deleted.
    #[sea_orm(string_value = "DELETE")]
    Delete,
    /// The link to the person is physically removed.
    #[sea_orm(string_value = "ANONYMISE")]
    Anonymise,
}
