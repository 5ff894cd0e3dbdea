//! Pseudonyms that were revealed by duty.

use sea_orm_migration::prelude::*;

use crate::table::{Table, Type, column};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        REVEAL.create(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would lose who looked up whose name: restore a backup".to_owned(),
        ))
    }
}

const GROUND: &[&str] = &["LEGAL_ORDER", "LEGAL_RECORD", "SERIOUS_HARM", "DATA_SUBJECT_REQUEST"];

const REVEAL: Table = Table {
    name: "pseudonym_reveal",
    global: false,
    columns: &[
        column("participation_id", Type::Uuid),
        column("ground", Type::Enum(GROUND)),
        column("reason", Type::Text),
        column("revealed_by_id", Type::Uuid),
        column("revealed_at", Type::Time),
    ],
    unique: &[],
    references: &[("participation_id", "participation"), ("revealed_by_id", "membership")],
    checks: &[],
    indexes: &[
        ("by_revealed", "revealed_at, id"),
        ("by_participation", "participation_id, revealed_at, id"),
    ],
};
