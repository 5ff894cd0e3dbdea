//! Enumerations of agencies and of who belongs to them.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What a person may do in the whole agency.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TenantRole {
    /// Manages people, clients and settings; sees nothing individual for that alone.
    #[sea_orm(string_value = "ADMINISTRATOR")]
    Administrator,
    /// Creates and runs projects for the agency.
    #[sea_orm(string_value = "STAFF")]
    Staff,
    /// Handles requests of data subjects, retention and disclosure control.
    #[sea_orm(string_value = "DATA_STEWARD")]
    DataSteward,
    /// Oversees: rules, logs, reveals, holds.
    #[sea_orm(string_value = "DATA_PROTECTION_OFFICER")]
    DataProtectionOfficer,
    /// Reads the audit log.
    #[sea_orm(string_value = "AUDITOR")]
    Auditor,
    /// Takes part; everybody has this one.
    #[sea_orm(string_value = "MEMBER")]
    Member,
}

/// Whether a member can sign in.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum MembershipState {
    /// Can sign in.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Cannot sign in for now.
    #[sea_orm(string_value = "SUSPENDED")]
    Suspended,
    /// Left or was erased.
    #[sea_orm(string_value = "ENDED")]
    Ended,
}

/// Kind of public organisation.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AgencyKind {
    /// A ministry or department of a government.
    #[sea_orm(string_value = "MINISTRY")]
    Ministry,
    /// An agency or authority.
    #[sea_orm(string_value = "AGENCY")]
    Agency,
    /// A municipality, county or region.
    #[sea_orm(string_value = "LOCAL_AUTHORITY")]
    LocalAuthority,
    /// A public body that delivers services.
    #[sea_orm(string_value = "PUBLIC_PROVIDER")]
    PublicProvider,
}

/// What became of an invitation; declined and unanswered look alike to the inviter until it expires.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum InvitationState {
    /// Sent, and not accepted so far.
    #[sea_orm(string_value = "INVITED")]
    Invited,
    /// Accepted by the invited person.
    #[sea_orm(string_value = "ACCEPTED")]
    Accepted,
    /// Not accepted in time.
    #[sea_orm(string_value = "EXPIRED")]
    Expired,
    /// Taken back by the inviter.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
}
