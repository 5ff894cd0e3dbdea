//! Enumerations of what could bias who takes part.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// How somebody is bound to what a project decides on (Rowe and Frewer 2000, independence).
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum InterestRelationship {
    /// Could gain or lose money: owns, invests, lends, holds a patent.
    #[sea_orm(string_value = "FINANCIAL")]
    Financial,
    /// Works for somebody who could gain or lose by it, or would like to.
    #[sea_orm(string_value = "EMPLOYMENT")]
    Employment,
    /// Supplies or advises somebody who could, or bids for it.
    #[sea_orm(string_value = "CONTRACTUAL")]
    Contractual,
    /// Belongs to, or leads, an organisation that wants something of it.
    #[sea_orm(string_value = "MEMBERSHIP")]
    Membership,
    /// Is close to somebody of whom one of these holds.
    #[sea_orm(string_value = "FAMILY")]
    Family,
    /// Something else.
    #[sea_orm(string_value = "OTHER")]
    Other,
}

/// Where a declaration of an interest stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum InterestState {
    /// Declared, and it holds.
    #[sea_orm(string_value = "DECLARED")]
    Declared,
    /// Taken back by who declared it.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
    /// Emptied by erasure; its place remains.
    #[sea_orm(string_value = "REDACTED")]
    Redacted,
}
