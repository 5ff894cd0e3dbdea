//! Enumerations of organisations and of the services that they offer.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Sector;

/// Kind of actor; each belongs to one sector.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ActorType {
    /// State: ministry.
    #[sea_orm(string_value = "MINISTRY")]
    Ministry,
    /// State: agency.
    #[sea_orm(string_value = "AGENCY")]
    Agency,
    /// State: municipality, county, region.
    #[sea_orm(string_value = "LOCAL_AUTHORITY")]
    LocalAuthority,
    /// State: public provider of services.
    #[sea_orm(string_value = "PUBLIC_PROVIDER")]
    PublicProvider,
    /// Economy: company.
    #[sea_orm(string_value = "COMPANY")]
    Company,
    /// Economy: small or medium company.
    #[sea_orm(string_value = "SME")]
    Sme,
    /// Economy: chamber or association.
    #[sea_orm(string_value = "INDUSTRY_BODY")]
    IndustryBody,
    /// Economy: contractor of the agency.
    #[sea_orm(string_value = "CONTRACTOR")]
    Contractor,
    /// Society: non-governmental organisation.
    #[sea_orm(string_value = "NGO")]
    Ngo,
    /// Society: group of residents or users.
    #[sea_orm(string_value = "COMMUNITY_GROUP")]
    CommunityGroup,
    /// Society: trade union.
    #[sea_orm(string_value = "TRADE_UNION")]
    TradeUnion,
    /// Society: university.
    #[sea_orm(string_value = "UNIVERSITY")]
    University,
    /// Society: research institute.
    #[sea_orm(string_value = "RESEARCH_INSTITUTE")]
    ResearchInstitute,
}

impl ActorType {
    /// The sector that it belongs to.
    #[must_use]
    pub const fn sector(self) -> Sector {
        match self {
            Self::Ministry | Self::Agency | Self::LocalAuthority | Self::PublicProvider => Sector::State,
            Self::Company | Self::Sme | Self::IndustryBody | Self::Contractor => Sector::Economy,
            Self::Ngo | Self::CommunityGroup | Self::TradeUnion | Self::University | Self::ResearchInstitute => {
                Sector::Society
            }
        }
    }
}

/// Whether a public service is offered.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum PublicServiceStatus {
    /// Planned or being made.
    #[sea_orm(string_value = "UNDER_DEVELOPMENT")]
    UnderDevelopment,
    /// Offered to its users.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// No longer offered.
    #[sea_orm(string_value = "RETIRED")]
    Retired,
}

/// How a public service can be reached.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ServiceChannel {
    /// On the web.
    #[sea_orm(string_value = "WEB")]
    Web,
    /// By an application on a phone.
    #[sea_orm(string_value = "APP")]
    App,
    /// In person at an office.
    #[sea_orm(string_value = "COUNTER")]
    Counter,
    /// By telephone.
    #[sea_orm(string_value = "PHONE")]
    Phone,
    /// By letter.
    #[sea_orm(string_value = "POST")]
    Post,
    /// By a visit at home.
    #[sea_orm(string_value = "HOME_VISIT")]
    HomeVisit,
}
