//! What people tell moderators of contributions.

use sea_orm_migration::prelude::*;

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
        REPORT.create(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would lose what people reported: restore a backup".to_owned(),
        ))
    }
}

const RULE: &[&str] = &[
    "OFF_TOPIC",
    "DUPLICATE",
    "ABUSE",
    "PERSONAL_DATA_OF_OTHERS",
    "SPECIAL_CATEGORY",
    "ILLEGAL",
    "SPAM",
];
const STATE: &[&str] = &["OPEN", "UPHELD", "DISMISSED"];

const REPORT: Table = Table {
    name: "contribution_report",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("contribution_id", Type::Uuid),
        optional("reporter_id", Type::Uuid),
        column("rule", Type::Enum(RULE)),
        optional("reason", Type::Text),
        column("state", Type::Enum(STATE)),
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
    checks: &[(
        "closed",
        "(state = 'OPEN') = (closed_on IS NULL) AND (state = 'OPEN') = (closing_reason IS NULL) AND (state = 'OPEN') = (closed_by_id IS NULL)",
    )],
    indexes: &[
        ("by_project", "project_id, reported_on, id"),
        ("by_contribution", "contribution_id, reported_on, id"),
        ("by_reporter", "reporter_id"),
    ],
};
