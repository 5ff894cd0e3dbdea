//! When a contribution came under review. Of those that did before, nobody knows when.

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
        let began = Addition {
            table: "contribution",
            column: optional("review_started_at", Type::Time),
            default: None,
            references: None,
        };
        began.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what happened to a contribution is not thrown away: restore a backup".to_owned(),
        ))
    }
}
