//! In which project somebody's data were read.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Type, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let project = Addition {
            table: "access_log_entry",
            column: optional("project_id", Type::Uuid),
            default: None,
            references: Some("project"),
        };
        project.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "where somebody's data were read is not thrown away: restore a backup".to_owned(),
        ))
    }
}
