//! What legal holds kept that nobody reads by any duty, instants by which it was known who deleted something, what was
//! written of people who were erased since, and of which hold somebody is told later.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::table::{Addition, Type, column, in_each_agency, optional};

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
        let reason = Addition {
            table: "request_outcome",
            column: optional("reason", Type::Text),
            default: None,
            references: None,
        };
        let hold = Addition {
            table: "access_log_entry",
            column: optional("hold_id", Type::Uuid),
            default: None,
            references: Some("legal_hold"),
        };
        for addition in [kept_on, reason, hold] {
            addition.make(manager).await?;
        }
        let (day, colon) = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => ("(kept_at AT TIME ZONE 'UTC')::date", "strpos(because, ': ')"),
            _ => ("substr(kept_at, 1, 10)", "instr(because, ': ')"),
        };
        let by_day = format!("UPDATE held_record SET kept_on = {day}");
        let apart = format!(
            "UPDATE request_outcome SET because = substr(because, 1, {colon} - 1), reason = substr(because, {colon} + 2) \
             WHERE {colon} > 0 AND (code = 'RIGHT_NOT_APPLICABLE' AND purpose IS NULL OR because LIKE 'Ends on %')"
        );
        in_each_agency(manager, &[UNREAD, &by_day, &apart, OF_REQUESTS, OF_HOLDS, OF_REPORTS]).await?;
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

/// Who answered or took a stand how, and who reported what in a project, or where a reader of the hold takes part.
const UNREAD: &str = "DELETE FROM held_record WHERE table_name IN ('assessment', 'assessment_answer', 'reaction') \
                      OR table_name = 'contribution_report' AND (hold_id IN \
                      (SELECT id FROM legal_hold WHERE project_id IS NOT NULL) OR EXISTS \
                      (SELECT 1 FROM contribution_report r \
                      JOIN participation p ON p.tenant_id = r.tenant_id AND p.project_id = r.project_id \
                      JOIN membership m ON m.tenant_id = p.tenant_id AND m.person_id = p.person_id \
                      JOIN legal_hold_reader l ON l.tenant_id = m.tenant_id AND l.membership_id = m.id \
                      WHERE r.tenant_id = held_record.tenant_id AND r.id = held_record.row_id \
                      AND l.hold_id = held_record.hold_id))";

const OF_REQUESTS: &str =
    "UPDATE request_outcome SET reason = NULL WHERE person_id IN (SELECT id FROM person WHERE email = '')";
const OF_HOLDS: &str = "UPDATE legal_hold SET reason = '', lifted_reason = NULL \
                        WHERE lifted_at IS NOT NULL AND person_id IN (SELECT id FROM person WHERE email = '')";
/// An erasure alone leaves such marks.
const OF_REPORTS: &str = "UPDATE contribution_report SET closing_reason = '' WHERE closing_reason IS NOT NULL \
                          AND contribution_id IN (SELECT id FROM contribution WHERE state = 'REDACTED')";

const BY_DAY: [&str; 3] = [
    "DROP INDEX held_record_by_hold",
    "ALTER TABLE held_record DROP COLUMN kept_at",
    "CREATE INDEX held_record_by_hold ON held_record (tenant_id, hold_id, kept_on, id)",
];
