//! Organisations and public services, invitations to projects, and the names that people choose to stand by.

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
        for table in [ORGANISATION, PUBLIC_SERVICE] {
            table.create(manager).await?;
        }
        for addition in ADDITIONS {
            addition.make(manager).await?;
        }
        // So far every account stood for its address on the whole server.
        manager
            .get_connection()
            .execute_unprepared("UPDATE account SET address_key = email_key")
            .await?;
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "columns that hold choices of people are not taken back: restore a backup".to_owned(),
        ))
    }
}

const ACTOR_TYPE: &[&str] = &[
    "MINISTRY",
    "AGENCY",
    "LOCAL_AUTHORITY",
    "PUBLIC_PROVIDER",
    "COMPANY",
    "SME",
    "INDUSTRY_BODY",
    "CONTRACTOR",
    "NGO",
    "COMMUNITY_GROUP",
    "TRADE_UNION",
    "UNIVERSITY",
    "RESEARCH_INSTITUTE",
];
const PUBLIC_SERVICE_STATUS: &[&str] = &["UNDER_DEVELOPMENT", "ACTIVE", "RETIRED"];
const SECTOR: &[&str] = &["STATE", "ECONOMY", "SOCIETY"];
const EXPERTISE: &[&str] = &["PROFESSIONAL", "LAY"];

const ORGANISATION: Table = Table {
    name: "organisation",
    global: false,
    columns: &[
        column("name", Type::Text),
        column("name_key", Type::Text),
        column("actor_type", Type::Enum(ACTOR_TYPE)),
        optional("url", Type::Text),
        column("is_verified", Type::Bool),
        column("reveals_special_category", Type::Bool),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("name", "name_key")],
    references: &[],
    checks: &[],
    indexes: &[("by_name", "name, id"), ("by_created", "created_at, id")],
};

const PUBLIC_SERVICE: Table = Table {
    name: "public_service",
    global: false,
    columns: &[
        column("title", Type::Text),
        column("description", Type::Text),
        column("competent_authority", Type::Text),
        column("audience", Type::Text),
        optional("theme", Type::Text),
        column("channels", Type::Int),
        column("status", Type::Enum(PUBLIC_SERVICE_STATUS)),
        optional("status_reason", Type::Text),
        optional("url", Type::Text),
        column("created_at", Type::Time),
        column("updated_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[("by_title", "title, id"), ("by_created", "created_at, id")],
};

const ADDITIONS: &[Addition] = &[
    Addition {
        table: "account",
        column: column("address_key", Type::Text),
        default: Some("''"),
        references: None,
    },
    Addition {
        table: "project",
        column: optional("public_service_id", Type::Uuid),
        default: None,
        references: Some("public_service"),
    },
    Addition {
        table: "participation",
        column: optional("organisation_id", Type::Uuid),
        default: None,
        references: Some("organisation"),
    },
    Addition {
        table: "participation",
        column: optional("public_name", Type::Text),
        default: None,
        references: None,
    },
    Addition {
        table: "participation",
        column: optional("state_reason", Type::Text),
        default: None,
        references: None,
    },
    Addition {
        table: "invitation",
        column: optional("project_id", Type::Uuid),
        default: None,
        references: Some("project"),
    },
    Addition {
        table: "invitation",
        column: optional("sector", Type::Enum(SECTOR)),
        default: None,
        references: None,
    },
    Addition {
        table: "invitation",
        column: optional("expertise", Type::Enum(EXPERTISE)),
        default: None,
        references: None,
    },
    Addition {
        table: "invitation",
        column: column("project_roles", Type::Int),
        default: Some("0"),
        references: None,
    },
    Addition {
        table: "invitation",
        column: optional("organisation_id", Type::Uuid),
        default: None,
        references: Some("organisation"),
    },
    Addition {
        table: "invitation",
        column: optional("declined_at", Type::Time),
        default: None,
        references: None,
    },
    Addition {
        table: "invitation",
        column: column("failed_tries", Type::Int),
        default: Some("0"),
        references: None,
    },
];
