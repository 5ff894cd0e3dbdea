//! The audit log: what waits to be chained, how often the same was refused, and the chain.

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
        for table in [&WAITING, &REFUSAL, &ENTRY] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what was done is not forgotten: restore a backup".to_owned(),
        ))
    }
}

const KIND: &[&str] = &[
    "GRANT",
    "POLICY",
    "CONSENT",
    "REVEAL",
    "ERASURE",
    "HOLD",
    "REFUSAL",
    "TRANSITION",
];
const OUTCOME: &[&str] = &["DONE", "REFUSED"];

// Nothing here refers to another table: what an entry names may go, and the entry stays.
const WAITING: Table = Table {
    name: "audit_waiting",
    global: false,
    columns: &[
        column("occurred_at", Type::Time),
        column("kind", Type::Enum(KIND)),
        optional("action", Type::Text),
        optional("membership_id", Type::Uuid),
        optional("client_id", Type::Uuid),
        optional("object_type", Type::Text),
        optional("object_id", Type::Uuid),
        column("outcome", Type::Enum(OUTCOME)),
        optional("code", Type::Text),
        column("number", Type::Int),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[],
};

const REFUSAL: Table = Table {
    name: "audit_refusal",
    global: false,
    columns: &[
        optional("membership_id", Type::Uuid),
        optional("client_id", Type::Uuid),
        column("action", Type::Text),
        column("code", Type::Text),
        column("ends_at", Type::Time),
        column("number", Type::Int),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[("by_end", "ends_at")],
};

const ENTRY: Table = Table {
    name: "audit_entry",
    global: false,
    columns: &[
        column("position", Type::Big),
        column("occurred_at", Type::Time),
        column("kind", Type::Enum(KIND)),
        optional("action", Type::Text),
        optional("membership_id", Type::Uuid),
        optional("client_id", Type::Uuid),
        optional("object_type", Type::Text),
        optional("object_id", Type::Uuid),
        column("outcome", Type::Enum(OUTCOME)),
        optional("code", Type::Text),
        column("number", Type::Int),
        column("hash", Type::Text),
        optional("previous_hash", Type::Text),
    ],
    unique: &[("position", "position")],
    references: &[],
    checks: &[("position", "position >= 1")],
    indexes: &[("by_object", "object_id, position")],
};
