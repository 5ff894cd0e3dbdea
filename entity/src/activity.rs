//! What happened in a month, without who did it: written with the act and never changed but for `hidden`, so that a figure
//! of a month that is over does not move when somebody later changes their mind, nor when its project becomes public. Imported
//! months grow where a longer export comes, by many people or not at all (docs/adr/0013).

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, PhaseId, ProjectId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::ActivityKind,
};

/// What happened in a month, without who did it.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "activity")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id, random: the order of acts would tell of people.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The project.
    pub project_id: ProjectId,
    /// The phase.
    pub phase_id: PhaseId,
    /// First day of the month, where the agency is.
    pub month: Date,
    /// What was done.
    pub kind: ActivityKind,
    /// How often.
    pub number: i32,
    /// By how many people who had not done the same in this project and month before.
    pub people: i32,
    /// Whether it came with imported data, all of a month together.
    pub is_imported: bool,
    /// As much as `number` where it happened before its project last became public, or in an import of a month that few took
    /// part in, and else 0. Only whether it is 0 is asked: the agency's figures leave out a project's month that holds any other.
    pub hidden: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "activity",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[],
    search: &[],
    quotes: None,
    retention: &[],
};
