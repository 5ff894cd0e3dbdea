//! Somebody who may read what a legal hold keeps.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, LegalHoldId, MembershipId, TenantId},
    row::FromRow,
    sealed::Confidential,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// Somebody who may read what a legal hold keeps.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "legal_hold_reader")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The hold.
    pub hold_id: LegalHoldId,
    /// The member.
    pub membership_id: Confidential<MembershipId>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "legal_hold_reader",
    global: false,
    subject: Subject::Membership("membership_id"),
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[kept("membership_id", AccessClass::Confidential)],
    search: &[],
    quotes: None,
    retention: &[],
};
