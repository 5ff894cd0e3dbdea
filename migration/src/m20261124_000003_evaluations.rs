//! Evaluations, what they ask, what people answer and what was released of it.

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
            EVALUATION,
            EVALUATION_CRITERION,
            EVALUATION_RESULT,
            ASSESSMENT,
            ASSESSMENT_ANSWER,
        ] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what people answered is not thrown away: restore a backup".to_owned(),
        ))
    }
}

const TIMING: &[&str] = &["PROSPECTIVE", "CONCURRENT", "RETROSPECTIVE"];
const EVALUATION_STATE: &[&str] = &[
    "DRAFT",
    "LOCKED",
    "COLLECTING",
    "CLOSED",
    "COMPUTED",
    "RELEASED",
    "SUPERSEDED",
];
const ASSESSMENT_STATE: &[&str] = &["SUBMITTED", "COUNTED", "WITHDRAWN"];
const RELATION: &[&str] = &["USER", "PARTICIPANT", "DELIVERER", "OWNER", "OBSERVER"];
const SECTOR: &[&str] = &["STATE", "ECONOMY", "SOCIETY"];
const NON_ANSWER: &[&str] = &["NOT_APPLICABLE", "DONT_KNOW", "PREFER_NOT_TO_SAY"];

const EVALUATION: Table = Table {
    name: "evaluation",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        optional("phase_id", Type::Uuid),
        column("title", Type::Text),
        column("timing", Type::Enum(TIMING)),
        column("population", Type::Text),
        column("disclosure_threshold", Type::Int),
        optional("wanted_threshold", Type::Int),
        column("state", Type::Enum(EVALUATION_STATE)),
        column("closes_at", Type::Time),
        optional("locked_at", Type::Time),
        optional("released_at", Type::Time),
        optional("supersedes_id", Type::Uuid),
        optional("superseded_by_id", Type::Uuid),
        column("created_at", Type::Time),
        column("version", Type::Big),
    ],
    unique: &[],
    references: &[
        ("project_id", "project"),
        ("phase_id", "phase"),
        ("supersedes_id", "evaluation"),
        ("superseded_by_id", "evaluation"),
    ],
    checks: &[("threshold", "disclosure_threshold >= 3")],
    indexes: &[
        ("by_project", "project_id, created_at, id"),
        ("by_closing", "project_id, closes_at, id"),
        ("by_phase", "phase_id, created_at, id"),
    ],
};

const EVALUATION_CRITERION: Table = Table {
    name: "evaluation_criterion",
    global: false,
    columns: &[
        column("evaluation_id", Type::Uuid),
        column("criterion", Type::Text),
        column("position", Type::Int),
    ],
    unique: &[
        ("criterion", "evaluation_id, criterion"),
        ("position", "evaluation_id, position"),
    ],
    references: &[("evaluation_id", "evaluation")],
    checks: &[("position", "position >= 1")],
    indexes: &[],
};

const EVALUATION_RESULT: Table = Table {
    name: "evaluation_result",
    global: false,
    columns: &[
        column("evaluation_id", Type::Uuid),
        column("criterion", Type::Text),
        optional("sector", Type::Enum(SECTOR)),
        column("relation", Type::Enum(RELATION)),
        column("scores", Type::Int),
        column("median", Type::Real),
        column("lower_quartile", Type::Real),
        column("upper_quartile", Type::Real),
        column("mean", Type::Real),
        column("distribution", Type::Text),
        column("non_answers", Type::Text),
    ],
    unique: &[("group", "evaluation_id, criterion, sector, relation")],
    references: &[("evaluation_id", "evaluation")],
    // No figure of fewer than the server's floor is stored, whatever computed it.
    checks: &[("scores", "scores >= 3")],
    indexes: &[],
};

const ASSESSMENT: Table = Table {
    name: "assessment",
    global: false,
    columns: &[
        column("evaluation_id", Type::Uuid),
        column("participation_id", Type::Uuid),
        optional("sector", Type::Enum(SECTOR)),
        column("relation", Type::Enum(RELATION)),
        column("state", Type::Enum(ASSESSMENT_STATE)),
        column("submitted_on", Type::Day),
        column("version", Type::Big),
    ],
    unique: &[("author", "evaluation_id, participation_id")],
    references: &[("evaluation_id", "evaluation"), ("participation_id", "participation")],
    checks: &[],
    indexes: &[("by_participation", "participation_id, id")],
};

const ASSESSMENT_ANSWER: Table = Table {
    name: "assessment_answer",
    global: false,
    columns: &[
        column("assessment_id", Type::Uuid),
        column("evaluation_id", Type::Uuid),
        column("participation_id", Type::Uuid),
        column("criterion", Type::Text),
        optional("score", Type::Int),
        optional("non_answer", Type::Enum(NON_ANSWER)),
        optional("comment", Type::Text),
    ],
    unique: &[("criterion", "assessment_id, criterion")],
    references: &[
        ("assessment_id", "assessment"),
        ("evaluation_id", "evaluation"),
        ("participation_id", "participation"),
    ],
    checks: &[
        ("one", "(score IS NULL) <> (non_answer IS NULL)"),
        ("score", "score BETWEEN -2 AND 5"),
    ],
    indexes: &[
        ("by_evaluation", "evaluation_id, id"),
        ("by_participation", "participation_id, id"),
    ],
};
