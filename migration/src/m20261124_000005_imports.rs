//! Where imported deliberations came from; templates of projects, and what was made from them.

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
            IMPORT_SOURCE,
            PROJECT_TEMPLATE,
            TEMPLATE_PHASE,
            TEMPLATE_OBJECTIVE,
            TEMPLATE_TASK,
            PROJECT_ORIGIN,
            PHASE_ORIGIN,
        ] {
            table.create(manager).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "without their sources imports would double: restore a backup".to_owned(),
        ))
    }
}

const PHASE_TYPE: &[&str] = &["CO_COMMISSIONING", "CO_DESIGN", "CO_DELIVERY", "CO_ASSESSMENT"];

const IMPORT_SOURCE: Table = Table {
    name: "import_source",
    global: false,
    columns: &[
        column("project_id", Type::Uuid),
        column("phase_id", Type::Uuid),
        column("source", Type::Text),
        column("salt", Type::Text),
        column("created_at", Type::Time),
        optional("finished_at", Type::Time),
    ],
    unique: &[("source", "project_id, source"), ("phase", "phase_id")],
    references: &[("project_id", "project"), ("phase_id", "phase")],
    checks: &[],
    indexes: &[],
};

const PROJECT_TEMPLATE: Table = Table {
    name: "project_template",
    global: false,
    columns: &[
        column("import_key", Type::Text),
        column("digest", Type::Text),
        column("titles", Type::Text),
        column("descriptions", Type::Text),
        column("languages", Type::Text),
        column("source", Type::Text),
        column("created_at", Type::Time),
    ],
    unique: &[("edition", "import_key, digest")],
    references: &[],
    checks: &[],
    indexes: &[("by_created", "created_at, id")],
};

const TEMPLATE_PHASE: Table = Table {
    name: "template_phase",
    global: false,
    columns: &[
        column("template_id", Type::Uuid),
        column("import_key", Type::Text),
        column("position", Type::Int),
        column("phase_type", Type::Enum(PHASE_TYPE)),
        column("titles", Type::Text),
        column("descriptions", Type::Text),
        column("prerequisites", Type::Text),
    ],
    unique: &[
        ("import", "template_id, import_key"),
        ("position", "template_id, position"),
    ],
    references: &[("template_id", "project_template")],
    checks: &[("position", "position >= 1")],
    indexes: &[],
};

const TEMPLATE_OBJECTIVE: Table = Table {
    name: "template_objective",
    global: false,
    columns: &[
        column("phase_id", Type::Uuid),
        column("import_key", Type::Text),
        column("position", Type::Int),
        column("titles", Type::Text),
        column("descriptions", Type::Text),
        column("prerequisites", Type::Text),
    ],
    unique: &[("import", "phase_id, import_key"), ("position", "phase_id, position")],
    references: &[("phase_id", "template_phase")],
    checks: &[("position", "position >= 1")],
    indexes: &[],
};

const TEMPLATE_TASK: Table = Table {
    name: "template_task",
    global: false,
    columns: &[
        column("objective_id", Type::Uuid),
        column("import_key", Type::Text),
        column("position", Type::Int),
        column("titles", Type::Text),
        column("descriptions", Type::Text),
        column("prerequisites", Type::Text),
    ],
    unique: &[
        ("import", "objective_id, import_key"),
        ("position", "objective_id, position"),
    ],
    references: &[("objective_id", "template_objective")],
    checks: &[("position", "position >= 1")],
    indexes: &[],
};

const PROJECT_ORIGIN: Table = Table {
    name: "project_origin",
    global: false,
    columns: &[column("project_id", Type::Uuid), column("template_id", Type::Uuid)],
    unique: &[("project", "project_id")],
    references: &[("project_id", "project"), ("template_id", "project_template")],
    checks: &[],
    indexes: &[],
};

const PHASE_ORIGIN: Table = Table {
    name: "phase_origin",
    global: false,
    columns: &[column("phase_id", Type::Uuid), column("template_phase_id", Type::Uuid)],
    unique: &[("phase", "phase_id")],
    references: &[("phase_id", "phase"), ("template_phase_id", "template_phase")],
    checks: &[],
    indexes: &[],
};
