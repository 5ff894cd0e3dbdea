//! Positions of events, given after their commit, and where they happened.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

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
        // Nothing is referred to: what an event names may go, and the event is ids alone.
        for (name, kind) in [
            ("position", Type::Big),
            ("project_id", Type::Uuid),
            ("phase_id", Type::Uuid),
        ] {
            let addition = Addition {
                table: "event",
                column: optional(name, kind),
                default: None,
                references: None,
            };
            addition.make(manager).await?;
        }
        let unique = "CREATE UNIQUE INDEX event_position_key ON event (tenant_id, position)";
        manager.get_connection().execute_unprepared(unique).await?;
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "who listens holds cursors that name positions: restore a backup".to_owned(),
        ))
    }
}
