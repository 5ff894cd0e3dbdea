//! Requests of people about their data, and what was done about them.

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
        for table in [DATA_SUBJECT_REQUEST, REQUEST_OUTCOME] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what people asked for is not thrown away: restore a backup".to_owned(),
        ))
    }
}

const RIGHT: &[&str] = &[
    "INFORMATION",
    "ACCESS",
    "RECTIFICATION",
    "ERASURE",
    "RESTRICTION",
    "PORTABILITY",
    "OBJECTION",
    "NO_AUTOMATED_DECISION",
    "WITHDRAWAL",
    "COMPLAINT",
];
const STATE: &[&str] = &[
    "RECEIVED",
    "IDENTITY_CHECK",
    "IN_PROGRESS",
    "EXTENDED",
    "FULFILLED",
    "PARTLY_FULFILLED",
    "REFUSED",
    "CLOSED",
];

const DATA_SUBJECT_REQUEST: Table = Table {
    name: "data_subject_request",
    global: false,
    columns: &[
        column("person_id", Type::Uuid),
        column("used_right", Type::Enum(RIGHT)),
        column("state", Type::Enum(STATE)),
        optional("details", Type::Text),
        column("received_at", Type::Time),
        column("due_at", Type::Time),
        optional("extension_reason", Type::Text),
        optional("identity_verified_at", Type::Time),
        optional("handler_id", Type::Uuid),
        optional("closed_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[("person_id", "person"), ("handler_id", "membership")],
    checks: &[("due", "due_at > received_at")],
    indexes: &[
        ("by_person", "person_id, received_at, id"),
        ("by_due", "due_at, id"),
        ("by_received", "received_at, id"),
    ],
};

const REQUEST_OUTCOME: Table = Table {
    name: "request_outcome",
    global: false,
    columns: &[
        column("request_id", Type::Uuid),
        column("person_id", Type::Uuid),
        column("place", Type::Int),
        optional("purpose", Type::Text),
        column("is_done", Type::Bool),
        optional("code", Type::Text),
        optional("because", Type::Text),
    ],
    unique: &[("place", "request_id, place")],
    references: &[("request_id", "data_subject_request"), ("person_id", "person")],
    checks: &[("place", "place >= 1")],
    indexes: &[],
};
