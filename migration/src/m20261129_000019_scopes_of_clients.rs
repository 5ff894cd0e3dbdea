//! What the credential of a client covers: classes, and purposes that it may declare.

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
        // Clients that are there read what the policies open, as before: all six classes. None was registered for a
        // purpose.
        for (name, default) in [("classes", "63"), ("purposes", "0")] {
            let addition = Addition {
                table: "client",
                column: column(name, Type::Int),
                default: Some(default),
                references: None,
            };
            addition.make(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "without its bounds a credential would cover more than it was given for: restore a backup".to_owned(),
        ))
    }
}
