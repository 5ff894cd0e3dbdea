//! Finds the remembered calls that are too old, which are forgotten with every new one.

use sea_orm_migration::prelude::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "CREATE INDEX idempotency_by_created ON idempotency (tenant_id, created_at)";
        manager.get_connection().execute_unprepared(index).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dropped = "DROP INDEX idempotency_by_created";
        manager.get_connection().execute_unprepared(dropped).await?;
        Ok(())
    }
}
