//! Enumerations of search.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What can be searched; people never.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SearchKind {
    /// Projects of the agency.
    #[sea_orm(string_value = "PROJECT")]
    Project,
    /// Contributions.
    #[sea_orm(string_value = "CONTRIBUTION")]
    Contribution,
    /// Public services.
    #[sea_orm(string_value = "PUBLIC_SERVICE")]
    PublicService,
    /// Organisations.
    #[sea_orm(string_value = "ORGANISATION")]
    Organisation,
}

/// Where in an object a term stands. Sorted from the last to the first, titles come before texts.
#[derive(EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TermPlace {
    /// In its text.
    #[sea_orm(string_value = "TEXT")]
    Text,
    /// In its title or name.
    #[sea_orm(string_value = "TITLE")]
    Title,
}
