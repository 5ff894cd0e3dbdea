//! The terms that search finds objects by.

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
        SEARCH_TERM.create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection.execute_unprepared("DROP TABLE search_term").await?;
        Ok(())
    }
}

const KIND: &[&str] = &["PROJECT", "CONTRIBUTION", "PUBLIC_SERVICE", "ORGANISATION"];
const PLACE: &[&str] = &["TEXT", "TITLE"];

const SEARCH_TERM: Table = Table {
    name: "search_term",
    global: false,
    columns: &[
        column("term", Type::Text),
        column("kind", Type::Enum(KIND)),
        column("object_id", Type::Uuid),
        optional("project_id", Type::Uuid),
        column("place", Type::Enum(PLACE)),
        column("dated_at", Type::Time),
    ],
    unique: &[("term", "object_id, term")],
    references: &[("project_id", "project")],
    checks: &[],
    indexes: &[("by_term", "term, place, dated_at, id")],
};
