//! Reports that who made them took back: ended, with no answer of a moderator.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::table::{Table, Type, column, optional};

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
        if connection.get_database_backend() == DbBackend::Postgres {
            let states = STATE.map(|state| format!("'{state}'")).join(", ");
            let sql = format!(
                "ALTER TABLE contribution_report \
                 DROP CONSTRAINT contribution_report_state_check, DROP CONSTRAINT contribution_report_closed_check, \
                 ADD CONSTRAINT contribution_report_state_check CHECK (state IN ({states})), \
                 ADD CONSTRAINT contribution_report_closed_check CHECK ({CLOSED})"
            );
            return connection.execute_unprepared(&sql).await.map(drop);
        }
        // SQLite changes no check of a table that is there. Nothing refers to this one.
        for sql in ASIDE {
            connection.execute_unprepared(sql).await?;
        }
        REPORT.create(manager).await?;
        let columns: Vec<&str> = REPORT.columns.iter().map(|column| column.0).collect();
        let columns = columns.join(", ");
        let back = format!(
            "INSERT INTO contribution_report (tenant_id, id, {columns}) \
             SELECT tenant_id, id, {columns} FROM contribution_report_before"
        );
        connection.execute_unprepared(&back).await?;
        let done = connection
            .execute_unprepared("DROP TABLE contribution_report_before")
            .await;
        done.map(drop)
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server that knows of no reports taken back would not read them: restore a backup".to_owned(),
        ))
    }
}

const ASIDE: [&str; 4] = [
    "DROP INDEX contribution_report_by_project",
    "DROP INDEX contribution_report_by_contribution",
    "DROP INDEX contribution_report_by_reporter",
    "ALTER TABLE contribution_report RENAME TO contribution_report_before",
];

const RULE: &[&str] = &[
    "OFF_TOPIC",
    "DUPLICATE",
    "ABUSE",
    "PERSONAL_DATA_OF_OTHERS",
    "SPECIAL_CATEGORY",
    "ILLEGAL",
    "SPAM",
];
const STATE: [&str; 4] = ["OPEN", "UPHELD", "DISMISSED", "WITHDRAWN"];
const CLOSED: &str = "(state = 'OPEN') = (closed_on IS NULL) \
                      AND (state IN ('OPEN', 'WITHDRAWN')) = (closing_reason IS NULL) \
                      AND (state IN ('OPEN', 'WITHDRAWN')) = (closed_by_id IS NULL)";

const REPORT: Table = Table {
    name: "contribution_report",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("contribution_id", Type::Uuid),
        optional("reporter_id", Type::Uuid),
        column("rule", Type::Enum(RULE)),
        optional("reason", Type::Text),
        column("state", Type::Enum(&STATE)),
        column("reported_on", Type::Day),
        optional("closed_on", Type::Day),
        optional("closing_reason", Type::Text),
        optional("closed_by_id", Type::Uuid),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[
        ("project_id", "project"),
        ("contribution_id", "contribution"),
        ("reporter_id", "participation"),
        ("closed_by_id", "membership"),
    ],
    checks: &[("closed", CLOSED)],
    indexes: &[
        ("by_project", "project_id, reported_on, id"),
        ("by_contribution", "contribution_id, reported_on, id"),
        ("by_reporter", "reporter_id"),
    ],
};
