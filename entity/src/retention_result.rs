//! What a run of the retention job did for one rule: numbers, and nobody.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, RetentionRuleId, RetentionRunId, TenantId},
    row::FromRow,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// What a run of the retention job did for one rule.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "retention_result")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The run.
    pub run_id: RetentionRunId,
    /// The rule.
    pub rule_id: RetentionRuleId,
    /// Rows or values that were deleted.
    pub deleted: TenantInternal<i32>,
    /// Rows whose link to a person was removed.
    pub anonymised: TenantInternal<i32>,
    /// How many of these a hold keeps a copy of.
    pub held: TenantInternal<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "retention_result",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("deleted", AccessClass::TenantInternal),
        kept("anonymised", AccessClass::TenantInternal),
        kept("held", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
