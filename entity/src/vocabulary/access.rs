//! How confidential fields are, and what the log of reads says of who read them.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// How confidential a field is.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AccessClass {
    /// Published content, and statistics after release: anyone who may know of the object.
    #[sea_orm(string_value = "PUBLIC")]
    Public,
    /// Active participants of the project, whatever their sector.
    #[sea_orm(string_value = "PROJECT_SHARED")]
    ProjectShared,
    /// Staff of the tenant by role.
    #[sea_orm(string_value = "TENANT_INTERNAL")]
    TenantInternal,
    /// Identifies or relates to a person: that person, and others by role and purpose.
    #[sea_orm(string_value = "PERSONAL")]
    Personal,
    /// Special categories (GDPR article 9) and raw demographic values: that person; others see statistics only.
    #[sea_orm(string_value = "SENSITIVE")]
    Sensitive,
    /// Named recipients only, some of it until an embargo ends.
    #[sea_orm(string_value = "CONFIDENTIAL")]
    Confidential,
}

/// In which role data was read.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ReaderRole {
    /// Administrator of the agency.
    #[sea_orm(string_value = "ADMINISTRATOR")]
    Administrator,
    /// Staff of the agency.
    #[sea_orm(string_value = "STAFF")]
    Staff,
    /// Data steward.
    #[sea_orm(string_value = "DATA_STEWARD")]
    DataSteward,
    /// Data protection officer.
    #[sea_orm(string_value = "DATA_PROTECTION_OFFICER")]
    DataProtectionOfficer,
    /// Auditor of the agency.
    #[sea_orm(string_value = "AUDITOR")]
    Auditor,
    /// Owner of a project.
    #[sea_orm(string_value = "OWNER")]
    Owner,
    /// Facilitator of a project.
    #[sea_orm(string_value = "FACILITATOR")]
    Facilitator,
    /// Participant of the same project.
    #[sea_orm(string_value = "PARTICIPANT")]
    Participant,
    /// A partner's program.
    #[sea_orm(string_value = "CLIENT")]
    Client,
    /// Any other.
    #[sea_orm(string_value = "OTHER")]
    Other,
}

/// What came of a read.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AccessOutcome {
    /// The value was shown.
    #[sea_orm(string_value = "SHOWN")]
    Shown,
    /// A coarser value was shown.
    #[sea_orm(string_value = "GENERALISED")]
    Generalised,
    /// Nothing was shown.
    #[sea_orm(string_value = "REFUSED")]
    Refused,
}
