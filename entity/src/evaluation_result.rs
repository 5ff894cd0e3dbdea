//! Figures of one group that passed disclosure control, computed once. Of a withheld group nothing is stored, so that an
//! empty one and a small one are alike here too.

use sea_orm::entity::prelude::*;

use crate::{
    id::{EvaluationId, EvaluationResultId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::{AssessorRelation, Sector},
};

/// Figures of one group that passed disclosure control, computed once.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "evaluation_result")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvaluationResultId,
    /// The evaluation.
    pub evaluation_id: EvaluationId,
    /// Key in the catalogue of criteria.
    pub criterion: String,
    /// The sector of those who answered; none where it is not known.
    pub sector: Option<Sector>,
    /// How they stand to the service.
    pub relation: AssessorRelation,
    /// How many gave a score.
    pub scores: i32,
    /// The middle score.
    pub median: f64,
    /// A quarter of the scores are at or below it.
    pub lower_quartile: f64,
    /// A quarter of the scores are at or above it.
    pub upper_quartile: f64,
    /// The average score.
    pub mean: f64,
    /// How many gave each score, from the lowest: numbers with commas between.
    pub distribution: String,
    /// How many gave none for each reason, in the order of the reasons: numbers with commas between.
    pub non_answers: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "evaluation_result",
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
