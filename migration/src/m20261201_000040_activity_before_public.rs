//! What went on in projects before everybody knew of them. Of those that became public before, nobody knows what that was.

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
        let hidden = Addition {
            table: "activity",
            column: column("hidden", Type::Int),
            default: Some("0"),
            references: None,
        };
        hidden.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what must not be told is not forgotten: restore a backup".to_owned(),
        ))
    }
}
