//! Origins whose pages may ask as an agency's people and visitors, or with a client's token.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Type, column};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["tenant", "client"] {
            let addition = Addition {
                table,
                column: column("allowed_origins", Type::Text),
                default: Some("''"),
                references: None,
            };
            addition.make(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "without these lists pages that were let in would be shut out: restore a backup".to_owned(),
        ))
    }
}
