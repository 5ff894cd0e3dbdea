//! How long data are kept, what was deleted, and what a legal hold keeps of it.

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
        for table in [&RULE, &RUN, &RESULT, &HOLD, &READER, &RECORD] {
            table.create(manager).await?;
        }
        // Nobody's time runs from before it was counted.
        let active = Addition {
            table: "membership",
            column: column("last_active_on", Type::Day),
            default: Some("'2026-11-29'"),
            references: None,
        };
        active.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without these tables would lose what holds keep: restore a backup".to_owned(),
        ))
    }
}

const CLASS: &[&str] = &[
    "PUBLIC",
    "PROJECT_SHARED",
    "TENANT_INTERNAL",
    "PERSONAL",
    "SENSITIVE",
    "CONFIDENTIAL",
];
const PURPOSE: &[&str] = &[
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
const SINCE: &[&str] = &[
    "CREATED",
    "LAST_ACTIVITY",
    "PROJECT_CONCLUDED",
    "PROJECT_EVALUATED",
    "RESULTS_RELEASED",
];
const DISPOSAL: &[&str] = &["DELETE", "ANONYMISE"];

const RULE: Table = Table {
    name: "retention_rule",
    global: false,
    columns: &[
        column("class", Type::Enum(CLASS)),
        column("purpose", Type::Enum(PURPOSE)),
        column("since", Type::Enum(SINCE)),
        column("duration", Type::Text),
        column("disposal", Type::Enum(DISPOSAL)),
        column("is_active", Type::Bool),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("kind", "class, purpose, since")],
    references: &[],
    checks: &[],
    indexes: &[],
};

const RUN: Table = Table {
    name: "retention_run",
    global: false,
    columns: &[
        column("day", Type::Day),
        column("started_at", Type::Time),
        optional("finished_at", Type::Time),
    ],
    unique: &[("day", "day")],
    references: &[],
    checks: &[],
    indexes: &[],
};

const RESULT: Table = Table {
    name: "retention_result",
    global: false,
    columns: &[
        column("run_id", Type::Uuid),
        column("rule_id", Type::Uuid),
        column("deleted", Type::Int),
        column("anonymised", Type::Int),
        column("held", Type::Int),
    ],
    unique: &[("rule", "run_id, rule_id")],
    references: &[("run_id", "retention_run"), ("rule_id", "retention_rule")],
    checks: &[],
    indexes: &[],
};

const HOLD: Table = Table {
    name: "legal_hold",
    global: false,
    columns: &[
        optional("project_id", Type::Uuid),
        optional("person_id", Type::Uuid),
        column("reason", Type::Text),
        optional("placed_by_id", Type::Uuid),
        column("placed_at", Type::Time),
        optional("lifted_at", Type::Time),
        optional("lifted_reason", Type::Text),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[
        ("project_id", "project"),
        ("person_id", "person"),
        ("placed_by_id", "membership"),
    ],
    checks: &[("target", "(project_id IS NULL) <> (person_id IS NULL)")],
    indexes: &[("by_placed", "placed_at, id"), ("by_person", "person_id")],
};

const READER: Table = Table {
    name: "legal_hold_reader",
    global: false,
    columns: &[column("hold_id", Type::Uuid), column("membership_id", Type::Uuid)],
    unique: &[("member", "hold_id, membership_id")],
    references: &[("hold_id", "legal_hold"), ("membership_id", "membership")],
    checks: &[],
    indexes: &[("by_member", "membership_id")],
};

const RECORD: Table = Table {
    name: "held_record",
    global: false,
    columns: &[
        column("hold_id", Type::Uuid),
        column("table_name", Type::Text),
        column("row_id", Type::Uuid),
        optional("person_id", Type::Uuid),
        column("document", Type::Text),
        column("kept_at", Type::Time),
    ],
    unique: &[],
    references: &[("hold_id", "legal_hold"), ("person_id", "person")],
    checks: &[],
    indexes: &[("by_hold", "hold_id, kept_at, id"), ("by_person", "person_id")],
};
