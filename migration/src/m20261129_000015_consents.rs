//! What an agency processes data for, the notices about it, and the consents of people as chains of steps.

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
        for table in [PROCESSING_PURPOSE, NOTICE, NOTICE_RECIPIENT, CONSENT, CONSENT_RECORD] {
            table.create(manager).await?;
        }
        // Nobody has consented to anything yet.
        let standing = Addition {
            table: "person",
            column: column("standing_consents", Type::Text),
            default: Some("''"),
            references: None,
        };
        standing.make(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what proves a consent is not thrown away: restore a backup".to_owned(),
        ))
    }
}

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
const LEGAL_BASIS: &[&str] = &[
    "CONSENT",
    "EXPLICIT_CONSENT",
    "CONTRACT",
    "LEGAL_OBLIGATION",
    "VITAL_INTEREST",
    "PUBLIC_TASK",
    "LEGITIMATE_INTEREST",
    "RESEARCH",
];
const STATE: &[&str] = &[
    "UNKNOWN",
    "REQUESTED",
    "DEFERRED",
    "GIVEN",
    "RENEWED",
    "REFUSED",
    "WITHDRAWN",
    "EXPIRED",
    "REVOKED",
    "INVALIDATED",
];
const CHANNEL: &[&str] = &["ONLINE", "PAPER", "SYSTEM", "CONTROLLER"];
const ATTRIBUTE: &[&str] = &[
    "BIRTH_YEAR",
    "POSTAL_ADDRESS",
    "GENDER",
    "EDUCATION",
    "DISABILITY",
    "MIGRATION_BACKGROUND",
];

const PROCESSING_PURPOSE: Table = Table {
    name: "processing_purpose",
    global: false,
    columns: &[
        column("purpose", Type::Enum(PURPOSE)),
        column("legal_basis", Type::Enum(LEGAL_BASIS)),
        column("descriptions", Type::Text),
        column("is_enabled", Type::Bool),
        column("version", Type::Big),
    ],
    unique: &[("purpose", "purpose")],
    references: &[],
    checks: &[],
    indexes: &[],
};

const NOTICE: Table = Table {
    name: "notice",
    global: false,
    columns: &[
        // The id follows from agency and purpose; there is no row of it where the usual holds.
        column("purpose_id", Type::Uuid),
        column("purpose", Type::Enum(PURPOSE)),
        column("number", Type::Int),
        column("texts", Type::Text),
        column("retention", Type::Text),
        column("is_material_change", Type::Bool),
        column("takes_effect_at", Type::Time),
        column("hash", Type::Text),
        column("published_at", Type::Time),
    ],
    unique: &[("number", "purpose, number")],
    references: &[],
    checks: &[],
    indexes: &[("by_purpose", "purpose_id, number, id")],
};

const NOTICE_RECIPIENT: Table = Table {
    name: "notice_recipient",
    global: false,
    columns: &[column("notice_id", Type::Uuid), column("organisation_id", Type::Uuid)],
    unique: &[("organisation", "notice_id, organisation_id")],
    references: &[("notice_id", "notice"), ("organisation_id", "organisation")],
    checks: &[],
    indexes: &[],
};

const CONSENT: Table = Table {
    name: "consent",
    global: false,
    columns: &[
        column("person_id", Type::Uuid),
        column("about", Type::Text),
        column("purpose", Type::Enum(PURPOSE)),
        optional("recipient_id", Type::Uuid),
        optional("attribute", Type::Enum(ATTRIBUTE)),
        column("state", Type::Enum(STATE)),
        column("steps", Type::Int),
        column("was_given", Type::Bool),
        optional("notice", Type::Int),
        optional("expires_at", Type::Time),
    ],
    unique: &[("about", "person_id, about")],
    references: &[("person_id", "person"), ("recipient_id", "organisation")],
    checks: &[],
    indexes: &[],
};

const CONSENT_RECORD: Table = Table {
    name: "consent_record",
    global: false,
    columns: &[
        column("consent_id", Type::Uuid),
        column("person_id", Type::Uuid),
        column("purpose", Type::Enum(PURPOSE)),
        column("step", Type::Int),
        column("state", Type::Enum(STATE)),
        optional("notice_id", Type::Uuid),
        optional("language", Type::Text),
        column("channel", Type::Enum(CHANNEL)),
        column("recorded_at", Type::Time),
        optional("recorded_by_id", Type::Uuid),
        optional("expires_at", Type::Time),
        optional("signed_on", Type::Day),
        optional("evidence_hash", Type::Text),
        optional("reason", Type::Text),
        optional("previous_id", Type::Uuid),
        column("hash", Type::Text),
    ],
    // No two steps follow the same one.
    unique: &[("step", "consent_id, step")],
    references: &[
        ("consent_id", "consent"),
        ("person_id", "person"),
        ("notice_id", "notice"),
        ("recorded_by_id", "membership"),
        ("previous_id", "consent_record"),
    ],
    checks: &[],
    indexes: &[],
};
