//! Enumerations of activity over time.

use sea_orm::{DeriveActiveEnum, EnumIter};

/// What somebody did.
#[derive(EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ActivityKind {
    /// Gave a contribution, which was published.
    #[sea_orm(string_value = "CONTRIBUTION")]
    Contribution,
    /// Took a stand on a contribution for the first time.
    #[sea_orm(string_value = "REACTION")]
    Reaction,
}
