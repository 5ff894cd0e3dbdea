//! How long data of one class and purpose are kept.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, RetentionRuleId, TenantId},
    period::Period,
    row::FromRow,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::{AccessClass, Disposal, Purpose, RetentionTrigger},
};

/// How long data of one class and purpose are kept.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "retention_rule")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RetentionRuleId,
    /// Class of the data.
    pub class: TenantInternal<AccessClass>,
    /// What they are kept for.
    pub purpose: TenantInternal<Purpose>,
    /// From when time runs.
    pub since: TenantInternal<RetentionTrigger>,
    /// How long they are kept.
    pub duration: TenantInternal<Period>,
    /// What happens then.
    pub disposal: TenantInternal<Disposal>,
    /// Whether the job follows it.
    pub is_active: TenantInternal<bool>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "retentionrule";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "retention_rule",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("class", AccessClass::TenantInternal),
        kept("purpose", AccessClass::TenantInternal),
        kept("since", AccessClass::TenantInternal),
        kept("duration", AccessClass::TenantInternal),
        kept("disposal", AccessClass::TenantInternal),
        kept("is_active", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
