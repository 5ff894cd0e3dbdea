//! What participants declare that could bias them.

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
        DECLARATION.create(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would lose what people declared: restore a backup".to_owned(),
        ))
    }
}

const RELATIONSHIP: &[&str] = &[
    "FINANCIAL",
    "EMPLOYMENT",
    "CONTRACTUAL",
    "MEMBERSHIP",
    "FAMILY",
    "OTHER",
];
const STATE: &[&str] = &["DECLARED", "WITHDRAWN", "REDACTED"];

const DECLARATION: Table = Table {
    name: "interest_declaration",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        optional("phase_id", Type::Uuid),
        optional("participation_id", Type::Uuid),
        column("relationship", Type::Enum(RELATIONSHIP)),
        column("state", Type::Enum(STATE)),
        optional("public_summary", Type::Text),
        optional("detail", Type::Text),
        column("declared_on", Type::Day),
        column("updated_on", Type::Day),
        optional("withdrawn_on", Type::Day),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[
        ("project_id", "project"),
        ("phase_id", "phase"),
        ("participation_id", "participation"),
    ],
    checks: &[
        ("summary", "(state = 'REDACTED') = (public_summary IS NULL)"),
        (
            "withdrawn",
            "state = 'REDACTED' OR (state = 'WITHDRAWN') = (withdrawn_on IS NOT NULL)",
        ),
    ],
    indexes: &[
        ("by_project", "project_id, declared_on, id"),
        ("by_participation", "participation_id, declared_on, id"),
    ],
};
