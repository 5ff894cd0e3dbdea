//! The latest month in which somebody is counted among those who did something, so that they are counted once.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, ParticipationId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, erased},
    vocabulary::{AccessClass, ActivityKind},
};

/// The latest month in which somebody is counted among those who did something, and no trace of what it was.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "active_month")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id, random.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// Who is counted, in the project of this part.
    pub participation_id: Personal<ParticipationId>,
    /// Among those who did this.
    pub kind: ActivityKind,
    /// First day of the month, where the agency is.
    pub month: Personal<Day>,
    /// How many stands of theirs are counted in it, with those of earlier months that they changed in it; of contributions
    /// none.
    pub stands: Personal<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "active_month",
    global: false,
    subject: Subject::Participation("participation_id"),
    told: Declaration::told_by("The server, when you did it.").until("Until you ask for your erasure."),
    erasure: Erasure::Delete,
    holds: Holds::Never,
    sealed: &[
        erased("participation_id", AccessClass::Personal),
        erased("month", AccessClass::Personal),
        erased("stands", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
