//! What payers owe to all servers together, where several work on one database.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

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
        let connection = manager.get_connection();
        // Beside an embedded database there is no other server.
        if connection.get_database_backend() == DbBackend::Sqlite {
            return Ok(());
        }
        SPENDING.create(manager).await?;
        // It is rewritten all the time, and a crash that loses it forgives what minutes would have.
        connection
            .execute_unprepared("ALTER TABLE spending SET UNLOGGED")
            .await?;
        // Rows change in place, so that their versions leave no trail.
        connection
            .execute_unprepared("ALTER TABLE spending SET (fillfactor = 50)")
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP TABLE IF EXISTS spending").await?;
        Ok(())
    }
}

/// The id names who pays, and only an instance's key tells whom. Moments and times are microseconds, moments since 1970 by
/// the database's clock.
const SPENDING: Table = Table {
    name: "spending",
    global: true,
    columns: &[
        column("measure", Type::Text),
        // When it will be as if nothing had been spent.
        column("whole_again", Type::Big),
        // What was added last, when, and by which server.
        column("added", Type::Big),
        column("moved_at", Type::Big),
        column("moved_by", Type::Uuid),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[],
};
