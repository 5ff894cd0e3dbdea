//! Agencies, accounts, people, memberships, invitations, projects and who takes part; the outbox and idempotency keys.

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
        for table in [
            TENANT,
            ACCOUNT,
            PERSON,
            MEMBERSHIP,
            PROJECT,
            PROJECT_STATE_CHANGE,
            PARTICIPATION,
            INVITATION,
            EVENT,
            IDEMPOTENCY,
        ] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "the first migration is not taken back: restore a backup".to_owned(),
        ))
    }
}

const MEMBERSHIP_STATE: &[&str] = &["ACTIVE", "SUSPENDED", "ENDED"];
const AGENCY_KIND: &[&str] = &["MINISTRY", "AGENCY", "LOCAL_AUTHORITY", "PUBLIC_PROVIDER"];
const INVITATION_STATE: &[&str] = &["INVITED", "ACCEPTED", "EXPIRED", "WITHDRAWN"];
const SECTOR: &[&str] = &["STATE", "ECONOMY", "SOCIETY"];
const EXPERTISE: &[&str] = &["PROFESSIONAL", "LAY"];
const PARTICIPATION_STATE: &[&str] = &["ACTIVE", "LEFT", "REMOVED"];
const JOINING_ROUTE: &[&str] = &["OPEN_CALL", "INVITATION", "SORTITION", "IMPORT"];
const OBJECT_OF_COCREATION: &[&str] = &["SERVICE", "POLICY", "STRATEGY"];
const PROJECT_VISIBILITY: &[&str] = &["PUBLIC", "TENANT", "PARTICIPANTS"];
const PROJECT_JOINING: &[&str] = &["OPEN", "INVITATION"];
const PROJECT_STATE: &[&str] = &[
    "DRAFT",
    "READINESS",
    "DECLINED",
    "ANNOUNCED",
    "ACTIVE",
    "PAUSED",
    "CONCLUDED",
    "EVALUATED",
    "ARCHIVED",
    "CANCELLED",
];

const TENANT: Table = Table {
    name: "tenant",
    global: true,
    columns: &[
        column("slug", Type::Text),
        column("name", Type::Text),
        column("kind", Type::Enum(AGENCY_KIND)),
        column("jurisdiction", Type::Text),
        column("language", Type::Text),
        column("time_zone", Type::Text),
        column("controller_contact", Type::Text),
        column("data_protection_contact", Type::Text),
        column("disclosure_threshold", Type::Int),
        column("phase_types", Type::Int),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("slug", "slug")],
    references: &[],
    checks: &[("threshold", "disclosure_threshold >= 3")],
    indexes: &[],
};

const ACCOUNT: Table = Table {
    name: "account",
    global: true,
    columns: &[
        column("email", Type::Text),
        column("email_key", Type::Text),
        column("password_hash", Type::Text),
        column("created_at", Type::Time),
        column("generation", Type::Big),
    ],
    unique: &[("email", "email_key")],
    references: &[],
    checks: &[],
    indexes: &[],
};

const PERSON: Table = Table {
    name: "person",
    global: false,
    columns: &[
        column("account_id", Type::Uuid),
        column("legal_name", Type::Text),
        column("display_name", Type::Text),
        column("email", Type::Text),
        column("language", Type::Text),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("account", "account_id")],
    references: &[("account_id", "account")],
    checks: &[],
    indexes: &[],
};

const MEMBERSHIP: Table = Table {
    name: "membership",
    global: false,
    columns: &[
        column("person_id", Type::Uuid),
        column("account_id", Type::Uuid),
        column("roles", Type::Int),
        column("state", Type::Enum(MEMBERSHIP_STATE)),
        optional("state_reason", Type::Text),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("account", "account_id"), ("person", "person_id")],
    references: &[("account_id", "account"), ("person_id", "person")],
    checks: &[],
    indexes: &[],
};

const PROJECT: Table = Table {
    name: "project",
    global: false,
    columns: &[
        column("slug", Type::Text),
        column("title", Type::Text),
        column("summary", Type::Text),
        optional("problem_statement", Type::Text),
        optional("expected_results", Type::Text),
        column("language", Type::Text),
        column("object_of_cocreation", Type::Enum(OBJECT_OF_COCREATION)),
        column("visibility", Type::Enum(PROJECT_VISIBILITY)),
        column("joining", Type::Enum(PROJECT_JOINING)),
        column("state", Type::Enum(PROJECT_STATE)),
        optional("state_reason", Type::Text),
        optional("decision_on", Type::Day),
        optional("attribution", Type::Text),
        column("created_at", Type::Time),
        optional("announced_at", Type::Time),
        column("updated_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("slug", "slug")],
    references: &[],
    checks: &[],
    indexes: &[("by_created", "created_at, id"), ("by_title", "title, id")],
};

const PROJECT_STATE_CHANGE: Table = Table {
    name: "project_state_change",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        optional("from_state", Type::Enum(PROJECT_STATE)),
        column("to_state", Type::Enum(PROJECT_STATE)),
        column("occurred_at", Type::Time),
        optional("reason", Type::Text),
        optional("actor_id", Type::Uuid),
    ],
    unique: &[],
    references: &[("project_id", "project"), ("actor_id", "membership")],
    checks: &[],
    indexes: &[("by_project", "project_id, occurred_at, id")],
};

const PARTICIPATION: Table = Table {
    name: "participation",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        optional("person_id", Type::Uuid),
        column("pseudonym", Type::Text),
        optional("sector", Type::Enum(SECTOR)),
        optional("expertise", Type::Enum(EXPERTISE)),
        column("roles", Type::Int),
        column("joined_via", Type::Enum(JOINING_ROUTE)),
        column("state", Type::Enum(PARTICIPATION_STATE)),
        column("joined_on", Type::Day),
        optional("left_on", Type::Day),
        column("version", Type::Big),
    ],
    unique: &[
        ("person", "project_id, person_id"),
        ("pseudonym", "project_id, pseudonym"),
    ],
    references: &[("project_id", "project"), ("person_id", "person")],
    checks: &[],
    indexes: &[("by_person", "person_id, state")],
};

const INVITATION: Table = Table {
    name: "invitation",
    global: false,
    columns: &[
        column("email", Type::Text),
        column("email_key", Type::Text),
        column("token_digest", Type::Text),
        column("tenant_roles", Type::Int),
        optional("inviter_id", Type::Uuid),
        column("state", Type::Enum(INVITATION_STATE)),
        column("expires_at", Type::Time),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("token", "token_digest")],
    references: &[("inviter_id", "membership")],
    checks: &[],
    indexes: &[("by_created", "created_at, id")],
};

const EVENT: Table = Table {
    name: "event",
    global: false,
    columns: &[
        column("kind", Type::Text),
        column("object_id", Type::Uuid),
        column("occurred_at", Type::Time),
        optional("delivered_at", Type::Time),
    ],
    unique: &[],
    references: &[],
    checks: &[],
    indexes: &[("by_delivery", "delivered_at, id")],
};

const IDEMPOTENCY: Table = Table {
    name: "idempotency",
    global: false,
    columns: &[
        column("actor_id", Type::Uuid),
        column("mutation", Type::Text),
        column("key", Type::Text),
        column("input_digest", Type::Text),
        column("object_id", Type::Uuid),
        column("created_at", Type::Time),
    ],
    unique: &[("key", "actor_id, mutation, key")],
    references: &[],
    checks: &[],
    indexes: &[],
};
