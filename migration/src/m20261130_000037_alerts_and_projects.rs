//! From how many people on it is told who asks for their data, what an alert holds, and in which project something was read.

use sea_orm_migration::prelude::*;

use crate::table::{Addition, Type, Widening, column, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let limit = Addition {
            table: "tenant",
            column: column("spread_limit", Type::Int),
            default: Some("200"),
            references: None,
        };
        // Of what was read before nobody knows it.
        let project = Addition {
            table: "access_log_entry",
            column: optional("project_id", Type::Uuid),
            default: None,
            references: Some("project"),
        };
        for addition in [limit, project] {
            addition.make(manager).await?;
        }
        for table in ["audit_waiting", "audit_entry"] {
            let purpose = Addition {
                table,
                column: optional("purpose", Type::Text),
                default: None,
                references: None,
            };
            purpose.make(manager).await?;
            let kind = Widening {
                table,
                column: "kind",
                values: KIND,
            };
            kind.make(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without these columns would take alerts for altered entries: restore a backup".to_owned(),
        ))
    }
}

const KIND: &[&str] = &[
    "GRANT",
    "POLICY",
    "CONSENT",
    "REVEAL",
    "ERASURE",
    "HOLD",
    "REFUSAL",
    "TRANSITION",
    "ALERT",
];
