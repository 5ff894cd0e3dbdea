//! How often the same was refused to the same within an hour; the log gets the number when the hour is over.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ClientId, Id, MembershipId, TenantId},
    row::FromRow,
    sealed::{Personal, TenantInternal},
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// How often the same was refused to the same within an hour.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "audit_refusal")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// A digest of who, what, why and the hour, so that equal ones meet in one row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The membership that was refused.
    pub membership_id: Personal<Option<MembershipId>>,
    /// The program that was refused.
    pub client_id: Personal<Option<ClientId>>,
    /// The mutation.
    pub action: TenantInternal<String>,
    /// Why it was refused.
    pub code: TenantInternal<String>,
    /// When the hour is over.
    pub ends_at: DateTimeUtc,
    /// How often.
    pub number: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "audit_refusal",
    global: false,
    subject: Subject::Membership("membership_id"),
    told: Declaration::told_by("The server, when you did it.").on_record(),
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("membership_id", AccessClass::Personal),
        kept("client_id", AccessClass::Personal),
        kept("action", AccessClass::TenantInternal),
        kept("code", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
