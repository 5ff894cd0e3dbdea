//! What personal data may be read for.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What personal data may be read for; a tenant adapts basis and notice of each, not the list.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Purpose {
    /// Running accounts, contributions and reports back.
    #[sea_orm(string_value = "PARTICIPATION_ADMIN")]
    ParticipationAdmin,
    /// Keeping the record that a law demands.
    #[sea_orm(string_value = "LEGAL_RECORD")]
    LegalRecord,
    /// Checking who read and did what.
    #[sea_orm(string_value = "SECURITY_AUDIT")]
    SecurityAudit,
    /// Learning whether the participants mirror the population, by ordinary demographics.
    #[sea_orm(string_value = "REPRESENTATIVENESS")]
    Representativeness,
    /// The same by attributes of special categories.
    #[sea_orm(string_value = "REPRESENTATIVENESS_SPECIAL")]
    RepresentativenessSpecial,
    /// Showing the real name with a contribution.
    #[sea_orm(string_value = "PUBLIC_ATTRIBUTION")]
    PublicAttribution,
    /// Writing about news and later projects.
    #[sea_orm(string_value = "CONTACT_NEWS")]
    ContactNews,
    /// Letting a named partner see who takes part.
    #[sea_orm(string_value = "SHARE_WITH_PARTNER")]
    ShareWithPartner,
    /// Scientific research.
    #[sea_orm(string_value = "RESEARCH")]
    Research,
    /// Handling the answers of assessments.
    #[sea_orm(string_value = "EVALUATION")]
    Evaluation,
}
