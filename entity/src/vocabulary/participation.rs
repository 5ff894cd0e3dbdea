//! Enumerations of who takes part in a project, and as what.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// The three sides that create a public service together.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Sector {
    /// Public administration: ministries, agencies, municipalities, public providers.
    #[sea_orm(string_value = "STATE")]
    State,
    /// The market: companies, industry bodies, contractors.
    #[sea_orm(string_value = "ECONOMY")]
    Economy,
    /// Society: residents, service users, non-governmental organisations, community groups.
    #[sea_orm(string_value = "SOCIETY")]
    Society,
}

/// With which kind of knowledge somebody takes part, whatever the sector.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Expertise {
    /// Knows by profession.
    #[sea_orm(string_value = "PROFESSIONAL")]
    Professional,
    /// Knows by experience of life or of the service.
    #[sea_orm(string_value = "LAY")]
    Lay,
}

/// What a participant does in a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectRole {
    /// Answers for the project in the agency.
    #[sea_orm(string_value = "OWNER")]
    Owner,
    /// Runs phases, moderates, invites.
    #[sea_orm(string_value = "FACILITATOR")]
    Facilitator,
    /// Delivers the service.
    #[sea_orm(string_value = "DELIVERER")]
    Deliverer,
    /// Contributes and reacts.
    #[sea_orm(string_value = "PARTICIPANT")]
    Participant,
    /// Judges the service or the process.
    #[sea_orm(string_value = "ASSESSOR")]
    Assessor,
    /// Reads what is shared in the project.
    #[sea_orm(string_value = "OBSERVER")]
    Observer,
}

/// Whether a participation is active.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ParticipationState {
    /// Takes part now.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// The participant left.
    #[sea_orm(string_value = "LEFT")]
    Left,
    /// A facilitator ended it, with reason.
    #[sea_orm(string_value = "REMOVED")]
    Removed,
}

/// How a participant came into a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum JoiningRoute {
    /// By joining.
    #[sea_orm(string_value = "OPEN_CALL")]
    OpenCall,
    /// By invitation.
    #[sea_orm(string_value = "INVITATION")]
    Invitation,
    /// Drawn by lot.
    #[sea_orm(string_value = "SORTITION")]
    Sortition,
    /// With data from elsewhere.
    #[sea_orm(string_value = "IMPORT")]
    Import,
}
