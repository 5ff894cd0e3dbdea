//! Programs of partners, and what they may see.

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
        for table in [CLIENT, CLIENT_SCOPE] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "credentials of partners are not thrown away: restore a backup".to_owned(),
        ))
    }
}

const SECTOR: &[&str] = &["STATE", "ECONOMY", "SOCIETY"];

const CLIENT: Table = Table {
    name: "client",
    global: false,
    columns: &[
        column("name", Type::Text),
        column("sector", Type::Enum(SECTOR)),
        column("secret_digest", Type::Text),
        column("generation", Type::Big),
        optional("secret_rotated_at", Type::Time),
        column("expires_at", Type::Time),
        optional("revoked_at", Type::Time),
        optional("revoked_reason", Type::Text),
        optional("last_used_on", Type::Day),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("secret", "secret_digest")],
    references: &[],
    checks: &[("generation", "generation >= 1")],
    indexes: &[("by_created", "created_at, id"), ("by_name", "name, id")],
};

const CLIENT_SCOPE: Table = Table {
    name: "client_scope",
    global: false,
    columns: &[column("client_id", Type::Uuid), column("project_id", Type::Uuid)],
    unique: &[("project", "client_id, project_id")],
    references: &[("client_id", "client"), ("project_id", "project")],
    checks: &[],
    indexes: &[("by_project", "project_id")],
};
