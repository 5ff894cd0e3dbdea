//! What happened month by month.

use sea_orm_migration::prelude::*;

use crate::table::{Table, Type, column};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ACTIVITY.create(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "figures that were published are not thrown away: restore a backup".to_owned(),
        ))
    }
}

const KIND: &[&str] = &["CONTRIBUTION", "REACTION"];

const ACTIVITY: Table = Table {
    name: "activity",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("phase_id", Type::Uuid),
        column("month", Type::Day),
        column("kind", Type::Enum(KIND)),
        column("number", Type::Int),
        column("people", Type::Int),
        column("is_imported", Type::Bool),
    ],
    unique: &[],
    references: &[("project_id", "project"), ("phase_id", "phase")],
    checks: &[("counts", "number >= 1 AND people >= 0 AND people <= number")],
    indexes: &[
        ("by_month", "month, project_id, kind"),
        ("by_project", "project_id, month"),
        ("by_phase", "phase_id, month"),
    ],
};
