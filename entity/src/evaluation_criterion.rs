//! A criterion that an evaluation asks about, in its place.

use sea_orm::entity::prelude::*;

use crate::{
    id::{EvaluationCriterionId, EvaluationId, Identified, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// A criterion that an evaluation asks about, in its place.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "evaluation_criterion")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvaluationCriterionId,
    /// The evaluation.
    pub evaluation_id: EvaluationId,
    /// Key in the catalogue of criteria.
    pub criterion: String,
    /// Its place among what is asked, from 1.
    pub position: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// The prefix is that of a criterion of the catalogue, whose id is made from its key and not from a row.
impl Identified for Entity {
    const PREFIX: &'static str = "criterion";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "evaluation_criterion",
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
