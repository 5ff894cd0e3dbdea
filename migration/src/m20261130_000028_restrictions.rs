//! What a request is about, and from when to when it keeps data from being used: restrictions and objections.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Column, Type, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let request = "data_subject_request";
        for (table, column) in [
            (request, PURPOSE),
            (request, FROM),
            (request, UNTIL),
            ("consent", GIVEN),
        ] {
            let addition = Addition {
                table,
                column,
                default: None,
                references: None,
            };
            addition.make(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without these columns would use what people had restricted: restore a backup".to_owned(),
        ))
    }
}

const PURPOSES: &[&str] = &[
    "PARTICIPATION_ADMIN",
    "LEGAL_RECORD",
    "SECURITY_AUDIT",
    "REPRESENTATIVENESS",
    "REPRESENTATIVENESS_SPECIAL",
    "PUBLIC_ATTRIBUTION",
    "CONTACT_NEWS",
    "SHARE_WITH_PARTNER",
    "RESEARCH",
    "EVALUATION",
];

const PURPOSE: Column = optional("purpose", Type::Enum(PURPOSES));
const FROM: Column = optional("rests_from", Type::Time);
const UNTIL: Column = optional("rests_until", Type::Time);
/// A consent from before this was kept opens nothing that is restricted.
const GIVEN: Column = optional("given_at", Type::Time);
