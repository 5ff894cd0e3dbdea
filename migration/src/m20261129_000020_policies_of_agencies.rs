//! Rules that agencies add, and a number that moves with them.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Table, Type, column, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        POLICY.create(manager).await?;
        let number = Addition {
            table: "tenant",
            column: column("policies", Type::Big),
            default: Some("0"),
            references: None,
        };
        number.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would show what agencies forbid: restore a backup".to_owned(),
        ))
    }
}

const STATE: &[&str] = &["DRAFT", "ACTIVE", "RETIRED"];

const POLICY: Table = Table {
    name: "tenant_policy",
    global: false,
    columns: &[
        column("name", Type::Text),
        column("field", Type::Text),
        column("roles", Type::Int),
        column("purposes", Type::Int),
        column("reason", Type::Text),
        column("state", Type::Enum(STATE)),
        optional("retired_reason", Type::Text),
        column("created_at", Type::Time),
        optional("activated_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[("by_state", "state, id"), ("by_created", "created_at, id")],
};
