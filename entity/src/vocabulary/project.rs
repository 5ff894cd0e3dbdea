//! Enumerations of projects.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What is created together.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ObjectOfCocreation {
    /// A public service.
    #[sea_orm(string_value = "SERVICE")]
    Service,
    /// A public policy.
    #[sea_orm(string_value = "POLICY")]
    Policy,
    /// A strategy.
    #[sea_orm(string_value = "STRATEGY")]
    Strategy,
}

/// Who may know of a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectVisibility {
    /// Anyone, once it is announced.
    #[sea_orm(string_value = "PUBLIC")]
    Public,
    /// Members of the agency.
    #[sea_orm(string_value = "TENANT")]
    Tenant,
    /// Its participants, and staff who run it.
    #[sea_orm(string_value = "PARTICIPANTS")]
    Participants,
}

/// How people come to take part in a project.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectJoining {
    /// Any member of the tenant joins by themselves.
    #[sea_orm(string_value = "OPEN")]
    Open,
    /// By invitation only.
    #[sea_orm(string_value = "INVITATION")]
    Invitation,
}

/// Where a project stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProjectState {
    /// Being written.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// Being checked for whether co-creation can work here.
    #[sea_orm(string_value = "READINESS")]
    Readiness,
    /// Not ready, ended before it was announced.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
    /// Publicly announced; people can join.
    #[sea_orm(string_value = "ANNOUNCED")]
    Announced,
    /// Under way.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Halted for now.
    #[sea_orm(string_value = "PAUSED")]
    Paused,
    /// All phases are over.
    #[sea_orm(string_value = "CONCLUDED")]
    Concluded,
    /// A retrospective evaluation was released.
    #[sea_orm(string_value = "EVALUATED")]
    Evaluated,
    /// Kept as a record.
    #[sea_orm(string_value = "ARCHIVED")]
    Archived,
    /// Ended early, with a published reason.
    #[sea_orm(string_value = "CANCELLED")]
    Cancelled,
}
