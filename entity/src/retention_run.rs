//! One run of the retention job: a day of an agency.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, RetentionRunId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// One run of the retention job.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "retention_run")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RetentionRunId,
    /// The day, of which there is one run.
    pub day: Day,
    /// When it began, or was taken up again.
    pub started_at: TenantInternal<DateTimeUtc>,
    /// When it ended; none while it runs.
    pub finished_at: TenantInternal<Option<DateTimeUtc>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "retentionrun";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "retention_run",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("started_at", AccessClass::TenantInternal),
        kept("finished_at", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
