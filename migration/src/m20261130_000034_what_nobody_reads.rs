//! What legal holds kept that nobody reads by any duty, and instants by which it was known who deleted something.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::table::{Addition, Type, column, in_each_agency};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let kept_on = Addition {
            table: "held_record",
            column: column("kept_on", Type::Day),
            default: Some("'2026-11-30'"),
            references: None,
        };
        kept_on.make(manager).await?;
        let day = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => "(kept_at AT TIME ZONE 'UTC')::date",
            _ => "substr(kept_at, 1, 10)",
        };
        let by_day = format!("UPDATE held_record SET kept_on = {day}");
        in_each_agency(manager, &[UNREAD, &by_day]).await?;
        for sql in BY_DAY {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without these columns would tell who deleted what: restore a backup".to_owned(),
        ))
    }
}

/// Who answered or took a stand how, and who reported what in a project.
const UNREAD: &str = "DELETE FROM held_record WHERE table_name IN ('assessment', 'assessment_answer', 'reaction') \
                      OR table_name = 'contribution_report' AND hold_id IN \
                      (SELECT id FROM legal_hold WHERE project_id IS NOT NULL)";

const BY_DAY: [&str; 3] = [
    "DROP INDEX held_record_by_hold",
    "ALTER TABLE held_record DROP COLUMN kept_at",
    "CREATE INDEX held_record_by_hold ON held_record (tenant_id, hold_id, kept_on, id)",
];
