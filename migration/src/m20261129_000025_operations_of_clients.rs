//! Documents that a client was registered for, beside which it runs nothing.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Table, Type, column};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        CLIENT_OPERATION.create(manager).await?;
        // Clients that are there run what they like, as before.
        let listed = Addition {
            table: "client",
            column: column("listed", Type::Bool),
            default: Some("false"),
            references: None,
        };
        listed.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "without its list a client could run more than it was registered for: restore a backup".to_owned(),
        ))
    }
}

const CLIENT_OPERATION: Table = Table {
    name: "client_operation",
    global: false,
    columns: &[
        column("client_id", Type::Uuid),
        column("digest", Type::Text),
        column("document", Type::Text),
    ],
    unique: &[("digest", "client_id, digest")],
    references: &[("client_id", "client")],
    checks: &[("digest", "length(digest) = 64")],
    indexes: &[],
};
