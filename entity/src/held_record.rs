//! A copy of a row that was deleted while a legal hold kept it.

use sea_orm::entity::prelude::*;

use crate::{
    id::{HeldRecordId, LegalHoldId, PersonId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::{Confidential, Personal},
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// A copy of a row that was deleted while a legal hold kept it.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "held_record")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HeldRecordId,
    /// The hold.
    pub hold_id: LegalHoldId,
    /// The table that it stood in.
    pub table_name: Confidential<String>,
    /// Its id there.
    pub row_id: Confidential<Uuid>,
    /// The person whose it was.
    pub person_id: Personal<Option<PersonId>>,
    /// The row, as JSON.
    pub document: Confidential<String>,
    /// Day on which it was deleted there; an instant would tell who did it.
    pub kept_on: Confidential<Day>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "held_record",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("table_name", AccessClass::Confidential),
        kept("row_id", AccessClass::Confidential),
        kept("person_id", AccessClass::Personal),
        kept("document", AccessClass::Confidential),
        kept("kept_on", AccessClass::Confidential),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
