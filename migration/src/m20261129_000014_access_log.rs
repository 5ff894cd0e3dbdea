//! Who read whose personal data.

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
        ACCESS_LOG_ENTRY.create(manager).await?;
        // What was read is first kept as it comes. On SQLite that is a file of its own, so that reads do not wait for
        // writers, and here stands only how far it was worked off.
        if manager.get_connection().get_database_backend() == DbBackend::Postgres {
            ACCESS_RECORD.create(manager).await
        } else {
            ACCESS_MARK.create(manager).await
        }
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "the record of who read what is not thrown away: restore a backup".to_owned(),
        ))
    }
}

const ROLE: &[&str] = &[
    "ADMINISTRATOR",
    "STAFF",
    "DATA_STEWARD",
    "DATA_PROTECTION_OFFICER",
    "AUDITOR",
    "OWNER",
    "FACILITATOR",
    "PARTICIPANT",
    "CLIENT",
    "OTHER",
];
const OUTCOME: &[&str] = &["SHOWN", "GENERALISED", "REFUSED"];

const ACCESS_LOG_ENTRY: Table = Table {
    name: "access_log_entry",
    global: false,
    columns: &[
        column("fold", Type::Text),
        column("person_id", Type::Uuid),
        optional("membership_id", Type::Uuid),
        optional("client_id", Type::Uuid),
        column("reader_role", Type::Enum(ROLE)),
        optional("purpose", Type::Text),
        column("fields", Type::Text),
        column("outcome", Type::Enum(OUTCOME)),
        optional("code", Type::Text),
        column("occurred_at", Type::Time),
        column("number", Type::Int),
    ],
    unique: &[("fold", "fold")],
    references: &[
        ("person_id", "person"),
        ("membership_id", "membership"),
        ("client_id", "client"),
    ],
    checks: &[("number", "number >= 1")],
    indexes: &[
        ("by_person", "person_id, occurred_at, id"),
        ("by_time", "occurred_at, id"),
    ],
};

const ACCESS_RECORD: Table = Table {
    name: "access_record",
    global: false,
    columns: &[column("occurred_at", Type::Time), column("packed", Type::Bytes)],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[],
};

const ACCESS_MARK: Table = Table {
    name: "access_mark",
    global: false,
    columns: &[column("position", Type::Big)],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[],
};
