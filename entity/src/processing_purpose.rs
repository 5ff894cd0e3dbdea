//! What an agency says of a purpose where that differs from the usual.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, ProcessingPurposeId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
    texts::Texts,
    vocabulary::{LegalBasis, Purpose},
};

/// What an agency says of a purpose where that differs from the usual.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "processing_purpose")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id, which follows from the agency and the purpose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProcessingPurposeId,
    /// The purpose.
    pub purpose: Purpose,
    /// What it rests on here.
    pub legal_basis: LegalBasis,
    /// What it means here, in each language; none where the usual words do.
    pub descriptions: Texts,
    /// Whether anything is processed for it.
    pub is_enabled: bool,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "purpose";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "processing_purpose",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[],
    search: &[],
    quotes: None,
    retention: &[],
};
