//! What the counts of stands were when it was last asked whether they may be published.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

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
        for name in ["agree_settled", "disagree_settled", "pass_settled"] {
            let addition = Addition {
                table: "contribution",
                column: column(name, Type::Int),
                default: Some("0"),
                references: None,
            };
            addition.make(manager).await?;
        }
        let connection = manager.get_connection();
        let is_postgres = connection.get_database_backend() == DbBackend::Postgres;
        // Row security knows one agency at a time and binds the owner too; this is for all of them.
        if is_postgres {
            let lifted = "ALTER TABLE contribution NO FORCE ROW LEVEL SECURITY";
            connection.execute_unprepared(lifted).await?;
        }
        // Who moved since is not known any more: as if nobody had, so that the next figures come later and not sooner.
        let settled = "UPDATE contribution SET agree_settled = agree_tally, disagree_settled = disagree_tally,
                       pass_settled = pass_tally WHERE stands_published_at IS NOT NULL";
        connection.execute_unprepared(settled).await?;
        if is_postgres {
            let forced = "ALTER TABLE contribution FORCE ROW LEVEL SECURITY";
            connection.execute_unprepared(forced).await?;
        }
        let dropped = "ALTER TABLE contribution DROP COLUMN unpublished_stands";
        connection.execute_unprepared(dropped).await?;
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "figures that were published are not thrown away: restore a backup".to_owned(),
        ))
    }
}
