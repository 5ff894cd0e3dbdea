//! Enumerations of what people tell about themselves for statistics.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Gender, as told.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Gender {
    /// Told to be female.
    #[sea_orm(string_value = "FEMALE")]
    Female,
    /// Told to be male.
    #[sea_orm(string_value = "MALE")]
    Male,
    /// Told to be neither or other.
    #[sea_orm(string_value = "DIVERSE")]
    Diverse,
}

/// Highest education (ISCED, in three steps).
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EducationLevel {
    /// Up to lower secondary.
    #[sea_orm(string_value = "BASIC")]
    Basic,
    /// Upper secondary and the like.
    #[sea_orm(string_value = "MIDDLE")]
    Middle,
    /// Tertiary education.
    #[sea_orm(string_value = "HIGHER")]
    Higher,
}
