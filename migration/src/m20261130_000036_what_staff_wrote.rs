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

/// Nobody is found behind such a part any more, and nobody could have it erased later. Where a hold on the person keeps the
/// link, it stays.
const OF_REVEALS: &str = "UPDATE pseudonym_reveal SET reason = '' \
                          WHERE participation_id IN (SELECT id FROM participation WHERE person_id IS NULL) \
                          AND NOT EXISTS (SELECT 1 FROM held_record JOIN legal_hold ON legal_hold.id = held_record.hold_id \
                          WHERE held_record.tenant_id = pseudonym_reveal.tenant_id \
                          AND held_record.table_name = 'participation' \
                          AND held_record.row_id = pseudonym_reveal.participation_id \
                          AND legal_hold.tenant_id = held_record.tenant_id \
                          AND legal_hold.person_id IS NOT NULL AND legal_hold.lifted_at IS NULL)";
/// An erasure alone leaves such marks. What a hold on the project keeps stays.
const OF_WORDS: &str = "UPDATE contribution SET outcome_reason = NULL, implementation_reason = \
                        CASE WHEN implementation_reason IS NOT NULL THEN '' END WHERE state = 'REDACTED' \
                        AND NOT EXISTS (SELECT 1 FROM legal_hold WHERE legal_hold.tenant_id = contribution.tenant_id \
                        AND legal_hold.project_id = contribution.project_id AND legal_hold.lifted_at IS NULL)";
