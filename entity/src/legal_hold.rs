//! An order that keeps what would be deleted, readable for its own purpose by its named readers only.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, LegalHoldId, MembershipId, PersonId, ProjectId, TenantId},
    row::FromRow,
    sealed::{Confidential, Personal},
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::AccessClass,
};

/// An order that keeps what would be deleted.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "legal_hold")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LegalHoldId,
    /// The project whose data are kept.
    pub project_id: Confidential<Option<ProjectId>>,
    /// The person whose data are kept.
    pub person_id: Personal<Option<PersonId>>,
    /// Why they are kept; empty once the person was erased.
    pub reason: Confidential<String>,
    /// Who placed it.
    pub placed_by_id: Confidential<Option<MembershipId>>,
    /// When it was placed.
    pub placed_at: Confidential<DateTimeUtc>,
    /// When it was lifted; none while it holds.
    pub lifted_at: Confidential<Option<DateTimeUtc>>,
    /// Why it was lifted; none once the person was erased.
    pub lifted_reason: Confidential<Option<String>>,
    /// Moves with every change that a reader can see, but not with an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "legalhold";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "legal_hold",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::UNTOLD,
    erasure: Erasure::Blank {
        none_of: None,
        set: &[("reason", "''")],
    },
    holds: Holds::Never,
    sealed: &[
        kept("project_id", AccessClass::Confidential),
        kept("person_id", AccessClass::Personal),
        erased("reason", AccessClass::Confidential),
        kept("placed_by_id", AccessClass::Confidential),
        kept("placed_at", AccessClass::Confidential),
        kept("lifted_at", AccessClass::Confidential),
        erased("lifted_reason", AccessClass::Confidential),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
