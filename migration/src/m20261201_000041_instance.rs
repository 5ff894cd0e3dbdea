//! What a database knows of the instance that serves from it: the mark of its secret, and how often a server tried whether
//! the database takes what is written.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

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
        INSTANCE.create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP TABLE IF EXISTS instance").await?;
        Ok(())
    }
}

/// One row, made by the first server that serves from the database.
const INSTANCE: Table = Table {
    name: "instance",
    global: true,
    columns: &[
        // It follows from the instance secret and tells nothing of it.
        column("fingerprint", Type::Bytes),
        // Nobody reads it: what would be written as it stands already would not be written.
        column("tried", Type::Big),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[],
};
