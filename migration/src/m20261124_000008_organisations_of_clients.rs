//! Which organisation answers for a program, and a way from a public service to its projects.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Type, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ORGANISATION.make(manager).await?;
        manager
            .get_connection()
            .execute_unprepared("CREATE INDEX project_by_public_service ON project (tenant_id, public_service_id)")
            .await?;
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "who answers for a program is not forgotten: restore a backup".to_owned(),
        ))
    }
}

const ORGANISATION: Addition = Addition {
    table: "client",
    column: optional("organisation_id", Type::Uuid),
    default: None,
    references: Some("organisation"),
};
