//! Enumerations of the rules that an agency adds.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Whether an agency's rule is in force.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TenantPolicyState {
    /// Checked, not in force.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// In force from the next read on.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// No longer in force, or given up before it was.
    #[sea_orm(string_value = "RETIRED")]
    Retired,
}
