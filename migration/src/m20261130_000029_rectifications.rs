//! What somebody has corrected, and that words were.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Type, column, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let request = |column, references| Addition {
            table: "data_subject_request",
            column,
            default: None,
            references,
        };
        let is_rectified = Addition {
            table: "contribution",
            column: column("is_rectified", Type::Bool),
            default: Some("false"),
            references: None,
        };
        for addition in [
            request(optional("field", Type::Text), None),
            request(optional("correction", Type::Text), None),
            request(optional("contribution_id", Type::Uuid), Some("contribution")),
            request(optional("participation_id", Type::Uuid), Some("participation")),
            is_rectified,
        ] {
            addition.make(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what people had corrected is not thrown away: restore a backup".to_owned(),
        ))
    }
}
