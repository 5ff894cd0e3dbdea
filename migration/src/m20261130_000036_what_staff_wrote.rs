//! What staff wrote of people who were erased since: why a name was revealed, and why words were taken up or not.

use sea_orm_migration::prelude::*;

use crate::table::in_each_agency;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        in_each_agency(manager, &[OF_REVEALS, OF_WORDS]).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what was erased does not come back: restore a backup".to_owned(),
        ))
    }
}

/// Nobody is found behind such a part any more, and nobody could have it erased later.
const OF_REVEALS: &str = "UPDATE pseudonym_reveal SET reason = '' \
                          WHERE participation_id IN (SELECT id FROM participation WHERE person_id IS NULL)";
/// An erasure alone leaves such marks.
const OF_WORDS: &str = "UPDATE contribution SET outcome_reason = NULL, implementation_reason = \
                        CASE WHEN implementation_reason IS NOT NULL THEN '' END WHERE state = 'REDACTED'";
