//! A participant's stand on a contribution; a change of mind replaces it.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ContributionId, Identified, ParticipationId, ProjectId, ReactionId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, erased},
    vocabulary::{AccessClass, Purpose, Stand},
};

/// A participant's stand on a contribution; a change of mind replaces it.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "reaction")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReactionId,
    /// The project of the contribution; it never changes.
    pub project_id: ProjectId,
    /// What it is about.
    pub contribution_id: ContributionId,
    /// Whose it is.
    pub participation_id: Personal<ParticipationId>,
    /// The stand now.
    pub stand: Personal<Stand>,
    /// Day of the last change.
    pub reacted_on: Personal<Day>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "reaction";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "reaction",
    global: false,
    subject: Subject::Participation("participation_id"),
    told: Declaration::told_by("You."),
    erasure: Erasure::Delete,
    // Who took which stand is for nobody, whatever their duty.
    holds: Holds::Never,
    sealed: &[
        erased("participation_id", AccessClass::Personal),
        erased("stand", AccessClass::Personal)
            .given_for(Purpose::ParticipationAdmin)
            .given_with(&["contribution_id"]),
        erased("reacted_on", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
