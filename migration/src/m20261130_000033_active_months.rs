//! Who is counted in a month already.

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
        ACTIVE_MONTH.create(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would count one person as several: restore a backup".to_owned(),
        ))
    }
}

const KIND: &[&str] = &["CONTRIBUTION", "REACTION"];

const ACTIVE_MONTH: Table = Table {
    name: "active_month",
    global: false,
    columns: &[
        column("participation_id", Type::Uuid),
        column("kind", Type::Enum(KIND)),
        column("month", Type::Day),
    ],
    unique: &[("once", "participation_id, kind")],
    references: &[("participation_id", "participation")],
    checks: &[],
    indexes: &[],
};
