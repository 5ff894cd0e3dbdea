//! Phases, contributions and what people think of them.

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
        for table in [PHASE, PHASE_STATE_CHANGE, CONTRIBUTION, REACTION] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what people said is not thrown away: restore a backup".to_owned(),
        ))
    }
}

const PHASE_TYPE: &[&str] = &["CO_COMMISSIONING", "CO_DESIGN", "CO_DELIVERY", "CO_ASSESSMENT"];
const PHASE_STATE: &[&str] = &[
    "PLANNED",
    "OPEN",
    "CLOSED",
    "IN_REVIEW",
    "REPORTED",
    "COMPLETED",
    "SKIPPED",
    "CANCELLED",
];
const CONTRIBUTION_KIND: &[&str] = &[
    "NEED",
    "IDEA",
    "PROPOSAL",
    "EVIDENCE",
    "AMENDMENT",
    "FEEDBACK",
    "DELIVERY_LOG",
];
const CONTRIBUTION_STATE: &[&str] = &[
    "DRAFT",
    "SUBMITTED",
    "HELD",
    "REJECTED_MODERATION",
    "PUBLISHED",
    "UNDER_REVIEW",
    "ACCEPTED",
    "PARTLY_ACCEPTED",
    "DECLINED",
    "MERGED",
    "IMPLEMENTED",
    "NOT_IMPLEMENTED",
    "WITHDRAWN",
    "REDACTED",
];
const MODERATION_RULE: &[&str] = &[
    "OFF_TOPIC",
    "DUPLICATE",
    "ABUSE",
    "PERSONAL_DATA_OF_OTHERS",
    "SPECIAL_CATEGORY",
    "ILLEGAL",
    "SPAM",
];
const OUTCOME: &[&str] = &["ACCEPTED", "PARTLY_ACCEPTED", "DECLINED", "MERGED"];
const STAND: &[&str] = &["AGREE", "DISAGREE", "PASS"];

const PHASE: Table = Table {
    name: "phase",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("phase_type", Type::Enum(PHASE_TYPE)),
        column("title", Type::Text),
        column("description", Type::Text),
        column("position", Type::Int),
        column("state", Type::Enum(PHASE_STATE)),
        optional("state_reason", Type::Text),
        column("methods", Type::Int),
        column("eligible_sectors", Type::Int),
        optional("opens_at", Type::Time),
        optional("closes_at", Type::Time),
        optional("opened_at", Type::Time),
        optional("closed_at", Type::Time),
        optional("dispositions_published_at", Type::Time),
        column("is_blind_review", Type::Bool),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[("project_id", "project")],
    checks: &[("position", "position >= 1")],
    indexes: &[("by_project", "project_id, position, id")],
};

const PHASE_STATE_CHANGE: Table = Table {
    name: "phase_state_change",
    global: false,
    columns: &[
        column("phase_id", Type::Uuid),
        optional("from_state", Type::Enum(PHASE_STATE)),
        column("to_state", Type::Enum(PHASE_STATE)),
        column("occurred_at", Type::Time),
        optional("reason", Type::Text),
        optional("actor_id", Type::Uuid),
    ],
    unique: &[],
    references: &[("phase_id", "phase"), ("actor_id", "membership")],
    checks: &[],
    indexes: &[("by_phase", "phase_id, occurred_at, id")],
};

const CONTRIBUTION: Table = Table {
    name: "contribution",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("phase_id", Type::Uuid),
        optional("author_id", Type::Uuid),
        optional("import_key", Type::Text),
        column("kind", Type::Enum(CONTRIBUTION_KIND)),
        column("state", Type::Enum(CONTRIBUTION_STATE)),
        optional("title", Type::Text),
        optional("body", Type::Text),
        column("language", Type::Text),
        column("may_contain_special_category", Type::Bool),
        optional("in_reply_to_id", Type::Uuid),
        column("thread_depth", Type::Int),
        column("created_at", Type::Time),
        optional("submitted_at", Type::Time),
        optional("published_at", Type::Time),
        column("updated_at", Type::Time),
        optional("moderation_rule", Type::Enum(MODERATION_RULE)),
        optional("moderation_reason", Type::Text),
        optional("moderated_at", Type::Time),
        optional("moderator_id", Type::Uuid),
        optional("outcome", Type::Enum(OUTCOME)),
        optional("outcome_reason", Type::Text),
        optional("merged_into_id", Type::Uuid),
        optional("disposed_at", Type::Time),
        optional("implementation_reason", Type::Text),
        optional("implemented_at", Type::Time),
        column("agree_tally", Type::Int),
        column("disagree_tally", Type::Int),
        column("pass_tally", Type::Int),
        column("unpublished_stands", Type::Int),
        optional("agree_published", Type::Int),
        optional("disagree_published", Type::Int),
        optional("pass_published", Type::Int),
        optional("total_published", Type::Int),
        optional("stands_published_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[("import", "phase_id, import_key")],
    references: &[
        ("project_id", "project"),
        ("phase_id", "phase"),
        ("author_id", "participation"),
        ("in_reply_to_id", "contribution"),
        ("moderator_id", "membership"),
        ("merged_into_id", "contribution"),
    ],
    checks: &[
        ("depth", "thread_depth BETWEEN 0 AND 7"),
        (
            "tallies",
            "agree_tally >= 0 AND disagree_tally >= 0 AND pass_tally >= 0",
        ),
    ],
    indexes: &[
        ("by_phase", "phase_id, created_at, id"),
        ("by_project", "project_id, created_at, id"),
        ("by_author", "author_id, id"),
        ("by_thread", "in_reply_to_id, created_at, id"),
        ("by_publication", "published_at, project_id"),
        ("by_merger", "merged_into_id, id"),
    ],
};

const REACTION: Table = Table {
    name: "reaction",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("contribution_id", Type::Uuid),
        column("participation_id", Type::Uuid),
        column("stand", Type::Enum(STAND)),
        column("reacted_on", Type::Day),
    ],
    unique: &[("stand", "contribution_id, participation_id")],
    references: &[
        ("project_id", "project"),
        ("contribution_id", "contribution"),
        ("participation_id", "participation"),
    ],
    checks: &[],
    indexes: &[
        ("by_participation", "participation_id, id"),
        ("by_day", "reacted_on, project_id"),
    ],
};
